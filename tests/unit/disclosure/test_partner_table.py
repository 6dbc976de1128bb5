"""What leaves a partner has no group of fewer than k people, and no two of its tables tell one apart."""

from __future__ import annotations

import re
from datetime import date
from itertools import product

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research_kit.counts.count_site import count_outcomes
from research_kit.counts.counted_cohort import SiteCounts
from research_kit.disclosure import Policy
from research_kit.disclosure.rules.partner_table import guard_counts
from research_kit.errors import DisclosureError

OUTCOMES = {"work": ("employment",)}


def people(sizes: dict[tuple[str, ...], int], names: tuple[str, ...]) -> pl.DataFrame:
    rows = [(*labels, float(day)) for labels, size in sizes.items() for day in range(1, size + 1)]
    schema = {**dict.fromkeys(names, pl.String), "duration_days_work": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(event_work=1)


def site(sizes, names=("gender", "born"), sets=None) -> SiteCounts:
    frame = people(sizes, names)
    tables, never = count_outcomes(frame, OUTCOMES, sets or [names])
    return SiteCounts(
        site="north", study="s", definition="d", cut=date(2011, 6, 30),
        outcomes=OUTCOMES, tables=tables, never_at_risk=never,
    )  # fmt: skip


def sizes_by(counts: SiteCounts, by) -> dict[tuple[object, ...], int]:
    table = counts.life_table("work", by)
    assert table is not None
    summed = table.table.group_by(by).agg(pl.col("entered").sum())
    return {row[:-1]: row[-1] for row in summed.iter_rows()}


def test_groups_that_are_large_enough_stay_as_they_are():
    counts = site({("woman", "yes"): 9, ("woman", "no"): 5, ("man", "yes"): 6, ("man", "no"): 30})
    guarded = guard_counts(counts, Policy())
    assert guarded.counts.tables["work"][0].table.equals(counts.tables["work"][0].table)
    assert (guarded.merged, guarded.dropped, guarded.parted) == ((), (), ())


def test_a_value_of_few_is_not_told_apart_from_the_smallest_other():
    # Three do not state their birth: alone they would be seen by subtraction, so the 5 + 2 born abroad join them.
    counts = site({("woman", "yes"): 5, ("woman", "no"): 9, ("man", "no"): 12, ("man", "yes"): 2, ("man", "?"): 3})
    guarded = guard_counts(counts, Policy())
    assert guarded.merged == ("born",)
    assert sizes_by(guarded.counts, ("born",)) == {("no",): 21, (None,): 10}
    assert sizes_by(guarded.counts, ("gender", "born")) == {
        ("woman", "no"): 9, ("woman", None): 5, ("man", "no"): 12, ("man", None): 5,
    }  # fmt: skip
    assert sizes_by(guarded.counts, ()) == {(): 31}


def test_several_small_values_that_are_k_together_need_no_other():
    counts = site({("a",): 3, ("b",): 4, ("c",): 9, ("d",): 20}, names=("age_band",))
    assert sizes_by(guard_counts(counts, Policy()).counts, ("age_band",)) == {("c",): 9, ("d",): 20, (None,): 7}


def test_a_crossing_with_a_small_group_is_parted():
    counts = site({("woman", "yes"): 7, ("woman", "no"): 30, ("man", "yes"): 3, ("man", "no"): 30})
    guarded = guard_counts(counts, Policy())
    assert guarded.parted == (("gender", "born"),)
    assert guarded.counts.shared == (("gender",), ("born",))
    assert sizes_by(guarded.counts, ("gender",)) == {("woman",): 37, ("man",): 33}
    assert sizes_by(guarded.counts, ("born",)) == {("yes",): 10, ("no",): 60}


def test_a_dimension_of_which_nothing_is_left_is_dropped():
    counts = site({("woman", "yes"): 20, ("woman", "no"): 30, ("man", "yes"): 2, ("man", "no"): 1})
    guarded = guard_counts(counts, Policy())
    assert guarded.dropped == ("gender",)
    assert guarded.counts.shared == (("born",),)
    only = guard_counts(site({("woman",): 20, ("man",): 2}, names=("gender",)), Policy())
    assert only.counts.shared == ((),)


def test_groups_about_health_need_ten():
    sizes = {("yes",): 8, ("no",): 30, ("unknown",): 11}
    assert guard_counts(site(sizes, names=("target_unemployed",)), Policy()).merged == ()
    guarded = guard_counts(site(sizes, names=("target_long_term_sick",)), Policy())
    assert sizes_by(guarded.counts, ("target_long_term_sick",)) == {("no",): 30, (None,): 19}


def test_fewer_than_k_in_all_are_not_shared_and_their_number_is_not_said():
    with pytest.raises(DisclosureError, match="north has fewer than 5 participants") as refused:
        guard_counts(site({("woman", "yes"): 2, ("man", "no"): 2}), Policy())
    assert not re.search(r"\b[1-4]\b", str(refused.value))


@st.composite
def crossed(draw):
    """Sizes of the groups of three dimensions, many of them small."""
    labels = list(product(["woman", "man"], ["yes", "no", "?"], ["x", "y"]))
    sizes = draw(st.lists(st.sampled_from([0, 0, 1, 2, 4, 6, 15, 40]), min_size=len(labels), max_size=len(labels)))
    return {label: size for label, size in zip(labels, sizes, strict=True) if size}


@settings(max_examples=80, deadline=None)
@given(crossed())
def test_whatever_the_sizes_no_group_of_few_can_be_read_or_subtracted(sizes):
    names = ("gender", "born", "age")
    sets = [("gender", "born"), ("gender", "age"), ("born", "age")]
    if sum(sizes.values()) < 5:
        return
    counts = site(sizes, names=names, sets=sets)
    guarded = guard_counts(counts, Policy()).counts
    seen = {}
    for by in guarded.shared:
        for name in by:
            margin = sizes_by(guarded, (name,))
            assert seen.setdefault(name, margin) == margin  # the same values are told apart everywhere
        for several in (by, *((name,) for name in by), ()):
            cells = sizes_by(guarded, several)
            assert min(cells.values()) >= 5
            assert sum(cells.values()) == sum(sizes.values())
