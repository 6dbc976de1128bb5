"""What holds of the records of a project, and of the answer about its process, whatever was recorded (METHODS 2, 4)."""

from __future__ import annotations

import random
from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import research_kit as rk
from research_kit.cohort import build_cohort
from research_kit.cohort.records.waits import TABLES_OF
from research_kit.study.codes import CONTACT_KIND, EXIT_REASON, PHASES, REFERRAL_DECISION
from tests.property.examples import examples
from tests.unit.cohort.small_studies import definition, study

FIRST = date(2009, 5, 1)
CUT = date(2010, 12, 31)
TABLES = ("participant", "referral", "enrolment", "phase", "participation", "coach_contact", "activity_version")
PLAIN = {"split_by": {"crossed": ["gender"], "single": []}}
MANY, FEW = settings(max_examples=examples(20), deadline=None), settings(max_examples=5, deadline=None)

lengths = st.integers(0, 400)


def day(number):
    return FIRST + timedelta(days=number)


@st.composite
def person(draw, pid):
    """Referred up to twice, enrolled up to twice, in any order; decisions come after the referral they answer."""
    rows = {name: [] for name in TABLES}
    rows["participant"].append({"pid": pid, "birth_year": 1970, "gender": draw(st.sampled_from(["woman", "man"]))})
    for i in range(draw(st.integers(0, 2))):
        made, waited = draw(st.integers(0, 500)), draw(st.none() | st.integers(0, 90))
        decision = draw(st.none() | st.sampled_from(REFERRAL_DECISION))
        rows["referral"].append({"ref_id": f"{pid}-{i}", "pid": pid, "referred_on": day(made), "decision": decision,
                                 "decided_on": None if waited is None else day(made + waited)})  # fmt: skip
    start = draw(st.integers(0, 300))
    for i in range(draw(st.integers(0, 2))):
        lasted, open_ended = draw(lengths), draw(st.booleans()) and i == 1
        end = None if open_ended else day(start + lasted)
        reason = None if open_ended else draw(st.none() | st.sampled_from(EXIT_REASON))
        enrolment = f"{pid}-{i}"
        rows["enrolment"].append({"enr_id": enrolment, "pid": pid, "start": day(start), "end": end,
                                  "planned_end": day(start + 150), "exit_reason": reason})  # fmt: skip
        inside = st.integers(0, max(lasted - 1, 0)).map(lambda n, start=start: day(start + n))
        rows["phase"] += [{"enr_id": enrolment, "seq": 1, "phase": draw(st.sampled_from(PHASES)), "start": day(start)}]
        for begun in draw(st.lists(inside, max_size=2, unique=True)):
            declined = draw(st.booleans())
            planned, attended = (
                (0.0, 0.0) if declined else (draw(st.sampled_from([10.0, None])), draw(st.none() | st.just(7.0)))
            )
            rows["participation"].append({
                "enr_id": enrolment, "act_id": "a", "ver": 1, "start": begun, "end": begun + timedelta(days=9),
                "planned_h": planned, "attended_h": attended, "declined_on": begun if declined else None,
            })  # fmt: skip
        for n, on in enumerate(draw(st.lists(inside, max_size=3))):
            kind = draw(st.sampled_from(CONTACT_KIND))
            rows["coach_contact"].append({"id": f"{enrolment}-{n}", "enr_id": enrolment, "on": on, "kind": kind})
        start += lasted + draw(st.integers(0, 90))
    return rows


@st.composite
def studies(draw, most=9):
    anna = {"participant": [{"pid": "anna", "gender": "woman"}],
            "enrolment": [{"enr_id": "anna", "pid": "anna", "start": FIRST}],
            "activity_version": [{"act_id": "a", "ver": 1, "type": "language", "valid_from": FIRST}]}  # fmt: skip
    people = [anna, *(draw(person(f"p{i}")) for i in range(draw(st.integers(0, most))))]
    return {name: [row for one in people for row in one.get(name, [])] for name in TABLES}


def cohort_at(tables, cut=CUT):
    return build_cohort(study(tables, as_of=cut, starts_on=FIRST), definition(**PLAIN))


