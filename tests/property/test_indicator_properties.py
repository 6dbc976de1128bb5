"""What holds of every registry of indicators and of all values: which version a value belongs to, bounds, sums."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

import research_kit as rk
from research_kit.cohort import build_cohort
from research_kit.study.indicators import Indicator, IndicatorRegistry
from research_kit.study.indicators.periods import with_period_days
from research_kit.study.indicators.version_table import with_version
from tests.property.examples import examples
from tests.unit.analyses.test_indicators import asked, followed, indicator, items, value, version
from tests.unit.cohort.small_studies import definition, person, study, together

PERIODS = [f"{y}{p}" for y in (2009, 2010, 2011) for p in ("", *(f"-Q{q}" for q in range(1, 5)), "-02", "-11")]
days = st.dates(date(2009, 1, 1), date(2011, 12, 31))


def staff(*begins):
    """An indicator with a version from each of the days, each asking something of its own."""
    decided = {"by": {"sv": "styrgruppen"}, "on": "2008-12-01", "why": {"sv": "x"}}
    versions = [
        {
            "version": i,
            "from_on": day,
            "question": {"sv": f"Fråga {i}"},
            "unit": {"sv": "anställda"},
            "decided": decided,
        }
        for i, day in enumerate(begins, start=1)
    ]
    return Indicator(code="staff", labels={"sv": "personal"}, versions=versions)


@given(st.lists(days, min_size=1, max_size=5, unique=True).map(sorted), st.permutations(PERIODS))
def test_a_value_has_the_version_in_force_unless_it_changed_within_the_period(begins, periods):
    rows = with_period_days(pl.DataFrame({"period": periods})).with_columns(indicator=pl.lit("staff"))
    placed = with_version(rows, [staff(*begins)])
    assert placed["period"].to_list() == list(periods)
    for first, last, found in placed.select("first_on", "last_on", "version").rows():
        begun = [number for number, day in enumerate(begins, start=1) if day <= last]
        changed = any(first < day <= last for day in begins[1:])
        assert found == (None if changed or not begun else begun[-1])


@given(st.lists(days, min_size=2, max_size=5))
def test_versions_that_do_not_follow_one_another_are_refused(begins):
    if begins == sorted(set(begins)):
        assert [one.until_on for one in staff(*begins).versions] == [*begins[1:], None]
    else:
        with pytest.raises(ValidationError, match="overlap"):
            staff(*begins)


@given(st.lists(days, min_size=1, max_size=4, unique=True).map(sorted))
def test_a_registry_written_and_read_again_is_the_same(begins):
    registry = IndicatorRegistry(indicators=(staff(*begins),))
    assert IndicatorRegistry.model_validate(registry.model_dump(mode="json")) == registry


@settings(max_examples=examples(15), deadline=None)
@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 60)), min_size=1, max_size=4))
def test_organisations_add_up_to_the_project(parts):
    counts = [(max(n, part), min(n, part)) for n, part in parts]
    values = [value("women", "2010-Q1", part / n, n, f"o{i}") for i, (n, part) in enumerate(counts)]
    tables = {**together(person("p", gender="woman")), "indicator_value": values, "item": []}
    registry = IndicatorRegistry(indicators=(indicator("women", version()),))
    cohort = build_cohort(study(tables, registry=registry), definition())
    table = rk.indicators(cohort, by=["gender"])["indicator_shares"].table
    assert table.select("n", "events").rows() == [
        (sum(n for n, _ in counts), sum(part for _, part in counts)), *((n, part) for n, part in counts),
    ]  # fmt: skip


@settings(max_examples=examples(15), deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=20, max_size=40), st.integers(2, 5))
def test_the_share_lies_between_its_bounds_and_every_asked_person_is_in_one_version(answers, at_least):
    changed = date(2010, 7, 1)
    people = [
        followed(f"p{i:02d}", [("q_1", 0, said)] if said else [], index=changed - timedelta(days=90 * before))
        for i, (said, before) in enumerate(answers)
    ]
    wordings = ((1, date(2009, 1, 1)), (2, changed))
    tables = together(*people) | {"item": items("q_1", versions=wordings)}
    versions = (
        version(answers=asked(at_least=at_least)),
        version(2, "2010-07-01", "Annat", answers=asked(ver=2, at_least=at_least)),
    )
    registry = IndicatorRegistry(indicators=(indicator("agrees", *versions),))
    answer = rk.indicators(build_cohort(study(tables, registry=registry), definition()), by=["gender"])
    at_start = pl.col("gender").is_null() & (pl.col("time") == 0.0)
    told = {name: answer[name].table.filter(at_start) for name in ("indicator_answers", "indicator_bounds")}
    for outcome, n, events, share in told["indicator_answers"].select("outcome", "n", "events", "estimate").rows():
        mine = [said for said, before in answers if said and (outcome == "agrees.1") == before]
        assert (n, events) == (len(mine), sum(said >= at_least for said in mine))
        low, high = told["indicator_bounds"].filter(pl.col("outcome") == outcome)["estimate"]
        assert share is None or low is None or low <= share <= high
