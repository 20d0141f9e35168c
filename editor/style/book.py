"""A style book on disk: its settings, its rules, its vocabularies; what of it is in force for a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from editor.domain.errors import BadInput
from editor.style.checker import Checker
from editor.style.config import Config, Section, read_config, switched
from editor.style.entries import Reader
from editor.style.files import LARGEST_OF_BOOK, read_text
from editor.style.findings import Level
from editor.style.in_force import InForce
from editor.style.inline_text import Ignored
from editor.style.near import did_you_mean
from editor.style.patterns import Alternatives, compiled
from editor.style.points.context import Context
from editor.style.points.reading import read_rule, rule_from
from editor.style.rules import Rule
from editor.style.spelling import Speller, open_dictionary
from editor.style.vocabulary import Vocabulary, read_word_list
from editor.style.yaml_file import Entries

BUILT_IN = "Vale"
MOST_RULES = 5_000
_BUILT_IN_RULES = frozenset({"Vale.Spelling", "Vale.Repetition", "Vale.Terms", "Vale.Avoid"})


@dataclass
class StyleBook:
    """All rules of the styles a configuration names. Made by ``load_book``."""

    config: Config
    rules: dict[str, Rule]
    vocabulary: Vocabulary
    context: Context
    _cache: dict[tuple[str, ...], InForce] = field(default_factory=dict)
    _checkers: dict[InForce, Checker] = field(default_factory=dict)

    def in_force(self, path: str) -> InForce:
        """What holds for a file, named with forward slashes. Raises BadInput for a switch that names no rule."""
        section = self.config.for_file(path)
        markdown = self.config.is_markdown(path)
        key = (
            str(markdown),
            *(section.styles or []),
            *(f"{name}={setting.value}" for name, setting in section.switches.items()),
            *section.token_ignores,
            *section.block_ignores,
        )
        if key not in self._cache:
            self._cache[key] = self._in_force(section, markdown)
        return self._cache[key]

    def checker(self, path: str) -> Checker:
        """The rules in force for a file, ready to run; the same for files of one kind."""
        in_force = self.in_force(path)
        if in_force not in self._checkers:
            self._checkers[in_force] = Checker(in_force)
        return self._checkers[in_force]

    def _in_force(self, section: Section, markdown: bool) -> InForce:
        chosen: dict[str, Level] = {}
        for name, rule in self.rules.items():
            if name.partition(".")[0] in (section.styles or []):
                chosen[name] = rule.level
        for name, setting in section.switches.items():
            if name in _BUILT_IN_RULES and name not in self.rules:
                continue  # without a vocabulary there are no terms
            if name not in self.rules:
                where = f"{self.config.name}, line {setting.line}"
                raise BadInput(f"{where}: there is no rule “{name}”{did_you_mean(name, self.rules)}.")
            said = switched(setting)
            if said is False:
                chosen.pop(name, None)
            else:
                chosen[name] = self.rules[name].level if said is True else Level(said)
        ignored = Ignored(
            self.config.ignored_scopes,
            tuple(compiled(pattern, "TokenIgnores") for pattern in section.token_ignores),
            self.config.skipped_tags,
        )
        rules = tuple((self.rules[name], level) for name, level in chosen.items())
        return InForce(rules, ignored, tuple(section.block_ignores), self.config.skipped_sections, markdown)


def load_book(config_file: Path | None, *, styles: Path | None = None, dictionaries: Sequence[Path] = ()) -> StyleBook:
    """A style book. ``styles`` stands in for the StylesPath; without a configuration all its styles are in force.

    ``dictionaries``: folders with dictionaries, looked into after the book's own. Raises BadInput naming file and line.
    """
    try:
        return _load(config_file, styles, dictionaries)
    except (OSError, ValueError) as problem:  # a folder that may not be read, a name no file can have
        where = config_file if config_file is not None else styles
        raise BadInput(f"The style book {where} cannot be read: {problem}.") from problem


def _load(config_file: Path | None, styles: Path | None, dictionaries: Sequence[Path]) -> StyleBook:
    if config_file is not None:
        text = read_text(config_file, LARGEST_OF_BOOK)
        config = read_config(text, str(config_file), config_file.resolve().parent)
        if styles is not None:
            config.styles_path = _folder(styles)
    elif styles is not None:
        config = Config(str(styles), _folder(styles))
        config.sections = [Section("*", [f.name for f in _style_folders(config.styles_path)])]
    else:
        raise BadInput("A style book needs a configuration or a folder of styles.")
    vocabulary = _read_vocabulary(config)
    context = _context(config, vocabulary, dictionaries)
    rules: dict[str, Rule] = {}
    for style in _named_styles(config):
        if style == BUILT_IN:
            rules.update(_built_in(vocabulary, context, config))
        else:
            rules.update(_read_style(config.styles_path / style, style, context))
    return StyleBook(config, rules, vocabulary, context)


def _folder(path: Path) -> Path:
    if not path.is_dir():
        raise BadInput(f"The folder {path} is not there.")
    return path.resolve()


def _style_folders(styles_path: Path) -> list[Path]:
    return sorted(f for f in styles_path.iterdir() if f.is_dir() and f.name.lower() not in ("config", "vocab"))


def _named_styles(config: Config) -> list[str]:
    """Every style a section asks for, in order; unknown ones are refused."""
    names: dict[str, None] = {}
    known = [folder.name for folder in _style_folders(config.styles_path)]
    for section in config.sections:
        for style in [*(section.styles or []), *(name.partition(".")[0] for name in section.switches)]:
            if style != BUILT_IN and style not in known:
                near = did_you_mean(style, [*known, BUILT_IN])
                raise BadInput(f"{config.name}: there is no style “{style}” in {config.styles_path}{near}.")
            names[style] = None
    return list(names)


def _read_style(folder: Path, style: str, context: Context) -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    files = sorted(folder.rglob("*.yml"))
    if len(files) > MOST_RULES:
        raise BadInput(f"The style {style} has more than {MOST_RULES:,} rules.")
    for file in files:
        name = ".".join([style, *file.relative_to(folder).with_suffix("").parts])
        rules[name] = read_rule(read_text(file, LARGEST_OF_BOOK), name, str(file), context)
    return rules


def _read_vocabulary(config: Config) -> Vocabulary:
    accept: list[str] = []
    reject: list[str] = []
    for name in config.vocab:
        folders = [config.styles_path / "config" / "vocabularies" / name, config.styles_path / "Vocab" / name]
        folder = next((folder for folder in folders if folder.is_dir()), None)
        if folder is None:
            raise BadInput(f"{config.name}: there is no vocabulary “{name}”; it would be the folder {folders[0]}.")
        for file_name, words in (("accept.txt", accept), ("reject.txt", reject)):
            if (folder / file_name).is_file():
                words += read_word_list(read_text(folder / file_name, LARGEST_OF_BOOK), str(folder / file_name))
    return Vocabulary(tuple(dict.fromkeys(accept)), tuple(dict.fromkeys(reject)))


def _context(config: Config, vocabulary: Vocabulary, dictionaries: Sequence[Path]) -> Context:
    """What rules need of the book while they are read."""
    opened: dict[tuple[str, ...], Speller] = {}

    def speller(names: Sequence[str], folder: str, rule: str) -> Speller:
        key = (folder, *names)
        if key not in opened:
            places = [config.styles_path / folder, config.styles_path.parent / folder] if folder else []
            places += [config.dictionary_path] if config.dictionary_path else []
            places += [config.styles_path / "config" / "dictionaries", config.styles_path, *dictionaries]
            opened[key] = Speller([open_dictionary(*_dictionary_files(name, places, rule)) for name in names])
        return opened[key]

    def word_list(name: str, rule: str) -> list[str]:
        for place in (config.styles_path / "config" / "ignore", config.styles_path):
            if (place / name).is_file():
                return read_word_list(read_text(place / name, LARGEST_OF_BOOK), str(place / name))
        raise BadInput(f"The rule {rule} cannot be used: there is no word list {name} in {config.styles_path}.")

    accepted = sorted(vocabulary.accept, key=len, reverse=True)
    matcher = Alternatives(accepted, "accept.txt") if accepted else None
    return Context(matcher, vocabulary.accept, config.word_template, speller, word_list)


def _dictionary_files(name: str, places: Sequence[Path], rule: str) -> tuple[Path, Path]:
    """The .aff and .dic of a dictionary: two files of its name, or a folder of it with one pair."""
    stem = name.removesuffix(".dic")
    for place in places:
        for form in dict.fromkeys(
            (stem, stem.replace("-", "_"), stem.replace("_", "-"), stem.lower().replace("_", "-"))
        ):
            for base in (place / form, place / form / "index", place / form / form):
                if base.with_name(base.name + ".dic").is_file():
                    return base.with_name(base.name + ".aff"), base.with_name(base.name + ".dic")
    raise BadInput(f"The rule {rule} cannot be used: there is no dictionary “{name}”.")


def _built_in(vocabulary: Vocabulary, context: Context, config: Config) -> dict[str, Rule]:
    """The style ``Vale``: spelling, repeated words, and the vocabularies as rules."""
    wanted: dict[str, dict[str, object]] = {
        "Repetition": {
            "extends": "repetition", "message": "“%s” is repeated.", "level": "error", "alpha": "true",
            "tokens": [r"[^\s]+"],
        },
        "Spelling": {
            "extends": "spelling", "message": "Did you really mean “%s”?", "level": "error",
            "action": _entries({"name": "suggest", "params": ["spellings"]}),
        },
    }  # fmt: skip
    if terms := vocabulary.terms():
        wanted["Terms"] = {
            "extends": "substitution", "message": "Use “%s” instead of “%s”.", "level": "error", "vocab": "false",
            "action": _entries({"name": "replace"}), "swap": _entries({f"(?i){term}": term for term in terms}),
        }  # fmt: skip
    if vocabulary.reject:
        wanted["Avoid"] = {
            "extends": "existence", "message": "Avoid using “%s”.", "level": "error", "vocab": "false",
            "tokens": list(vocabulary.reject),
        }  # fmt: skip
    asked = {name for section in config.sections for name in section.switches}
    on = any(BUILT_IN in (section.styles or []) for section in config.sections)
    return {
        f"{BUILT_IN}.{name}": rule_from(Reader(_entries(keys), f"Vale.{name}"), f"{BUILT_IN}.{name}", context)
        for name, keys in wanted.items()
        if on or f"{BUILT_IN}.{name}" in asked
    }


def _entries(keys: dict[str, object]) -> Entries:
    entries = Entries()
    entries.update(keys)
    return entries
