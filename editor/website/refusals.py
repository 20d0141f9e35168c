"""A refusal on its way to whoever asked: the number of the protocol, a sentence, maybe the present object."""

from __future__ import annotations

from editor.domain.feed import SiteObject
from editor.wire.errors import MEANINGS, Code
from editor.wire.payloads import Problem, thing_payload


class Refusal(Exception):
    """The site will not do what was asked. ``sentence`` is for people; ``retry_after`` is in seconds, 0 for none."""

    def __init__(
        self,
        code: Code,
        sentence: str = "",
        *,
        field: str = "",
        current: SiteObject | None = None,
        retry_after: int = 0,
    ) -> None:
        self.code = code
        self.sentence = sentence or MEANINGS[code].sentence
        self.field = field
        self.current = current
        self.retry_after = retry_after
        super().__init__(self.sentence)

    @property
    def status(self) -> int:
        """The HTTP status."""
        return MEANINGS[self.code].status

    @property
    def headers(self) -> dict[str, str]:
        """Headers that go with the answer."""
        headers = {"Retry-After": str(self.retry_after)} if self.retry_after else {}
        if self.code is Code.NOT_SIGNED_IN:
            headers["WWW-Authenticate"] = "Bearer"
        return headers

    def problem(self) -> Problem:
        """The body of the answer."""
        current = None if self.current is None else thing_payload(self.current)
        return Problem(code=self.code, sentence=self.sentence, field=self.field, current=current)
