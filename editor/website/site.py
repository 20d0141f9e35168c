"""One running site: its settings, its database, and what its requests share."""

from __future__ import annotations

from editor.website.database import Database
from editor.website.feed import Reader
from editor.website.notifier import Notifier
from editor.website.rates import RateLimiter
from editor.website.secrets import Passwords
from editor.website.sessions import LogIn
from editor.website.settings import SiteSettings


class Site:
    """Everything a request may need. Close it when the last request has been answered."""

    def __init__(self, database: Database, settings: SiteSettings) -> None:
        self.database = database
        self.settings = settings
        self.limiter = RateLimiter()
        self.log_in = LogIn(database, Passwords(settings.password_cost), self.limiter, settings)
        self.notifier = Notifier()
        self.feed = Reader()
        database.when_written(self.notifier.wake)

    def close(self) -> None:
        """Let long polls go and close the database."""
        self.notifier.close()
        self.database.close()
