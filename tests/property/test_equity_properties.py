"""What holds for every answer on equity, targets and indicators, whatever the data."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

import research_kit as rk
from research_kit.results import RESULT_COLUMNS
from research_kit.results.alerts import alerts_of
from tests.unit.analyses.promised import WORK, cohort_of
from tests.unit.cohort.small_studies import INDEX, person, status, together

QUICK = settings(max_examples=4, deadline=None)
KINDS = st.sampled_from(["ord_emp", "sub_emp", "regular_edu", "retired", None])
PLAN = {"participants": [{"from_on": "2009-05-01", "people": 60}]}


@st.composite
def studies(draw):
    """Between 1 and 60 people referred, most of them enrolled, some in work, some lost."""
    parts = []
    for i in range(draw(st.integers(1, 60))):
        pid = f"p{i:02d}"
        groups = {
            "gender": draw(st.sampled_from(["woman", "man", "non_binary", "unstated"])),
            "foreign_born": draw(st.sampled_from(["yes", "no", "unknown"])),
            "disability_support": draw(st.sampled_from(["yes", "no", "unknown"])),
            "labour_status_at_entry": draw(
                st.sampled_from(["unemployed", "inactive", "employed", "long_term_unemployed"])
            ),
            "birth_year": draw(st.sampled_from([1950, 1975, 1985, 1993])),
        }
        day = INDEX + timedelta(days=draw(st.integers(-60, 500)))
        decision = draw(st.sampled_from(["accepted", "accepted", "declined_by_project", "waiting"]))
        decided = day + timedelta(days=draw(st.integers(0, 60)))
        parts.append({"referral": [{"ref_id": f"r{pid}", "pid": pid, "org_id": draw(st.sampled_from("ab")),
                                    "referred_on": day, "decision": decision, "decided_on": decided}]})  # fmt: skip
        if decision != "accepted":
            parts.append({"participant": [{"pid": pid, **groups}]})
            continue
        came = decided + timedelta(days=draw(st.integers(0, 60)))
        seen = status(
            "unemployed", "2009-01-01", verified=(came + timedelta(days=draw(st.integers(0, 500)))).isoformat()
        )
        kind = draw(KINDS)
        begun = [] if kind is None else [
            status(kind, came + timedelta(days=draw(st.integers(1, 400))), hours_pct=100, verified="2011-06-01")
        ]  # fmt: skip
        gone = {"end": came + timedelta(days=draw(st.integers(1, 300)))} if draw(st.booleans()) else {}
        parts.append(person(pid, seen, *begun, enrolled=came, **gone, **groups))
    return together(*parts, {"referral": [], "enrolment": [], "status_spell": []})


def answers_of(tables):
    equity = {"registered_on": "2009-05-01"}
    made = cohort_of(
        tables, targets=[WORK], plan=PLAN, equity=equity, starts_on=INDEX, ends_on=INDEX + timedelta(days=900)
    )
    by = ["gender", "foreign_born"]
    return {"equity": rk.equity(made, by=by), "targets": rk.targets(made, by=by), "esf_plus": rk.esf_plus(made)}


def somebody_enrolled(tables):
    return any(row["start"] <= INDEX + timedelta(days=545) for row in tables["enrolment"])


@QUICK
@given(studies().filter(somebody_enrolled))
def test_every_answer_adds_up_and_says_why_it_is_silent(tables):
    made = answers_of(tables)
    for answer in made.values():
        for table in answer.values():
            _require_contract(table)
    _require_sums(made)
    _require_gaps_behind(made["equity"])


def _require_contract(table):
    rows = table.table
    assert rows.columns == [*table.by, *RESULT_COLUMNS]
    assert rows["status"].null_count() == 0
    assert rows.filter(pl.col("status") != "ok")["reason"].null_count() == 0
    silent = rows.filter(pl.col("status").is_in(["blocked", "insufficient"]))
    assert silent["estimate"].null_count() == silent.height
    if table.name != "organisations":  # its limits lie around the project's share
        told = rows.filter(pl.col("lower").is_not_null())
        assert (told["lower"] <= told["estimate"] + 1e-9).all()
        assert (told["upper"].fill_null(float("inf")) >= told["estimate"] - 1e-9).all()


def _require_sums(made):
    counts = made["esf_plus"]["indicators"].table
    for (code,), rows in counts.filter(pl.col("status") == "ok").group_by("statistic"):
        total, parts = rows.filter(pl.col("gender").is_null()), rows.filter(pl.col("gender").is_not_null())
        assert total["n"].item() == parts["n"].sum(), code
        assert total["unknown"].item() == parts["unknown"].sum(), code
    everybody = counts.filter(pl.col("gender").is_null())
    labour = everybody.filter(pl.col("statistic").is_in(["EECO02", "EECO04", "EECO05"]))
    assert labour["n"].sum() == everybody.filter(pl.col("statistic") == "EECO01")["n"].item()
    for name, table in (("equity", "access"), ("targets", "attainment")):
        rows = made[name][table].table.filter(pl.col("n").is_not_null())
        assert (rows["events"] + rows["unknown"] <= rows["n"]).all()


def _require_gaps_behind(equity):
    """No alert without a gap that is told."""
    rows = pl.concat(
        [equity[name].table.select("outcome", "status") for name in ("access_gaps", "results", "screening")]
    )
    told = set(rows.filter(pl.col("status").is_in(["ok", "wide"]))["outcome"])
    assert {one.outcome for one in alerts_of(equity)} <= told


@QUICK
@given(studies().filter(somebody_enrolled), st.randoms())
def test_the_order_of_the_rows_changes_nothing(tables, random):
    shuffled = {name: random.sample(rows, len(rows)) for name, rows in tables.items()}
    first, second = answers_of(tables), answers_of(shuffled)
    for name, answer in first.items():
        for table in answer:
            left, right = answer[table].table, second[name][table].table
            assert left.select(pl.col(pl.String, pl.Int64)).equals(right.select(pl.col(pl.String, pl.Int64)))
            apart = (left["estimate"] - right["estimate"]).abs().drop_nulls().drop_nans()
            assert (apart < 1e-9).all()
