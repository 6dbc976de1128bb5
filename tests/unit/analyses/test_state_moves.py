"""In and out of a target's states: who moves, who was last seen where, and what had come by an earlier day (M9.2)."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from research_kit.analyses.targets.backtest_rows import past_forecasts
from research_kit.analyses.targets.going_on import going_on
from research_kit.analyses.targets.horizon import horizon_of, state_at_horizon
from research_kit.analyses.targets.state_moves import follow_states, moves_in_pieces, target_stays, until_day
from tests.unit.analyses.promised import INDEX, WORK, cohort_of
from tests.unit.cohort.small_studies import person, status, together

STATES = ("work", "education")
MONTH = 30.4375


def idle(verified):
    return status("unemployed", "2009-06-01", verified=verified)


def job(start, verified, **more):
    return status("ord_emp", start, hours_pct=100, verified=verified, **more)


def cohort():
    """a works since May; b lost the job of May in August; c studies; d was last seen in March; e retired; f unseen."""
    end = {"end_lo": "2010-08-01", "end_hi": "2010-08-01"}
    afterwards = status("unemployed", "2010-08-01", verified="2010-10-01")
    return cohort_of(
        together(
            person("a", idle("2010-04-30"), job("2010-05-01", "2011-06-01")),
            person("b", idle("2010-04-30"), job("2010-05-01", "2010-08-01", **end), afterwards),
            person("c", idle("2010-04-30"), status("regular_edu", "2010-05-01", verified="2010-06-01")),
            person("d", idle("2010-03-01")),
            person("e", idle("2010-03-01"), status("retired", "2010-03-15", verified="2010-03-20")),
            person("f"),
        ),
        targets=[WORK],
    )  # fmt: skip


def followed(made, at=None):
    at = state_at_horizon(made, horizon_of(made, made.study.promises.targets[0])) if at is None else at
    return follow_states(target_stays(made, STATES), at, STATES)


def test_each_person_of_whom_it_is_not_known_goes_on_from_where_she_was_last_seen():
    known = followed(cohort())
    rows = known.people.sort("pid").with_columns(pl.col("elapsed", "horizon").round(1))
    assert rows.rows() == [
        ("b", 9.0, 12.0, False),  # seen on 1 October, without the job of May
        ("c", 5.0, 12.0, True),  # in education on 1 June
        ("d", 1.9, 12.0, False),
        ("f", 0.0, 12.0, False),  # nobody has heard of her since
    ]
    assert (known.attained, known.mature) == (1, 2)  # a works at the horizon; e has retired


def test_moves_and_time_are_counted_in_the_piece_in_which_they_are():
    pieces = moves_in_pieces(target_stays(cohort(), STATES), horizon=12)
    assert pieces.select("start", "end").rows() == [(0, 3), (3, 6), (6, 9), (9, 12)]
    assert pieces["begun"].to_list() == [0, 3, 0, 0]
    assert pieces["lost"].to_list() == [0, 0, 1, 0]
    assert pieces["gone"].to_list() == [1, 0, 0, 0]
    both = pieces.select(pl.sum("time_outside", "time_inside")).row(0)
    stays = target_stays(cohort(), STATES).with_columns(stop=pl.min_horizontal("stop", pl.lit(12.0)))
    assert sum(both) == pytest.approx(stays.select((pl.col("stop") - pl.col("start")).sum()).item())


def test_by_an_earlier_day_nothing_that_came_later_has_happened():
    made = cohort()
    then = until_day(target_stays(made, STATES), made.frame.select("pid", "index_on"), date(2010, 4, 1))
    assert then["stop"].max() == pytest.approx(90 / MONTH)
    assert then.filter("inside").height == 0
    assert then["entered"].drop_nulls().to_list() == ["gone"]  # e retired in March


def test_whoever_came_later_had_not_come_by_then():
    made = cohort_of(
        together(person("a", idle("2010-04-30")), person("z", idle("2010-12-01"), enrolled=date(2010, 6, 1)))
    )
    then = until_day(target_stays(made, STATES), made.frame.select("pid", "index_on"), date(2010, 5, 1))
    assert then["pid"].unique().to_list() == ["a"]


def test_the_back_test_foretells_from_what_had_happened_by_then_and_not_from_what_came():
    # Of each quarter's 30 people ten start after 60 days; the last 60 people all start after a year and a half of
    # project: a forecast made before could not know.
    rows = []
    for quarter in range(8):
        begun = date(2008, 1, 1) + timedelta(days=91 * quarter)
        late = quarter >= 6
        for i in range(30):
            starts = i % 3 == 0 or late
            work = job(begun + timedelta(days=100 if late else 60), "2011-06-01")
            before = status("unemployed", "2007-01-01", verified="2011-06-01")
            rows.append(person(f"q{quarter}{i:02d}", before, *([work] if starts else []), enrolled=begun))
    made = cohort_of(together(*rows), targets=[WORK], starts_on=date(2008, 1, 1), ends_on=date(2012, 1, 1))
    past = past_forecasts(made, made.study.promises.targets[0]).sort("day")
    before = past.filter(pl.col("day") == date(2009, 7, 1)).row(0, named=True)  # the seventh group has just come
    assert before["outcome"] == 60 + 30
    assert before["upper"] < before["outcome"]
    after = past.filter(pl.col("day") == date(2010, 7, 1)).row(0, named=True)
    assert after["lower"] <= after["outcome"] <= after["upper"]


def test_the_project_goes_on_at_the_pace_of_the_last_year_until_there_is_no_room():
    plan = {"participants": [{"from_on": "2009-05-01", "people": 50}], "enrols_until": "2012-04-30"}
    rows = [person(f"a{i:02d}", idle("2011-06-01"), enrolled=INDEX + timedelta(days=20 * i)) for i in range(24)]
    made = cohort_of(together(*rows), plan=plan, starts_on=date(2009, 5, 1), ends_on=date(2012, 10, 31))
    found = going_on(made, horizon=12.0, attained=3, target=20.0)
    assert (found.attained, found.target, found.most_to_come) == (3, 20.0, 26)
    assert found.enrolled == made.frame.filter(pl.col("index_on") > date(2010, 6, 30)).height
    assert found.observed_time == pytest.approx(12, abs=0.01)
    assert found.enrolling_time == pytest.approx(10, abs=0.05)
    assert found.remaining_time == pytest.approx(16.05, abs=0.05)
