"""The rulebook: versions the site has confirmed, and the two that exist only here."""

from __future__ import annotations

from sqlalchemy import Table

from db.models.base import integer, metadata, text

rulebook = Table("rulebook", metadata, integer("version", primary_key=True), text("content"))

# ``slot`` is "draft" or "waiting" (published here, not yet on the site).
rulebook_here = Table("rulebook_here", metadata, text("slot", primary_key=True), integer("saved_ms"), text("content"))
