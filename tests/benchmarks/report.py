"""How benchmarks print: each figure beside its limit or peer, measured in the same run, and the ratio between them."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One figure. ``ratio`` is value / limit (or limit / value where more is better); ``goal`` is what we aim at."""

    name: str
    value: float
    unit: str
    limit_name: str
    limit: float
    goal: float
    more_is_better: bool = False

    @property
    def ratio(self) -> float:
        """Value over limit."""
        return self.value / self.limit if self.limit else math.inf

    @property
    def met(self) -> bool:
        """Whether the goal is met; a benchmark never fails on it."""
        return self.ratio >= self.goal if self.more_is_better else self.ratio <= self.goal


@dataclass
class Report:
    """Rows printed as they come, kept for a JSON file."""

    rows: list[Row] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Print and keep one row."""
        self.rows.append(row)
        sign = "≥" if row.more_is_better else "≤"
        verdict = "met" if row.met else "not met"
        print(
            f"{row.name:58} {row.value:12,.2f} {row.unit:11} {row.limit_name}: {row.limit:,.2f}"
            f"   ratio {row.ratio:.2f} (goal {sign} {row.goal:.2f}, {verdict})",
            flush=True,
        )

    def note(self, words: str) -> None:
        """Print a line of explanation."""
        print(words, flush=True)

    def write(self, path: Path) -> None:
        """Keep all rows as JSON."""
        data = [{**asdict(row), "ratio": row.ratio, "met": row.met} for row in self.rows]
        path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile of ``values`` (share 0 to 1)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, math.ceil(share * len(ordered)) - 1))]
