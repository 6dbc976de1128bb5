"""Time to employment where more than a tenth of the starts are known only as an interval (METHODS M3.3)."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

import numpy as np
import polars as pl
import pytest
from scipy.stats import norm, t

import research_kit as rk
from research_kit.cohort import build_cohort
from research_kit.statistics import interval_censored
from tests.unit.analyses.small_answers import answer_of, people, row_of
from tests.unit.cohort.small_studies import INDEX, definition, person, status, study, together

MONTH = 30.4375
FIRST_FIVE = ("within", "curve", "median", "months", "gaps")
VALUES = ("estimate", "std_error", "lower", "upper")


def day(days):
    return INDEX + timedelta(days=days)


def heard_of(pid, left, right, *, kind="ord_emp", until=500, **about):
    """Somebody last seen without work on day `left`, whose start is known to lie by day `right`."""
    before = status("unemployed", "2009-06-01", verified=day(left).isoformat())
    start = status(kind, None, start_lo=day(left + 1), start_hi=day(right), precision="unknown",
                   hours_pct=100, verified=day(until).isoformat())  # fmt: skip
    return person(pid, before, start, **about)


def waiting(pid, until, **about):
    return person(pid, status("unemployed", "2009-06-01", verified=day(until).isoformat()), **about)


def quarterly(prefix, *, per_quarter, waits, kind="ord_emp", **about):
    """`per_quarter[k]` people whose start lies in quarter k, and `waits` who have not started by day 450."""
    starts = [
        heard_of(f"{prefix}{k}-{i}", 91 * k + i % 3, 91 * (k + 1) + i % 3, kind=kind, **about)
        for k, count in enumerate(per_quarter)
        for i in range(count)
    ]
    return together(*starts, *(waiting(f"{prefix}w{i}", 450, **about) for i in range(waits)))


WOMEN = quarterly("w", per_quarter=[6, 5, 4, 3], waits=22, gender="woman")
MEN = quarterly("m", per_quarter=[9, 7, 6, 4], waits=14, gender="man")
STUDENTS = together(
    quarterly("s", per_quarter=[3, 3, 2, 2], waits=0, kind="regular_edu", gender="man"),
    quarterly("t", per_quarter=[2, 2, 2, 2], waits=0, kind="regular_edu", gender="woman"),
)
BOTH = together(WOMEN, MEN, STUDENTS)


@pytest.fixture(scope="module")
def answer():
    return answer_of(BOTH)


def direct(tables, *, competes=True, **group):
    """The model fitted to the cohort's own columns, without the analysis in between."""
    frame = build_cohort(study(tables), definition()).frame
    for name, value in group.items():
        frame = frame.filter(pl.col(name).cast(pl.String) == value)
    event = pl.col("event_strict")
    frame = frame.with_columns(event=event if competes else pl.when(event == 1).then(1).otherwise(0))
    frame = frame.with_columns(right=pl.when(pl.col("event") > 0).then("right_days_strict"))
    return interval_censored(frame, left="left_days_strict", right="right", event="event")


def as_read(frame):
    """The days (left, right], an interval of a month at most as its midpoint (METHODS 3.0)."""
    short = pl.col("interval_days_strict") <= 31
    sides = {
        side: pl.when(short).then("duration_days_strict").otherwise(f"{side}_days_strict") for side in ("left", "right")
    }
    return frame.with_columns(event="event_strict", **sides)


def test_the_first_five_tables_are_of_the_interval_method(answer):
    assert {name: answer[name].method_id for name in FIRST_FIVE} == dict.fromkeys(FIRST_FIVE, "M3.3")
    assert answer["within"].diagnostics["interval_share"] == 1.0
    assert [guard.code for guard in answer.guards] == ["G-CAUSE"]  # no G-MIDPOINT: intervals are used as such
    assert set(answer["curve"].table["statistic"]) == {"cumulative_incidence"}


@pytest.mark.parametrize("group", [{}, {"gender": "woman"}, {"gender": "man"}])
def test_shares_are_those_of_a_model_of_each_group(answer, group):
    for months in (3.0, 12.0):
        expected = direct(BOTH, **group).cumulative_incidence([months * MONTH])
        for place, cause in enumerate(("employment", "education"), start=1):
            row = row_of(answer["within"], cause=cause, time=months, **group)
            wanted = expected.filter(pl.col("cause") == place).select(VALUES).row(0)
            assert tuple(row[name] for name in VALUES) == pytest.approx(wanted, rel=1e-9)


