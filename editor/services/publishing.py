"""From the desk to the readers: send a draft to the site, publish, settle a conflict."""

from __future__ import annotations

from datetime import timedelta

from editor.domain.articles import Article, ArticleState, OnScreen, missing_for_publishing
from editor.domain.changes import ChangeSet, Done
from editor.domain.errors import BadInput, NotAllowed
from editor.domain.operations import send_story
from editor.domain.people import may
from editor.services import drafting
from editor.store import article_arrivals, articles, outbox
from editor.store.desk import Desk, Unit

# A publish intent that waited longer asks again: the story may no longer be true.
INTENT_LIFE = timedelta(hours=24)
_WORDS = {"body": "text", "slug": "address (slug)"}


def publish(desk: Desk, *, article_id: str, on_screen: OnScreen | None = None) -> Done[Article]:
    """Queue a story for the readers; without ``on_screen`` its head. On a published story: publish the changed words.

    What stands on screen is saved first, in the same transaction. When the site has other words by now, nothing is
    saved or queued: only what somebody has read is published.
    Raises NotAllowed, NotFound, BadInput (too long, a field is missing, a conflict is open, other words came in).
    """
    if not may(desk.identity.member.role, "publish"):
        raise NotAllowed("Publishing needs the role editor.")
    return _send(desk, article_id, on_screen, publish=True)


def send_draft(desk: Desk, *, article_id: str, on_screen: OnScreen | None = None) -> Done[Article]:
    """Queue a story for the site as a draft that colleagues see and readers do not; without ``on_screen`` its head.

    What stands on screen is saved first, in the same transaction, beside what the site has by now.
    Raises NotFound, BadInput (too long, a conflict is open, readers see the story).
    """
    return _send(desk, article_id, on_screen, publish=False)


def settle(desk: Desk, *, article_id: str, keep: str) -> Done[Article]:
    """Settle a conflict: ``keep``, "mine" or "theirs", holds in the fields that both changed. Both texts stay.

    The parked operation is dropped; sending the settled text is a new, deliberate act. Raises NotFound, ValueError.
    """
    if keep not in ("mine", "theirs"):
        raise ValueError(keep)
    with desk.write() as unit:
        changes = articles.settle(unit, article_id, keep=keep, at=desk.clock.now(), by=desk.identity.member.name)
        return Done(articles.get(unit, article_id), changes)


def _send(desk: Desk, article_id: str, on_screen: OnScreen | None, *, publish: bool) -> Done[Article]:
    with desk.write() as unit:
        if on_screen is None:
            article = articles.get(unit, article_id)
        else:
            article = drafting.save_in(desk, unit, article_id, on_screen).result
        _check(unit, article, on_screen, publish=publish)
        life = INTENT_LIFE if publish else None
        operation = send_story(article, publish=publish, at=desk.clock.now(), life=life)
        # A newer intent for the same story replaces one that has not left: readers never see the older words first.
        changes = outbox.replace_waiting(unit, operation)
        return Done(articles.get(unit, article_id), changes | ChangeSet(articles=frozenset({article_id})))


def _check(unit: Unit, article: Article, on_screen: OnScreen | None, *, publish: bool) -> None:
    """Raises BadInput when the story cannot go out as it stands."""
    if article.conflict is not None:
        raise BadInput(f"{article.conflict.theirs.updated_by} changed this story too. Settle that first.")
    if publish and on_screen is not None and article.fields != on_screen.fields:
        raise BadInput(_read_again(unit, article))
    if publish and (missing := missing_for_publishing(article.fields)):
        names = ", ".join(_WORDS.get(name, name) for name in missing)
        raise BadInput(f"Before readers can see it, the story needs: {names}.", field=missing[0])
    if not publish and article.state is ArticleState.PUBLISHED:
        raise BadInput("Readers already see this story. Publish the change instead.")


def _read_again(unit: Unit, article: Article) -> str:
    theirs = articles.site_copy(unit, article.id)
    if theirs is None:
        return "This story was changed in another window. Read it, then publish again."
    return article_arrivals.read_again(theirs, unit.clock.now())
