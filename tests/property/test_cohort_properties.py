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
from research_kit.study.codes import (
    EXIT_REASON,
    GENDER,
    INCOME_SOURCE,
    MISSING_REASON,
    PHASES,
    REFERRAL_DECISION,
    STATUS_KIND,
    VERIFIED_BY,
    WORK_PLACE,
    YES_NO_UNKNOWN,
)
from tests.property.examples import examples
from tests.unit.cohort.small_studies import definition, study

MANY = settings(max_examples=examples(50), deadline=None)
FEW = settings(max_examples=examples(30), deadline=None)
FIRST = date(2009, 5, 1)
CUT = date(2011, 6, 30)
TABLES = ("participant", "referral", "enrolment", "phase", "participation", "wave", "status_spell")
SUSTAINED = {"sustained_90": 90, "sustained_180": 180}
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
        "income_source": draw(st.none() | st.sampled_from(INCOME_SOURCE)),
        "work_place": draw(st.none() | st.sampled_from(WORK_PLACE)),
        "verified_by": draw(st.sampled_from(VERIFIED_BY)),
        "verified_on": draw(maybe_day),
    }


@st.composite
def careers(draw, pid, index_on):
    """Statuses one after the other from some day after the index date, as an orderly partner writes them down."""
    rows, start = [], index_on + timedelta(days=draw(st.integers(-20, 120)))
    for _ in range(draw(st.integers(1, 4))):
        length, width = draw(st.sampled_from([5, 60, 89, 90, 200])), draw(st.sampled_from([0, 0, 30, 60]))
        ended = draw(st.sampled_from([True, True, False]))
        last, over = start + timedelta(days=width), start + timedelta(days=width + length)
        rows.append({
            "pid": pid,
            "kind": draw(st.sampled_from(["ord_emp", "ord_emp", "self_emp", "unemployed", "regular_edu", "sick"])),
            "start": start if width == 0 else None,
            "start_lo": start,
            "start_hi": last,
            "precision": "month" if width else "day",
            "end_lo": over if ended else None,
            "end_hi": over if ended else None,
            "hours_pct": draw(st.sampled_from([100.0, 100.0, 100.0, 25.0, None])),
            "work_place": draw(st.sampled_from([None, "abroad", None, None])),
            "verified_by": draw(st.sampled_from(["coach", "register", "follow_up"])),
            "verified_on": draw(st.sampled_from([over, over, over - timedelta(days=4), None])),
        })  # fmt: skip
        start = over + timedelta(days=draw(st.sampled_from([0, 0, 1, 14, 15, 40])))
    return rows


@st.composite
def one_person(draw, pid):
    """Rows of every table the cohort reads; anything may be missing."""
    rows = {name: [] for name in TABLES}
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
        for seq, name in enumerate(draw(st.lists(st.sampled_from(PHASES), max_size=2, unique=True)), start=1):
            begun = start + timedelta(days=draw(st.integers(0, 300)))
            rows["phase"].append({"enr_id": f"{pid}-{i}", "seq": seq, "phase": name, "start": begun,
                                  "end": draw(st.none() | st.just(begun + timedelta(days=50)))})  # fmt: skip
        start = end + timedelta(days=draw(st.integers(0, 90)))
        if draw(st.booleans()):
            rows["participation"].append({"enr_id": f"{pid}-{i}", "act_id": "a", "ver": 1, "start": draw(days)})
        for k in draw(st.sets(st.integers(0, 5))):
            held = draw(st.booleans())
            on, reason = (draw(days), None) if held else (None, draw(st.sampled_from(MISSING_REASON)))
            rows["wave"].append({"enr_id": f"{pid}-{i}", "k": k, "actual_on": on, "missing_reason": reason})
    if rows["enrolment"] and draw(st.booleans()):
        rows["status_spell"] = draw(careers(pid, rows["enrolment"][0]["start"]))
    else:
        rows["status_spell"] = draw(st.lists(statuses(pid), max_size=4))
    return rows


@st.composite
def studies(draw):
    """Up to eight people, the first of whom is certainly enrolled."""
    anna = {"enrolment": [{"enr_id": "anna-0", "pid": "anna", "start": FIRST}], "participant": [{"pid": "anna"}]}
    anna["status_spell"] = draw(careers("anna", FIRST))
    people = [anna, *(draw(one_person(f"p{i}")) for i in range(draw(st.integers(0, 7))))]
    return {name: [row for one in people for row in one.get(name, [])] for name in TABLES}