def test_median_months_and_gaps_come_from_the_same_models(answer):
    woman, man = (direct(BOTH, gender=gender) for gender in ("woman", "man"))
    share = {g: m.cumulative_incidence([365.25]).filter(pl.col("cause") == 1).row(0, named=True)["estimate"]
             for g, m in (("woman", woman), ("man", man))}  # fmt: skip
    gap = row_of(answer["gaps"], "gap_within", gender="woman")
    assert gap["estimate"] == pytest.approx(share["woman"] - share["man"], rel=1e-9)
    area = {g: m.restricted_mean(365.25, cause=1).row(0, named=True) for g, m in (("woman", woman), ("man", man))}
    row = row_of(answer["months"], "months_in_work", gender="man")
    assert (row["estimate"], row["std_error"]) == pytest.approx(
        (area["man"]["estimate"] / MONTH, area["man"]["std_error"] / MONTH), rel=1e-9
    )
    months = row_of(answer["gaps"], "gap_months", gender="woman")
    assert months["estimate"] == pytest.approx((area["woman"]["estimate"] - area["man"]["estimate"]) / MONTH, rel=1e-9)
    error = np.hypot(area["woman"]["std_error"], area["man"]["std_error"]) / MONTH
    assert months["std_error"] == pytest.approx(error, rel=1e-9)


def test_months_have_limits_of_student_unless_both_groups_have_thirty_starts(answer):
    """METHODS M3.4; Satterthwaite's degrees of freedom alone pass 30 where neither group has as many."""
    events = {g: row_of(answer["months"], "months_in_work", gender=g)["events"] for g in ("woman", "man")}
    assert events == {"woman": 18, "man": 26}
    one, two = (row_of(answer["months"], "months_in_work", gender=g)["std_error"] ** 2 for g in ("woman", "man"))
    df = (one + two) ** 2 / (one**2 / 17 + two**2 / 25)
    assert df > 30
    row = row_of(answer["gaps"], "gap_months", gender="woman")
    for confidence, upper in ((0.95, "upper"), (float(2 * norm.cdf(2.70) - 1), "alarm_upper")):
        margin = t.ppf((1 + confidence) / 2, df) * row["std_error"]
        assert row[upper] - row["estimate"] == pytest.approx(margin, rel=1e-9)


def test_a_median_is_where_the_model_reaches_one_half():
    most = together(quarterly("w", per_quarter=[6, 10, 10, 4], waits=12, gender="woman"), MEN, STUDENTS)
    row = row_of(answer_of(most)["median"], "median", time=None, gender="woman")
    found = direct(most, gender="woman").quantile(0.5, cause=1)["time"].item()
    assert (row["estimate"], row["status"]) == (pytest.approx(found / MONTH, rel=1e-9), "ok")


def test_people_of_a_line_are_events_unknown_or_known_not_to_have_started(answer):
    for months, known in ((3.0, 6), (12.0, 18)):  # of the last quarter some are heard of a day or two after it
        row = row_of(answer["within"], gender="woman", time=months)
        ends = [91 * (k + 1) + i % 3 for k, count in enumerate([6, 5, 4, 3]) for i in range(count)]
        seen = sum(end <= months * MONTH for end in ends)
        assert row["n"] == 48
        assert row["events"] == seen <= known
        others = row_of(answer["within"], gender="woman", cause="education", time=months)
        assert others["unknown"] == row["unknown"]  # of nobody is the state known for one cause and not the other
        assert row["n"] >= row["events"] + others["events"] + row["unknown"]


def test_the_curve_has_a_row_per_quarter_and_counts_people_once(answer):
    curve = answer["curve"].table.filter((pl.col("gender") == "woman") & (pl.col("outcome") == "strict"))
    work = curve.filter(pl.col("cause") == "employment")
    assert work["time"].to_list() == [3.0 * wave for wave in range(1, len(work) + 1)]
    assert work["events"].sum() == 17  # the last of the eighteen is heard of on day 366, after the last quarter
    assert (work["n"].diff().drop_nulls() <= 0).all()
    total = curve.drop_nulls("time").group_by("time").agg(pl.col("estimate").sum())
    free = direct(BOTH, gender="woman").survival([q * 91.3125 for q in range(1, 5)])["estimate"]
    at = total.sort("time").head(4)["estimate"]
    assert (at + free).to_list() == pytest.approx([1.0] * 4, abs=1e-9)


