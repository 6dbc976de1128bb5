"""Covariates that were not known on the index date (METHODS M3.5, M5.1)."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from research_kit.cohort import build_cohort, late_measurements
from research_kit.errors import CohortError
from research_kit.study.study import Study
from tests.unit.cohort.small_studies import definition, person, status, study, together

DIMENSION = {"colour": {"labels": {"sv": "färg"}, "codes": {"red": {"sv": "röd"}, "blue": {"sv": "blå"}}}}


def cohort_with(days, dtype=pl.Date):
    """One participant per day; the day is when her colour was asked."""
    seen = status("unemployed", "2009-06-01", verified="2010-05-01")
    rows = together(*(person(f"p{i}", seen, colour="red") for i in range(len(days))))
    made = study(rows, data={"dimensions": DIMENSION})
    measured = made.tables["participant"].with_columns(colour_on=pl.Series(days, dtype=dtype))
    changed = {name: getattr(made, name) for name in Study.__dataclass_fields__ if name != "tables"}
    return build_cohort(Study(**changed, tables={**made.tables, "participant": measured}), definition())


def facts(cohort, *names):
    columns = ("covariate", "measured_on", "people", "after_index", "undated", "guard")
    return late_measurements(cohort, names).select(columns).rows()


def test_what_was_measured_after_the_index_date_is_counted():
    cohort = cohort_with([date(2009, 12, 1), date(2010, 1, 1), date(2010, 1, 2), date(2010, 5, 1), None])
    assert facts(cohort, "colour") == [("colour", "colour_on", 5, 2, 1, "G-MEDIATOR")]


def test_what_was_measured_by_then_may_be_used():
    assert facts(cohort_with([date(2010, 1, 1)]), "colour") == [("colour", "colour_on", 1, 0, 0, None)]


@pytest.mark.parametrize("name", ["gender", "foreign_born", "age_years", "age_band", "education", "disability"])
def test_what_belongs_to_the_index_date_may_be_used(name):
    assert facts(cohort_with([None]), name) == [(name, None, 1, 0, 0, None)]


@pytest.mark.parametrize(
    "name",
    ["duration_days_strict", "event_sustained_90", "left_days_wide", "lost_strict", "verified_on", "exit_reason"],
)
def test_what_comes_about_later_is_named_so(name):
    assert facts(cohort_with([None]), name) == [(name, None, 1, 1, 0, "G-IMMORTAL")]


def test_the_order_asked_for_is_kept():
    names = ["event_strict", "gender", "colour"]
    assert late_measurements(cohort_with([None]), names)["covariate"].to_list() == names


def test_a_name_that_is_no_column_is_refused():
    with pytest.raises(CohortError, match=r"`shoe_size` is no column .*age_years, age_band, gender"):
        late_measurements(cohort_with([None]), ["shoe_size"])


def test_a_day_of_measurement_that_is_text_is_refused():
    with pytest.raises(CohortError, match=r"`colour_on`, .* holds String, not dates"):
        late_measurements(cohort_with(["2010-01-02"], dtype=pl.String), ["colour"])
