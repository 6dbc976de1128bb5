"""Access, results and representation: gaps, the registered family, and what is only screened (METHODS 7)."""

from __future__ import annotations

import warnings
from datetime import date

import polars as pl
import pytest

import research_kit as rk
from research_kit.analyses.equity.representation_rows import BenchmarkWarning
from research_kit.errors import CohortError
from research_kit.results.alerts import alerts_of
from tests.unit.analyses.promised import cohort_of, referrals, row_of
from tests.unit.analyses.small_answers import people
from tests.unit.cohort.small_studies import together

REGISTERED = {"registered_on": "2009-05-01"}
BY = ["gender", "foreign_born"]
YES, LATE, NO = ("accepted", 10, 40), ("accepted", 20, 80), ("declined_by_project", 5, None)


def made(tables, **declared):
    return cohort_of(tables, equity=REGISTERED | declared.pop("equity", {}), **declared)


def equity_of(tables, *, by=BY, **declared):
    return rk.equity(made(tables, **declared), by=by)


def two(women, men, **about):
    return together(referrals("w", women, gender="woman", **about), referrals("m", men, gender="man", **about))


def in_four_cells(*counts):
    """Enrolled in time of 40 each: foreign-born women, Swedish-born women, foreign-born men, Swedish-born men."""
    cells = zip(counts, [("woman", "yes"), ("woman", "no"), ("man", "yes"), ("man", "no")], strict=True)
    return together(
        *(
            referrals(f"{gender}{born}", [YES] * n + [NO] * (40 - n), gender=gender, foreign_born=born)
            for n, (gender, born) in cells
        )
    )


def test_a_gate_is_passed_within_its_window_or_not():
    table = equity_of(two([YES] * 6 + [LATE] * 4 + [NO] * 2, [YES] * 12))["access"]
    women = row_of(table, gender="woman", outcome="enrolled")
    assert (women["n"], women["events"], women["estimate"], women["time"]) == (12, 6, 0.5, 60.0)
    assert row_of(table, gender="woman", outcome="accepted")["events"] == 10
    assert row_of(table, gender="man", outcome="enrolled")["events"] == 12


def test_whoever_was_referred_lately_is_not_judged_yet():
    tables = together(two([YES] * 10, [YES] * 10), referrals("n", [("waiting", None, None)] * 5, on=date(2011, 6, 15)))
    assert row_of(equity_of(tables)["access"], outcome="enrolled")["n"] == 20


def test_an_acceptance_of_which_nobody_wrote_the_day_is_neither_yes_nor_no():
    tables = two([YES] * 10 + [("accepted", None, None)] * 2, [YES] * 12)
    row = row_of(equity_of(tables)["access"], gender="woman", outcome="accepted")
    assert (row["n"], row["events"], row["unknown"], row["estimate"]) == (12, 10, 2, 1.0)


def test_the_gap_is_newcombes_in_points_and_then_koopmans_ratio():
    # METHODS 7.1: 56/70 vs 48/80, Newcombe's method 10: .0524-.3339.
    table = equity_of(two([YES] * 56 + [NO] * 14, [YES] * 48 + [NO] * 32))["access_gaps"]
    gap = row_of(table, statistic="gap_access", outcome="enrolled", gender="woman", compared_with="gender=man")
    assert gap["estimate"] == pytest.approx(0.2)
    assert (gap["lower"], gap["upper"]) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    ratio = row_of(table, statistic="ratio_access", outcome="enrolled", gender="woman", compared_with="gender=man")
    assert ratio["estimate"] == pytest.approx(0.8 / 0.6)
    assert gap["n"] == 70


def test_only_the_registered_family_has_an_alarm_bar():
    table = equity_of(in_four_cells(20, 30, 30, 34))["access_gaps"]
    rows = table.table.filter(pl.col("statistic") == "gap_access", pl.col("outcome") == "enrolled")
    claimed = rows.filter(pl.col("alarm_lower").is_not_null()).select("gender", "foreign_born", "compared_with").rows()
    assert claimed == [("woman", None, "gender=man"), (None, "yes", "foreign_born=no"), ("woman", "yes", "rest")]
    wider = rows.filter(pl.col("alarm_lower").is_not_null())
    assert (wider["alarm_lower"] < wider["lower"]).all()
    accepted = table.table.filter(pl.col("outcome") == "accepted")
    assert accepted["alarm_lower"].null_count() == accepted.height  # not among the registered claims


def test_foreign_born_women_are_compared_with_all_others_never_with_a_total_that_holds_them():
    gaps = equity_of(in_four_cells(20, 30, 30, 34))["access_gaps"]
    row = row_of(
        gaps, statistic="gap_access", outcome="enrolled", gender="woman", foreign_born="yes", compared_with="rest"
    )
    assert row["estimate"] == pytest.approx(20 / 40 - 94 / 120)