def test_the_causes_add_up_in_the_table_of_shares(answer):
    strict = answer["within"].table.filter((pl.col("outcome") == "strict") & (pl.col("gender") == "man"))
    assert strict["cause"].n_unique() == 3  # terminal too, which nobody had
    none = strict.filter(pl.col("cause") == "terminal")
    assert none["estimate"].to_list() == [0.0] * 4
    # of nobody among 50: R binom.test(0, 50)$conf.int
    assert none["upper"].to_list() == pytest.approx([0.0711217] * 4, abs=1e-6)


@pytest.mark.parametrize(
    ("per_quarter", "waits", "reason"),
    [([3, 3, 3, 3], 7, "FEW_PEOPLE"), ([3, 3, 2, 1], 15, "FEW_EVENTS")],
)
def test_a_group_too_small_for_a_model_is_insufficient_and_not_the_others(per_quarter, waits, reason):
    few = quarterly("x", per_quarter=per_quarter, waits=waits, gender="non_binary")
    answer = answer_of(together(BOTH, few))
    for name, statistic, time in (("within", "share_within", 12.0), ("months", "months_in_work", None)):
        row = row_of(answer[name], statistic, time, gender="non_binary")
        assert (row["status"], row["reason"], row["estimate"]) == ("insufficient", reason, None)
        assert row_of(answer[name], statistic, time, gender="man")["status"] in ("ok", "wide")
    assert row_of(answer["gaps"], "gap_within", gender="non_binary")["reason"] == reason


def test_many_early_starts_are_no_lack_of_people_at_the_start():
    quick = quarterly("q", per_quarter=[16, 2, 1, 1], waits=6, gender="woman")
    row = row_of(answer_of(together(quick, MEN, STUDENTS))["within"], gender="woman", time=3.0)
    assert row["status"] in ("ok", "wide")  # 18 were at risk at the start, of whom few are left


def test_an_interval_of_a_month_is_read_at_its_midpoint():
    short = together(*(heard_of(f"d{i}", 60, 90, gender="woman") for i in range(8)))
    tables = together(WOMEN, MEN, STUDENTS, short)
    frame = build_cohort(study(tables), definition()).frame
    read = as_read(frame).filter(pl.col("gender") == "woman")
    assert read.filter(pl.col("left") == pl.col("right")).height == 8
    model = interval_censored(read, left="left", right="right", event="event")
    wanted = model.cumulative_incidence([365.25]).filter(pl.col("cause") == 1)["estimate"].item()
    assert row_of(answer_of(tables)["within"], gender="woman")["estimate"] == pytest.approx(wanted, rel=1e-9)


def test_where_nothing_competes_the_share_without_work_is_told():
    answer = answer_of(together(WOMEN, MEN))
    assert {answer[name].method_id for name in FIRST_FIVE} == {"M3.3"}
    assert answer.guards == ()
    curve = answer["curve"].table.filter((pl.col("gender") == "woman") & (pl.col("outcome") == "strict"))
    assert set(curve["statistic"]) == {"not_yet"}
    model = direct(together(WOMEN, MEN), competes=False, gender="woman")
    free = model.survival([365.25]).row(0, named=True)
    at_year = curve.filter(pl.col("time") == 12.0).row(0, named=True)
    assert [at_year[name] for name in VALUES] == pytest.approx([free[name] for name in VALUES], rel=1e-9)
    row = row_of(answer["months"], "months_without", gender="woman")
    without = model.restricted_mean(365.25)["estimate"].item()
    assert row["estimate"] == pytest.approx(without / MONTH, rel=1e-9)
    gap = row_of(answer["gaps"], "gap_months", gender="woman")
    assert gap["estimate"] > 0  # women wait longer
    assert row_of(answer["gaps"], "gap_within", gender="woman")["estimate"] < 0


def test_late_entry_is_part_of_the_likelihood():
    late = quarterly("l", per_quarter=[0, 8, 4, 4], waits=10, gender="woman")
    tables = deepcopy(together(late, MEN, STUDENTS))
    for row in tables["enrolment"]:
        row["start"] = INDEX + timedelta(days=60) if not row["pid"].startswith("l") else INDEX
    changes = {"follow_up": {"observed_from": INDEX + timedelta(days=60)}}
    frame = build_cohort(study(tables), definition(**changes)).frame
    assert frame.filter(pl.col("gender") == "woman")["entry_days"].unique().to_list() == [0.0, 60.0]
    women = as_read(frame).filter(pl.col("gender") == "woman").with_columns(pl.col("entry_days").clip(0.0))
    model = interval_censored(women, left="left", right="right", event="event", entry="entry_days")
    wanted = model.cumulative_incidence([365.25]).filter(pl.col("cause") == 1)["estimate"].item()
    row = row_of(answer_of(tables, **changes)["within"], gender="woman")
    assert row["estimate"] == pytest.approx(wanted, rel=1e-9)


