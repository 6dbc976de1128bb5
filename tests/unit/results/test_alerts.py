"""Reports, warnings and established differences (METHODS 7.7)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import polars as pl
import pytest

from research_kit.errors import GuardError
from research_kit.results import Answer, History, ResultTable, Subject, result_frame
from research_kit.results.alerts import AccessReport, alerts_of, reported
from research_kit.results.look_plan import WatchRule

RULE = WatchRule(yellow_chance=0.155)


def gap(estimate, upper, *, alarm=(None, None), group=("woman", None), other="gender=man", **more):
    row = {
        "gender": group[0], "foreign_born": group[1], "statistic": "gap_access", "outcome": "enrolled",
        "compared_with": other, "n": 40, "estimate": estimate, "lower": estimate - 0.2, "upper": upper,
        "alarm_lower": alarm[0], "alarm_upper": alarm[1], "unit": "share", "status": "ok",
    }  # fmt: skip
    return row | more


def answer(*rows, kind="gap"):
    table = ResultTable(
        name="access_gaps", kind=kind, table=result_frame([pl.DataFrame(list(rows))], ("gender", "foreign_born")),
        by=("gender", "foreign_born"), method_id="M4.4", method_version="1", sentence_key="M4.4",
        diagnostics={"watch": asdict(RULE)},
    )  # fmt: skip
    return Answer(name="equity", tables={"access_gaps": table}, subject=Subject(study="a", title={}, as_of=date.max))


def levels(*rows, history=None):
    return [one.level for one in alerts_of(answer(*rows), history)]


def test_a_warning_needs_both_a_bar_below_zero_and_a_gap_that_matters():
    assert levels(gap(-0.12, -0.01)) == ["yellow"]
    assert levels(gap(-0.12, 0.01)) == []
    assert levels(gap(-0.09, -0.01)) == []
    assert levels(gap(-0.12, -0.01, status="insufficient")) == []
    assert levels(gap(0.12, 0.30)) == []


def test_a_small_gap_between_small_shares_matters_by_its_ratio():
    ratio = gap(0.75, 0.9) | {"statistic": "ratio_access", "unit": "ratio"}
    assert levels(gap(-0.09, -0.01), ratio) == ["yellow"]
    assert levels(gap(-0.09, -0.01), ratio | {"estimate": 0.85}) == []


def test_a_warning_says_how_often_chance_gives_one():
    (one,) = alerts_of(answer(gap(-0.12, -0.01)))
    assert one.chance == 0.155
    assert (one.group, one.compared_with) == ("gender=woman", "gender=man")


def test_only_the_alarm_bar_establishes_a_difference():
    assert levels(gap(-0.20, -0.10, alarm=(-0.35, -0.02))) == ["red"]
    assert levels(gap(-0.20, -0.10, alarm=(-0.35, 0.02))) == ["yellow"]
    assert levels(gap(-0.40, -0.30)) == ["yellow"]  # no alarm bar: not registered beforehand


def test_between_two_looks_nothing_is_established_but_warnings_are_given():
    assert levels(gap(-0.20, -0.10, alarm=(-0.35, -0.02)), history=History(is_look=False)) == ["yellow"]


def test_the_side_that_has_less_is_the_group():
    (one,) = alerts_of(answer(gap(0.2, 0.35, alarm=(0.02, 0.4))))
    assert (one.level, one.group, one.compared_with) == ("red", "gender=man", "gender=woman")


def test_red_stays_until_a_re_measurement_closes_it():
    red = gap(-0.20, -0.10, alarm=(-0.35, -0.02))
    (first,) = alerts_of(answer(red))
    still = alerts_of(answer(gap(0.0, 0.1)), History(look=2, open_alerts=(first.key,)))
    assert [(one.level, one.stands, one.key) for one in still] == [("red", True, first.key)]
    again = alerts_of(answer(red), History(look=3, open_alerts=(first.key,)))
    assert [(one.level, one.stands) for one in again] == [("red", True)]  # told once
    assert alerts_of(answer(gap(0.0, 0.1)), History(look=4)) == ()


def test_where_a_difference_is_established_no_warning_is_added():
    standing = alerts_of(answer(gap(-0.20, -0.10, alarm=(-0.35, -0.02))))[0].key
    found = alerts_of(answer(gap(-0.12, -0.01)), History(open_alerts=(standing,)))
    assert [one.level for one in found] == ["red"]


def test_only_gaps_are_read():
    assert alerts_of(answer(gap(-0.12, -0.01), kind="share")) == ()


def test_reports_of_unequal_access_have_no_threshold():
    (one,) = reported([AccessReport(by="participant", about="activity", group="gender=woman")])
    assert (one.level, one.statistic, one.outcome, one.chance) == (
        "report",
        "reported_by_participant",
        "activity",
        None,
    )
    assert len(reported([AccessReport(by="staff", about="premises")] * 3)) == 3


@pytest.mark.parametrize("words", ["n", "events", "estimate", "count"])
def test_an_alert_holds_no_count(words):
    assert words not in alerts_of(answer(gap(-0.12, -0.01)))[0].__dataclass_fields__


def test_pooled_values_never_raise_an_alert():
    with pytest.raises(GuardError, match="G-SHRINK: The table `access_gaps` holds pooled values"):
        alerts_of(answer(gap(-0.2, -0.1) | {"statistic": "gap_pooled"}))


def test_all_the_others_may_be_the_side_that_has_less():
    (one,) = alerts_of(answer(gap(0.3, 0.4, alarm=(0.1, 0.5), group=("woman", "yes"), other="rest")))
    assert (one.group, one.compared_with) == ("rest", "gender=woman&foreign_born=yes")


def test_a_stored_answer_has_lost_its_rule_and_is_given_one():
    strict = WatchRule(practical_gap=0.2, practical_ratio=0.5, yellow_chance=0.1)
    assert alerts_of(answer(gap(-0.12, -0.01)), rule=strict) == ()
    assert alerts_of(answer(gap(-0.22, -0.01)), rule=strict)[0].chance == 0.1