@MANY
@given(studies())
def test_rows_in_are_rows_out_and_rows_lost_with_a_reason(tables):
    records = cohort_at(tables).records
    lost = dict(records.lost.group_by("frame").agg(pl.col("rows").sum()).iter_rows())
    made_of = {"attendance": "participation", "offers": "participation", "contacts": "coach_contact",
               "phases": "phase", "stays": "enrolment", "referrals": "referral"}  # fmt: skip
    for frame, table in made_of.items():
        assert len(tables[table]) == getattr(records, frame).height + lost.get(frame, 0)


@MANY
@given(studies())
def test_everybody_referred_or_enrolled_has_each_wait_once_or_is_lost_with_a_reason(tables):
    cohort = cohort_at(tables)
    lost = dict(cohort.records.lost.group_by("frame").agg(pl.col("rows").sum()).iter_rows())
    referred = len({row["pid"] for row in tables["referral"] if row["referred_on"] <= CUT})
    for wait in TABLES_OF:
        rows = cohort.records.waits.filter(pl.col("wait") == wait)
        assert rows["pid"].n_unique() == rows.height
        assert rows.height + lost.get(wait, 0) == (referred if wait.startswith("referral") else len(cohort))
        assert (rows["days"] >= 0).all()
        over = (pl.lit(CUT) - pl.col("from_on")).dt.total_days() < pl.col("days")
        assert rows.filter(over).height == 0


@MANY
@given(studies(), st.integers(1, 300))
def test_shifting_the_cut_forward_never_changes_a_closed_wait(tables, later):
    early, late = cohort_at(tables).records.waits, cohort_at(tables, CUT + timedelta(days=later)).records.waits
    closed = early.filter(pl.col("event") > 0)
    still = closed.join(late, on=["pid", "wait", "from_on", "days", "event"], how="semi")
    assert still.height == closed.height


@MANY
@given(studies())
def test_a_course_has_no_gaps_and_ends_by_the_cut(tables):
    records = cohort_at({**tables, "status_spell": _statuses(tables)}).records
    course = records.course
    assert (course["start_days"] < course["stop_days"]).all()
    following = pl.col("start_days").shift(-1).over("pid")
    assert course.filter(following.is_not_null() & (following != pl.col("stop_days"))).height == 0
    assert course.filter(pl.col("event").is_not_null() & (pl.col("event") != pl.col("state").shift(-1).over("pid"))
                         & following.is_not_null()).height == 0  # fmt: skip
    first = course.group_by("pid").agg(pl.col("start_days").min())
    assert (first["start_days"] == 0).all()


def _statuses(tables):
    return [{"pid": row["pid"], "kind": "unemployed", "precision": "day", "start": FIRST, "start_lo": FIRST,
             "start_hi": FIRST, "verified_on": FIRST + timedelta(days=300)}
            for row in tables["participant"]]  # fmt: skip


@FEW
@given(studies(most=14), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(tables, order: random.Random):
    shuffled = {name: order.sample(rows, len(rows)) for name, rows in tables.items()}
    before, after = rk.process(cohort_at(tables), by=["gender"]), rk.process(cohort_at(shuffled), by=["gender"])
    for name, table in before.items():
        assert_frame_equal(table.table, after[name].table, check_exact=False)


@FEW
@given(studies(most=14))
def test_counts_are_of_people_and_shares_are_shares(tables):
    answer = rk.process(cohort_at(tables), by=["gender"])
    for name, table in answer.items():
        rows = table.table.filter(pl.col("n").is_not_null())
        assert (rows["events"].fill_null(0) + rows["unknown"].fill_null(0) <= rows["n"]).all(), name
        shares = table.table.filter((pl.col("unit") == "share") & pl.col("estimate").is_not_null())
        if table.kind in ("share", "rate"):
            assert shares["estimate"].is_between(0, 1).all(), name
    times = answer["waits"].table.filter(pl.col("time").is_not_null())
    grown = times.sort("time").group_by([*answer["waits"].by, "outcome"]).agg(pl.col("events").diff().min())
    assert (grown["events"].fill_null(0) >= 0).all()
