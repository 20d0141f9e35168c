"""Which words of a title take a capital, after the Associated Press and the Chicago manual of style."""

from __future__ import annotations

_ARTICLES = frozenset("a an the".split())
_CONJUNCTIONS = frozenset("and but for nor or so yet".split())
# AP: prepositions of three letters or fewer are small, longer ones are not.
_AP_PREPOSITIONS = frozenset("as at by for in of off on per to up via".split())
# Chicago: prepositions are small however long they are, except when they are used as adverbs, which cannot be told here.
_CHICAGO_PREPOSITIONS = _AP_PREPOSITIONS - {"up", "off"} | frozenset(
    "about above across after against along among around before behind below beneath beside between beyond despite down"
    " during except from inside into like near onto outside over past since through throughout toward towards under"
    " underneath until unto upon with within without than".split()
)


def title_word_should_be_capital(word: str, *, edge: bool, chicago: bool) -> bool | None:
    """Whether a word of a title begins with a capital; None when either will do.

    ``edge``: it is the first or the last of the title, or stands behind a colon or a full stop. AP leaves “to” open:
    it is large in an infinitive and small as a preposition.
    """
    core = word.strip("“”‘’\"'()[]{}.,;:!?…—–").lower()
    head = core.split("-", 1)[0]
    if edge:
        return True
    if head != core and not chicago and head in (_ARTICLES | _AP_PREPOSITIONS):
        return True
    if core == "to" and not chicago:
        return None
    if core in _ARTICLES:
        return False
    if core in (_CONJUNCTIONS if not chicago else _CONJUNCTIONS - {"so", "yet"}):
        return False
    return core not in (_CHICAGO_PREPOSITIONS if chicago else _AP_PREPOSITIONS)
