"""What a person wants of the house style: a book opened, a text or a file checked, a rule's own examples tried."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from editor.domain.errors import BadInput

if TYPE_CHECKING:
    from editor.style.book import StyleBook
    from editor.style.document import Document
    from editor.style.findings import CheckResult
    from editor.style.ignoring import IgnoreRecord


@dataclass(frozen=True, slots=True)
class FileReport:
    """What was found in one file: findings at or above the book's minimum level, all routes, what was right already."""

    file: str
    result: CheckResult

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not self.result.findings and not self.result.routes


@dataclass(frozen=True, slots=True)
class ExampleReport:
    """One rule's examples: how many there are, and a sentence with its text for each that does not hold."""

    rule: str
    examples: int
    failures: tuple[tuple[str, str], ...]


def starter_folder() -> Path:
    """Where the starter style book lies."""
    from importlib.resources import files

    return Path(str(files("resources"))) / "stylebook"


def open_book(config: Path | None = None, styles: Path | None = None) -> StyleBook:
    """A style book: the starter one, another by its settings, or all styles of a folder. Raises BadInput."""
    from editor.style.book import load_book

    if config is None and styles is None:
        config = starter_folder() / ".vale.ini"
    return load_book(config, styles=styles, dictionaries=[starter_folder().parent / "third_party" / "dictionaries"])


def open_document(
    book: StyleBook, text: str, *, path: str = "story.md", ignored: Sequence[IgnoreRecord] = ()
) -> Document:
    """A text that is checked again after each edit, at the cost of what the edit touched."""
    from editor.style.document import Document

    return Document(book, text, path=path, ignored=ignored)


def check_file(book: StyleBook, path: Path, ignored: Sequence[IgnoreRecord] = ()) -> FileReport:
    """One file checked as the settings say for its name. Raises BadInput when it cannot be read."""
    from dataclasses import replace

    from editor.style.files import read_text

    result = open_document(book, read_text(path), path=_name(book, path), ignored=ignored).check()
    counted = tuple(finding for finding in result.findings if finding.level >= book.config.min_level)
    return FileReport(str(path), replace(result, findings=counted))


def read_ignored(path: Path) -> list[IgnoreRecord]:
    """Ignore records from a file of JSON lines. Raises BadInput naming the line."""
    from editor.style.files import read_text
    from editor.style.ignoring import read_records

    return read_records(read_text(path), str(path))


def try_examples(book: StyleBook, names: Sequence[str] = ()) -> Iterator[ExampleReport]:
    """Run the examples of the named rules, or of all, one rule after the other.

    Raises BadInput for a name the book does not have and for a rule with a pattern that cannot be used.
    """
    from editor.style.examples import failures_of
    from editor.style.near import did_you_mean

    for name in names:
        if name not in book.rules:
            raise BadInput(f"The style book has no rule “{name}”{did_you_mean(name, book.rules)}.")
    for name in names or [name for name in book.rules if not name.startswith("Vale.")]:
        rule = book.rules[name]
        for matcher in (*rule.point.wakes, *rule.point.uses):
            matcher.compile_all()
        failures = tuple((failure.sentence, failure.example) for failure in failures_of(book, rule))
        yield ExampleReport(name, len(rule.must_fire) + len(rule.must_not_fire), failures)


def _name(book: StyleBook, path: Path) -> str:
    """A file's name as the patterns of the settings see it: from their folder on when it lies below it."""
    folder = Path(book.config.name).parent
    try:
        return path.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        return path.as_posix()
