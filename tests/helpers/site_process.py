"""The bundled site as a process of its own, with what tests add: staff, readers, a password, a clean end."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from editor.cli.walk.site_child import SiteChild

PASSWORD = "a-password-for-tests"


class SiteProcess(SiteChild):
    """``with SiteProcess(tmp_path, seed=True) as site: … site.url …``. Staff and readers have ``PASSWORD``."""

    def __init__(self, folder: Path, *, database: str | None = None, seed: bool = False, comments: int = 0) -> None:
        """Nothing runs yet; ``folder`` takes the database (unless an address is given), the log and the ready file."""
        super().__init__(folder, database or str(folder / "site.sqlite"))
        if seed:
            self.run("seed", "--password-stdin", "--comments", str(comments), text=PASSWORD)

    def add_staff(self, username: str, name: str, role: str) -> None:
        """A member of staff with ``PASSWORD``."""
        self.run("user", "add", username, "--name", name, "--role", role, "--password-stdin", text=PASSWORD)

    def add_reader(self, email: str, name: str, *, subscribed: bool = True) -> None:
        """A reader with ``PASSWORD``."""
        words = ["reader", "add", email, "--name", name, "--password-stdin"]
        self.run(*words, *(["--subscribed"] if subscribed else []), text=PASSWORD)

    def stop(self) -> int:
        """Ask it to stop and wait; the test fails when it does not end in peace."""
        code = super().stop()
        assert code == 0, f"the site ended with {code}: {self.log()}"
        return code

    def restart(self) -> None:
        """Stop and start again on the same port and database."""
        self.stop()
        self.start()

    def __enter__(self) -> SiteProcess:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.stop()
        else:
            self.kill()
