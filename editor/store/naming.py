"""What things of the site are called, for a list that a person reads before they go."""

from __future__ import annotations

from editor.domain.decisions import Decision, Verdict
from editor.domain.feed import Kind
from editor.domain.sanctions import Sanction
from editor.store import codec
from editor.store.desk import View

_QUOTED = 60  # code points of a comment
_ACTS = {Verdict.APPROVE: "Approval", Verdict.REMOVE: "Removal", Verdict.REVERT: "Undo"}


def name_of(view: View, kind: Kind, id_: str) -> str:
    """One thing in a few words: what it is, and whose or about what; its id when it is not here any more."""
    if kind is Kind.RULEBOOK:
        return f"Rules, version {id_}"
    row = view.row(_SQL[kind], (id_,))
    if row is None:
        return f"{kind.value.capitalize()} {id_}"
    if kind is Kind.ARTICLE:
        return f"Story “{row[0] or 'without a headline'}”"
    if kind is Kind.READER:
        return f"Reader {row[0]}"
    if kind is Kind.COMMENT:
        text = " ".join(row[1].split())
        return f"Comment by {row[0]}: “{text if len(text) <= _QUOTED else text[: _QUOTED - 1] + '…'}”"
    if kind is Kind.REPORT:
        return f"Report by {row[0]} under rule {row[1]}"
    if kind is Kind.DECISION:
        decision = codec.load(Decision, row[0])
        return f"{_ACTS[decision.verdict]} by {decision.actor_name}"
    sanction = codec.load(Sanction, row[0])
    return f"{sanction.kind.value.capitalize()} of {row[1] or sanction.reader_id} by {sanction.actor_name}"


_SQL = {
    Kind.ARTICLE: "SELECT headline FROM article WHERE id = ?",
    Kind.READER: "SELECT name FROM reader WHERE id = ?",
    Kind.COMMENT: "SELECT author_name, text FROM comment WHERE id = ?",
    Kind.REPORT: "SELECT reporter_name, clause FROM report WHERE id = ?",
    Kind.DECISION: "SELECT content FROM decision WHERE id = ?",
    Kind.SANCTION: "SELECT s.content, r.name FROM sanction s LEFT JOIN reader r ON r.id = s.reader_id WHERE s.id = ?",
}
