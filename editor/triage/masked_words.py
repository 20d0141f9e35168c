"""Words that people write with asterisks in them, the likelier reading first."""

from __future__ import annotations

from typing import Final

_STEMS = {
    "fuck": ("s", "ed", "er", "ers", "ing", "in", "wit", "wits", "head"),
    "shit": ("s", "ty", "ting", "head", "show", "hole"),
    "cunt": ("s",),
    "bitch": ("es", "y", "ing"),
    "arse": ("s", "hole", "holes"),
    "ass": ("hole", "holes", "hat"),
    "piss": ("ed", "ing"),
    "wank": ("er", "ers"),
    "dick": ("s", "head", "heads"),
    "prick": ("s",),
    "cock": ("s",),
    "twat": ("s",),
    "bastard": ("s",),
    "bollock": ("s",),
    "crap": (),
    "bloody": (),
    "whore": ("s",),
    "slut": ("s",),
    "tosser": ("s",),
    "nigger": ("s",),
    "faggot": ("s",),
    "retard": ("s", "ed"),
    "idiot": ("s",),
    "moron": ("s",),
    "bullshit": (),
    "motherfucker": ("s",),
    "motherfucking": (),
}
MASKED_WORDS: Final = tuple(stem + ending for stem, endings in _STEMS.items() for ending in ("", *endings))
