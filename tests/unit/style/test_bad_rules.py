"""Rule files that cannot be used: one sentence each, with the file, the line and what would do."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml

from editor.domain.errors import BadInput
from editor.style.points.context import Context
from editor.style.points.reading import read_rule

HEAD = "extends: existence\nmessage: m\ntokens: [a]\n"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 10)}]\n" for n in range(9)
)
CASES = yaml.safe_load(Path(__file__).with_name("bad_rules.yml").read_text("utf-8"))
BAD: dict[str, tuple[str, str]] = {case["name"]: (case["rule"], case["says"]) for case in CASES} | {
    "bomb": (BOMB, "repeats itself too often"),
    "deep": ("a: " + "[" * 50_000, "nested too deeply"),
    "deep indent": ("".join(" " * n + "a:\n" for n in range(200)), "nested too deeply"),
    "large": ("a: " + "b" * 1_000_001, "too long for a rule"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_rule_is_refused_in_one_sentence(name: str) -> None:
    text, says = BAD[name]
    began = time.process_time()
    with pytest.raises(BadInput) as problem:
        read_rule(text, "R.R", "R.yml", Context())
    detail = problem.value.detail
    assert says in detail
    assert "R.yml" in detail or "R.R" in detail
    assert "\n" not in detail
    assert len(detail) < 400
    assert time.process_time() - began < 3


def test_words_of_yaml_1_1_stay_words() -> None:
    rule = read_rule(
        "extends: substitution\nmessage: no\nswap: {on: off, 1.10: 0x1F, ~: null}", "R.R", "R.yml", Context()
    )
    assert rule.message == "no"


def test_tags_run_nothing() -> None:
    text = HEAD + "link: !!python/object/apply:os.getcwd []"
    with pytest.raises(BadInput, match="“link” must be a text"):
        read_rule(text, "R.R", "R.yml", Context())