def test_a_family_registered_too_late_claims_nothing():
    late = equity_of(in_four_cells(20, 30, 30, 34), equity={"registered_on": "2010-06-01"}, starts_on=date(2009, 5, 1))
    assert late["access_gaps"].table["alarm_lower"].null_count() == late["access_gaps"].table.height


def test_fewer_than_five_events_are_judged_by_an_exact_test():
    # 0 of 12 against 9 of 12: both bars exclude 0. Fisher's p = .00034 (scipy, R fisher.test), 2 Phi(-3.09) = .0020.
    strong = equity_of(two([NO] * 12, [YES] * 9 + [NO] * 3), by=["gender"])["access_gaps"]
    assert (
        row_of(strong, statistic="gap_access", outcome="enrolled", gender="woman", compared_with="gender=man")[
            "alarm_upper"
        ]
        < 0
    )
    # 0 of 12 against 7 of 12: Newcombe's bar excludes 0 still, but p = .0046 is above 2 Phi(-3.09) = .0020.
    weak = equity_of(two([NO] * 12, [YES] * 7 + [NO] * 5), by=["gender"])["access_gaps"]
    assert (
        row_of(weak, statistic="gap_access", outcome="enrolled", gender="woman", compared_with="gender=man")[
            "alarm_upper"
        ]
        >= 0
    )


def test_an_established_difference_is_red_and_says_who():
    answer = equity_of(in_four_cells(8, 36, 36, 38))
    reds = {(one.group, one.compared_with, one.outcome) for one in alerts_of(answer) if one.level == "red"}
    assert ("gender=woman&foreign_born=yes", "rest", "enrolled") in reds
    assert alerts_of(equity_of(in_four_cells(32, 32, 32, 32))) == ()


def test_a_study_of_one_group_says_that_there_is_nothing_to_compare():
    tables = referrals("w", [YES] * 20 + [NO] * 10, gender="woman", foreign_born="yes")
    answer = equity_of(tables)
    blocked = {name: table.table["reason"].drop_nulls().to_list() for name, table in answer.items()}
    assert "ONE_LEVEL" in blocked["interaction"]
    assert "ONE_LEVEL" in blocked["pooled"]


def attained(prefix, size, working, **about):
    return people(prefix, size, at=range(20, 20 + working), **about)


def four_results(a, b, c, d, size=40):
    groups = zip((a, b, c, d), [("woman", "yes"), ("woman", "no"), ("man", "yes"), ("man", "no")], strict=True)
    return together(*(attained(f"{g}{f}", size, n, gender=g, foreign_born=f) for n, (g, f) in groups))


def test_under_represented_in_results_only_by_the_alarm_bar_and_ten_points():
    def verdict(*counts, size=40):
        table = equity_of(four_results(*counts, size=size))["results"]
        return row_of(table, statistic="gap_results", gender="woman", foreign_born="yes", outcome="attained",
                      compared_with="rest")  # fmt: skip

    clear = verdict(2, 24, 24, 24)
    assert clear["estimate"] == pytest.approx(2 / 40 - 72 / 120)
    assert clear["reason"] == "UNDER_REPRESENTED"
    assert verdict(16, 20, 20, 20)["reason"] == "CANNOT_TELL"
    assert verdict(30, 10, 10, 10)["reason"] == "NOT_UNDER"


def test_the_interaction_is_the_difference_between_the_two_differences():
    table = equity_of(four_results(10, 20, 24, 26))["interaction"]
    row = table.table.filter(pl.col("statistic") == "interaction").row(0, named=True)
    assert row["estimate"] == pytest.approx((10 - 20) / 40 - (24 - 26) / 40)
    assert row["lower"] < row["estimate"] < row["upper"]


def test_the_share_of_the_results_over_the_share_of_the_people():
    table = equity_of(four_results(10, 20, 20, 30))["in_results"]
    row = row_of(table, statistic="representation_in_results", gender="woman", foreign_born="yes", outcome="attained",
                 compared_with="total")  # fmt: skip
    assert row["estimate"] == pytest.approx((10 / 80) / (40 / 160))  # an eighth of the results, a quarter of the people


def benchmark(**changes):
    row = {"dim": "gender", "level": "woman", "reference": "SCB", "date": date(2010, 6, 1), "n_ref": 1000, "share": 0.4}
    return {"benchmark": [row | changes]}


def test_representation_among_referred_and_enrolled_against_a_benchmark_with_its_own_error():
    tables = together(two([YES] * 20 + [NO] * 10, [YES] * 20), benchmark())
    table = equity_of(tables)["representation"]
    referred = row_of(table, outcome="referred", gender="woman", compared_with="SCB")
    assert (referred["n"], referred["events"]) == (50, 30)
    assert referred["estimate"] == pytest.approx((30 / 50) / 0.4)
    # Katz: var(log) = (1-.6)/(50*.6) + (1-.4)/(1000*.4)
    assert referred["std_error"] == pytest.approx((0.4 / 30 + 0.6 / 400) ** 0.5)
    assert row_of(table, outcome="enrolled", gender="woman", compared_with="SCB")["estimate"] == pytest.approx(
        0.5 / 0.4
    )
    assert referred["status"] == "ok"


