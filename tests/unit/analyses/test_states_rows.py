"""Where people are, quarter by quarter: counts of people by hand, and shares that add up (METHODS M4.6)."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest

import research_kit as rk
from research_kit.analyses.answer_table import thresholds_of
from research_kit.analyses.groups import plan_groups
from research_kit.analyses.joint_occupation import joint_occupation
from research_kit.analyses.setting import set_up
from research_kit.analyses.states_rows import _histories
from research_kit.cohort import build_cohort
from tests.unit.analyses.small_answers import answer_of
from tests.unit.cohort.small_studies import INDEX, definition, person, status, study, together

LAST = 500


def day(days):
    return INDEX + timedelta(days=days)


def course(pid, *, work=None, school=None, left=None, retired=None, until=LAST, **about):
    """Somebody in the project who starts work or studies, leaves or retires on the day given; followed to `until`."""
    begun = [(at, kind) for at, kind in ((work, "ord_emp"), (school, "regular_edu"), (retired, "retired")) if at]
    first = min([at for at, _ in begun], default=until + 1) - 1
    rows = [status("unemployed", "2009-06-01", verified=day(first).isoformat())]
    rows += [status(kind, day(at), hours_pct=100, verified=day(until).isoformat()) for at, kind in begun]
    ended = {} if left is None else {"end": day(left), "exit_reason": "completed"}
    return person(pid, *rows, **ended, **about)


def several(prefix, size, **facts):
    return together(*(course(f"{prefix}{i}", **facts) for i in range(size)))


def states(tables, time=12.0, by=("gender",), **group):
    table = answer_of(tables, by=list(by))["states"].table
    rows = table.filter((pl.col("statistic") == "share_in_state") & (pl.col("time") == time))
    for name in by:
        if name in table.columns:
            rows = rows.filter(pl.col(name).eq_missing(pl.lit(group.get(name))))
    return {row["cause"]: row for row in rows.iter_rows(named=True)}


FOUR = together(
    several("w", 8, work=100), several("s", 6, school=200), several("p", 10), several("e", 6, left=150),
)  # fmt: skip


def test_where_everybody_is_known_the_shares_are_counts():
    found = states(FOUR)
    events = {cause: row["events"] for cause, row in found.items()}
    assert events == {"work": 8, "education": 6, "in_project": 10, "ended": 6}
    assert {cause: row["estimate"] for cause, row in found.items()} == pytest.approx(
        {"work": 8 / 30, "education": 6 / 30, "in_project": 10 / 30, "ended": 6 / 30}
    )
    assert {(row["n"], row["unknown"]) for row in found.values()} == {(30, 0)}
    assert {row["status"] for row in found.values()} == {"ok"}
    early = states(FOUR, time=3.0)
    assert {cause: row["events"] for cause, row in early.items()} == {
        "work": 0, "education": 0, "in_project": 30, "ended": 0,
    }  # fmt: skip
    assert early["work"]["estimate"] == 0.0  # nobody yet: told, with the limits of none of thirty
    assert early["work"]["upper"] == pytest.approx(0.1157033, abs=1e-6)  # R: binom.test(0, 30)$conf.int


def test_people_seen_no_longer_are_unknown_and_the_shares_allow_for_them():
    tables = together(FOUR, several("x", 10, until=130))
    found = states(tables)
    assert {(row["n"], row["unknown"]) for row in found.values()} == {(40, 10)}
    assert sum(row["events"] for row in found.values()) + 10 == 40
    assert sum(row["estimate"] for row in found.values()) == pytest.approx(1, abs=1e-12)
    # The ten left from the project on day 130, like those who left it on day 150 or were still there.
    assert found["ended"]["estimate"] == pytest.approx((32 / 40) * 6 / 22, abs=1e-12)


def test_who_is_gone_for_good_is_known_to_be():
    tables = together(FOUR, several("r", 3, retired=80, until=120))
    found = states(tables)
    assert found["ended"]["events"] == 9  # six who left and three who retired, whom nobody needs to see again
    assert found["ended"]["unknown"] == 0
    assert found["ended"]["estimate"] == pytest.approx(9 / 33)
    assert found["ended"]["std_error"] == pytest.approx((9 / 33 * 24 / 33 / 33) ** 0.5, rel=1e-9)


def test_who_has_retired_does_not_find_work_as_those_do_who_left_the_project():
    """Six leave the project on day 30, three of them find work on day 100; six others have retired on day 30."""
    tables = together(
        *(course(f"l{i}", left=30, work=100 if i < 3 else None) for i in range(6)),
        several("r", 6, retired=30), several("w", 6, work=50), several("s", 6, school=60), several("p", 6),
    )  # fmt: skip
    found = states(tables)
    assert {cause: row["estimate"] for cause, row in found.items()} == pytest.approx(
        {"work": 9 / 30, "education": 6 / 30, "in_project": 6 / 30, "ended": 9 / 30}
    )


def test_without_joined_states_it_is_the_occupation_of_the_statistics():
    tables = together(FOUR, several("x", 10, until=130), several("y", 4, work=50, until=210))
    histories = _histories(_setting(tables)).with_columns(line=pl.lit(0, dtype=pl.Int64))
    days = [91.3125, 365.25]
    found = joint_occupation(histories, told={name: (name,) for name in ("work", "in_project")}, days=days)
    wanted = rk.statistics.state_occupation(
        histories, id="pid", start="start_days", stop="stop_days", event="event", initial="state", times=days
    ).filter(pl.col("state").is_in(["work", "in_project"]))
    for name in ("estimate", "std_error", "lower", "upper"):
        ours, theirs = (table.sort(at, who)[name].to_list()
                        for table, at, who in ((found, "days", "cause"),
                                               (wanted.cast({"state": pl.String}), "time", "state")))  # fmt: skip
        assert ours == pytest.approx(theirs, rel=1e-12)


def _setting(tables):
    cohort = build_cohort(study(tables), definition())
    return set_up(cohort, plan_groups(cohort, ["gender"], None), thresholds_of(cohort))


def few_left():
    return together(several("w", 8, work=100), several("s", 6, school=200), several("e", 3, left=150))


def test_few_in_the_project_and_out_of_it_are_told_as_one():
    tables = together(
        several("w", 8, work=100), several("s", 6, school=200), several("p", 12), several("e", 3, left=150)
    )
    found = states(tables)
    assert list(found) == ["work", "education", "neither"]
    assert found["neither"]["events"] == 15
    assert found["neither"]["estimate"] == pytest.approx(15 / 29)
    # Of independent people: sqrt(p (1 - p) / n), not the two errors added.
    assert found["neither"]["std_error"] == pytest.approx((15 / 29 * 14 / 29 / 29) ** 0.5, rel=1e-9)
    assert sum(row["estimate"] for row in found.values()) == pytest.approx(1, abs=1e-12)
    assert {row["status"] for row in found.values()} <= {"ok", "wide"}
    assert list(states(tables, time=3.0)) == [
        "work",
        "education",
        "in_project",
        "ended",
    ]  # nobody had left: none is few


def test_two_small_states_that_are_small_together_too_stay_untold():
    tables = together(
        several("w", 16, work=100), several("s", 6, school=200), several("p", 2), several("e", 1, left=150)
    )
    found = states(tables)
    assert {row["reason"] for row in found.values()} == {"FEW_PER_STATE"}
    assert {row["estimate"] for row in found.values()} == {None}


@pytest.mark.parametrize(("works", "studies"), [(4, 8), (8, 1)])
def test_few_in_work_or_in_education_leave_the_line_untold(works, studies):
    tables = together(several("w", works, work=100), several("s", studies, school=200), several("p", 10),
                      several("e", 8, left=150))  # fmt: skip
    found = states(tables)
    assert {(row["status"], row["reason"]) for row in found.values()} == {("insufficient", "FEW_PER_STATE")}
    assert found["work"]["events"] == works


def test_fewer_than_twenty_people_are_too_few():
    found = states(together(several("w", 20, gender="woman"), several("m", 19, gender="man")), gender="man")
    assert {(row["n"], row["reason"]) for row in found.values()} == {(19, "FEW_PEOPLE")}


def test_nothing_is_said_of_times_that_nobody_was_followed_to():
    tables = together(several("w", 8, work=40, until=200), several("s", 6, study=50, until=200),
                      several("p", 16, until=200))  # fmt: skip
    found = states(tables, time=9.0)
    assert {(row["status"], row["reason"]) for row in found.values()} == {("insufficient", "FEW_AT_RISK")}
    assert {row["events"] for row in found.values()} == {0}
    assert states(tables, time=6.0)["work"]["status"] == "ok"


def test_a_person_without_a_history_is_unknown_not_left_out():
    nothing = together(*(person(f"n{i}") for i in range(5)))
    found = states(together(FOUR, nothing))
    assert {(row["n"], row["unknown"]) for row in found.values()} == {(35, 5)}


def test_groups_add_up_to_the_total_and_each_to_one():
    women = together(*(several(f"{k}w", n, gender="woman", **f) for k, (n, f) in enumerate(_MIX)))
    men = together(*(several(f"{k}m", n + 1, gender="man", **f) for k, (n, f) in enumerate(_MIX)))
    table = answer_of(together(women, men), by=["gender", "foreign_born"])["states"].table
    at = table.filter((pl.col("time") == 12.0) & (pl.col("statistic") == "share_in_state"))
    total = dict(at.filter(pl.col("gender").is_null()).select("cause", "events").iter_rows())
    split = at.filter(pl.col("gender").is_not_null()).group_by("cause").agg(pl.col("events").sum())
    assert dict(split.iter_rows()) == total
    said = table.filter(pl.col("status").is_in(["ok", "wide"])).group_by("gender", "time").agg(pl.col("estimate").sum())
    assert said.height
    assert said["estimate"].to_list() == pytest.approx([1.0] * said.height, abs=1e-12)


_MIX = [(7, {"work": 60}), (6, {"school": 80}), (8, {}), (5, {"left": 85}), (4, {"until": 150})]


def test_other_dimensions_are_too_thin_for_states():
    table = answer_of(FOUR, by=["gender", "education"])["states"].table
    assert "education" in table.columns
    assert table["education"].null_count() == table.height