def flow_adds_up(table, by):
    for _, rows in table.filter(pl.col("status") == "ok").group_by(by):
        count = dict(rows.filter(pl.col("cause").is_null()).select("statistic", "n").iter_rows())
        lost = dict(rows.filter(pl.col("cause").is_not_null()).group_by("statistic").agg(pl.col("n").sum()).iter_rows())
        for before, after in pairwise(STAGES):
            assert count[before] == count[after] + lost.get(f"lost_before_{after}", 0)


def for_every_arrow_in_is_out_plus_lost_in_every_group(cohort):
    answer = rk.participants(cohort, by=["gender", "foreign_born"])
    flow_adds_up(answer["flow"].table, list(answer["flow"].by))
    total = answer["flow"].table.filter(pl.all_horizontal(pl.col(answer["flow"].by).is_null()))
    enrolled = total.filter((pl.col("statistic") == "enrolled") & pl.col("cause").is_null())["n"].item()
    assert enrolled == len(cohort) == cohort.attrition["n_out"][-1]


def everybody_is_in_once_or_excluded_for_a_reason(cohort, tables):
    known = {row["pid"] for name in ("participant", "referral", "enrolment") for row in tables[name]}
    assert cohort.frame["pid"].is_unique().all()
    assert len(known) == len(cohort) + cohort.attrition["n_excluded"].sum()


def nobody_is_followed_without_the_event_longer_than_was_verified(cohort):
    frame = cohort.frame
    verified = (pl.col("verified_on") - pl.col("index_on")).dt.total_days().fill_null(0).clip(lower_bound=0)
    latest = (pl.lit(CUT) - pl.col("index_on")).dt.total_days()
    for outcome in ("strict", "wide"):
        days_followed, event = pl.col(f"duration_days_{outcome}"), pl.col(f"event_{outcome}")
        assert frame.filter((event == 0) & (days_followed > verified)).is_empty()
        assert frame.filter((days_followed < 0) | (days_followed > latest)).is_empty()
        assert frame.filter((event > 0) & (days_followed <= 0)).is_empty()


def wide_success_never_comes_later_than_strict_employment(cohort):
    frame = cohort.frame
    employed = frame.filter(pl.col("event_strict") == 1)
    assert employed.filter(pl.col("duration_days_wide") > pl.col("duration_days_strict")).is_empty()


def an_event_lies_within_its_interval_and_who_is_censored_has_no_right_end(cohort):
    frame = cohort.frame
    for outcome in ("strict", "wide", *SUSTAINED):
        left, right = pl.col(f"left_days_{outcome}"), pl.col(f"right_days_{outcome}")
        days_followed, event = pl.col(f"duration_days_{outcome}"), pl.col(f"event_{outcome}")
        had = frame.filter(event > 0)
        assert had.filter((left > days_followed) | (days_followed > right) | (left < 0) | right.is_null()).is_empty()
        width = right - left + (left == right)  # (left, right] holds so many days
        assert had.filter(width != pl.col(f"interval_days_{outcome}")).is_empty()
        assert frame.filter(event == 0).filter((left != days_followed) | right.is_not_null()).is_empty()


def nobody_is_followed_for_sustained_work_past_what_can_be_judged(cohort):
    frame = cohort.frame
    verified = (pl.col("verified_on") - pl.col("index_on")).dt.total_days().fill_null(0)
    for outcome, least in SUSTAINED.items():
        days_followed, event = pl.col(f"duration_days_{outcome}"), pl.col(f"event_{outcome}")
        assert frame.filter(days_followed > (verified - least).clip(lower_bound=0)).is_empty()
        lasting = frame.filter(event == 1)
        assert lasting.filter(
            (pl.col("event_strict") == 0) | (pl.col("duration_days_strict") > days_followed)
        ).is_empty()


def only_who_is_censored_can_be_lost(cohort):
    frame = cohort.frame
    for outcome in ("strict", "wide", *SUSTAINED):
        lost = frame.filter(f"lost_{outcome}")
        assert lost.filter(pl.col(f"event_{outcome}") > 0).is_empty()
        assert lost.filter(pl.col(f"duration_days_{outcome}") >= pl.col("potential_days")).is_empty()
    assert frame["register_followed"].null_count() == 0


