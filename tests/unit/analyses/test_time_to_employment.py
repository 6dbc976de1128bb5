"""What may be said of time to employment, by whom, and with which method (METHODS 0.2-0.3, 3.0-3.4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import research_kit as rk
from research_kit.analyses.diagnostics import follow_up_by_line
from research_kit.analyses.plain_share import plain_share_within
from research_kit.cohort import build_cohort
from research_kit.counts import life_table
from research_kit.errors import CohortError, DisaggregationError, GuardError
from research_kit.results import History
from tests.unit.analyses.small_answers import IDLE, LATE, answer_of, people, row_of, started
from tests.unit.cohort.small_studies import INDEX, definition, many, person, status, study, together

FIRST_FIVE = ("within", "curve", "median", "months", "gaps")
WOMEN_AND_MEN = together(
    people("w", 30, at=range(20, 320, 30), gender="woman"),
    people("m", 30, at=range(15, 315, 20), gender="man"),
    people("e", 6, at=range(40, 340, 50), kind="regular_edu", gender="man"),
)


def test_shares_are_plain_shares_where_everybody_was_followed():
    answer = answer_of(WOMEN_AND_MEN)
    row = row_of(answer["within"], gender="woman")
    assert (row["n"], row["events"], row["unknown"]) == (30, 10, 0)
    assert row["estimate"] == pytest.approx(10 / 30, abs=1e-12)
    assert row_of(answer["within"], gender="man", cause="education")["estimate"] == pytest.approx(6 / 36)
    assert row_of(answer["within"], outcome="wide", cause="any_success")["events"] == 31


def test_the_strict_definition_stands_beside_the_wide_one():
    table = answer_of(WOMEN_AND_MEN)["within"].table
    kinds = table.select("outcome", "cause").unique().sort("outcome", "cause").rows()
    assert kinds == [
        ("strict", "education"),
        ("strict", "employment"),
        ("strict", "terminal"),
        ("wide", "any_success"),
    ]


def test_education_competes_so_it_is_counted_as_competing():
    answer = answer_of(WOMEN_AND_MEN)
    assert {answer[name].method_id for name in FIRST_FIVE} == {"M3.2"}
    assert [guard.code for guard in answer.guards] == ["G-CAUSE"]
    assert answer["curve"].table["statistic"].unique().to_list() == ["cumulative_incidence"]
    assert answer["within"].diagnostics["causes_add_up"]["strict"] < 1e-12


def test_hardly_any_competing_outcome_gives_kaplan_meier():
    one_in_fifty = together(people("w", 60, at=range(10, 260, 5)), people("e", 1, at=[30], kind="regular_edu"))
    answer = answer_of(one_in_fifty, by=["gender"])
    assert answer["within"].diagnostics["competing_share"] == pytest.approx(1 / 51)
    assert {answer[name].method_id for name in FIRST_FIVE} == {"M3.1"}
    assert answer.guards == ()
    assert set(answer["curve"].table["statistic"]) == {"not_yet", "one_level:gender"}
    assert set(answer["months"].table["statistic"]) == {"months_without", "one_level:gender"}


def test_one_group_in_which_others_compete_is_enough_to_count_them_as_competing():
    many_men = people("m", 180, at=range(10, 110), gender="man")
    women = together(
        people("w", 9, at=range(190, 196), gender="woman"),
        people("e", 11, at=range(50, 55), kind="regular_edu", gender="woman"),
    )
    answer = answer_of(together(many_men, women))
    diagnostics = answer["within"].diagnostics
    assert diagnostics["competing_share"] == pytest.approx(5 / 111)  # under 5 % of the total
    assert diagnostics["competing_share_highest"] == pytest.approx(5 / 11)
    assert {answer[name].method_id for name in FIRST_FIVE} == {"M3.2"}
    assert [guard.code for guard in answer.guards] == ["G-CAUSE"]
    row = row_of(answer["within"], gender="woman")
    assert row["estimate"] == pytest.approx(6 / 20)  # one minus Kaplan-Meier would say 6 / 15


def test_kaplan_meier_for_few_people_has_the_beta_product_interval():
    answer = answer_of(people("w", 20, at=range(10, 70, 10), gender="woman"), by=["education"])
    row = row_of(answer["within"])
    # Without censoring the beta-product interval is Clopper and Pearson's: R binom.test(6, 20)$conf.int
    assert (row["estimate"], row["lower"], row["upper"]) == pytest.approx((0.3, 0.1189316, 0.5427892), abs=1e-7)


def test_kaplan_meier_for_more_people_has_the_log_log_interval():
    row = row_of(answer_of(people("w", 30, at=range(10, 130, 10)), by=["education"])["within"])
    # 12 of 30, nobody censored before: R 4.2.2, survival 3.5.3, 1 - survfit(conf.type = "log-log")
    assert (row["lower"], row["upper"]) == pytest.approx((0.250476715, 0.595479333), abs=1e-9)


def test_before_the_first_start_the_interval_is_that_of_none_of_n():
    row = row_of(answer_of(people("w", 30, at=[100, 120]), by=["education"])["within"], time=3.0)
    # R: binom.test(0, 30)$conf.int
    assert (row["estimate"], row["lower"], row["upper"]) == pytest.approx((0.0, 0.0, 0.1157033), abs=1e-6)


@pytest.mark.parametrize(
    ("size", "at", "verdict"),
    [(9, [10, 20], ("insufficient", "FEW_PEOPLE")), (10, [10, 20, 30, 40], ("wide", "WIDE")), (80, [5], ("ok", None))],
)
def test_status_follows_the_size(size, at, verdict):
    row = row_of(answer_of(people("w", size, at=at), by=["education"])["within"])
    assert (row["status"], row["reason"]) == verdict
    assert (row["estimate"] is None) == (row["status"] == "insufficient")
    assert row["smallest_visible_gap"] > 0


def test_fewer_than_five_still_followed_is_too_few():
    gone = together(people("w", 4), *(person(f"x{i}", status("unemployed", verified="2010-05-01")) for i in range(20)))
    row = row_of(answer_of(gone, by=["education"])["within"])
    assert (row["status"], row["reason"], row["n"], row["unknown"]) == ("insufficient", "FEW_AT_RISK", 24, 20)


def test_no_number_is_kept_of_what_may_not_be_said():
    for table in answer_of(together(people("x", 8, at=[5, 9], gender="non_binary"), WOMEN_AND_MEN)).values():
        silent = table.table.filter(~pl.col("status").is_in(["ok", "wide"]))
        assert silent.height
        values = silent.select("estimate", "std_error", "lower", "upper", "alarm_lower", "alarm_upper")
        assert values.null_count().row(0) == (silent.height,) * 6


def test_the_alarm_bar_is_wider_than_the_thick_one():
    for name in ("within", "months", "gaps"):
        shown = answer_of(WOMEN_AND_MEN)[name].table.filter(pl.col("status").is_in(["ok", "wide"]))
        inner = shown.filter(pl.col("std_error") > 0)
        assert inner.select((pl.col("alarm_lower") < pl.col("lower")).all()).item()
        assert inner.select((pl.col("alarm_upper") > pl.col("upper")).all()).item()
        assert answer_of(WOMEN_AND_MEN)[name].alarm_z == 2.70


def test_the_gap_is_women_minus_men_once():
    answer = answer_of(WOMEN_AND_MEN)
    gaps = answer["gaps"].table.filter(pl.col("statistic") == "gap_within")
    assert gaps.select("gender", "compared_with").unique().rows() == [("woman", "gender=man")]
    gap = row_of(answer["gaps"], "gap_within", gender="woman")
    assert (gap["n"], gap["estimate"]) == (30, pytest.approx(10 / 30 - 15 / 36))
    woman, man = (row_of(answer["within"], gender=g) for g in ("woman", "man"))
    lower = gap["estimate"] - ((woman["estimate"] - woman["lower"]) ** 2 + (man["upper"] - man["estimate"]) ** 2) ** 0.5
    assert gap["lower"] == pytest.approx(lower)


def test_a_crossed_group_is_compared_with_the_rest_never_with_a_total_that_holds_it():
    four = together(
        *(
            people(f"{g}{b}", 20, at=range(10, 10 + 30 * k, 30), gender=g, foreign_born=b)
            for k, (g, b) in enumerate([("woman", "yes"), ("woman", "no"), ("man", "yes"), ("man", "no")], start=3)
        )
    )
    answer = answer_of(four, by=["gender", "foreign_born"])
    gap = row_of(answer["gaps"], "gap_within", gender="woman", foreign_born="yes")
    assert gap["compared_with"] == "rest"
    assert gap["estimate"] == pytest.approx(3 / 20 - 15 / 60)
    months = row_of(answer["gaps"], "gap_months", gender="woman", foreign_born="yes")
    assert months["status"] == "insufficient"  # three events are not five


def test_months_and_their_gap_come_from_the_same_counts():
    answer = answer_of(WOMEN_AND_MEN)
    woman, man = (row_of(answer["months"], "months_in_work", gender=g) for g in ("woman", "man"))
    days = [max(0.0, 365.25 - d) for d in range(20, 320, 30)]
    assert woman["estimate"] == pytest.approx(sum(days) / 30 / 30.4375)
    gap = row_of(answer["gaps"], "gap_months", gender="woman")
    assert gap["estimate"] == pytest.approx(woman["estimate"] - man["estimate"])
    assert (gap["unit"], gap["time"]) == ("months", 12.0)


def test_the_horizon_is_the_last_wave_at_which_the_smaller_group_has_five_at_risk():
    short = status("unemployed", "2009-06-01", verified=(INDEX + timedelta(days=200)).isoformat())
    shorter = together(
        *(person(f"s{i}", short, *([started(5 + i)] if i < 6 else []), gender="woman") for i in range(20))
    )
    answer = answer_of(together(shorter, people("m", 30, at=range(15, 315, 20), gender="man")))
    months = answer["months"].table.filter(pl.col("outcome") == "strict").select("gender", "time").rows()
    assert months == [(None, 12.0), ("woman", 6.0), ("man", 6.0)]


def test_one_level_is_answered_with_its_substitutes():
    women = together(
        people("a", 20, at=range(10, 70, 10), gender="woman", foreign_born="yes", education="9y"),
        people("b", 20, at=range(10, 90, 10), gender="woman", foreign_born="yes", education="post_sec"),
    )
    answer = answer_of(women, by=["gender", "foreign_born"])
    table = answer["within"].table
    blocked = table.filter(pl.col("status") == "blocked").select("statistic", "reason").rows()
    assert blocked == [("one_level:gender", "ONE_LEVEL"), ("one_level:foreign_born", "ONE_LEVEL")]
    assert table["education"].drop_nulls().unique().sort().to_list() == ["9y", "post_sec"]
    assert table["gender"].null_count() == len(table)
    gap = row_of(answer["gaps"], "gap_within", education="post_sec")
    assert gap["compared_with"] == "education=9y"


def test_a_group_with_too_many_wide_starts_is_blocked_and_only_that_group():
    quarter = status(
        "ord_emp", None, start_lo="2010-04-01", start_hi="2010-06-30", precision="quarter", hours_pct=100, verified=LATE
    )
    wide = together(*(person(f"q{i}", IDLE, quarter, gender="woman") for i in range(2)))
    answer = answer_of(together(WOMEN_AND_MEN, wide))
    woman, man, total = (row_of(answer["within"], gender=g) for g in ("woman", "man", None))
    assert (woman["status"], woman["reason"], woman["estimate"]) == ("blocked", "INTERVAL", None)  # 2 of 12 starts
    assert (man["status"], total["status"]) == ("ok", "ok")  # 2 of 33 are under a tenth
    assert row_of(answer["gaps"], "gap_within", gender="woman")["status"] == "blocked"
    assert row_of(answer["median"], "median", time=None, gender="woman")["status"] == "blocked"
    assert answer["curve"].table.filter(pl.col("gender") == "woman")["status"].unique().to_list() == ["blocked"]
    assert {guard.code for guard in answer.guards} == {"G-CAUSE", "G-MIDPOINT"}


def test_starts_on_follow_up_days_are_no_starts():
    days = range(20, 320, 30)
    waves = [
        {"enr_id": f"e-w{i:03d}", "k": 1, "actual_on": INDEX + timedelta(days=day)}
        for i, day in enumerate(days)
        if i < 3
    ]
    answer = answer_of(together(WOMEN_AND_MEN, {"wave": waves}))
    woman = row_of(answer["within"], gender="woman")
    assert (woman["status"], woman["reason"]) == ("blocked", "DETECT")  # 3 of 10
    assert row_of(answer["within"], gender="man")["status"] == "ok"
    assert "G-DETECT" in {guard.code for guard in answer.guards}


def test_target_groups_overlap_and_are_never_crossed():
    data = {"target_groups": {"youth": {"sv": "unga"}, "unemployed": {"sv": "arbetslösa"}}}
    tables = together(
        people("a", 20, at=range(10, 70, 10), target_groups=["youth", "unemployed"], gender="woman"),
        people("b", 20, at=range(10, 90, 10), target_groups=["unemployed"], gender="man"),
        people("c", 20, at=range(10, 90, 10), target_groups=[], gender="man"),
    )
    cohort = build_cohort(study(tables, data=data), definition())
    answer = rk.time_to_employment(cohort, by=["gender", "target_group"])
    table = answer["within"].table.filter(pl.col("time") == 12, pl.col("outcome") == "wide")
    groups = table.select("gender", "target_youth", "target_unemployed", "n").rows()
    assert groups == [
        (None, None, None, 60),
        ("woman", None, None, 20),
        ("man", None, None, 40),
        (None, "yes", None, 20),
        (None, None, "yes", 40),
    ]
    gap = row_of(answer["gaps"], "gap_within", target_youth="yes")
    assert (gap["compared_with"], gap["estimate"]) == ("rest", pytest.approx(6 / 20 - 16 / 40))


def test_late_entry_is_at_risk_only_when_observed():
    early = together(*(person(f"p{i}", IDLE, started(20 + i)) for i in range(12)), people("z", 12))
    made = study(early, starts_on=INDEX + timedelta(days=25))
    answer = rk.time_to_employment(build_cohort(made, definition()), by=["education"])
    row = row_of(answer["within"])
    assert row["n"] == 18  # six started before the data begin
    assert row["events"] == 6


OBSERVED = INDEX + timedelta(days=200)


def observed_late(tables, **changes):
    """The answer where the data begin 200 days after the index date of those in `tables` enrolled on it."""
    return answer_of(tables, by=["education"], follow_up={"observed_from": OBSERVED}, **changes)


def on_time(prefix, size, at=None, kind="ord_emp"):
    """People enrolled as the data begin, of whom the first starts after `at` days; followed 300 days."""
    seen = status("unemployed", "2009-06-01", verified=(OBSERVED + timedelta(days=300)).isoformat())
    first = [] if at is None else [status(kind, OBSERVED + timedelta(days=at), hours_pct=100)]
    return together(*(person(f"{prefix}{i}", seen, *(first if i == 0 else []), enrolled=OBSERVED) for i in range(size)))


@pytest.mark.parametrize("kind", ["ord_emp", "regular_edu"])
def test_ten_must_be_at_risk_where_the_curve_starts(kind):
    late = people("late", 30, at=range(220, 350, 13), kind=kind)
    few = observed_late(together(late, on_time("w", 1, at=20)))
    for name in ("within", "curve", "median", "months"):
        rows = few[name].table.filter(pl.col("status").is_in(["ok", "wide"]))
        assert rows.is_empty(), name  # one person decided the first step: 31 people, but one at risk there
    assert row_of(few["within"])["reason"] == "FEW_AT_RISK"
    enough = observed_late(together(late, on_time("w", 12, at=20)))
    assert row_of(enough["within"])["status"] in ("ok", "wide")


def test_few_at_risk_at_a_step_in_between_are_too_few_too():
    gone = together(*(person(f"g{i}", status("unemployed", verified=OBSERVED), enrolled=OBSERVED) for i in range(12)))
    late = people("late", 30, at=range(220, 350, 13))
    row = row_of(observed_late(together(late, gone, on_time("w", 1, at=20)))["within"])
    assert (row["n"], row["status"], row["reason"]) == (43, "insufficient", "FEW_AT_RISK")


def test_one_person_who_enters_late_drops_nobody_who_was_followed_for_no_day():
    nothing = together(*(person(f"n{i}", enrolled=OBSERVED) for i in range(5)))
    known = on_time("w", 20, at=20)
    before = row_of(observed_late(together(nothing, known))["within"], time=6.0)
    late = together(nothing, known, people("late", 1), person("never", status("unemployed", verified="2010-02-01")))
    answer = observed_late(late)
    after = row_of(answer["within"], time=6.0)
    assert (before["n"], after["n"], after["unknown"]) == (25, 26, 5)
    assert answer["within"].diagnostics["never_at_risk"] == {"strict": 1, "wide": 1}
    assert len(build_cohort(study(late), definition())) == 26 + 1  # everybody is accounted for


def test_people_already_in_a_success_are_in_the_checks():
    already = status("sub_emp", "2009-06-01", hours_pct=100, verified=LATE)
    answer = answer_of(together(WOMEN_AND_MEN, person("x", already, gender="woman")))
    assert answer["within"].diagnostics["already_in_at_start"] == {"strict": 0, "wide": 1}
    assert row_of(answer["within"], outcome="wide", cause="any_success")["unknown"] == 1


@pytest.mark.filterwarnings("ignore:.*the estimate falls to 0")
@pytest.mark.parametrize("kind", ["ord_emp", "regular_edu"])
def test_where_everybody_had_started_before_others_entered_nothing_is_said(kind):
    all_at_once = together(*(on_time(f"w{i}", 1, at=20) for i in range(12)))
    late = people("late", 30, at=[330], kind=kind)
    answer = observed_late(together(all_at_once, late))
    row = row_of(answer["within"], time=6.0)  # 12 of 12: the log-log interval has no limits
    assert (row["status"], row["reason"]) == ("insufficient", "FEW_AT_RISK")
    curve = answer["curve"].table.filter(pl.col("status").is_in(["ok", "wide"]) & (pl.col("time") > 1))
    assert curve.is_empty()
    assert answer["months"].table.filter(pl.col("status").is_in(["ok", "wide"])).is_empty()


def test_a_median_where_too_few_are_at_risk_is_not_reached():
    tail = together(
        *(
            person(
                f"p{i:02d}",
                status("unemployed", "2009-06-01", verified=(INDEX + timedelta(days=100 + i)).isoformat()),
                *([started(20 + i)] if i < 5 else [started(300)] if i == 5 else []),
            )
            for i in range(40)
        ),
        person("last", IDLE),
    )
    answer = answer_of(tail, by=["education"])
    row = row_of(answer["median"], "median", time=None)
    assert (row["estimate"], row["lower"], row["status"], row["reason"]) == (None, None, "ok", "NOT_REACHED")


def test_the_smallest_visible_gap_knows_of_censoring():
    answer = answer_of(WOMEN_AND_MEN)
    row = row_of(answer["within"], gender="woman")
    assert row["smallest_visible_gap"] == pytest.approx(2.80 * 2**0.5 * row["std_error"])
    short = status("unemployed", "2009-06-01", verified=(INDEX + timedelta(days=5)).isoformat())
    gone = together(*(person(f"g{i}", short, gender="woman") for i in range(60)))
    censored = row_of(answer_of(together(WOMEN_AND_MEN, gone))["within"], gender="woman")
    assert censored["smallest_visible_gap"] == pytest.approx(row["smallest_visible_gap"], rel=0.05)  # 90, but 30 known
    silent = row_of(answer_of(together(people("x", 8, at=[5], gender="non_binary"), WOMEN_AND_MEN))["within"],
                    gender="non_binary")  # fmt: skip
    assert silent["estimate"] is None
    assert silent["smallest_visible_gap"] > 0.5  # from eight people and everybody's share


def test_people_of_whom_nothing_is_known_are_no_non_events_of_a_gap():
    short = status("unemployed", "2009-06-01", verified=(INDEX + timedelta(days=10)).isoformat())
    sides = [
        together(
            people(f"{g}a", 12, at=[*range(100, 105), *range(350, 355)], gender=g),
            *(person(f"{g}b{i}", short, gender=g) for i in range(8)),
        )
        for g in ("woman", "man")
    ]
    row = row_of(answer_of(together(*sides))["gaps"], "gap_within", gender="woman")
    assert (row["status"], row["reason"]) == ("insufficient", "FEW_EVENTS")  # four are known to be without work


def test_a_cohort_file_cannot_do_without_a_split():
    none = {"crossed": [], "single": []}
    cohort = build_cohort(study(WOMEN_AND_MEN), definition(split_by=none))
    with pytest.raises(DisaggregationError, match="`split_by` in the cohort file"):
        rk.time_to_employment(cohort)
    with pytest.raises(DisaggregationError, match="is refused"):
        rk.participants(cohort)
    assert rk.time_to_employment(cohort, undisaggregated_reason="for the test")["within"].by == ()


def test_the_follow_up_of_those_who_left_with_an_event_ends_before_a_censoring_on_that_day():
    # Reverse Kaplan-Meier by hand: on day 100 two of four have the event, then one of the two left is censored.
    counts = life_table(
        pl.DataFrame({"line": [0] * 4, "part": ["group"] * 4, "t": [100, 100, 100, 200], "e": [1, 1, 0, 0]}),
        duration="t", event="e", by=["line", "part"],
    )  # fmt: skip
    assert follow_up_by_line(counts)["months"].to_list() == [pytest.approx(150 / 30.4375)]  # one half at 100 days


def test_without_statuses_the_answer_says_so():
    tables = {name: rows for name, rows in WOMEN_AND_MEN.items() if name != "status_spell"}
    for table in answer_of(tables).values():
        assert table.table.select("status", "reason").rows() == [("blocked", "NO_TABLE")]


def test_an_unverified_end_of_observation_is_refused():
    cohort = build_cohort(study(WOMEN_AND_MEN), definition())
    stretched = cohort.frame.with_columns(duration_days_strict=pl.lit(545.0))
    with pytest.raises(GuardError, match=r"G-CUT: \d+ of 66 are followed without a verified status"):
        rk.time_to_employment(replace(cohort, frame=stretched), by=["gender"])


def test_the_headline_keeps_its_definition_unless_the_change_is_stated():
    answer = answer_of(WOMEN_AND_MEN)
    same = History(release="2011-Q1", definitions={"time_to_employment": answer.definition})
    assert_frame_equal(answer_of(WOMEN_AND_MEN, history=same)["within"].table, answer["within"].table)
    other = History(release="2011-Q1", definitions={"time_to_employment": {**answer.definition, "outcome_map": "old"}})
    with pytest.raises(GuardError, match=r"G-DEFSWITCH.*2011-Q1: outcome_map changed.*state the change"):
        answer_of(WOMEN_AND_MEN, history=other)


def version(number, **changes):
    """A version of the outcomes, explained as such."""
    outcomes = definition().outcomes.model_dump() | {"version": number}
    return {"outcomes": outcomes, "changed": {"version": number, "why": "Självanställda räknas nu med."}, **changes}


def test_a_stated_change_explains_its_own_version_and_no_later_one():
    before = {**answer_of(WOMEN_AND_MEN).definition, "outcome_map": "old"}
    first = History(release="2011-Q1", definitions={"time_to_employment": before})
    stated = answer_of(WOMEN_AND_MEN, history=first, **version("2"))
    assert [guard.code for guard in stated.guards] == ["G-DEFSWITCH", "G-CAUSE"]
    assert stated.guards[0].facts == {"changed": "outcome_map", "stated": "Självanställda räknas nu med."}
    second = History(release="2011-Q2", definitions={"time_to_employment": stated.definition})
    unchanged = answer_of(WOMEN_AND_MEN, history=second, **version("2"))
    assert [guard.code for guard in unchanged.guards] == ["G-CAUSE"]  # the note may be left standing
    silent = version("2", follow_up={"at_most_days": 300})
    with pytest.raises(GuardError, match=r"2011-Q2: follow_up changed. Raise `outcomes.version` \(now 2\)"):
        answer_of(WOMEN_AND_MEN, history=second, **silent)
    raised = version("3", follow_up={"at_most_days": 300}) | {"changed": {"version": "2", "why": "det gamla"}}
    with pytest.raises(GuardError, match="follow_up changed"):
        answer_of(WOMEN_AND_MEN, history=second, **raised)


def with_hours(percent):
    outcomes = definition().outcomes.model_dump()
    outcomes["definitions"]["strict"]["hours_pct_at_least"] = percent
    return {"outcomes": outcomes}


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"follow_up": {"at_most_days": 300}}, "follow_up"),
        ({"follow_up": {"observed_from": date(2009, 6, 1)}}, "follow_up"),
        ({"follow_up": {"same_spell_days": 60}}, "follow_up"),
        (with_hours(25), "outcome_map"),
    ],
)
def test_how_people_are_followed_may_not_change_unseen(changes, part):
    latest = History(release="2011-Q1", definitions={"time_to_employment": answer_of(WOMEN_AND_MEN).definition})
    with pytest.raises(GuardError, match=f"2011-Q1: {part} changed"):
        answer_of(WOMEN_AND_MEN, history=latest, **changes)


@pytest.mark.parametrize(("by", "sentence"), [([], "refused"), (["shoe_size"], "no column `shoe_size`")])
def test_a_split_must_be_named_and_exist(by, sentence):
    with pytest.raises(DisaggregationError, match=sentence):
        answer_of(WOMEN_AND_MEN, by=by)


def test_the_default_split_is_that_of_the_cohort_file():
    cohort = build_cohort(study(WOMEN_AND_MEN), definition(split_by={"crossed": ["gender"], "single": []}))
    assert rk.time_to_employment(cohort)["within"].by == ("gender",)


def test_thresholds_can_be_stricter_in_the_cohort_file_never_weaker():
    row = row_of(answer_of(WOMEN_AND_MEN, thresholds={"share_n": 35})["within"], gender="woman")
    assert row["status"] == "insufficient"
    with pytest.raises(ValueError, match="below the house minimum"):
        answer_of(WOMEN_AND_MEN, thresholds={"share_n": 5})
    with pytest.raises(CohortError, match="`thresholds` of `made_up` names shares; there are: share_n, half_width"):
        answer_of(WOMEN_AND_MEN, thresholds={"shares": 12})


def test_a_median_that_half_have_not_reached_is_said_to_be_so():
    row = row_of(answer_of(WOMEN_AND_MEN)["median"], "median", time=None, gender="woman")
    assert (row["estimate"], row["status"], row["reason"]) == (None, "ok", "NOT_REACHED")
    most = answer_of(people("w", 20, at=range(10, 170, 10)), by=["education"])
    assert row_of(most["median"], "median", time=None)["estimate"] == pytest.approx(105 / 30.4375)


def test_a_curve_ends_where_too_few_are_at_risk():
    table = answer_of(many(30, event_every=1), by=["education"])["curve"].table.filter(pl.col("outcome") == "strict")
    said = table.filter(pl.col("status") != "insufficient")
    assert (said["n"].min(), said["n"].max()) == (5, 30)
    assert table["n"].min() == 1  # the rest is there for the researcher, and marked


def test_people_of_whom_nothing_is_known_stay_in_the_number():
    nothing = together(*(person(f"n{i}", gender="woman") for i in range(5)))
    row = row_of(answer_of(together(WOMEN_AND_MEN, nothing))["within"], gender="woman")
    assert (row["n"], row["unknown"]) == (35, 5)


def test_a_plain_share_needs_people_who_were_all_followed_that_long():
    tables = many(30)
    cohort = build_cohort(study(tables), definition())
    share = plain_share_within(cohort).row(0, named=True)
    assert (share["n"], share["events"], share["estimate"]) == (30, 10, pytest.approx(1 / 3))
    with pytest.raises(GuardError, match=r"G-MATURE: 30 of 30 have not been followed 12 months; a plain percentage"):
        plain_share_within(build_cohort(study(tables, as_of=date(2010, 12, 31)), definition()))
    twelve_months = build_cohort(study(many(12, event_every=1), as_of=date(2011, 1, 1)), definition())
    assert plain_share_within(twelve_months)["n"].item() == 12  # 365 days, which are twelve months
    assert twelve_months.frame["is_mature"].all()
    day_before = build_cohort(study(many(12, event_every=1), as_of=date(2010, 12, 31)), definition())
    assert not day_before.frame["is_mature"].any()
    unknown = together(tables, person("x", status("unemployed", verified="2010-03-01")))
    with pytest.raises(GuardError, match="G-ABSENCE: Of 1 of 31"):
        plain_share_within(build_cohort(study(unknown), definition()))


def test_row_order_does_not_matter():
    shuffled = {name: list(reversed(rows)) for name, rows in WOMEN_AND_MEN.items()}
    for name, table in answer_of(WOMEN_AND_MEN).items():
        assert_frame_equal(table.table, answer_of(shuffled)[name].table)
