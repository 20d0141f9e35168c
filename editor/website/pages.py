"""The pages that only show something: front page, stories, rules, a reader's account."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import Connection

from editor.domain.rulebook import Rulebook, changes_between
from editor.website import counts, reading, rulebooks, sessions, threads
from editor.website.api import TheSite
from editor.website.readers import TheSession
from editor.website.refusals import Refusal
from editor.website.templates import page, section_slug
from editor.wire.errors import Code
from editor.wire.payloads import thing_payload

router = APIRouter(include_in_schema=False)


@router.get("/")
def front(request: Request, site: TheSite, session: TheSession) -> Response:
    """The newest stories."""
    with site.database.read() as connection:
        return page(
            request,
            "front.html",
            viewer=sessions.viewer(connection, session),
            sections=reading.sections(connection),
            section=None,
            teasers=reading.front(connection),
        )


@router.get("/sections/{slug}")
def section(request: Request, site: TheSite, session: TheSession, slug: str) -> Response:
    """The newest stories of one section."""
    with site.database.read() as connection:
        known = reading.sections(connection)
        names = [name for name in known if section_slug(name) == slug]  # two spellings may share an address
        if not names:
            raise Refusal(Code.NOT_FOUND)
        return page(
            request,
            "front.html",
            viewer=sessions.viewer(connection, session),
            sections=known,
            section=names[0],
            teasers=reading.front(connection, names),
        )


@router.get("/stories/{slug}")
def story(
    request: Request,
    site: TheSite,
    session: TheSession,
    slug: str,
    before: str = "",
    thread: str = "",
    after: str = "",
) -> Response:
    """A story with its comments: the newest threads, those that follow ``before``, or one thread from ``after`` on."""
    with site.database.read() as connection:
        found = reading.story(connection, slug)
        if found is None:
            moved = reading.moved_to(connection, slug)
            if moved is None:
                raise Refusal(Code.NOT_FOUND)
            return RedirectResponse(f"/stories/{moved}", 301)
        who = sessions.viewer(connection, session)
        window = site.settings.edit_window
        talk = (
            threads.one_thread(connection, found.id, thread, who, window, after=after)
            if thread
            else threads.of_story(connection, found.id, who, window, before=before)
        )
        if talk is None:
            raise Refusal(Code.NOT_FOUND, "This thread is no longer here.")
        return page(
            request,
            "story.html",
            viewer=who,
            sections=reading.sections(connection),
            story=found,
            talk=talk,
            count=counts.of_story(connection, found.id),
            thread=thread,
            continued=bool(thread and after),
            partly=bool(before or thread),
            book=rulebooks.in_force(connection),
        )


@router.get("/comments/{id_}")
def one_comment(site: TheSite, session: TheSession, id_: str) -> Response:
    """To a comment where it stands, whatever page that is."""
    with site.database.read() as connection:
        found = threads.one(connection, id_, sessions.viewer(connection, session), site.settings.edit_window)
        story = None if found is None else reading.story_by_id(connection, found[1])
        if found is None or story is None:
            raise Refusal(Code.NOT_FOUND)
        which = threads.page_of(connection, found[1], found[2], id_)
    return RedirectResponse(f"/stories/{story.fields.slug}{which}#comment-{id_}", 303)


@router.get("/account")
def account(request: Request, site: TheSite, session: TheSession) -> Response:
    """What the site has to tell a reader."""
    if session is None:
        return RedirectResponse("/login?next=/account", 303)
    with site.database.read() as connection:
        who = sessions.viewer(connection, session)
        answer = page(
            request,
            "account.html",
            viewer=who,
            sections=reading.sections(connection),
            account=reading.account(connection, who, site.settings.edit_window),
            book=rulebooks.in_force(connection),
        )
    answer.headers["Cache-Control"] = "no-store"  # notices are nobody else's, also after signing out
    return answer


@router.get("/rules")
def rules(request: Request, site: TheSite, session: TheSession) -> Response:
    """The rules in force."""
    with site.database.read() as connection:
        book = rulebooks.in_force(connection)
        if book is None:
            raise Refusal(Code.NOT_FOUND, "This site has no rules yet.")
        return _rules_page(request, connection, session, book)


@router.get("/rules.json")
def rules_json(site: TheSite) -> Response:
    """The rules in force, for machines."""
    with site.database.read() as connection:
        book = rulebooks.in_force(connection)
    if book is None:
        raise Refusal(Code.NOT_FOUND, "This site has no rules yet.")
    return Response(thing_payload(rulebooks.as_published(book)).model_dump_json(), media_type="application/json")


@router.get("/rules/{number}")
def rules_version(request: Request, site: TheSite, session: TheSession, number: str) -> Response:
    """One version of the rules."""
    with site.database.read() as connection:
        wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 8 else 0
        book = rulebooks.version(connection, wanted)
        if book is None:
            raise Refusal(Code.NOT_FOUND)
        return _rules_page(request, connection, session, book)


def _rules_page(request: Request, connection: Connection, session: TheSession, book: Rulebook) -> Response:
    versions = rulebooks.versions(connection)
    before = rulebooks.version(connection, book.version - 1)
    return page(
        request,
        "rules.html",
        viewer=sessions.viewer(connection, session),
        sections=reading.sections(connection),
        book=book,
        before=before,
        changes=() if before is None else changes_between(before, book),
        versions=versions,
        newest=versions[0].number,
    )
