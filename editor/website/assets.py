"""Style sheet, script, icon and fonts, under addresses that change with their content."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Response

from editor.website.refusals import Refusal
from editor.wire.errors import Code

router = APIRouter(include_in_schema=False)

_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "ttf": "font/ttf",
    "svg": "image/svg+xml",
}
_FACES = (
    ("Source Serif 4", "source-serif-4/SourceSerif4_400Regular.ttf", 400, "normal"),
    ("Source Serif 4", "source-serif-4/SourceSerif4_400Regular_Italic.ttf", 400, "italic"),
    ("Source Serif 4", "source-serif-4/SourceSerif4_600SemiBold.ttf", 600, "normal"),
    ("Source Serif 4", "source-serif-4/SourceSerif4_700Bold.ttf", 700, "normal"),
    ("Inter", "inter/Inter_400Regular.ttf", 400, "normal"),
    ("Inter", "inter/Inter_500Medium.ttf", 500, "normal"),
    ("Inter", "inter/Inter_600SemiBold.ttf", 600, "normal"),
)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served."""

    content: bytes
    media_type: str

    @property
    def mark(self) -> str:
        """A short hash of the content."""
        return hashlib.sha256(self.content).hexdigest()[:12]


@cache
def assets() -> dict[str, Asset]:
    """Every file there is, by the name it is served under; nothing else can be asked for."""
    folder = files("resources")
    found: dict[str, Asset] = {}
    faces: list[str] = []
    for family, path, weight, style in _FACES:
        name = path.rsplit("/", 1)[1]
        file = folder / "third_party" / "fonts" / path
        if file.is_file():
            found[name] = Asset(file.read_bytes(), _TYPES["ttf"])
            faces.append(
                f"@font-face{{font-family:'{family}';font-weight:{weight};font-style:{style};font-display:swap;"
                f"src:url('{name}?v={found[name].mark}') format('truetype')}}"
            )
    site = folder / "website" / "assets"
    style_sheet = (site / "site.css").read_text(encoding="utf-8")
    whole = "\n".join([*faces, _tokens(), style_sheet])
    found["site.css"] = Asset(whole.encode("utf-8"), _TYPES["css"])
    found["icon.svg"] = Asset((site / "icon.svg").read_bytes(), _TYPES["svg"])
    found["site.js"] = Asset((site / "site.js").read_bytes(), _TYPES["js"])
    return found


def _tokens() -> str:
    """The colours of the theme as custom properties, for a light and a dark screen."""
    tokens = tomllib.loads((files("resources") / "themes" / "tokens.toml").read_text(encoding="utf-8"))

    def declared(scheme: str) -> str:
        return "".join(f"--{name.replace('_', '-')}:{value};" for name, value in tokens["color"][scheme].items())

    return f":root{{{declared('light')}}}\n@media (prefers-color-scheme:dark){{:root{{{declared('dark')}}}}}"


def address(name: str) -> str:
    """Where an asset is, with the mark of its content."""
    return f"/assets/{name}?v={assets()[name].mark}"


@router.get("/assets/{name}")
def asset(name: str) -> Response:
    """One file; it may be kept for good, because its address changes when it does."""
    found = assets().get(name)
    if found is None:
        raise Refusal(Code.NOT_FOUND)
    return Response(
        found.content, media_type=found.media_type, headers={"Cache-Control": "public, max-age=31536000, immutable"}
    )
