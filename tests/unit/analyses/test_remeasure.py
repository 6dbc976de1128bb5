"""Decisions and what came of them: baseline, people needed, verdict, and nobody from before the change (M11.1)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from research_kit.analyses.remeasure import KnownStudy, decide, remeasure_outcome, verdict_on
from research_kit.analyses.remeasure.pooled_baseline import Reading, baseline_of, between, people_behind
from research_kit.analyses.remeasure.required_people import Inflow, people_after, people_per_group, visible_change
from research_kit.errors import DeclarationError, EstimateError
from research_kit.ledger.decision import Baseline
from research_kit.ledger.loop import LoopRecord
from research_kit.statistics import newcombe, partial_pooling, wilson
from tests.unit.ledger.made_up_loop import STARTS, TODAY, claim, decided, finding

STUDY = KnownStudy(today=TODAY, starts_on=STARTS, ends_on=date(2013, 12, 31))
GROUPS = {"15-24": (20, 200), "25-34": (80, 240), "35-44": (100, 250), "45-64": (90, 200)}


def reading(events, n) -> Reading:
    return Reading(*wilson(events, n).row(0))


def of_band(band, through, n, **more):
    estimate, lower, upper = reading(through, n)
    numbers = {"estimate": estimate, "lower": lower, "upper": upper, "n": n, "events": through}
    return finding(f"age_band={band}", **{**numbers, "id": f"F-{band}", **more})


def record_of(*findings) -> LoopRecord:
    return LoopRecord(
        records=tuple(one if one.id else one.model_copy(update={"id": f"F{i}"}) for i, one in enumerate(findings))
    )


BANDS = record_of(*(of_band(band, *counts) for band, counts in GROUPS.items()))


def test_the_baseline_is_the_number_decided_on_and_what_pooling_makes_of_it():
    lowest = BANDS.findings["F-15-24"]
    found = baseline_of(lowest, BANDS.known_at())
    events, n = zip(*GROUPS.values(), strict=True)
    pooled = partial_pooling(events, n).row(0, named=True)
    assert (found.estimate, found.peers) == (0.10, 4)
    assert (found.pooled, found.pooled_lower, found.pooled_upper) == (
        pooled["estimate"],
        pooled["lower"],
        pooled["upper"],
    )
    assert found.expected_rebound == pytest.approx(pooled["estimate"] - 0.10)
    assert 0 < found.expected_rebound < 0.05


def test_everybody_has_no_peers_and_no_rebound_is_made_up():
    everybody = finding("", id="F-all")
    found = baseline_of(everybody, record_of(everybody).known_at())
    assert (found.pooled, found.expected_rebound, found.peers) == (None, None, 0)
    assert found.fair == (0.30, 0.219, 0.396)


def test_a_finding_without_a_number_is_no_baseline():
    nothing = finding("", estimate=None, lower=None, upper=None, status="insufficient", grade="E0")
    assert baseline_of(nothing, {}) is None


def test_people_of_a_share_are_those_told_else_those_that_its_interval_is_worth():
    assert people_behind(of_band("15-24", 2, 20)) == (2, 20)
    assert people_behind(finding("a=b", estimate=0.30, n=120, events=30, unknown=20)) == (30, 100)
    untold = people_behind(of_band("25-34", 40, 100, events=None))
    assert untold[1] == pytest.approx(100, abs=6)  # Wilson's interval is a little narrower than the normal one
    assert untold[0] == pytest.approx(0.40 * untold[1], abs=1)


def test_a_gap_is_pooled_by_the_shares_of_both_sides():
    women, men = of_band("x", 40, 200), of_band("y", 120, 200)
    shares = [
        one.model_copy(update={"claim": claim(group)}) for one, group in ((women, "gender=woman"), (men, "gender=man"))
    ]
    about = claim("gender=woman", table="access_gaps", statistic="gap_access", compared_with="gender=man")
    raw = newcombe(40, 200, 120, 200).row(0)
    gap = finding(claim=about, id="F-gap", estimate=raw[0], lower=raw[1], upper=raw[2], n=None, events=None)
    record = record_of(*shares, gap)
    found = baseline_of(gap, record.known_at())
    pooled = partial_pooling([40, 120], [200, 200])["estimate"]
    assert found.pooled == pytest.approx(pooled[0] - pooled[1])
    assert found.expected_rebound > 0  # a gap of -40 points moves towards none
    decision = decide(decided("F-gap", inflow_per_month=4.0), record, STUDY)
    assert decision.required_n is not None


def test_the_difference_of_two_shares_has_newcombes_interval():
    expected = newcombe(56, 70, 48, 80).row(0)
    assert between(reading(56, 70), reading(48, 80)) == pytest.approx(expected)
    # Newcombe (1998), METHODS 7.1: 56/70 against 48/80, .0524 to .3339.
    assert between(reading(56, 70), reading(48, 80))[1:] == pytest.approx((0.0524, 0.3339), abs=5e-5)


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ((0.15, 0.02, 0.28), "met"),
        ((0.09, 0.01, 0.17), "met"),  # the expected size is not excluded, and no change is
        ((0.05, 0.01, 0.09), "not_met"),  # more than nothing, and surely less than expected
        ((0.00, -0.05, 0.05), "not_met"),
        ((0.10, -0.05, 0.25), "cannot_be_told"),
        ((-0.10, -0.19, -0.01), "worse"),
        ((0.10, 0.00, 0.20), "cannot_be_told"),
        ((0.05, 0.00, 0.0999), "not_met"),
    ],
)
def test_the_verdict_is_by_the_interval(change, verdict):
    assert verdict_on(Reading(*change), direction="higher", size=0.10) == verdict
    estimate, lower, upper = change
    assert verdict_on(Reading(-estimate, -upper, -lower), direction="lower", size=0.10) == verdict


def test_a_group_far_behind_the_others_is_not_worse_for_being_as_it_was():
    raw, pooled = reading(1, 15), Reading(0.25, 0.15, 0.38)
    baseline = Baseline(
        estimate=raw[0], lower=raw[1], upper=raw[2], pooled=pooled[0], pooled_lower=pooled[1], pooled_upper=pooled[2]
    )  # fmt: skip
    found = remeasure_outcome(baseline, reading(10, 100), direction="higher", size=0.10)
    assert found.difference.estimate > 0 > found.beyond_chance.upper
    assert found.verdict == "not_met"
    down = remeasure_outcome(baseline, reading(60, 100), direction="lower", size=0.10)
    assert down.verdict == "worse"


def test_what_chance_alone_would_have_done_is_no_success():
    raw, pooled = reading(2, 20), Reading(0.33, 0.20, 0.46)
    baseline = Baseline(
        estimate=raw[0], lower=raw[1], upper=raw[2], pooled=pooled[0], pooled_lower=pooled[1], pooled_upper=pooled[2]
    )  # fmt: skip
    after = reading(22, 60)
    found = remeasure_outcome(baseline, after, direction="higher", size=0.10)
    assert found.difference.estimate == pytest.approx(22 / 60 - 0.10)
    assert found.difference.lower > 0  # against the raw number it looks established
    assert found.expected_rebound == pytest.approx(0.23)
    assert found.beyond_chance == between(after, pooled)
    assert (found.verdict, found.guards) == ("cannot_be_told", ("G-RTM",))
    assert found.difference.estimate - found.expected_rebound == pytest.approx(found.beyond_chance.estimate)


def test_an_expected_size_of_nothing_is_refused():
    with pytest.raises(EstimateError, match="must be above 0"):
        remeasure_outcome(Baseline(estimate=0.1, lower=0, upper=0.2), reading(5, 20), direction="higher", size=0)


def test_people_needed_agree_with_the_formula_and_with_what_could_be_seen():
    # METHODS 0.3: 20 people a group at 40 % see 43 points; Cohen (1988): 2.80² (.2·.8 + .3·.7) / .1² = 290.
    assert people_per_group(0.2, 0.1) == 291
    known = Reading(0.2, 0.2 - 1.959964 * 0.02, 0.2 + 1.959964 * 0.02)
    assert people_after(known, change=0.1, spread=0.3 * 0.7) == int(np.ceil(0.21 / ((0.1 / 2.8) ** 2 - 0.02**2)))
    assert people_after(known, change=-0.1, spread=0.09) == int(np.ceil(0.09 / ((0.1 / 2.8) ** 2 - 0.02**2)))
    assert people_after(Reading(0.2, 0.05, 0.35), change=0.1, spread=0.21) is None
    with pytest.raises(EstimateError, match="between 0 and 1"):
        people_per_group(0.95, 0.1)


def test_a_change_of_the_expected_size_is_seen_in_four_of_five_cases():
    rng, n_before, replications = np.random.default_rng(11), 300, 3000
    before = rng.binomial(n_before, 0.3, replications)
    error = np.sqrt(0.3 * 0.7 / n_before)
    n_after = people_after(Reading(0.3, 0.3 - 1.96 * error, 0.3 + 1.96 * error), change=0.15, spread=0.45 * 0.55)
    after = rng.binomial(n_after, 0.45, replications)
    lower = newcombe(after, np.full(replications, n_after), before, np.full(replications, n_before))["lower"]
    assert (lower > 0).mean() == pytest.approx(0.80, abs=0.03)  # three Monte Carlo errors are 0.022


def test_people_come_and_are_followed_by_a_day():
    inflow = Inflow(since=date(2011, 8, 1), a_month=5.0, lag_months=2.0)
    assert inflow.people_by(date(2012, 8, 1)) == 50
    assert inflow.people_by(date(2011, 9, 1)) == 0
    assert inflow.people_by(inflow.day_of(50)) >= 50
    assert abs((inflow.day_of(50) - date(2012, 8, 1)).days) <= 2


def test_with_the_people_needed_the_expected_size_is_the_smallest_to_be_seen():
    before = Reading(0.3, 0.25, 0.35)
    needed = people_after(before, change=0.12, spread=0.2436)
    assert visible_change(before, spread=0.2436, people=needed) == pytest.approx(0.12, abs=0.001)
    assert visible_change(before, spread=0.2436, people=0) is None


def test_a_decision_says_at_once_whether_its_review_can_tell():
    soon = decide(decided("F-15-24", review_on=date(2011, 11, 1)), BANDS, STUDY)
    assert soon.not_measurable == "TOO_FEW"
    assert soon.expected_n < soon.required_n
    assert soon.inflow_per_month == pytest.approx(200 / 23.95, abs=0.01)  # 200 people from July 2009 to June 2011
    later = decide(decided("F-15-24", review_on=soon.measurable_on), BANDS, STUDY)
    assert (later.not_measurable, later.required_n) == ("", soon.required_n)


def test_the_review_moves_only_where_that_is_asked_for_and_the_project_goes_on():
    asked = decided("F-15-24", review_on=date(2011, 11, 1), if_not_measurable="move_review", inflow_per_month=15.0)
    moved = decide(asked, BANDS, STUDY)
    assert moved.review_on == moved.measurable_on > moved.asked_review_on == date(2011, 11, 1)
    assert moved.expected_n >= moved.required_n  # those who will have come by the day that it was moved to
    assert moved.smallest_visible == pytest.approx(0.20, abs=0.005)  # the expected size, which they let be seen
    assert decide(asked.model_copy(update={"if_not_measurable": "mark"}), BANDS, STUDY).smallest_visible > 0.20
    ended = decide(asked, BANDS, KnownStudy(today=TODAY, starts_on=STARTS, ends_on=date(2011, 12, 31)))
    assert (ended.review_on, ended.not_measurable) == (date(2011, 11, 1), "TOO_FEW")


def test_a_change_too_small_for_its_baseline_will_never_be_measurable():
    small = decide(decided("F-15-24", expected={"direction": "higher", "size": 0.02}), BANDS, STUDY)
    assert (small.not_measurable, small.required_n, small.measurable_on) == ("BASELINE_TOO_UNSURE", None, None)


def test_without_an_inflow_nobody_knows():
    unknown = decide(decided("F-15-24"), BANDS, KnownStudy(today=TODAY))
    assert unknown.not_measurable == "INFLOW_UNKNOWN"
    assert unknown.required_n is not None


def test_a_decision_that_changes_nothing_is_entered_and_never_measured():
    nothing = {"type": "no_change", "activity_change": None, "expected": None}
    decision = decide(decided("F-15-24", **nothing), BANDS, STUDY)
    assert (decision.is_measured, decision.not_measurable, decision.baseline) == (False, "NOTHING_EXPECTED", None)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"findings": ("F-15-25",)}, r"no finding `F-15-25`\. Did you mean `F-15-24`\?"),
        ({"decided_on": date(2011, 6, 1)}, r"about data until 2011-06-30: nobody could decide on it before"),
        ({"replaces": "D3"}, r"no decision `D3`\. There are: none"),
    ],
)
def test_what_cannot_have_been_decided_is_refused(changes, says):
    with pytest.raises(DeclarationError, match=says):
        decide(decided(*changes.pop("findings", ("F-15-24",)), **changes), BANDS, STUDY)


def test_nobody_stands_on_both_sides_of_a_change():
    day = date(2011, 6, 30)
    change = {"decided_on": day, "due": day, "activity_change": None, "type": "access"}
    with pytest.raises(DeclarationError, match="`due` is 2011-06-30, and `F-15-24` is about data until 2011-06-30"):
        decide(decided("F-15-24", **change), BANDS, STUDY)


IN_MONTHS = {"answer": "time_to_employment", "table": "gaps", "statistic": "gap_months"}
OF_THE_GATE = {"answer": "equity", "table": "access_gaps", "statistic": "gap_access"}


@pytest.mark.parametrize(
    ("about", "lacks"),
    [
        ({**OF_THE_GATE, "compared_with": "rest"}, "NO_METHOD"),
        ({**IN_MONTHS, "compared_with": "gender=man"}, "NO_METHOD"),
        ({**OF_THE_GATE, "compared_with": "gender=man"}, "COUNTS_UNTOLD"),  # neither share was told
    ],
)
def test_where_no_method_can_count_the_people_needed_that_is_said(about, lacks):
    gap = finding(claim=claim("gender=woman", **about), id="F-gap", estimate=-0.2, lower=-0.4, upper=0.0, n=None)
    assert decide(decided("F-gap", inflow_per_month=4.0), record_of(gap), STUDY).not_measurable == lacks


@pytest.mark.parametrize(
    ("answer", "table"),
    [("process", "flow_balance"), ("targets", "forecast"), ("indicators", "indicator_shares")],
)
def test_a_number_of_the_whole_project_cannot_be_made_of_those_who_came_later(answer, table):
    about = claim("", answer=answer, table=table, statistic="some_number", outcome="", time=None)
    whole = finding(claim=about, id="F-whole")
    assert decide(decided("F-whole", inflow_per_month=4.0), record_of(whole), STUDY).not_measurable == "NO_METHOD"


@pytest.mark.parametrize(("direction", "size"), [("higher", 1.2), ("higher", 0.95), ("lower", 0.2)])
def test_a_share_is_not_expected_to_pass_all_or_nothing(direction, size):
    expected = {"direction": direction, "size": size}
    with pytest.raises(
        DeclarationError, match=rf"`expected\.size` is {size}, {direction}: `F-15-24` is a share of 0\.10"
    ):
        decide(decided("F-15-24", expected=expected), BANDS, STUDY)


def test_a_share_may_be_expected_to_reach_everybody():
    decision = decide(decided("F-15-24", expected={"direction": "higher", "size": 0.9}), BANDS, STUDY)
    assert decision.expected_size == 0.9


def test_a_gap_may_be_expected_to_turn_and_never_to_change_by_more_than_all():
    about = claim("gender=woman", table="access_gaps", statistic="gap_access", compared_with="gender=man")
    gap = finding(claim=about, id="F-gap", estimate=-0.2, lower=-0.4, upper=0.0, n=None, events=None)
    turned = decided("F-gap", expected={"direction": "lower", "size": 0.7})
    assert decide(turned, record_of(gap), STUDY).expected_size == 0.7
    with pytest.raises(DeclarationError, match=r"a gap between shares of -0\.20, which cannot pass 1 or fall below -1"):
        decide(decided("F-gap", expected={"direction": "higher", "size": 1.1}), record_of(gap), STUDY)


def test_a_number_that_is_no_share_may_change_by_more_than_one():
    months = finding(id="F-months", estimate=14.0, lower=12.0, upper=16.0, unit="months", events=None)
    more = decided("F-months", expected={"direction": "lower", "size": 2.0})
    assert decide(more, record_of(months), STUDY).expected_size == 2.0


def test_a_decision_of_tomorrow_is_refused():
    with pytest.raises(DeclarationError, match="a day that has not come"):
        decide(decided("F-15-24"), BANDS, KnownStudy(today=date(2011, 7, 1)))


def test_a_superseded_finding_is_decided_on_only_with_a_reason():
    newer = record_of(*BANDS.records, of_band("15-24", 4, 24, as_of="2011-Q3", id="F-newer"))
    with pytest.raises(DeclarationError, match="`F-15-24` was superseded by `F-newer`"):
        decide(decided("F-15-24"), newer, STUDY)
    why = "The board met before the newer report was there."
    assert decide(decided("F-15-24", although_superseded=why), newer, STUDY).although_superseded == why


def test_a_newer_quarter_does_not_move_what_was_known_when_it_was_decided():
    decision = decide(decided("F-15-24"), BANDS, STUDY)
    more = [of_band(band, n, n, as_of="2011-Q3", id=f"F-{band}-Q3") for band, (_, n) in GROUPS.items()]
    why = {"although_superseded": "The board had only these numbers."}
    again = decide(decided("F-15-24", **why), record_of(*BANDS.records, *more), STUDY)
    assert again.baseline == decision.baseline
