"""markdown-it with the place of every token kept: line starts inside containers, and spans of inline tokens."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_LEAVES = {"plain", "paragraph", "heading", "lheading", "table", "html_block"}
_BRACKETED = {"link", "image", "footnote_inline", "footnote_ref"}
_PROSE = re.compile(r"[^\W\d_]|[“‘]")  # what no block but a paragraph begins with
# what begins with which sign, of the inline rules known here; ``text`` takes what no other rule can begin with
_SIGNS = {
    "newline": "\n", "escape": "\\", "backticks": "`", "strikethrough": "~", "emphasis": "*_", "link": "[",
    "image": "!", "footnote_inline": "^", "footnote_ref": "[", "autolink": "<", "html_inline": "<", "entity": "&",
}  # fmt: skip
_ALL_SIGNS = frozenset("".join(_SIGNS.values()))
PLACE = "place"  # in a token's meta: (start, end) in the text that was parsed


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """CommonMark with tables, strikethrough and footnotes, as the house's stories use it. Made once."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    md = MarkdownIt("commonmark", {"maxNesting": 40, "inline_definitions": True}).enable(["table", "strikethrough"])
    md.use(footnote_plugin, move_to_end=False)
    md.inline = _placing_inline(md)
    md.block.ruler.before(md.block.ruler.get_all_rules()[0], "plain", _plain)
    _note_line_starts(md)
    return md


def block_tokens(text: str, env: dict[str, Any]) -> list[Token]:
    """Block tokens of a text; ``env["starts"]`` maps each line of a leaf to where its content begins."""
    md = parser()
    env.setdefault("starts", {})
    return md.block.parse(text, md, env, []) or []


def inline_tokens(text: str, env: dict[str, Any]) -> list[Token]:
    """Inline tokens of a text, each with its span in ``meta["place"]``."""
    md = parser()
    return md.inline.parse(text, md, env, [])


def _note_line_starts(md: MarkdownIt) -> None:
    """Wrap the rules of leaf blocks: only while they run does the parser know where a container's line begins."""
    ruler = md.block.ruler
    for rule in list(ruler.__rules__):
        if rule.name in _LEAVES:
            ruler.at(rule.name, _noting(rule.fn), {"alt": rule.alt})


def _plain(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A paragraph of one line of prose with an empty line behind it, for which no other rule need be asked."""
    if silent or (start_line + 1 < state.lineMax and not state.isEmpty(start_line + 1)):
        return False
    at = state.bMarks[start_line] + state.tShift[start_line]
    if state.is_code_block(start_line) or not _PROSE.match(state.src, at):
        return False
    content = state.getLines(start_line, start_line + 1, state.blkIndent, False).strip()
    state.line = start_line + 1
    state.push("paragraph_open", "p", 1).map = [start_line, state.line]
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = content, [start_line, state.line], []
    state.push("paragraph_close", "p", -1)
    return True


def _noting(rule: Any) -> Any:
    def noted(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        done = bool(rule(state, start_line, end_line, silent))
        if done and not silent:
            starts = state.env["starts"]
            for line in range(start_line, min(state.line, len(state.bMarks) - 1)):
                starts[line] = state.bMarks[line] + state.tShift[line]
        return done

    return noted


def _placing_inline(md: MarkdownIt) -> Any:
    """An inline parser that writes spans into its tokens. It does not join text tokens: each keeps its own place."""
    from markdown_it.parser_inline import ParserInline
    from markdown_it.rules_inline import StateInline

    class PlacingState(StateInline):
        """Knows where the text waiting to become a token began."""

        pending_from = 0

        def pushPending(self) -> Token:  # noqa: N802 - markdown-it's name
            """The waiting text as a token with its place."""
            token = super().pushPending()
            token.meta[PLACE] = (self.pending_from, self.pending_from + len(token.content))
            return token

    class PlacingParser(ParserInline):
        """The loops of ParserInline with notes of where each rule began and ended."""

        def __init__(self) -> None:
            super().__init__()
            self._by_sign: dict[str, list[Any]] = {}

        def beginning_with(self, sign: str) -> list[Any]:
            """The rules for what can begin with a sign, in their order."""
            sign = sign if sign in _ALL_SIGNS else ""
            rules = self._by_sign.get(sign)
            if rules is None:
                known = [rule for rule in self.ruler.__rules__ if rule.enabled]
                rules = [r.fn for r in known if r.name not in _SIGNS or (sign and sign in _SIGNS[r.name])]
                self._by_sign[sign] = rules
            return rules

        def tokenize(self, state: StateInline) -> None:
            """Tokens for the text between state.pos and state.posMax."""
            deepest = state.md.options["maxNesting"]
            end = state.posMax
            while state.pos < end:
                begin = state.pos
                if not state.pending:
                    state.pending_from = begin  # type: ignore[attr-defined]  # always a PlacingState, see parse
                known = len(state.tokens)
                rules = self.beginning_with(state.src[begin]) if state.level < deepest else ()
                if any(rule(state, False) for rule in rules):
                    _place(state.tokens, known, begin, state.pos)
                else:
                    state.append_pending(state.src[state.pos])
                    state.pos += 1
            if state.pending:
                state.pushPending()

        def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
            """Tokens of one block's text."""
            state = PlacingState(src, md, env, tokens)
            self.tokenize(state)
            for rule in self.ruler2.getRules(""):
                rule(state)
            return state.tokens

    inline = PlacingParser()
    for name, rule in ((rule.name, rule.fn) for rule in md.inline.ruler.__rules__):
        if name not in {known.name for known in inline.ruler.__rules__}:
            inline.ruler.push(name, rule)
    _same_order(inline, md)
    inline.ruler2.disable("fragments_join")
    for known in list(inline.ruler.__rules__):
        if known.name in _BRACKETED:
            inline.ruler.at(known.name, _closed(known.fn))
    return inline


def _closed(rule: Any) -> Any:
    """A rule for what ends with a bracket, not asked where none follows: it would look through all that is nested."""

    def asked(state: StateInline, silent: bool) -> bool:
        opens = state.src[state.pos] in "[!^"
        return opens and state.src.find("]", state.pos, state.posMax) >= 0 and bool(rule(state, silent))

    return asked


def _same_order(inline: Any, md: MarkdownIt) -> None:
    """The rules of ``inline`` in the order, and with the switches, of the parser it replaces."""
    inline.ruler.__rules__[:] = md.inline.ruler.__rules__
    inline.ruler.__cache__ = None
    inline.ruler2.__rules__[:] = md.inline.ruler2.__rules__
    inline.ruler2.__cache__ = None


def _place(tokens: list[Token], known: int, begin: int, end: int) -> None:
    """Give the tokens a rule made their span; a run of delimiters makes one token a character."""
    at = begin
    for token in tokens[known:]:
        if PLACE in token.meta:
            continue
        if token.type == "text":
            token.meta[PLACE] = (at, at + len(token.content))
            at += len(token.content)
        else:
            token.meta[PLACE] = (begin, end)
