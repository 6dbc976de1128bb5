"""What holds for every answer on time to employment, whatever the data."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import research_kit as rk
from research_kit.cohort import build_cohort
from research_kit.results import RESULT_COLUMNS
from tests.property.examples import examples
from tests.property.test_cohort_properties import studies
from tests.unit.cohort.small_studies import INDEX, definition, person, status, study, together

QUICK = settings(max_examples=examples(20), deadline=None)
CUT = date(2011, 6, 30)
BY = ["gender", "foreign_born"]

kinds = st.sampled_from(["ord_emp", "ord_emp", "sub_emp", "regular_edu", "retired", None])


@st.composite
def followed(draw):
    """Between 20 and 60 people with a last verified day, and mostly an event of some kind before it."""
    people = []
    for i in range(draw(st.integers(20, 60))):
        until = draw(st.integers(0, 540))
        kind, day = draw(kinds), draw(st.integers(1, 500))
        begun = [] if kind is None else [status(kind, INDEX + timedelta(days=day), hours_pct=100)]
        seen = status("unemployed", "2009-06-01", verified=(INDEX + timedelta(days=until)).isoformat())
        gender, born = draw(st.sampled_from(["woman", "man", "unstated"])), draw(st.sampled_from(["yes", "no"]))
        people.append(person(f"p{i:02d}", seen, *begun, gender=gender, foreign_born=born))
    return together(*people)


@st.composite
def entered_late(draw):
    """The same, enrolled on three days, and the first day of the data: one of them, so that some enter late."""
    tables = draw(followed())
    for row in tables["enrolment"]:
        row["start"] = INDEX + timedelta(days=draw(st.sampled_from([0, 0, 40, 120])))
    return tables, INDEX + timedelta(days=draw(st.sampled_from([0, 40, 120])))


def answer_of(tables, **changes):
    return rk.time_to_employment(build_cohort(study(tables), definition(**changes)), by=BY)


@QUICK
@given(studies())
def test_any_study_gets_an_answer_in_which_every_row_has_a_status(tables):
    for table in answer_of(tables).values():
        assert table.table.columns == [*table.by, *RESULT_COLUMNS]
        assert table.table["status"].null_count() == 0
        assert table.table.filter(~pl.col("status").is_in(["ok"]))["reason"].null_count() == 0


@pytest.mark.filterwarnings("ignore:.*the estimate falls to 0")  # such lines are not said
@settings(max_examples=examples(30), deadline=None)
@given(entered_late())
def test_intervals_hold_their_estimate_and_shares_are_shares(drawn):
    tables, observed_from = drawn
    for name, table in answer_of(tables, follow_up={"observed_from": observed_from}).items():
        said = table.table.filter(pl.col("status").is_in(["ok", "wide"]))
        slack = 1e-9
        if name != "median":  # its upper limit may not be reached
            assert said.select("estimate", "lower", "upper").null_count().row(0) == (0, 0, 0)
        shown = said.filter(pl.col("estimate").is_not_null() & pl.col("lower").is_not_null())
        assert shown.filter(pl.col("lower") > pl.col("estimate") + slack).is_empty()
        assert shown.filter(pl.col("upper") < pl.col("estimate") - slack).is_empty()
        assert shown.filter(pl.col("alarm_lower") > pl.col("lower") + slack).is_empty()
        if name in ("within", "curve", "sustained", "bounds", "states", "standardised"):
            assert shown.filter((pl.col("lower") < -slack) | (pl.col("upper") > 1 + slack)).is_empty()


@pytest.mark.filterwarnings("ignore:.*the estimate falls to 0")
@QUICK
@given(entered_late())
def test_everybody_is_in_the_total_or_was_never_at_risk(drawn):
    tables, observed_from = drawn
    cohort = build_cohort(study(tables), definition(follow_up={"observed_from": observed_from}))
    within = rk.time_to_employment(cohort, by=BY)["within"]
    whole = within.table.filter(
        pl.all_horizontal(pl.col(BY).is_null()) & ~pl.col("statistic").str.contains("one_level")
    )
    for (outcome,), rows in whole.group_by("outcome"):
        assert rows["n"].unique().to_list() == [len(cohort) - within.diagnostics["never_at_risk"][outcome]]


def _groups_add_up_to_the_total(answer):
    table = answer["within"].table.filter((pl.col("time") == 12) & (pl.col("cause") == "employment"))
    whole = table.filter(pl.all_horizontal(pl.col(BY).is_null()))
    split = table.filter(pl.col("gender").is_not_null() & pl.col("foreign_born").is_null())
    if split.height:  # else everybody is of one gender
        for count in ("n", "unknown"):
            assert split[count].sum() == whole[count].item()
        assert split["events"].sum() == whole["events"].item()


def _a_gap_is_the_difference_of_the_two_shares(answer):
    within = answer["within"].table.filter((pl.col("time") == 12) & pl.col("foreign_born").is_null())
    gaps = answer["gaps"].table.filter(
        (pl.col("statistic") == "gap_within") & (pl.col("compared_with") == "gender=man")
    )
    shown = gaps.filter(pl.col("estimate").is_not_null())
    for row in shown.iter_rows(named=True):
        share = dict(within.filter(pl.col("cause") == row["cause"]).select("gender", "estimate").iter_rows())
        assert abs(row["estimate"] - (share["woman"] - share["man"])) < 1e-9


def _the_wide_share_is_at_least_that_of_work_and_education(answer):
    within = answer["within"].table.filter(pl.col("estimate").is_not_null())
    at = [*BY, "time"]
    strict = within.filter(pl.col("cause").is_in(["employment", "education"])).group_by(at).agg(pl.col("events").sum())
    wide = within.filter(pl.col("cause") == "any_success").select(*at, wide="events")
    both = strict.join(wide, on=at, how="inner", nulls_equal=True)
    assert both.filter(pl.col("wide") < pl.col("events")).is_empty()


@QUICK
@given(followed())
def test_groups_gaps_and_the_tables_beside_the_headline_agree_with_it(tables):
    answer = answer_of(tables)
    _groups_add_up_to_the_total(answer)
    _a_gap_is_the_difference_of_the_two_shares(answer)
    _the_wide_share_is_at_least_that_of_work_and_education(answer)
    _lies_between_the_bounds(answer)
    _lasting_work_is_no_more_common(answer)
    _states_add_up(answer["states"].table.filter(pl.col("statistic") == "share_in_state"))


def _work_within_a_year(table, outcome="strict"):
    return table.table.filter(
        (pl.col("time") == 12) & (pl.col("outcome") == outcome) & (pl.col("cause") == "employment")
    )


def _lies_between_the_bounds(answer):
    headline = _work_within_a_year(answer["within"]).select(*BY, "n", "estimate")
    for statistic, sign in (("share_if_none_started", -1), ("share_if_all_started", 1)):
        bound = answer["bounds"].table.filter(pl.col("statistic") == statistic).select(*BY, "n", bound="estimate")
        both = headline.join(bound, on=BY, how="inner", nulls_equal=True, validate="1:1")
        assert both.height == headline.height
        assert (both["n"] == both["n_right"]).all()
        assert (sign * (both["bound"] - both["estimate"]).drop_nulls() >= -1e-9).all()


def _lasting_work_is_no_more_common(answer):
    work, long, longer = (
        _work_within_a_year(answer[name], outcome)
        for name, outcome in (("within", "strict"), ("sustained", "sustained_90"), ("sustained", "sustained_180"))
    )
    for looser, stricter in ((work, long), (long, longer), (work, longer)):
        both = looser.join(stricter, on=BY, how="inner", nulls_equal=True, validate="1:1")
        assert both.height == looser.height
        assert ((both["estimate"] - both["estimate_right"]).drop_nulls() >= -1e-12).all()


def _states_add_up(states):
    """Everybody of a line is in one state or unknown, and the shares that are told add up to 1."""
    told = states.filter(pl.col("status") != "blocked")  # else of nobody is anything known
    sums = told.group_by(*BY, "time").agg(
        pl.col("events", "estimate").sum(), pl.col("n", "unknown").first(), said=pl.col("estimate").count()
    )
    assert (sums["events"] + sums["unknown"] == sums["n"]).all()
    assert ((sums.filter(pl.col("said") > 0)["estimate"] - 1).abs() < 1e-9).all()
