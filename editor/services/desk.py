"""The open desk, which every service takes; and its stand-in while the database is still being opened."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # screens are painted before the store is imported
    from editor.store.desk import Desk as Desk


class PendingDesk:
    """Stands for a desk that is being opened, so that screens can be painted before it is.

    Workers that use it wait until :meth:`opened`; when opening failed they get that error. Never use it on the UI
    thread before then.
    """

    def __init__(self) -> None:
        self._desk: Future[Desk] = Future()

    def opened(self, desk: Desk) -> None:
        """The desk is open: everybody who waits goes on."""
        self._desk.set_result(desk)

    def failed(self, problem: BaseException) -> None:
        """It will not be opened: everybody who waits gets ``problem``. Nothing happens once it is open."""
        if not self._desk.done():
            self._desk.set_exception(problem)

    @property
    def is_open(self) -> bool:
        """Whether the desk can be used without waiting."""
        return self._desk.done() and self._desk.exception() is None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._desk.result(), name)
