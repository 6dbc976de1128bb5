"""Work that lasted: counted from the cohort's own columns, and never more common than work (METHODS M3.6)."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest

import research_kit as rk
from research_kit.analyses.sustained_rows import _coherent, _loosest_known
from research_kit.cohort import build_cohort
from tests.unit.analyses.small_answers import IDLE, answer_of, row_of
from tests.unit.cohort.followed import with_outcomes
from tests.unit.cohort.small_studies import INDEX, definition, person, status, study, together

FOLLOWED = 500


def day(days):
    return INDEX + timedelta(days=days)


def worked(pid, start, length, **about):
    """Somebody who worked from day `start` for `length` days, and was then verified without work."""
    seen = status("unemployed", "2009-06-01", verified=day(start - 1).isoformat())
    work = status("ord_emp", day(start), end_lo=day(start + length), end_hi=day(start + length), hours_pct=100,
                  verified=day(start + length).isoformat())  # fmt: skip
    after = status("unemployed", day(start + length), verified=day(FOLLOWED).isoformat())
    return person(pid, seen, work, after, **about)


def idle(pid, until=FOLLOWED, **about):
    return person(pid, status("unemployed", "2009-06-01", verified=day(until).isoformat()), **about)


KEPT = together(
    *(worked(f"a{i}", 20 + 10 * i, 200) for i in range(6)),  # kept for 180 days
    *(worked(f"b{i}", 25 + 10 * i, 100) for i in range(4)),  # for 90 days only
    *(worked(f"c{i}", 30 + 10 * i, 40) for i in range(5)),  # for neither
    *(idle(f"d{i}") for i in range(15)),
)


def sustained(answer, outcome, **group):
    return row_of(answer["sustained"], "share_sustained", outcome=outcome, **group)


def test_where_everybody_is_followed_long_enough_it_is_a_plain_share():
    # 500 days less 180 are more than the last start; everybody without one can be judged to day 320 or 410.
    answer = answer_of(KEPT, by=["education"])
    long, longer = sustained(answer, "sustained_90"), sustained(answer, "sustained_180")
    assert (long["n"], long["events"], long["estimate"]) == (30, 10, pytest.approx(10 / 30))
    assert (longer["n"], longer["events"], longer["unknown"]) == (30, 6, 24)  # judged to day 320, not to 12 months
    assert answer["sustained"].method_id == "M3.6"
    assert row_of(answer["within"])["estimate"] == pytest.approx(15 / 30)


def test_the_share_is_that_of_the_cohorts_columns():
    tables = together(KEPT, *(idle(f"e{i}", until=100 + 20 * i) for i in range(12)))
    answer = answer_of(tables, by=["education"])
    frame = build_cohort(study(tables), definition()).frame
    for outcome in ("sustained_90", "sustained_180"):
        table = rk.counts.life_table(frame, duration=f"duration_days_{outcome}", event=f"event_{outcome}")
        free = rk.statistics.at_times(rk.statistics.kaplan_meier(table), 365.25)["estimate"].item()
        row = sustained(answer, outcome)
        assert row["events"] == frame.filter(pl.col(f"event_{outcome}") == 1).height
        if row["status"] != "insufficient":
            assert row["estimate"] == pytest.approx(1 - free, abs=1e-12)
    assert sustained(answer, "sustained_90")["status"] in ("ok", "wide")


def frame(**estimates):
    lines = list(range(len(estimates["estimate"])))
    silent = ("std_error", "lower", "upper", "alarm_lower", "alarm_upper")
    status_ = ["ok" if value is not None else "insufficient" for value in estimates["estimate"]]
    return pl.DataFrame(
        {"line": lines, **estimates, "status": status_, "reason": [None] * len(lines)}
        | dict.fromkeys(silent, estimates["estimate"]),
        schema_overrides={"reason": pl.String(), "estimate": pl.Float64(), **dict.fromkeys(silent, pl.Float64())},
    )


def test_longer_work_is_not_said_to_be_more_common_than_shorter():
    work, long = frame(estimate=[0.4, 0.4, 0.4]), frame(estimate=[0.3, 0.5, None])
    rows = _coherent(long, work)
    assert rows["estimate"].to_list() == [0.3, None, None]
    assert rows.row(1, named=True)["reason"] == "NOT_SUSTAINED_YET"
    assert rows.row(1, named=True)["lower"] is None
    most = _loosest_known(rows, work)  # where nothing is said of 90 days, 180 days may not exceed work itself
    assert most["estimate"].to_list() == [0.3, 0.4, 0.4]
    assert _coherent(frame(estimate=[0.35, 0.35, 0.45]), most)["estimate"].to_list() == [None, 0.35, None]


def test_where_no_lasting_work_is_asked_for_the_table_says_so():
    answer = answer_of(KEPT, by=["education"], outcomes=with_outcomes(sustained={"days": []}))
    rows = answer["sustained"].table.filter(pl.col("statistic") == "share_sustained")
    assert rows.select("status", "reason", "estimate", "n").rows() == [("blocked", "NO_TABLE", None, None)]


@pytest.mark.parametrize("until", [60, 89])
def test_nobody_followed_long_enough_says_nothing(until):
    young = together(
        *(person(f"p{i}", IDLE | {"verified_on": day(until)}, status("ord_emp", day(10 + i), hours_pct=100,
          verified=day(until).isoformat())) for i in range(8)),
        *(idle(f"q{i}", until=until) for i in range(20)),
    )  # fmt: skip
    row = sustained(answer_of(young, by=["education"]), "sustained_90")
    assert (row["status"], row["events"], row["estimate"]) == ("insufficient", 0, None)
