"""Words are counted as an editor counts them: prose, not markup."""

from __future__ import annotations

from editor.domain.counting import reading_minutes, word_count


def test_word_count_counts_prose() -> None:
    assert word_count("") == 0
    assert word_count("## The vote\n\nDon’t *pay* 1,200 at a well-known [quay](https://x.example/a/b).[^1]") == 9
    assert word_count("[^1]: See page 9.\n\n[a]: https://x.example 'no'") == 3
    assert word_count("un**break**able <b class='a b'>word</b>") == 2
    assert word_count("١٢ שלום 漢字") == 3


def test_reading_time_is_in_whole_minutes() -> None:
    assert [reading_minutes(words) for words in (0, 1, 230, 231)] == [0, 1, 1, 2]
