"""People outside the project beside the participants: changes by hand, checks, matches (METHODS 5.4)."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from research_kit.analyses.activity_effects import outside_people
from research_kit.analyses.activity_effects.changes_beside import changes_beside, complete_quarters
from research_kit.analyses.activity_effects.outside_checks import chances, outside_checks
from research_kit.analyses.activity_effects.outside_people import beside_others
from research_kit.cohort import build_cohort
from research_kit.errors import DeclarationError
from research_kit.study.comparison import ComparisonCohort
from research_kit.study.target_trial import TargetTrial
from tests.unit.cohort.small_studies import definition, study

CAME, CUT = date(2010, 1, 1), date(2011, 6, 30)


def trial(**comparison):
    return TargetTrial.model_validate(
        {
            "activity": "language",
            "version": "1",
            "eligibility": {"who": {"sv": "alla"}, "months": [1, 12]},
            "strategies": {"start_within_months": 3, "otherwise": "no_start"},
            "assignment": {"by": "choice", "described": {"sv": "själv"}},
            "time_zero": "each_month",
            "follow_up": {"months": 12, "until": "last_verified_status"},
            "outcome": {"definition": "strict", "cause": "employment"},
            "contrast": "difference_in_shares",
            "confounders": {"at_start": ["gender"], "at_each_month": []},
            "design": "associated",
            "comparison": {"form": "microdata", **comparison},
        }
    )


def cohort(people, *, women, in_work, known_since=date(2008, 6, 1), months=12, worked_before=0):
    """People of whom `in_work` start work a month after they came, and the others never; women first.

    The first `worked_before` worked until 100 days before they came: in three of the four quarters before.
    """
    pids = [f"p{number:04d}" for number in range(people)]
    came = [CAME + timedelta(days=28 * (number % months)) for number in range(people)]
    works = np.random.default_rng(people).permutation(people) < in_work
    gender = ["woman" if number < women else "man" for number in range(people)]
    seen = {"precision": "day"}
    spells = []
    for pid, on, has_work in zip(pids, came, works, strict=True):
        starts = on + timedelta(days=30)
        first = known_since
        if int(pid[1:]) < worked_before:
            first = on - timedelta(days=100)
            ended = {"end_lo": first, "end_hi": first, "verified_on": first}
            spells.append({"pid": pid, "kind": "ord_emp", "start": known_since, "hours_pct": 100.0, **seen, **ended})
        until = {"end_lo": starts, "end_hi": starts, "verified_on": starts} if has_work else {"verified_on": CUT}
        spells.append({"pid": pid, "kind": "unemployed", "start": first, **seen, **until})
        if has_work:
            spells.append(
                {"pid": pid, "kind": "ord_emp", "start": starts, "hours_pct": 100.0, "verified_on": CUT, **seen}
            )
    tables = {
        "participant": [{"pid": pid, "birth_year": 1975, "gender": one} for pid, one in zip(pids, gender, strict=True)],
        "enrolment": [{"enr_id": pid, "pid": pid, "start": on} for pid, on in zip(pids, came, strict=True)],
        "status_spell": spells,
    }
    return build_cohort(study(tables, as_of=CUT), definition(split_by={"crossed": ["gender"], "single": []}))


def test_the_difference_in_changes_is_that_of_the_hand():
    # Before: 20 of 60 in work in three of four quarters, against 8 of 60. After: 30 of 60 in every quarter, against 15.
    project = cohort(60, women=30, in_work=30, months=1, worked_before=20)
    others = cohort(60, women=30, in_work=15, months=1, worked_before=8)
    found = changes_beside(project, others, trial())
    assert found.lacks is None
    assert found.n == 60
    before = 0.75 * (20 - 8) / 60
    assert found.effect["estimate"] == pytest.approx((30 - 15) / 60 - before)
    assert found.effect["lower"] < found.effect["estimate"] < found.effect["upper"]
    # The slope of (1, 1, 1, 0) over four quarters is -.3; 12 people more of 60 had it.
    assert found.pre_trend["estimate"] == pytest.approx(-0.3 * 12 / 60)


def test_where_nobody_worked_before_nothing_shows_whether_both_moved_alike():
    project, others = (cohort(60, women=30, in_work=some, months=1) for some in (30, 15))
    found = changes_beside(project, others, trial())
    assert (found.effect, found.pre_trend, found.lacks) == (None, None, "NOTHING_BEFORE")


def test_who_is_not_known_a_year_before_is_no_part_of_it():
    late = cohort(60, women=30, in_work=30, known_since=date(2009, 6, 1), months=1)
    assert complete_quarters(late, trial(), [-4, -3, -2, -1]).height == 0
    assert complete_quarters(late, trial(), [-2, -1]).height == 120
    found = changes_beside(late, cohort(60, women=30, in_work=15, months=1), trial())
    assert (found.effect, found.lacks) == (None, "NO_EARLIER")


def test_few_people_have_no_difference_in_changes():
    found = changes_beside(
        cohort(20, women=10, in_work=10, months=1), cohort(60, women=30, in_work=15, months=1), trial()
    )
    assert (found.effect, found.lacks, found.n) == (None, "FEW_PEOPLE", 20)


@pytest.fixture(scope="module")
def sides():
    """120 participants of whom 90 are women; 240 others of whom 120 are; half of both in work."""
    return cohort(120, women=90, in_work=60, months=4), cohort(240, women=120, in_work=120, months=4)


@pytest.mark.parametrize("method", ["weighting", "matching"])
def test_the_others_are_made_alike(sides, method):
    found = beside_others(*sides, trial(method=method))
    assert found.lacks is None
    assert found.row["lower"] < found.row["estimate"] < found.row["upper"]
    women = found.balance.filter(term="gender=woman")
    assert women["difference_before"].item() > 0.5
    assert abs(women["difference_after"].item()) < 0.05
    checks = {check.name: check for check in outside_checks(found)}
    assert {"weights_effective", "imbalance", "outside_overlap", "e_value"} <= set(checks)
    assert checks["outside_overlap"].verdict == "PASSED"


def test_matches_are_of_the_same_month(sides):
    found = beside_others(*sides, trial(method="matching", matches=2))
    assert found.matched == pytest.approx(0.75, abs=0.26)
    assert found.row["n"] == 120


def test_the_overlap_is_told_by_quantiles_of_both_sides(sides):
    told = chances(beside_others(*sides, trial()))
    assert told["side"].to_list() == ["in_project", "outside_project"]
    assert (told["q05"] <= told["q50"]).all()
    assert told["q50"][0] >= told["q50"][1]


def test_groups_that_cannot_be_made_alike_are_not_compared(sides):
    project, _ = sides
    others = cohort(240, women=6, in_work=120, months=4)
    found = beside_others(project, others, trial(method="matching"))
    assert found.lacks in ("UNBALANCED", "UNSTABLE") or found.matched < 0.5
    weighted = beside_others(project, others, trial())
    verdicts = {check.name: check.verdict for check in outside_checks(weighted)}
    assert "FAILED" in verdicts.values() or weighted.lacks == "UNBALANCED"


KNOWN = ("age", "educ", "black", "hisp", "married", "re74", "re75", "unem74", "unem75")


def trained_men(name, monkeypatch):
    """Men who were in a job-training programme beside others (LaLonde 1986): had no earnings in 1978."""
    men = pl.read_csv(f"tests/reference/data/{name}.csv").with_columns(
        had=(pl.col("re78") == 0).cast(pl.Int8), in_project=pl.col("train").cast(pl.Int8), index_month=pl.lit(0.0)
    )
    people = men.select("had", "in_project", "index_month", *KNOWN)
    monkeypatch.setattr(outside_people, "_together", lambda cohort, others, trial: people)
    return men


@pytest.mark.parametrize("method", ["weighting", "matching"])
def test_men_of_a_general_survey_are_no_comparison_for_the_trained(method, monkeypatch):
    trained_men("jtrain3", monkeypatch)
    found = beside_others(None, None, trial(method=method))
    assert found.lacks == "UNBALANCED"
    assert "estimate" not in found.row
    verdicts = {check.name: check.verdict for check in outside_checks(found)}
    assert (verdicts["imbalance"], verdicts["outside_overlap"]) == ("UNBALANCED", "FAILED")


@pytest.mark.parametrize("method", ["weighting", "matching"])
def test_men_drawn_by_lot_are_a_comparison_and_give_the_difference_of_the_experiment(method, monkeypatch):
    men = trained_men("jtrain2", monkeypatch)
    found = beside_others(None, None, trial(method=method))
    crude = men.filter(train=1)["had"].mean() - men.filter(train=0)["had"].mean()
    assert found.lacks is None
    assert found.row["estimate"] == pytest.approx(crude, abs=0.04)
    assert found.row["upper"] < 0  # fewer of the trained had no earnings


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"form": "none", "method": "matching"}, "belong to the form `microdata`"),
        ({"form": "microdata", "matches": 3}, "belongs to the method `matching`"),
        ({"form": "aggregate", "share": 0.3, "source": "SCB", "parameters": "a.yaml"}, "counted_on"),
    ],
)
def test_a_comparison_that_contradicts_itself_is_refused(parts, said):
    with pytest.raises((DeclarationError, ValueError), match=said):
        ComparisonCohort.model_validate(parts)


def test_pids_are_of_their_own_study():
    # Both number their people p0000, p0001, …: they are different people.
    one = cohort(60, women=30, in_work=30, months=1, worked_before=10)
    found = changes_beside(one, one, trial())
    assert found.effect["estimate"] == pytest.approx(0)
    assert isinstance(one.records.statuses, pl.DataFrame)