def the_first_start_of_work_is_the_headlines(cohort):
    rows = cohort.starts
    first = rows.filter(pl.col("event") == 1).group_by("pid").agg(first=pl.col("stop_days").min())
    told = cohort.frame.join(rows, on="pid", how="semi")  # of unknown hours at index: nothing is told
    begun = told.filter(pl.col("event_strict") == 1).join(first, on="pid", how="left", validate="1:1")
    assert begun.filter(pl.col("first").ne_missing(pl.col("duration_days_strict"))).is_empty()
    assert rows.filter(pl.col("start_days") >= pl.col("stop_days")).is_empty()
    assert rows.filter(pl.col("event") != 1).group_by("pid").len().filter(pl.col("len") > 1).is_empty()
    followed = cohort.histories.group_by("pid").agg(until=pl.col("stop_days").max())
    ends = rows.group_by("pid").agg(until=pl.col("stop_days").max())
    assert_frame_equal(followed, ends, check_row_order=False)


@settings(max_examples=examples(150), deadline=None)
@given(studies())
def test_what_holds_for_every_cohort(tables):
    """Of each study one cohort is built, and asked all that needs no other."""
    cohort = build_cohort(study(tables), definition())
    for_every_arrow_in_is_out_plus_lost_in_every_group(cohort)
    everybody_is_in_once_or_excluded_for_a_reason(cohort, tables)
    nobody_is_followed_without_the_event_longer_than_was_verified(cohort)
    wide_success_never_comes_later_than_strict_employment(cohort)
    an_event_lies_within_its_interval_and_who_is_censored_has_no_right_end(cohort)
    nobody_is_followed_for_sustained_work_past_what_can_be_judged(cohort)
    only_who_is_censored_can_be_lost(cohort)
    the_first_start_of_work_is_the_headlines(cohort)


@MANY
@given(studies(), st.integers(1, 400))
def test_a_later_cut_never_changes_a_final_outcome(tables, later):
    before = build_cohort(study(tables), definition()).frame
    after = build_cohort(study(tables, as_of=CUT + timedelta(days=later)), definition()).frame
    followed = ("duration_days", "event", "left_days", "right_days", "interval_days")
    for outcome in ("strict", "wide", *SUSTAINED):
        columns = ["pid", "index_on", *(f"{name}_{outcome}" for name in followed)]
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
    assert_frame_equal(one.histories, other.histories)
    assert_frame_equal(one.starts, other.starts)
    assert one.diagnostics == other.diagnostics


@FEW
@given(studies())
def test_histories_have_no_gaps_and_go_from_entry_to_what_is_known(tables):
    cohort = build_cohort(study(tables, starts_on=FIRST + timedelta(days=40)), definition())
    rows = cohort.histories
    assert rows.filter(pl.col("start_days") >= pl.col("stop_days")).is_empty()
    following = rows.with_columns(
        next_start=pl.col("start_days").shift(-1).over("pid"), next_state=pl.col("state").shift(-1).over("pid")
    )
    assert following.filter(pl.col("next_start") != pl.col("stop_days")).is_empty()
    names = dict(enumerate(cohort.states, start=1)) | {0: None}
    entered = pl.col("event").replace_strict(names, return_dtype=pl.String)
    inside = following.filter(pl.col("next_start").is_not_null())
    assert inside.filter(pl.col("next_state").cast(pl.String) != entered).is_empty()
    assert inside.filter(pl.col("next_state") == pl.col("state")).is_empty()
    first = rows.unique("pid", keep="first", maintain_order=True).join(cohort.frame, on="pid", validate="1:1")
    assert first.filter(pl.col("start_days") != pl.col("entry_days")).is_empty()
    last = rows.group_by("pid").agg(pl.col("stop_days").max()).join(cohort.frame, on="pid", validate="1:1")
    verified = (pl.col("verified_on") - pl.col("index_on")).dt.total_days().fill_null(0)
    known = pl.when(pl.col("event_strict") > 0).then(pl.max_horizontal(verified, "duration_days_strict"))
    assert last.filter(pl.col("stop_days") > known.otherwise(verified)).is_empty()
    assert rows["pid"].n_unique() == len(cohort) - cohort.diagnostics["without_history"]
