"""Comments as JSON lines, with decisions and facts; a bad line is named by its number."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from editor.domain.errors import BadInput
from editor.domain.plain_data import from_plain
from editor.triage.facts import NOTHING_KNOWN, AuthorFacts, Facts, ReportFacts, StoryFacts

LONGEST_LINE = 4 << 20  # bytes
CHUNK = 4 << 20  # bytes one worker takes at a time
_PIECE = 1 << 16  # bytes looked through at a time for the end of a line
_LINE_END = re.compile(rb"\r\n|\n|\r")
_OVERLONG = b"(a line too long to be read)"  # stands for it
_VERDICTS = {"approve": False, "remove": True}


class CommentLine(NamedTuple):
    """One line: the comment, what is known about it, and whether it was removed (None: not decided)."""

    number: int  # of the line, from 1
    id: str
    text: str
    author: str
    section: str
    month: str  # 2026-11, or empty
    removed: bool | None
    clause: int | None
    facts: Facts


class BadLine(BadInput):
    """A line that is no comment; ``number`` is the line's, from 1, counted from where reading began."""

    def __init__(self, number: int, problem: str, name: str = "") -> None:
        super().__init__(f"{name}, line {number:,}: {problem}" if name else f"Line {number:,}: {problem}")
        self.number = number
        self.problem = problem

    def __reduce__(self) -> tuple[type[BadLine], tuple[int, str]]:
        """It comes out of other processes as it went in."""
        return BadLine, (self.number, self.problem)


def parse(number: int, line: bytes, *, with_facts: bool = True) -> CommentLine:
    """One line as a comment. Raises BadLine."""
    if line is _OVERLONG or len(line) > LONGEST_LINE:
        raise BadLine(number, f"it is longer than {LONGEST_LINE >> 20} MB.")
    try:
        data = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as problem:
        raise BadLine(number, "it is not UTF-8.") from problem
    except RecursionError as problem:
        raise BadLine(number, "it is nested too deeply.") from problem
    except ValueError as problem:  # also numbers of thousands of digits
        raise BadLine(number, _not_json(line, problem)) from problem
    return comment_of(number, data, with_facts=with_facts)


def parse_all(lines: list[bytes]) -> list[Any] | None:
    """What is on the lines, read at one go, several times as fast; None when it must be done one by one."""
    if sum(map(len, lines)) > LONGEST_LINE or not all(
        line[:1] == b"{" and line.rstrip()[-1:] == b"}" for line in lines
    ):
        return None
    try:
        read: list[Any] = json.loads("[" + b",".join(lines).decode("utf-8") + "]")
    except (ValueError, RecursionError):
        return None
    return read if len(read) == len(lines) else None


def comment_of(number: int, data: object, *, with_facts: bool) -> CommentLine:
    """A comment from what its line holds; time and section are no facts without ``with_facts``. Raises BadLine."""
    if type(data) is not dict:
        raise BadLine(number, "it is not a JSON object.")
    text = data.get("text")
    if type(text) is not str:
        raise BadLine(number, "it has no “text”, or one that is not a text.")
    created, decision = data.get("created"), data.get("decision")
    removed: bool | None
    facts, removed, clause = NOTHING_KNOWN, None, None
    try:
        if with_facts or "facts" in data:
            facts = _facts(data, created)
        if type(decision) is str and decision in _VERDICTS:  # most of them
            removed = _VERDICTS[decision]
        elif decision is not None:
            removed, clause = _decision(decision)
    except BadInput as problem:
        raise BadLine(number, problem.detail) from problem
    name, author, section = data.get("id", number), data.get("author") or "", data.get("section") or _section(data)
    return CommentLine(
        number,
        name if type(name) is str else str(name),
        text,
        author if type(author) is str else str(author),
        section if type(section) is str else str(section),
        created[:7] if type(created) is str else "",
        removed,
        clause,
        facts,
    )


def _not_json(line: bytes, problem: ValueError) -> str:
    if not isinstance(problem, json.JSONDecodeError):
        return "it is not JSON."
    if b"\x00" in line:
        return "it is not JSON: it holds a NUL."
    cut_off = problem.pos >= len(problem.doc.rstrip()) or problem.msg.startswith("Unterminated string")
    return "it ends in the middle: the file was cut off." if cut_off else f"it is not JSON ({problem.msg})."


def _decision(data: object) -> tuple[bool, int | None]:
    verdict = data.get("verdict") if isinstance(data, dict) else data
    if type(verdict) is not str or verdict not in _VERDICTS:
        raise BadInput("its decision has no verdict “approve” or “remove”.")
    clause = data.get("clause") if isinstance(data, dict) else None
    if clause is not None and type(clause) is not int:
        raise BadInput("the clause of its decision is not a whole number.")
    return _VERDICTS[verdict], clause


def _section(data: dict[str, Any]) -> object:
    facts = data.get("facts")
    story = facts.get("story") if isinstance(facts, dict) else None
    return story.get("section") or "" if isinstance(story, dict) else ""


