"""Numbered refusals of the protocol, with their HTTP status and sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Code(IntEnum):
    """The number of a refusal. Numbers are never used again for something else."""

    NOT_SIGNED_IN = 1001
    ROLE_TOO_LOW = 1002
    WRONG_PASSWORD = 1003
    TOO_MANY_TRIES = 1004
    NOT_UNDERSTOOD = 1101
    TOO_LARGE = 1102
    NOT_FOUND = 1103
    TOO_SLOW = 1104
    WRONG_HOST = 1105
    REVISION_MISSING = 1201
    STALE = 1202
    RESYNC_REQUIRED = 1203
    KEY_REUSED = 1204
    EXPIRED = 1205
    TEXT_CHANGED = 1301
    WITHDRAWN = 1302
    UNKNOWN_CLAUSE = 1303
    FIELD_MISSING = 1401
    SLUG_TAKEN = 1402
    RULEBOOK_NOT_NEXT = 1501
    RULEBOOK_UNSOUND = 1502
    SUBSCRIBERS_ONLY = 1601
    BARRED = 1602
    COMMENTS_CLOSED = 1603
    COMMENT_REFUSED = 1604


@dataclass(frozen=True, slots=True)
class Meaning:
    """HTTP status and the sentence for people."""

    status: int
    sentence: str


MEANINGS: dict[Code, Meaning] = {
    Code.NOT_SIGNED_IN: Meaning(401, "Sign in first."),
    Code.ROLE_TOO_LOW: Meaning(403, "Your role does not allow this."),
    Code.WRONG_PASSWORD: Meaning(401, "That name and password do not go together."),
    Code.TOO_MANY_TRIES: Meaning(429, "Too many tries. Wait a little and try again."),
    Code.NOT_UNDERSTOOD: Meaning(422, "The request was not understood."),
    Code.TOO_LARGE: Meaning(413, "That is too large to accept."),
    Code.NOT_FOUND: Meaning(404, "There is nothing under this name."),
    Code.TOO_SLOW: Meaning(408, "The request took too long to arrive. Send it again."),
    Code.WRONG_HOST: Meaning(421, "This site does not go by that name."),
    Code.REVISION_MISSING: Meaning(428, "Say which revision this was made on."),
    Code.STALE: Meaning(412, "Someone changed this in the meantime."),
    Code.RESYNC_REQUIRED: Meaning(410, "This feed began anew; compare in full."),
    Code.KEY_REUSED: Meaning(422, "This key was used for another operation."),
    Code.EXPIRED: Meaning(409, "The time this was meant for has passed. Confirm it again."),
    Code.TEXT_CHANGED: Meaning(409, "The reader edited the comment after you saw it."),
    Code.WITHDRAWN: Meaning(409, "The reader withdrew the comment."),
    Code.UNKNOWN_CLAUSE: Meaning(422, "The rulebook has no such rule."),
    Code.FIELD_MISSING: Meaning(422, "Something readers need is missing."),
    Code.SLUG_TAKEN: Meaning(409, "Another story has this address."),
    Code.RULEBOOK_NOT_NEXT: Meaning(412, "Another version of the rules was published in the meantime."),
    Code.RULEBOOK_UNSOUND: Meaning(422, "The rulebook cannot be published as it is."),
    Code.SUBSCRIBERS_ONLY: Meaning(403, "Commenting is for subscribers."),
    Code.BARRED: Meaning(403, "This account may not take part."),
    Code.COMMENTS_CLOSED: Meaning(403, "Comments on this story are closed."),
    Code.COMMENT_REFUSED: Meaning(422, "The comment cannot be accepted as it is."),
}
