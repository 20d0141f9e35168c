"""The site as one ASGI application: the desk's API, the readers' API and the readers' pages."""

from __future__ import annotations

import logging
import traceback
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter
from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp

from editor.website import api, assets, forms, pages, reader_api, reading, sessions
from editor.website.edge import Edge
from editor.website.readers import cookie_of
from editor.website.refusals import Refusal
from editor.website.site import Site
from editor.website.templates import page
from editor.wire.endpoints import API, PROTOCOL
from editor.wire.errors import Code
from editor.wire.payloads import THING_OF

_log = logging.getLogger(__name__)
OPENAPI = f"{API}/openapi.json"
_BUG = "The site made a mistake of its own."


def build(site: Site) -> ASGIApp:
    """The application as a server runs it."""
    return Edge(build_inner(site), url=site.settings.url)


def build_inner(site: Site) -> FastAPI:
    """The application without its edge; knows its OpenAPI document."""
    app = FastAPI(
        title="Backbench site",
        version=PROTOCOL,
        description="The protocol between a newsroom's desk and its site, and the readers' own API.",
        openapi_url=OPENAPI,
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
    )
    app.state.site = site
    for part in (api, reader_api, assets, pages, forms):
        app.include_router(part.router)
    app.add_middleware(GZipMiddleware, minimum_size=800, compresslevel=5)
    app.add_exception_handler(Refusal, _on_refusal)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    # By its own name: what only Exception names, the server writes into the log a second time, and in full.
    app.add_exception_handler(DBAPIError, _on_bug)
    app.add_exception_handler(Exception, _on_bug)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]  # the way FastAPI documents
    return app


def _openapi(app: FastAPI) -> dict[str, Any]:
    """FastAPI's document, with the objects of the feed described too."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        components = document.setdefault("components", {}).setdefault("schemas", {})
        models: list[Any] = [*THING_OF.values(), *api.DOCUMENTED]
        adapters = [(model.__name__, "validation", TypeAdapter(model)) for model in models]
        _, schemas = TypeAdapter.json_schemas(adapters, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
        for name, schema in schemas.get("$defs", {}).items():
            components.setdefault(name, schema)
        document["components"]["schemas"] = dict(sorted(components.items()))
        app.openapi_schema = document
    return app.openapi_schema


def _problem(refusal: Refusal) -> Response:
    body = refusal.problem().model_dump_json()
    return Response(body, refusal.status, refusal.headers, media_type="application/json")


def _wants_data(request: Request) -> bool:
    # The scope's path: the one of request.url is put together with a header that anyone can write anything into.
    path: str = request.scope["path"]
    return path.startswith(f"{API}/") or path == "/rules.json"


def _shown(request: Request, refusal: Refusal) -> Response:
    """The refusal as JSON for the API, as a page for people."""
    if _wants_data(request):
        return _problem(refusal)
    site: Site = request.app.state.site
    with site.database.read() as connection:
        session = sessions.find(connection, cookie_of(request))
        answer = page(
            request,
            "refused.html",
            refusal.status,
            viewer=sessions.viewer(connection, session),
            sections=reading.sections(connection),
            problem=refusal.sentence,
            code=refusal.status,
        )
    if refusal.retry_after:
        answer.headers["Retry-After"] = str(refusal.retry_after)
    return answer


async def _on_refusal(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, Refusal)
    return await run_in_threadpool(_shown, request, problem)


async def _on_invalid(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, RequestValidationError)
    first = problem.errors()[0]
    # What was sent is left out: it may hold a password.
    where = ".".join(str(part) for part in first["loc"][1:])
    refusal = Refusal(Code.NOT_UNDERSTOOD, f"{where}: {first['msg']}.", field=where)
    return await run_in_threadpool(_shown, request, refusal)


async def _on_http(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    code = Code.NOT_FOUND if problem.status_code == 404 else Code.NOT_UNDERSTOOD
    answer = await run_in_threadpool(_shown, request, Refusal(code))
    answer.status_code = problem.status_code
    answer.headers.update(problem.headers or {})
    return answer


def _told(problem: Exception) -> str:
    """A mistake as the log may have it: what a database says of one quotes the row, and the row is a reader's."""
    if not isinstance(problem, DBAPIError):
        return "".join(traceback.format_exception(problem))
    frames = "".join(traceback.format_tb(problem.__traceback__))
    return f"{frames}{type(problem.orig).__name__}: {str(problem.orig).partition(chr(10))[0]}\n{problem.statement}"


async def _on_bug(request: Request, problem: Exception) -> Response:
    _log.error("%s %s\n%s", request.method, request.scope["path"], _told(problem))
    if _wants_data(request):
        return Response(f'{{"code": 0, "sentence": "{_BUG}"}}', 500, media_type="application/json")
    # Without a template and without the database: either may be what failed.
    return HTMLResponse(
        f"<!doctype html><html lang=en-GB><meta name=viewport content='width=device-width'><title>{_BUG}</title>"
        f"<h1>{_BUG}</h1><p>It has been noted. Go back with your browser: what you wrote is still there.</p>"
        '<p><a href="/">To the front page</a></p>',
        500,
    )
