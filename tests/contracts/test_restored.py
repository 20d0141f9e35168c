"""A site put back from a backup: desks must not take it for the one they know."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from editor.domain.articles import SiteArticle
from editor.domain.errors import ResyncRequired
from editor.domain.feed import Kind, digest_of
from editor.domain.ids import new_id
from editor.ports import SiteApi
from editor.sites.bundled import BundledSite, sign_in
from tests.contracts import making
from tests.helpers.site_process import PASSWORD, SiteProcess


def written(api: SiteApi, number: int) -> list[str]:
    """New stories on the site."""
    ids = [new_id() for _ in range(number)]
    for id_ in ids:
        making.done(api, making.put(id_))
    return ids


def test_after_a_restore_desks_compare_in_full(tmp_path: Path) -> None:
    site = SiteProcess(tmp_path)
    site.add_staff("ines", "Ines Marrable", "editor")
    backup = tmp_path / "backup.sqlite"
    with site:
        api = BundledSite(site.url, sign_in(site.url, "ines", PASSWORD, "laptop")[0])
        kept = written(api, 2)
        site.stop()
        shutil.copy(site.database, backup)
        site.start()
        lost = written(api, 3)
        cursor = making.head(api)
        site.stop()
        for path in tmp_path.glob("site.sqlite*"):
            path.unlink()
        shutil.copy(backup, site.database)
        assert "compares in full" in site.run("restored")
        site.start()
        # As many changes as were lost: by its number alone the cursor would be one of this history too.
        new = written(api, 3)
        assert making.head(api).seq == cursor.seq
        with pytest.raises(ResyncRequired):
            api.changes(cursor, limit=10)
        changes, _ = making.pull(api, None)
        assert [c.thing.id for c in changes if isinstance(c.thing, SiteArticle)] == kept + new
        revisions = api.revisions(Kind.ARTICLE, "", limit=10)
        assert not set(lost) & {id_ for id_, _ in revisions}
        assert api.digests()[Kind.ARTICLE] == digest_of(Kind.ARTICLE, revisions)
        api.close()
