"""Runs the site on a port until it is told to stop."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType

import uvicorn

from editor.domain.errors import BadInput, PortTaken
from editor.website.app import build
from editor.website.database import Database
from editor.website.settings import SiteSettings
from editor.website.site import Site

GRACE_SECONDS = 5


class Server(uvicorn.Server):
    """A server whose long polls end at once when it is asked to stop."""

    def __init__(self, site: Site, *, proxies: Sequence[str] = ()) -> None:
        """``proxies`` are the addresses from which the headers of a proxy are believed."""
        super().__init__(
            uvicorn.Config(
                build(site),
                log_config=None,
                access_log=False,
                lifespan="off",
                timeout_graceful_shutdown=GRACE_SECONDS,
                timeout_keep_alive=30,
                proxy_headers=bool(proxies),
                forwarded_allow_ips=list(proxies),
                server_header=False,
            )
        )
        self._site = site

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on SIGINT and SIGTERM, and end in peace afterwards: the signal is not raised a second time."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {sig: signal.signal(sig, self._on_signal) for sig in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for sig, handler in before.items():
                signal.signal(sig, handler)

    def _on_signal(self, sig: int, frame: FrameType | None) -> None:
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.stop()

    def stop(self) -> None:
        """Stop soon. May be called from any thread."""
        self.should_exit = True
        self._site.notifier.close()


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on ``host`` and ``port`` (0: any free one). Raises PortTaken, BadInput."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        sock = socket.socket(family, socket.SOCK_STREAM)
    except OSError as problem:
        raise BadInput(f"{host} is not an address of this computer.", field="host") from problem
    # Lets a stopped site come back on its port at once; a port that someone listens on is refused all the same.
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
        sock.listen(2048)
    except (OSError, OverflowError) as problem:
        sock.close()
        if isinstance(problem, OSError) and problem.errno == errno.EADDRINUSE:
            raise PortTaken(f"{host}:{port}") from problem
        raise BadInput(f"The site cannot listen on {host}:{port}: {problem}.", field="port") from problem
    sock.set_inheritable(False)
    return sock


def serve(
    database: Database,
    settings: SiteSettings,
    *,
    host: str,
    port: int,
    url: str | None = None,
    proxies: Sequence[str] = (),
    when_ready: Callable[[str], None] = lambda url: None,
) -> None:
    """Serve until SIGINT or SIGTERM. ``url`` defaults to what is listened on. Raises PortTaken, BadInput."""
    with contextlib.closing(listen(host, port)) as sock:
        public = (url or f"http://{_shown_host(host)}:{sock.getsockname()[1]}").rstrip("/")
        site = Site(database, replace(settings, url=public))
        try:
            server = Server(site, proxies=proxies)
            when_ready(public)
            server.run(sockets=[sock])
        finally:
            site.close()


@contextlib.contextmanager
def in_background(database: Database, settings: SiteSettings, *, port: int = 0) -> Iterator[Site]:
    """The site on a thread of this process, on loopback; ``settings.url`` of what is given says where."""
    with contextlib.closing(listen("127.0.0.1", port)) as sock:
        site = Site(database, replace(settings, url=f"http://127.0.0.1:{sock.getsockname()[1]}"))
        server = Server(site)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, name="site", daemon=True)
        thread.start()
        try:
            yield site
        finally:
            server.stop()
            thread.join(GRACE_SECONDS + 5)
            site.close()


def write_ready_file(path: Path, url: str) -> None:
    """Say in a file that the site listens, and where; complete from the first moment it exists. Raises BadInput."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(json.dumps({"url": url, "pid": os.getpid()}) + "\n", encoding="utf-8")
        part.replace(path)
    except OSError as problem:
        raise BadInput(f"The file {path} cannot be written: {problem.strerror}.", field="ready_file") from problem


def _shown_host(host: str) -> str:
    return f"[{host}]" if ":" in host else host
