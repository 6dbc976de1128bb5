"""What those who were lost could change at most, and those whom a register follows (METHODS M6.3)."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest

from research_kit.cohort import build_cohort
from tests.unit.analyses.small_answers import answer_of, row_of
from tests.unit.cohort.small_studies import INDEX, definition, person, status, study, together


def day(days):
    return INDEX + timedelta(days=days)


def seen(pid, until, start=None, *, kind="ord_emp", by="coach", **about):
    """Somebody without work until a day on which that was verified, or on which work (or studies) began."""
    until = until if start is None else start - 1
    rows = [status("unemployed", "2009-06-01", verified=day(until).isoformat(), verified_by=by)]
    if start is not None:
        rows.append(status(kind, day(start), hours_pct=100, verified=day(start + 5).isoformat(), verified_by=by))
    return person(pid, *rows, **about)


def group(prefix, *, starts, stay, lost, **about):
    return together(
        *(seen(f"{prefix}s{i}", None, start=at, **about) for i, at in enumerate(starts)),
        *(seen(f"{prefix}n{i}", 530, **about) for i in range(stay)),
        *(seen(f"{prefix}l{i}", at, **about) for i, at in enumerate(lost)),
    )


def three(tables):
    table = answer_of(tables, by=["education"])["bounds"].table
    return [
        table.filter(pl.col("statistic") == name).row(0, named=True)
        for name in ("share_if_none_started", "share_if_all_started", "share_verified")
    ]


def test_the_lost_are_counted_as_not_started_or_as_started():
    tables = group("a", starts=range(20, 320, 30), stay=12, lost=range(50, 250, 25))
    none, every, _ = three(tables)
    assert (none["n"], none["events"], none["unknown"]) == (30, 10, 0)
    assert none["estimate"] == pytest.approx(10 / 30)
    assert (every["n"], every["events"], every["unknown"]) == (30, 18, 0)
    assert every["estimate"] == pytest.approx(18 / 30)
    headline = row_of(answer_of(tables, by=["education"])["within"])
    assert none["estimate"] < headline["estimate"] < every["estimate"]
    assert none["lower"] < none["estimate"] < none["upper"]
    assert (none["outcome"], none["cause"], none["time"]) == ("strict", "employment", 12.0)


def test_nobody_lost_leaves_nothing_open():
    answer = answer_of(group("a", starts=range(20, 320, 30), stay=20, lost=[]), by=["education"])
    headline = row_of(answer["within"])
    for name in ("share_if_none_started", "share_if_all_started"):
        row = row_of(answer["bounds"], name)
        for value in ("n", "events", "unknown", "estimate", "lower", "upper", "status"):
            assert row[value] == headline[value], (name, value)


def test_those_not_due_yet_are_not_lost():
    """Enrolled 100 days before the cut: not followed further by anybody, so nothing is supposed of them."""
    young = together(*(person(f"y{i}", status("unemployed", "2009-06-01", verified="2011-06-20"),
                              enrolled=day(445)) for i in range(8)))  # fmt: skip
    tables = together(group("a", starts=range(20, 320, 30), stay=20, lost=[]), young)
    none, every, _ = three(tables)
    assert none["estimate"] == every["estimate"]
    assert none["unknown"] == every["unknown"] == 8


def test_the_bound_holds_where_those_followed_on_all_start_late():
    """Between losing them and the end only education was entered; later everybody left starts work."""
    tables = together(
        *(seen(f"l{i}", 30, enrolled=day(200)) for i in range(6)),  # lost; could have been followed 345 days
        *(seen(f"e{i}", None, start=60 + i, kind="regular_edu") for i in range(10)),
        *(seen(f"s{i}", None, start=345 + i) for i in range(10)),
        *(seen(f"n{i}", 530) for i in range(6)),
    )
    none, every, _ = three(tables)
    headline = row_of(answer_of(tables, by=["education"])["within"])
    assert none["estimate"] <= headline["estimate"] <= every["estimate"]


def test_the_followed_by_register_are_a_group_of_their_own():
    known = group("r", starts=range(20, 320, 30), stay=14, lost=[], by="register", gender="woman")
    others = group("o", starts=range(20, 200, 30), stay=14, lost=range(40, 200, 20), gender="man")
    tables = together(known, others)
    answer = answer_of(tables)
    frame = build_cohort(study(tables), definition()).frame
    verified = frame.filter(pl.col("register_followed"))
    row = row_of(answer["bounds"], "share_verified")
    assert (row["n"], row["events"]) == (verified.height, verified.filter(pl.col("event_strict") == 1).height)
    assert row["n"] > 0
    assert row_of(answer["bounds"], "share_verified", gender="woman")["n"] == row["n"]
    nobody = row_of(answer["bounds"], "share_verified", gender="man")  # said, not left out
    assert (nobody["n"], nobody["status"], nobody["reason"]) == (0, "insufficient", "FEW_PEOPLE")


def test_without_a_register_the_row_says_so():
    table = answer_of(group("a", starts=[20, 40], stay=20, lost=[]), by=["education"])["bounds"].table
    row = table.filter(pl.col("statistic") == "share_verified").row(0, named=True)
    assert (row["status"], row["reason"], row["estimate"]) == ("blocked", "NO_REGISTER", None)


def test_a_group_of_which_nothing_may_be_said_has_no_bounds_either():
    wide = status("ord_emp", None, start_lo=day(90), start_hi=day(180), precision="quarter", hours_pct=100,
                  verified=day(400).isoformat())  # fmt: skip
    women = together(
        group("w", starts=range(20, 320, 30), stay=8, lost=range(50, 150, 5), gender="woman"),
        *(person(f"q{i}", status("unemployed", "2009-06-01", verified=day(80).isoformat()), wide, gender="woman")
          for i in range(2)),
    )  # fmt: skip
    men = group("m", starts=range(15, 315, 12), stay=20, lost=[], gender="man")
    answer = answer_of(together(women, men))
    assert row_of(answer["within"], gender="woman")["reason"] == "INTERVAL"
    for name in ("share_if_none_started", "share_if_all_started"):
        assert row_of(answer["bounds"], name, gender="woman")["status"] == "blocked"  # 2 of 32 would be few enough
