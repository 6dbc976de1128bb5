"""What holds for every study, whatever its data (METHODS 2)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import research_kit as rk
from research_kit.cohort import build_cohort
from research_kit.study.codes import EXIT_REASON, GENDER, MISSING_REASON, REFERRAL_DECISION, STATUS_KIND, YES_NO_UNKNOWN
from tests.unit.cohort.small_studies import definition, study

MANY = settings(max_examples=50, deadline=None)
FIRST = date(2009, 5, 1)
CUT = date(2011, 6, 30)
STAGES = ("referred", "accepted", "enrolled", "any_activity", *(f"followed_{k}" for k in range(1, 5)), "outcome_known")

days = st.integers(0, 1100).map(lambda d: FIRST + timedelta(days=d))
maybe_day = st.none() | days


@st.composite
def statuses(draw, pid):
    """A status known to the day, as an interval, or without dates; verified or not."""
    first = draw(maybe_day)
    width = draw(st.sampled_from([0, 0, 0, 30, 91]))
    last = None if first is None else first + timedelta(days=width)
    exact = first is not None and width == 0
    ended = draw(maybe_day)
    return {
        "pid": pid,
        "kind": draw(st.sampled_from(STATUS_KIND)),
        "start": first if exact else None,
        "start_lo": first,
        "start_hi": last,
        "precision": "day" if exact else "unknown" if first is None else "month",
        "end_lo": ended,
        "end_hi": ended,
        "hours_pct": draw(st.sampled_from([None, 25.0, 50.0, 100.0])),
        "verified_on": draw(maybe_day),
    }


@st.composite
def one_person(draw, pid):
    """Rows of every table the cohort reads; anything may be missing."""
    rows = {name: [] for name in ("participant", "referral", "enrolment", "participation", "wave", "status_spell")}
    gender, born = draw(st.sampled_from(GENDER)), draw(st.sampled_from(YES_NO_UNKNOWN))
    rows["participant"].append({"pid": pid, "birth_year": 1970, "gender": gender, "foreign_born": born})
    for i in range(draw(st.integers(0, 2))):
        decision = draw(st.none() | st.sampled_from(REFERRAL_DECISION))
        on = draw(days)
        rows["referral"].append({"ref_id": f"{pid}-{i}", "pid": pid, "referred_on": on, "decision": decision,
                                 "decided_on": draw(maybe_day)})  # fmt: skip
    start = draw(days)
    for i in range(draw(st.integers(0, 2))):
        end = start + timedelta(days=draw(st.integers(0, 300)))
        rows["enrolment"].append({"enr_id": f"{pid}-{i}", "pid": pid, "start": start, "end": end,
                                  "exit_reason": draw(st.none() | st.sampled_from(EXIT_REASON))})  # fmt: skip
        start = end + timedelta(days=draw(st.integers(0, 90)))
        if draw(st.booleans()):
            rows["participation"].append({"enr_id": f"{pid}-{i}", "act_id": "a", "ver": 1, "start": draw(days)})
        for k in draw(st.sets(st.integers(0, 5))):
            held = draw(st.booleans())
            on, reason = (draw(days), None) if held else (None, draw(st.sampled_from(MISSING_REASON)))
            rows["wave"].append({"enr_id": f"{pid}-{i}", "k": k, "actual_on": on, "missing_reason": reason})
    rows["status_spell"] = draw(st.lists(statuses(pid), max_size=4))
    return rows


@st.composite
def studies(draw):
    """Up to eight people, the first of whom is certainly enrolled."""
    anna = {"enrolment": [{"enr_id": "anna-0", "pid": "anna", "start": FIRST}], "participant": [{"pid": "anna"}]}
    people = [anna, *(draw(one_person(f"p{i}")) for i in range(draw(st.integers(0, 7))))]
    names = ("participant", "referral", "enrolment", "participation", "wave", "status_spell")
    return {name: [row for one in people for row in one.get(name, [])] for name in names}


def flow_adds_up(table, by):
    for _, rows in table.filter(pl.col("status") == "ok").group_by(by):
        count = dict(rows.filter(pl.col("cause").is_null()).select("statistic", "n").iter_rows())
        lost = dict(rows.filter(pl.col("cause").is_not_null()).group_by("statistic").agg(pl.col("n").sum()).iter_rows())
        for before, after in pairwise(STAGES):
            assert count[before] == count[after] + lost.get(f"lost_before_{after}", 0)


@settings(max_examples=150, deadline=None)
@given(studies())
def test_for_every_arrow_in_is_out_plus_lost_in_every_group(tables):
    cohort = build_cohort(study(tables), definition())
    answer = rk.participants(cohort, by=["gender", "foreign_born"])
    flow_adds_up(answer["flow"].table, list(answer["flow"].by))
    total = answer["flow"].table.filter(pl.all_horizontal(pl.col(answer["flow"].by).is_null()))
    enrolled = total.filter((pl.col("statistic") == "enrolled") & pl.col("cause").is_null())["n"].item()
    assert enrolled == len(cohort) == cohort.attrition["n_out"][-1]


@MANY
@given(studies())
def test_everybody_is_in_once_or_excluded_for_a_reason(tables):
    cohort = build_cohort(study(tables), definition())
    known = {row["pid"] for name in ("participant", "referral", "enrolment") for row in tables[name]}
    assert cohort.frame["pid"].is_unique().all()
    assert len(known) == len(cohort) + cohort.attrition["n_excluded"].sum()


@MANY
@given(studies(), st.integers(1, 400))
def test_a_later_cut_never_changes_a_final_outcome(tables, later):
    before = build_cohort(study(tables), definition()).frame
    after = build_cohort(study(tables, as_of=CUT + timedelta(days=later)), definition()).frame
    for outcome in ("strict", "wide"):
        columns = ["pid", "index_on", *(f"{name}_{outcome}" for name in ("duration_days", "event", "interval_days"))]
        final = before.filter(pl.col(f"event_{outcome}") > 0).select(columns)
        same = final.select("pid").join(after.select(columns), on="pid", how="left", maintain_order="left")
        assert_frame_equal(final, same)


@MANY
@given(studies())
def test_the_order_of_rows_does_not_matter(tables):
    backwards = {name: rows[::-1] for name, rows in tables.items()}
    one, other = (build_cohort(study(rows), definition()) for rows in (tables, backwards))
    assert_frame_equal(one.frame, other.frame)
    assert_frame_equal(one.flow.sort("pid"), other.flow.sort("pid"))


@MANY
@given(studies())
def test_nobody_is_followed_without_the_event_longer_than_was_verified(tables):
    frame = build_cohort(study(tables), definition()).frame
    verified = (pl.col("verified_on") - pl.col("index_on")).dt.total_days().fill_null(0).clip(lower_bound=0)
    latest = (pl.lit(CUT) - pl.col("index_on")).dt.total_days()
    for outcome in ("strict", "wide"):
        days_followed, event = pl.col(f"duration_days_{outcome}"), pl.col(f"event_{outcome}")
        assert frame.filter((event == 0) & (days_followed > verified)).is_empty()
        assert frame.filter((days_followed < 0) | (days_followed > latest)).is_empty()
        assert frame.filter((event > 0) & (days_followed <= 0)).is_empty()


@settings(max_examples=30, deadline=None)
@given(studies())
def test_wide_success_never_comes_later_than_strict_employment(tables):
    frame = build_cohort(study(tables), definition()).frame
    employed = frame.filter(pl.col("event_strict") == 1)
    assert employed.filter(pl.col("duration_days_wide") > pl.col("duration_days_strict")).is_empty()
