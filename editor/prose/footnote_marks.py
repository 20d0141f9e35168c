"""Number the places that refer to one footnote in reading order, so that the ways back lead where they say."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

_MARK = re.compile(r'<sup id="fnref(\d*):([^"]+)">')


class FootnoteMarks:
    """Counts the footnote marks of a text, part after part.

    Python-Markdown counts in the order in which it happens to process, which is not the reader's.
    """

    def __init__(self) -> None:
        self.labels: list[str] = []
        self._counts: Counter[str] = Counter()

    def renumbered(self, html: str) -> str:
        """The next part's HTML, its marks numbered on from the parts before."""
        return _MARK.sub(self._mark, html) if 'id="fnref' in html else html

    def _mark(self, match: re.Match[str]) -> str:
        label = unescape(match.group(2))
        self.labels.append(label)
        self._counts[label] += 1
        ordinal = self._counts[label]
        return f'<sup id="fnref{ordinal if ordinal > 1 else ""}:{match.group(2)}">'
