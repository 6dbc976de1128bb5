"""What the rule for certain pairs finds and does not find, where it is known who is who (docs/decisions/linkage.md).

Five pairs of lists of 250 and 200 people, 90 of them in both, half of whom the second partner has written in another
way (`named_people.ERRORS`), with families, twins, common names and 1 January for a fifth of those born abroad.
"""

from __future__ import annotations

import polars as pl
import pytest

from research_kit.study.name_linkage.certain import certain_pairs
from research_kit.study.name_linkage.compare import compare_people
from research_kit.study.name_linkage.people import spelled_people
from tests.simulation.named_people import two_lists

pytest.importorskip("splink", reason='linkage by name needs `pip install "research-kit[linkage]"`')

SEEDS = range(5)


@pytest.fixture(scope="module")
def found() -> pl.DataFrame:
    """One row is a seed: how many pairs are true, linked by the rule (rightly, wrongly), and shown or asked about."""
    return pl.DataFrame([_found(seed) for seed in SEEDS])


def _found(seed: int) -> dict[str, int]:
    lists = two_lists(seed)
    people = pl.concat([lists[name].with_columns(list=pl.lit(name)) for name in ("first", "second")])
    pairs = compare_people(spelled_people(people.with_columns(person="number", pid="number")))
    truth = lists["truth"].rename({"first": "a", "second": "b"})
    certain = certain_pairs(pairs)
    right = certain.join(truth, on=["a", "b"], how="semi").height
    return {
        "true": truth.height,
        "linked": right,
        "wrong": certain.height - right,
        "shown": pairs.join(truth, on=["a", "b"], how="semi").height,
        "asked": pairs.height - certain.height,
    }


def test_nobody_is_merged_wrongly_without_being_asked(found):
    assert found["linked"].sum() > 250
    assert found["wrong"].sum() == 0


def test_the_rule_links_about_three_in_five(found):
    # 62% over twenty seeds; the Monte Carlo margin of 450 pairs is 4.6 points at two standard errors.
    assert found["linked"].sum() / found["true"].sum() == pytest.approx(0.62, abs=0.05)


def test_with_her_answers_nearly_everybody_is_found(found):
    # 99% over twenty seeds: who has two differences at once, or another birth year, may be missed.
    assert found["shown"].sum() / found["true"].sum() >= 0.975


def test_she_is_asked_about_no_more_than_she_can_decide(found):
    assert found["asked"].max() <= 60