def test_taking_the_day_somebody_heard_of_it_would_be_wrong():
    """A simulation: 400 people, hazard 0.06 a month, seen every quarter, a fifth of the visits missed (seed 7)."""
    rng = np.random.default_rng(7)
    made = []
    for i, start in enumerate(rng.exponential(MONTH / 0.06, size=400)):
        waves = [91.3125 * k + rng.uniform(-14, 14) for k in range(1, 6)]
        seen = [0.0] + [wave for wave in waves if rng.random() > 0.2]
        before = max(wave for wave in seen if wave < start)
        after = [wave for wave in seen if wave >= start]
        pid = f"p{i:03d}"
        made.append(heard_of(pid, int(before), int(after[0]) + 1) if after else waiting(pid, int(before)))
    tables = together(*made)
    true = 1 - np.exp(-12 * 0.06)
    share = row_of(answer_of(tables, by=["education"])["within"])
    assert abs(share["estimate"] - true) < 2 * share["std_error"]
    frame = build_cohort(study(tables), definition()).frame
    heard = frame.with_columns(days=pl.coalesce("right_days_strict", "left_days_strict"))
    naive = rk.statistics.kaplan_meier(rk.counts.life_table(heard, duration="days", event="event_strict"))
    late = 1 - rk.statistics.at_times(naive, 365.25)["estimate"].item()
    assert late < share["estimate"] - 0.03  # METHODS M3.3: about -6 points with a fifth of the waves missed
    assert late < true - 1.5 * share["std_error"]


def test_adjusted_gaps_use_the_intervals_too():
    tables = together(deepcopy(BOTH), people("u", 10, at=range(30, 330, 60), gender="woman", foreign_born="yes"))
    for i, row in enumerate(tables["participant"]):
        row["foreign_born"] = "yes" if i % 3 == 0 else "no"
    answer = answer_of(tables, by=["gender", "foreign_born"])
    row = answer["adjusted"].table.filter(pl.col("compared_with") == "gender=man").row(0, named=True)
    frame = build_cohort(study(tables), definition()).frame.with_columns(
        left="left_days_strict",
        right=pl.when(pl.col("event_strict") > 0).then("right_days_strict"),
        event="event_strict",
        gender=pl.col("gender").cast(pl.String).cast(pl.Enum(["man", "woman"])),
        foreign_born=pl.col("foreign_born").cast(pl.String).cast(pl.Enum(["no", "yes"])),
    )
    model = interval_censored(frame, left="left", right="right", event="event", covariates=["gender", "foreign_born"])
    found = rk.statistics.standardised_incidence(model, frame, times=[365.25], by="gender")
    wanted = found.filter(pl.col("compared_with").is_not_null()).row(0, named=True)
    assert (row["estimate"], row["std_error"]) == pytest.approx((wanted["estimate"], wanted["std_error"]), rel=1e-6)
    assert (row["lower"], row["upper"]) == pytest.approx((wanted["lower"], wanted["upper"]), rel=1e-6)


def test_the_lost_are_bounds_with_intervals_too():
    lost = together(*(waiting(f"z{i}", 40 + 9 * i, gender="woman") for i in range(12)))
    answer = answer_of(together(BOTH, lost))
    headline = row_of(answer["within"], gender="woman")
    none, every = (row_of(answer["bounds"], f"share_if_{who}_started", gender="woman") for who in ("none", "all"))
    assert none["estimate"] < headline["estimate"] < every["estimate"]
    assert (none["n"], none["events"]) == (headline["n"], headline["events"])
    assert every["events"] == headline["events"] + 12
    supposed = build_cohort(study(together(BOTH, lost)), definition()).frame.filter(pl.col("gender") == "woman")
    started = as_read(supposed).with_columns(
        event=pl.when("lost_strict").then(1).otherwise("event"),
        right=pl.when("lost_strict").then("left").when(pl.col("event") > 0).then("right"),
    )
    model = interval_censored(started, left="left", right="right", event="event")
    wanted = model.cumulative_incidence([365.25]).filter(pl.col("cause") == 1)["estimate"].item()
    assert every["estimate"] == pytest.approx(wanted, rel=1e-9)