def test_a_benchmark_older_than_two_years_is_flagged():
    tables = together(two([YES] * 20, [YES] * 20), benchmark(date=date(2009, 1, 1)))
    row = row_of(equity_of(tables)["representation"], outcome="referred", gender="woman", compared_with="SCB")
    assert (row["status"], row["reason"]) == ("ok", "OLD_BENCHMARK")


def test_a_benchmark_without_a_sample_size_is_a_named_warning_and_no_number():
    tables = together(two([YES] * 20, [YES] * 20), benchmark(n_ref=None))
    with pytest.warns(BenchmarkWarning, match=r"1 benchmarks have no source or no sample size \(gender=woman\)"):
        table = equity_of(tables)["representation"]
    row = row_of(table, outcome="referred", gender="woman", compared_with="SCB")
    assert (row["status"], row["reason"], row["estimate"]) == ("blocked", "NO_SAMPLE_SIZE", None)


def test_an_aim_needs_no_sample():
    aim = {"dim": "gender", "level": "woman", "share": 0.5, "is_aim": True, "source": "Ansökan"}
    with warnings.catch_warnings():
        warnings.simplefilter("error", BenchmarkWarning)
        table = equity_of(two([YES] * 20, [YES] * 20), equity={"benchmarks": [aim]})["representation"]
    assert row_of(table, outcome="enrolled", gender="woman", compared_with="Ansökan")["estimate"] == 1.0


def test_pooled_shares_stand_beside_the_raw_ones_and_claim_nothing():
    table = equity_of(in_four_cells(20, 30, 30, 34))["pooled"].table.filter(pl.col("outcome") == "enrolled")
    raw, pooled = (table.filter(pl.col("statistic") == name) for name in ("share_raw", "share_pooled"))
    assert raw["estimate"].to_list() == [0.5, 0.75, 0.75, 0.85]
    assert (pooled["estimate"].max() - pooled["estimate"].min()) < 0.35  # drawn together
    assert table["alarm_lower"].null_count() == table.height


def test_organisations_in_a_funnel_by_name_without_ranking():
    parts = [referrals(f"o{org}", [YES] * n + [NO] * (30 - n), org=org, gender="woman") for org, n in
             (("b", 22), ("a", 20), ("c", 4))]  # fmt: skip
    table = equity_of(together(*parts, referrals("m", [YES] * 3, gender="man", org="d")))["organisations"]
    rows = table.table.filter(pl.col("outcome") == "enrolled")
    assert rows["organisation"].to_list() == [None, "a", "b", "c", "d"]
    assert rows["estimate"][0] == pytest.approx(49 / 93)
    assert rows["reason"].to_list()[-1] == "FEW_PEOPLE"
    assert table.by == ("organisation",)


def test_the_screened_are_warned_of_and_never_claimed():
    young = referrals("y", [NO] * 25 + [YES] * 5, gender="woman", birth_year=1990)
    old = referrals("o", [YES] * 25 + [NO] * 5, gender="man", birth_year=1960)
    table = equity_of(together(young, old))["screening"]
    row = row_of(table, age_band="15-24", outcome="enrolled", compared_with="rest", statistic="gap_screening")
    assert row["reason"] == "YELLOW"
    assert table.table["alarm_lower"].null_count() == table.table.height


def test_people_with_a_disability_are_compared_with_those_without():
    some = referrals("d", [YES] * 10 + [NO] * 20, gender="woman", disability_support="yes")
    others = referrals("n", [YES] * 25 + [NO] * 5, gender="man", disability_support="no")
    table = equity_of(together(some, others))["screening"]
    row = row_of(table, disability="yes", outcome="enrolled", compared_with="disability=no", statistic="gap_screening")
    assert row["estimate"] == pytest.approx(10 / 30 - 25 / 30)
    assert row["reason"] == "YELLOW"


@pytest.mark.parametrize(
    ("dim", "level", "sentence"), [("gendr", "woman", "they have: "), ("gender", "women", "its codes are: ")]
)
def test_a_declared_benchmark_about_no_group_is_a_named_error(dim, level, sentence):
    aim = {"dim": dim, "level": level, "share": 0.5, "is_aim": True, "source": "Ansökan"}
    with pytest.raises(CohortError, match=f"the benchmark `{dim}={level}`.*{sentence}"):
        equity_of(two([YES] * 20, [YES] * 20), equity={"benchmarks": [aim]})
