"""Character classes of patterns: written for the regex package, and the characters they list when they are few."""

from __future__ import annotations

from editor.domain.errors import BadInput

DIGIT = "\x00d"  # stands for any decimal digit among the characters of a text
CAPITALS = "\x00C"  # stands for two capitals from A to Z side by side
MARKERS = frozenset({DIGIT, CAPITALS})


def set_body(body: str) -> str:
    """A class's content for the regex package: brackets in it are escaped, POSIX names and properties stay."""
    out, at = [], 0
    while at < len(body):
        if body.startswith("[:", at) and (close := body.find(":]", at)) > 0:
            out.append(body[at : close + 2])
            at = close + 2
        elif body[at] == "\\" and body[at + 1 : at + 2] in ("p", "P") and body[at + 2 : at + 3] != "{":
            out.append(f"\\{body[at + 1]}{{{body[at + 2 : at + 3]}}}")
            at += 3
        elif body[at] == "\\":
            if body[at + 1 : at + 2].isalpha() and body[at + 1] not in "wWsSdDnrtfvxupPbhU":
                raise BadInput(f"the escape “\\{body[at + 1]}” is not supported in a pattern")
            out.append(body[at : at + 2])
            at += 2
        else:
            out.append("\\" + body[at] if body[at] in "[&~|" or (body[at] == "]" and at) else body[at])
            at += 1
    return "".join(out)


def members_of(body: str) -> list[str] | None:
    """The characters of a class that only lists some (ranges of few, ``\\d``), or None."""
    if body.startswith("^") or "[:" in body:
        return None
    members: list[str] = []
    at = 0
    while at < len(body):
        char = body[at]
        if char == "\\":
            following = body[at + 1 : at + 2]
            if following == "d":
                rest = members_of(body[at + 2 :]) if body[at + 2 :] else []
                # nine places keep it from being taken for exact texts
                return None if rest is None else [*members, *[DIGIT] * 9, *rest]
            if following.isalnum():
                return None
            char, at = following, at + 1
        if body[at + 1 : at + 2] == "-" and at + 2 < len(body):
            last = body[at + 2]
            if last != "\\" and ord(last) < ord(char):
                raise BadInput(f"the range “{char}-{last}” runs backwards")
            if last == "\\" or ord(last) - ord(char) > 40:
                return None
            members += [chr(number) for number in range(ord(char), ord(last) + 1)]
            at += 3
            continue
        members.append(char)
        at += 1
    return members
