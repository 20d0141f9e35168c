"""The demo's paper: the bundled site with the seeded content, and one password for everybody."""

from __future__ import annotations

import secrets
from pathlib import Path

from editor.cli.walk.site_child import SiteChild


class Paper(SiteChild):
    """The site below ``folder``; everybody's password is ``password``."""

    def __init__(self, folder: Path, *, port: int) -> None:
        """Fills a new database with the invented paper; nothing runs yet. Raises BadInput."""
        super().__init__(folder, str(folder / "site.sqlite"), port=port)
        self.password = secrets.token_urlsafe(9)
        self.run("seed", "--password-stdin", text=self.password)
