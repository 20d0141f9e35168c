"""Comments in files, read one by one: JSON lines, and CSV with a header; every complaint names the line."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from editor.domain.errors import BadInput

if TYPE_CHECKING:
    from editor.triage.comment_lines import CommentLine

LONGEST_LINE = 4 << 20  # bytes
_PART = 1 << 20  # bytes read at a time
_DECISIONS = {
    **dict.fromkeys(("approve", "approved", "0", "0.0", "false"), False),
    **dict.fromkeys(("remove", "removed", "1", "1.0", "true"), True),
}
_OTHER_NAMES = {"text": ("comment", "comment_text", "body", "content"), "decision": ("verdict", "toxic", "target")}


@dataclass(frozen=True, slots=True)
class FiledComment:
    """One comment of a file; what the file does not say is empty."""

    line: int  # where it begins, from 1
    text: str
    id: str = ""
    author: str = ""
    removed: bool | None = None  # None: not decided


@dataclass
class CommentFile:
    """Reads a file of comments; iterate over it. ``.csv`` is CSV with a header, everything else JSON lines; all UTF-8.

    In CSV the columns are ``text`` and, where known, ``id``, ``author`` and ``decision`` (approve, remove) or ``label``
    (0, 1). JSON lines are those of :mod:`editor.triage.comment_lines`. A bad line ends the reading with BadInput; with
    ``skip_bad`` it is counted in ``skipped`` and passed over. ``progress``, when given, is told the bytes read and the
    bytes there are.
    """

    path: Path
    skip_bad: bool = False
    progress: Callable[[int, int], None] | None = None
    skipped: int = 0
    first_problem: str = ""
    decided: int = 0  # comments with a decision, so far
    columns: tuple[str, ...] = ()  # of a CSV file

    def __iter__(self) -> Iterator[FiledComment]:
        is_csv = self.path.suffix.lower() == ".csv"
        try:
            for comment in self._csv() if is_csv else self._json_lines():
                self.decided += comment.removed is not None
                yield comment
        except OSError as problem:
            raise BadInput(f"{self.path} cannot be read: {problem.strerror or problem}.") from problem

    @property
    def without_decisions(self) -> str:
        """The sentence for a file in which no comment has a decision."""
        wanted = "“decision” (approve or remove)" + (" or “label” (0 or 1)" if self.columns else "")
        return f"No comment in {self.path} has a decision, {wanted}.{_did_you_mean('decision', self.columns)}"

    def complain(self, line: int, problem: str) -> None:
        """Stop at a bad line, or count it. ``problem`` completes “line 7: …” and ends with a full stop."""
        sentence = f"{self.path}, line {line:,}: {problem}"
        if not self.skip_bad:
            raise BadInput(f"{sentence} --skip-bad passes over such lines.")
        self.skipped += 1
        self.first_problem = self.first_problem or sentence

    def _json_lines(self) -> Iterator[FiledComment]:
        from editor.triage.comment_lines import BadLine, lines_of, parse, stretches

        size, number = self.path.stat().st_size if self.path.exists() else 0, 0
        for stretch in stretches(self.path, _PART):
            self._tell(stretch.start + stretch.length, size)
            for line in lines_of(self.path, stretch):
                number += 1
                if not line.strip():
                    continue
                try:
                    yield _filed(parse(number, line, with_facts=False))
                except BadLine as problem:
                    self.complain(number, problem.problem)

    def _csv(self) -> Iterator[FiledComment]:
        from editor.triage.comment_lines import opened

        csv.field_size_limit(LONGEST_LINE)
        with opened(self.path) as file:
            lines = _Lines(file, self)
            rows = csv.reader(lines, strict=True)
            while True:
                number = lines.number + 1
                try:
                    row = next(rows)
                except StopIteration:
                    break
                except csv.Error as problem:
                    # What follows an unclosed quotation mark cannot be told apart from what it quotes.
                    self.complain(number, f"it is no sound CSV ({problem}).")
                    rows = csv.reader(lines, strict=True)
                    continue
                comment = self._row(number, row)
                if comment is not None:
                    yield comment
        if not self.columns:
            raise BadInput(f"{self.path} is empty.")

    def _row(self, number: int, row: Sequence[str]) -> FiledComment | None:
        if not self.columns:
            self.columns = tuple(name.strip().lower() for name in row)
            if "text" not in self.columns:
                hint = _did_you_mean("text", self.columns)
                raise BadInput(f"{self.path}: the first line names no column “text”.{hint}")
            return None
        if not row:
            return None
        if len(row) != len(self.columns):
            self.complain(number, f"it has {len(row)} fields, the first line has {len(self.columns)}.")
            return None
        found = dict(zip(self.columns, row, strict=True))
        said = (found.get("decision") or found.get("label") or "").strip()
        if said and said.lower() not in _DECISIONS:
            known = "approve and remove are known, and the labels 0 and 1"
            self.complain(number, f"its decision is “{said[:40]}”; {known}.")
            return None
        removed = _DECISIONS[said.lower()] if said else None
        return FiledComment(number, found["text"], found.get("id", ""), found.get("author", ""), removed)

    def _tell(self, done: int, size: int) -> None:
        if self.progress is not None:
            self.progress(done, size)


class _Lines:
    """The lines of a CSV file as text, counted; those that cannot be text are complained of."""

    def __init__(self, file: BinaryIO, of: CommentFile) -> None:
        self.number = 0
        self._file, self._of = file, of
        self._size = of.path.stat().st_size

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        while line := self._file.readline(LONGEST_LINE + 1):
            self.number += 1
            if self.number % 1_000 == 0:
                self._of._tell(self._file.tell(), self._size)
            if len(line) > LONGEST_LINE:
                while line and not line.endswith(b"\n"):
                    line = self._file.readline(LONGEST_LINE)
                self._of.complain(self.number, f"it is longer than {LONGEST_LINE >> 20} MB.")
                continue
            try:
                return line.decode("utf-8-sig" if self.number == 1 else "utf-8")
            except UnicodeDecodeError:
                self._of.complain(self.number, "it is not UTF-8.")
        raise StopIteration


def _filed(line: CommentLine) -> FiledComment:
    return FiledComment(line.number, line.text, line.id, line.author, line.removed)


def _did_you_mean(wanted: str, known: Sequence[str]) -> str:
    near = [name for name in known if name in _OTHER_NAMES[wanted]] or get_close_matches(wanted, known, 1, 0.6)
    return f" Did you mean “{near[0]}”? Call it “{wanted}”." if near else ""
