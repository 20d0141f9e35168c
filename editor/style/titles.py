"""Which words of a title take a capital, after the Associated Press and the Chicago manual of style."""

from __future__ import annotations

_SMALL = "a an the and but for nor or"
_ARTICLES_AND_CONJUNCTIONS = frozenset(_SMALL.split())
_BOTH = frozenset(("so", "yet"))  # conjunctions to AP; Chicago prints them large
# AP: prepositions of three letters or fewer are small, longer ones are not.
_AP = "as at by for in of off on per to up via"
_AP_PREPOSITIONS = frozenset(_AP.split())
# Chicago: prepositions are small however long, except when they are used as adverbs, which cannot be told here.
_CHICAGO = """
as at by for in of on per to via about above across after against along among around before behind below beneath beside
between beyond despite down during except from inside into like near onto outside over past since through throughout
toward towards under underneath until unto upon with within without than
"""
_CHICAGO_PREPOSITIONS = frozenset(_CHICAGO.split())


def title_word_should_be_capital(word: str, *, edge: bool, chicago: bool) -> bool | None:
    """Whether a word of a title begins with a capital; None when either will do.

    ``edge``: it is the first or the last of the title, or stands behind a colon or a full stop. AP leaves “to” open:
    it is large in an infinitive and small as a preposition.
    """
    core = word.strip("“”‘’\"'()[]{}.,;:!?…—–").lower()
    head = core.split("-", 1)[0]
    if edge:
        return True
    if head != core and not chicago and head in _ARTICLES_AND_CONJUNCTIONS | _AP_PREPOSITIONS:
        return True
    if core == "to" and not chicago:
        return None
    if core in _ARTICLES_AND_CONJUNCTIONS or (core in _BOTH and not chicago):
        return False
    return core not in (_CHICAGO_PREPOSITIONS if chicago else _AP_PREPOSITIONS)