def _facts(data: dict[str, Any], created: object) -> Facts:
    at = None if created is None else _time(created)
    given = data.get("facts")
    if given is None:
        section = data.get("section")
        return Facts(at, None, None, StoryFacts(section) if type(section) is str else None)
    if not isinstance(given, dict):
        raise BadInput("“facts” must be a mapping.")
    for name in given:
        if name not in ("author", "reports", "story", "scores"):
            raise BadInput(f"there is an unknown fact “{name[:40]}”; author, reports, story and scores are known.")
    story = from_plain(StoryFacts, given["story"], "facts.story") if given.get("story") is not None else None
    if story is None and type(data.get("section")) is str:
        story = StoryFacts(section=data["section"])
    return Facts(
        at=at,
        author=from_plain(AuthorFacts, given["author"], "facts.author") if given.get("author") is not None else None,
        reports=from_plain(tuple[ReportFacts, ...], given["reports"], "facts.reports")
        if given.get("reports") is not None
        else None,
        story=story,
        scores=_scores(given.get("scores") or {}),
    )


def _time(created: object) -> datetime:
    try:
        at = datetime.fromisoformat(created) if type(created) is str else None
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        made: datetime = from_plain(datetime, created, "created")  # says what is wrong with it
        return made
    return at


def _scores(data: object) -> dict[str, float]:
    if not isinstance(data, dict):
        raise BadInput("“facts.scores” must be a mapping of names to numbers.")
    scores = {str(name): float(from_plain(float, value, f"facts.scores.{name}")) for name, value in data.items()}
    for name, value in scores.items():
        if not 0 <= value <= 1:
            raise BadInput(f"facts.scores.{name[:40]} is not from 0 to 1.")
    return scores


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a file that begins and ends with whole lines, in bytes."""

    number: int
    start: int
    length: int
    overlong: bool = False  # one line, too long to be read


def stretches(path: Path, size: int = CHUNK) -> Iterator[Stretch]:
    """The file in parts of about ``size`` bytes; a line far too long is one of its own. Raises BadInput."""
    with opened(path) as file:
        end = file.seek(0, 2)
        start = 3 if _has_mark(file) else 0
        number = 0
        while start < end:
            stop = min(start + size, end)
            line_end = _next_line(file, stop) if stop < end else end
            if line_end - stop > LONGEST_LINE:
                line_start = _this_line(file, start, stop)
                if line_start > start:
                    yield Stretch(number, start, line_start - start)
                    number += 1
                yield Stretch(number, line_start, line_end - line_start, overlong=True)
            else:
                yield Stretch(number, start, line_end - start)
            number, start = number + 1, line_end


def _next_line(file: Any, place: int) -> int:
    """Where the line ends in which ``place`` is, its line end included, however long it is."""
    file.seek(place)
    while piece := file.read(_PIECE):
        if found := _LINE_END.search(piece):
            place += found.end()
            if found[0] == b"\r" and found.end() == len(piece) and file.read(1) == b"\n":
                place += 1
            return place
        place += len(piece)
    return place


def _this_line(file: Any, start: int, place: int) -> int:
    """Where the line begins in which ``place`` is, not before ``start``."""
    while place > start:
        before = max(start, place - _PIECE)
        file.seek(before)
        piece: bytes = file.read(place - before)
        if (last := max(piece.rfind(b"\n"), piece.rfind(b"\r"))) >= 0:
            return before + last + 1
        place = before
    return start


def lines_of(path: Path, stretch: Stretch) -> list[bytes]:
    """The lines of a part, ends cut off; blank ones too, so that numbers stay."""
    if stretch.overlong:
        return [_OVERLONG]
    with opened(path) as file:
        file.seek(stretch.start)
        raw: bytes = file.read(stretch.length)
    if b"\r" in raw:  # within a line of JSON it is always written as an escape
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    lines = raw.split(b"\n")
    if lines and not lines[-1]:
        lines.pop()
    return lines


def comments_in(path: Path, *, skip_bad: bool, bad: list[BadLine]) -> Iterator[CommentLine]:
    """Every comment of a file, one after the other. A bad line is raised, or kept in ``bad`` when they are skipped."""
    number = 0
    for stretch in stretches(path, 1 << 20):
        for line in lines_of(path, stretch):
            number += 1
            if not line.strip():
                continue
            try:
                yield parse(number, line)
            except BadLine as problem:
                if not skip_bad:
                    raise BadLine(number, problem.problem, path.name) from problem
                bad.append(problem)


def opened(path: Path) -> Any:
    """The file for reading, in bytes. Raises BadInput when there is none, or it is no file of text."""
    try:
        file = path.open("rb")
    except IsADirectoryError as problem:
        raise BadInput(f"{path} is a folder, not a file.") from problem
    except OSError as problem:
        raise BadInput(f"{path} cannot be read: {(problem.strerror or 'no reason given').lower()}.") from problem
    if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):
        file.close()
        raise BadInput(f"{path.name} is in UTF-16. Save it as UTF-8.")
    file.seek(0)
    return file


def _has_mark(file: Any) -> bool:
    """Whether it begins with a byte-order mark in UTF-8."""
    file.seek(0)
    return bool(file.read(3) == b"\xef\xbb\xbf")
