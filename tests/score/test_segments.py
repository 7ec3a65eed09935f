"""Tables of tiers and segments cover every code once, or say which they do not."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientbook_cli.errors import SettingsError
from clientbook_cli.score.segments import FIVE_SCORES, tables, usual_tiers
from clientbook_cli.settings import AxisSettings, ScoreSettings

FIVE_NAMES = {code: name for name, row in FIVE_SCORES.items() for code in row.split()}


def scores(count: int) -> AxisSettings:
    return AxisSettings(method="quantile", bins=count)


def test_the_default_table_covers_all_125_codes_once() -> None:
    found = tables(ScoreSettings())
    assert len(found.segment_of) == 125
    assert sorted(found.tier_of) == list(range(3, 16))
    assert found.segment_of[555] == "Champions"
    assert found.segment_of[543] == "Loyal"
    assert found.segment_of[111] == "Lost"
    assert found.tiers == ("top", "mid", "base")


def test_three_scores_have_a_table_of_27_codes() -> None:
    three = scores(3)
    found = tables(
        ScoreSettings(
            recency=three, frequency=three, monetary=three, tiers={"top": (8, 9), "mid": (5, 7), "base": (3, 4)}
        )
    )
    assert len(found.segment_of) == 27


def test_a_missing_code_is_named() -> None:
    own = {name: tuple(row.split()) for name, row in FIVE_SCORES.items()}
    own["Lost"] = ("111", "112", "121", "131")
    with pytest.raises(SettingsError) as caught:
        tables(ScoreSettings(segments=own))
    assert caught.value.said == "codes in no segment: 141 151"
    assert "score.segments" in caught.value.where


def test_a_double_code_is_named() -> None:
    own = {name: tuple(row.split()) for name, row in FIVE_SCORES.items()}
    own["Lost"] = (*own["Lost"], "555")
    with pytest.raises(SettingsError, match="code in more than one segment: 555"):
        tables(ScoreSettings(segments=own))


def test_a_code_that_cannot_occur_is_named() -> None:
    own = {name: tuple(row.split()) for name, row in FIVE_SCORES.items()}
    own["Lost"] = (*own["Lost"], "666", "top")
    with pytest.raises(SettingsError, match="codes that cannot occur: 666 top"):
        tables(ScoreSettings(segments=own))


def test_all_that_is_wrong_with_a_table_is_said_at_once() -> None:
    own = {name: tuple(row.split()) for name, row in FIVE_SCORES.items()}
    own["Lost"] = (*own["Lost"][1:], "555", "666")
    with pytest.raises(SettingsError) as caught:
        tables(ScoreSettings(segments=own))
    assert caught.value.said == (
        "code in no segment: 111; code in more than one segment: 555; code that cannot occur: 666"
    )


@pytest.mark.parametrize(
    ("tiers", "said"),
    [
        ({"top": (12, 15), "base": (3, 10)}, "total in no tier: 11"),
        ({"top": (12, 15), "mid": (8, 12), "base": (3, 7)}, "total in more than one tier: 12"),
        ({"top": (12, 15), "mid": (11, 8), "base": (3, 11)}, "nobody can be in tier 'mid': 11 to 8"),
        ({"gold": (16, 20), "top": (12, 15), "base": (3, 11)}, "nobody can be in tier 'gold': 16 to 20"),
    ],
)
def test_tiers_cover_every_total_once(tiers: dict[str, tuple[int, int]], said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        tables(ScoreSettings(tiers=tiers))
    assert caught.value.said == said


def test_fewer_scores_on_an_axis_are_read_in_the_table_of_five() -> None:
    found = tables(ScoreSettings(monetary=scores(4)))
    assert len(found.segment_of) == 100
    assert found.segment_of[554] == "Champions"  # 5, 5 and the best of four
    assert found.segment_of[543] == FIVE_NAMES["544"]
    assert found.segment_of[111] == "Lost"


def test_the_usual_tiers_fit_any_number_of_scores() -> None:
    assert usual_tiers(15) == dict(ScoreSettings().tiers)
    assert usual_tiers(12) == {"top": (10, 12), "mid": (7, 9), "base": (3, 6)}
    assert usual_tiers(9) == {"top": (8, 9), "mid": (6, 7), "base": (3, 5)}


@pytest.mark.parametrize("cuts", [(1.0, 2.0, 3.0, 4.0, 5.0), (), (1.0, float("inf")), (float("nan"),)])
def test_an_axis_has_two_to_five_scores_at_numbers(cuts: tuple[float, ...]) -> None:
    with pytest.raises(SettingsError, match="frequency cannot be cut so"):
        tables(ScoreSettings(frequency=AxisSettings(cuts=cuts)))


@given(counts=st.tuples(*[st.integers(2, 5)] * 3), cut=st.data())
def test_any_table_that_parts_the_codes_is_taken(counts: tuple[int, int, int], cut: st.DataObject) -> None:
    codes = ["".join(map(str, code)) for code in product(*(range(1, count + 1) for count in counts))]
    middle = cut.draw(st.integers(1, len(codes) - 1))
    lowest = cut.draw(st.integers(3, sum(counts) - 1))
    recency, frequency, monetary = map(scores, counts)
    found = tables(
        ScoreSettings(
            recency=recency,
            frequency=frequency,
            monetary=monetary,
            tiers={"low": (3, lowest), "high": (lowest + 1, 15)},
            segments={"one": tuple(codes[:middle]), "two": tuple(codes[middle:])},
        )
    )
    assert {f"{code}" for code in found.segment_of} == set(codes)
    assert sorted(found.tier_of)[: sum(counts) - 2] == list(range(3, sum(counts) + 1))
