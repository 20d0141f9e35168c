"""Which names and origins are the site's own."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_local(name: str) -> bool:
    """Whether a host is this computer: ``localhost`` or a loopback address, which no name server can promise."""
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def name_of(host: str) -> str:
    """The host of ``host:port`` in lower case, an IPv6 address without its brackets; "" when it cannot be read."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def is_own(origin: str, url: str, host: str) -> bool:
    """Whether pages of ``origin`` are the site's: its public address ``url``, or on this computer the ``host`` asked.

    The Host header alone proves nothing: it holds whatever name the page that sent the request has given us.
    """
    try:
        public = urlsplit(url)
    except ValueError:
        return False
    own = {f"{public.scheme}://{public.netloc}"}
    if is_local(name_of(host)):
        own.add(f"http://{host}")
    return origin.lower() in {name.lower() for name in own}
