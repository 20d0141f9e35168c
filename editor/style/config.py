"""What a .vale.ini decides: where rules lie, which are in force for which file, at which level, and what is ignored."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from editor.domain.errors import BadInput
from editor.style.findings import Level, level_of
from editor.style.ini import Setting, read_ini
from editor.style.near import did_you_mean

_CORE = frozenset(
    {"StylesPath", "MinAlertLevel", "Vocab", "IgnoredScopes", "SkippedScopes", "WordTemplate", "DictionaryPath"}
)
_SECTION = frozenset({"BasedOnStyles", "TokenIgnores", "BlockIgnores"})
# of Vale, and without a meaning here: packages are not fetched, and only Markdown and plain text are read
_WITHOUT_MEANING = frozenset(
    {
        "Packages",
        "IgnoredClasses",
        "NLPEndpoint",
        "Lang",
        "Transform",
        "CommentDelimiters",
        "IgnorePatterns",
        "View",
        "Blueprint",
    }
)
_MARKDOWN = frozenset({"md", "markdown", "mdown", "mkd", "mkdn", "mdx"})
_NO, _YES = frozenset({"NO", "no", "No"}), frozenset({"YES", "yes", "Yes"})
# HTML names Vale knows scopes by, and what they are here
_BLOCK_TAGS = {
    "blockquote": "blockquote", "li": "list", "ul": "list", "ol": "list", "table": "table", "td": "cell",
    "th": "header",
    "p": "paragraph", "figcaption": "caption", **{f"h{n}": f"h{n}" for n in range(1, 7)},
}  # fmt: skip


@dataclass(slots=True)
class Section:
    """One heading with a file pattern."""

    pattern: str
    styles: list[str] | None = None
    switches: dict[str, Setting] = field(default_factory=dict)
    token_ignores: list[str] = field(default_factory=list)
    block_ignores: list[str] = field(default_factory=list)

    def holds_for(self, path: str) -> bool:
        """Whether a file, named with forward slashes, is meant."""
        return (
            self.pattern == "*"
            or bool(glob(self.pattern).fullmatch(path))
            or bool(glob(self.pattern).fullmatch(path.rpartition("/")[2]))
        )


@dataclass(slots=True)
class Config:
    """All settings. ``name`` is how errors call the file."""

    name: str
    styles_path: Path
    min_level: Level = Level.SUGGESTION
    vocab: list[str] = field(default_factory=list)
    ignored_scopes: frozenset[str] = frozenset({"code", "tt"})
    skipped_tags: frozenset[str] = frozenset({"script", "style", "pre"})
    skipped_sections: frozenset[str] = frozenset()
    word_template: str = ""
    dictionary_path: Path | None = None
    formats: dict[str, str] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)

    def is_markdown(self, path: str) -> bool:
        """Whether a file is read as Markdown, by its ending and the section ``formats``."""
        ending = path.rpartition(".")[2].lower() if "." in path.rpartition("/")[2] else ""
        return self.formats.get(ending, ending) in _MARKDOWN

    def for_file(self, path: str) -> Section:
        """What holds for a file: the sections that match, in order, the later one having the last word."""
        merged = Section(path, [])
        for section in sorted(self.sections, key=lambda s: s.pattern != "*"):
            if section.holds_for(path):
                merged.styles = section.styles if section.styles is not None else merged.styles
                merged.switches.update(section.switches)
                merged.token_ignores += section.token_ignores
                merged.block_ignores += section.block_ignores
        return merged


def read_config(text: str, name: str, folder: Path) -> Config:
    """The settings of a file that lies in ``folder``. Raises BadInput naming the line."""
    config = Config(name, folder)
    by_pattern: dict[str, Section] = {}
    for setting in read_ini(text, name):
        where = f"{name}, line {setting.line}"
        if setting.section in ("", "DEFAULT"):
            _core(config, setting, where, folder)
        elif setting.section == "formats":
            config.formats[setting.key.lower()] = setting.value.lower()
        elif setting.section != "asciidoctor":
            section = by_pattern.setdefault(setting.section, Section(setting.section))
            glob(setting.section)
            _in_section(section, setting, where)
    config.sections = list(by_pattern.values())
    return config


def _core(config: Config, setting: Setting, where: str, folder: Path) -> None:
    key = setting.key
    if key == "StylesPath":
        config.styles_path = (folder / setting.value.replace("\\", "/")).resolve()
        if not config.styles_path.is_dir():
            raise BadInput(f"{where}: the folder {setting.value} is not there.")
    elif key == "MinAlertLevel":
        config.min_level = level_of(setting.value, where)
    elif key == "Vocab":
        config.vocab += setting.items()
    elif key == "IgnoredScopes":
        config.ignored_scopes = frozenset(setting.items())
    elif key == "SkippedScopes":
        tags = frozenset(setting.items())
        config.skipped_tags = tags
        config.skipped_sections = frozenset(_BLOCK_TAGS[tag] for tag in tags if tag in _BLOCK_TAGS)
    elif key == "WordTemplate":
        if "%s" not in setting.value:
            raise BadInput(f"{where}: WordTemplate needs “%s” where the words go.")
        config.word_template = setting.value
    elif key == "DictionaryPath":
        config.dictionary_path = (folder / setting.value).resolve()
    elif key not in _WITHOUT_MEANING:
        known = _CORE | _WITHOUT_MEANING
        hint = " it belongs below a section like [*.md]" if key in _SECTION or "." in key else did_you_mean(key, known)
        raise BadInput(f"{where}: there is no setting “{key}”{',' if hint.startswith(' it') else ''}{hint}.")


def _in_section(section: Section, setting: Setting, where: str) -> None:
    key = setting.key
    if key == "BasedOnStyles":
        section.styles = [*(section.styles or []), *setting.items()]
    elif key == "TokenIgnores":
        section.token_ignores += setting.items()
    elif key == "BlockIgnores":
        section.block_ignores += setting.items()
    elif "." in key:
        if setting.value not in _NO | _YES:
            level_of(setting.value, where)
        section.switches[key] = setting
    elif key not in _WITHOUT_MEANING:
        raise BadInput(f"{where}: there is no setting “{key}”{did_you_mean(key, _SECTION | _CORE)}.")


def switched(setting: Setting) -> Level | bool:
    """What a line ``Style.Rule = …`` says: on, off, or a level."""
    if setting.value in _NO:
        return False
    return True if setting.value in _YES else level_of(setting.value, setting.key)


def glob(pattern: str) -> re.Pattern[str]:
    """A file pattern (``*``, ``**``, ``?``, ``[ab]``, ``{md,txt}``) as an expression. Raises BadInput."""
    out, at, depth = [], 0, 0
    while at < len(pattern):
        char = pattern[at]
        if pattern.startswith("**", at):
            out.append(".*")
            at += 1
        elif char == "*":
            out.append("[^/]*")
        elif char == "?":
            out.append("[^/]")
        elif char == "[" and (end := pattern.find("]", at + 2)) > 0:
            body = pattern[at + 1 : end].replace("\\", "\\\\").replace("[", "\\[")
            out.append(f"[{'^' + body[1:] if body[0] == '!' else body}]")
            at = end
        elif char == "{":
            out.append("(?:")
            depth += 1
        elif char == "}" and depth:
            out.append(")")
            depth -= 1
        else:
            out.append("|" if char == "," and depth else re.escape(char))
        at += 1
    try:
        return re.compile("".join(out) + ")" * depth)
    except re.error as problem:
        raise BadInput(f"The file pattern “{pattern[:60]}” in the settings is wrong ({problem}).") from problem
