"""Comparisons that allow for what people brought with them (METHODS M3.5), against direct calls of the estimators."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

import numpy as np
import polars as pl
import pytest

import research_kit as rk
from research_kit.analyses.adjustment import fit_adjusted
from research_kit.cohort import MissingFactWarning, build_cohort
from research_kit.errors import CohortError, GuardError
from research_kit.results import Thresholds
from research_kit.statistics import cox, firth_cox, standardised_shares
from research_kit.statistics.regression.cox_at import cox_at
from tests.unit.analyses.small_answers import row_of
from tests.unit.cohort.small_studies import INDEX, definition, person, status, study, together

VALUES = ("estimate", "std_error", "lower", "upper")
LAST = 450
ROLES = {"duration": "duration_days_strict", "event": "event_strict"}


def day(days):
    return INDEX + timedelta(days=int(days))


def lived(pid, work, *, school=np.inf, until=LAST, **about):
    """Somebody who starts work or studies on the first of these days, if before `until`."""
    first = min(work, school)
    seen = min(first - 1, until) if np.isfinite(first) else until
    rows = [status("unemployed", "2009-06-01", verified=day(seen).isoformat())]
    if first <= until:
        kind = "ord_emp" if work <= school else "regular_edu"
        rows.append(status(kind, day(first), hours_pct=100, verified=day(first + 3).isoformat()))
    return person(pid, *rows, **about)


def drawn(size, *, seed, bias=0.0, effect=0.0, gender_effect=0.0, shortest=200):
    """People whose hazard of work depends on education, which women have more of where `bias` is above 0."""
    rng = np.random.default_rng(seed)
    made = []
    for i in range(size):
        is_woman = rng.random() < 0.5
        studied = rng.random() < 0.4 + (bias if is_woman else -bias)
        rate = 0.05 / 30.4375 * np.exp(effect * studied + gender_effect * is_woman)
        days = 1 + np.floor(rng.exponential(1 / rate))
        school = 1 + np.floor(rng.exponential(30.4375 / 0.015))
        about = {
            "gender": "woman" if is_woman else "man",
            "foreign_born": "yes" if rng.random() < 0.4 else "no",
            "education": "post_sec" if studied else "upper_sec",
            "birth_year": int(rng.integers(1950, 1990)),
        }
        made.append(lived(f"p{i:04d}", days, school=school, until=int(rng.integers(shortest, LAST)), **about))
    return together(*made)


def both(tables, by=("gender", "foreign_born"), **changes):
    cohort = build_cohort(study(tables), definition(**changes))
    return cohort, rk.time_to_employment(cohort, by=list(by))


def gap(answer, compared="gender=man"):
    return answer["adjusted"].table.filter(pl.col("compared_with") == compared).row(0, named=True)


def as_compared(frame):
    """The group compared with is the first level."""
    levels = {"gender": ["man", "woman"], "foreign_born": ["no", "yes"]}
    return frame.with_columns(pl.col(c).cast(pl.String).cast(pl.Enum(order)) for c, order in levels.items())


@pytest.fixture(scope="module")
def plain():
    return both(drawn(300, seed=3, effect=0.5, gender_effect=-0.4), adjust_for=("age_years", "education"))


COVARIATES = ["gender", "foreign_born", "age_years", "education"]


def expected(frame, *, by, covariates=tuple(COVARIATES), strata=()):
    models = [cox(frame, **ROLES, covariates=list(covariates), strata=list(strata), cause=cause) for cause in (1, 2)]
    return standardised_shares(models[0], frame, times=[365.25], by=by, competing=models[1:])


def test_the_table_is_that_of_cox_models_averaged_over_everybody(plain):
    cohort, answer = plain
    for by, compared, levels in (("gender", "gender=man", ("man", "woman")), ("foreign_born", "foreign_born=no", None)):
        found = expected(as_compared(cohort.frame), by=by)
        wanted = found.filter(pl.col("compared_with").is_not_null()).select(VALUES).row(0)
        assert tuple(gap(answer, compared)[name] for name in VALUES) == pytest.approx(wanted, rel=1e-8)
        for level in levels or ():
            row = answer["standardised"].table.filter(pl.col(by) == level).row(0, named=True)
            share = found.filter(pl.col("compared_with").is_null() & (pl.col("level").cast(pl.String) == level))
            assert tuple(row[name] for name in VALUES) == pytest.approx(share.select(VALUES).row(0), rel=1e-8)


def test_what_the_rows_say_of_themselves(plain):
    cohort, answer = plain
    table = answer["adjusted"]
    assert (table.method_id, table.estimand_key) == ("M3.5", "gap_standardised:gender,foreign_born,age_years,education")
    assert table.guards == ()
    women = cohort.frame.filter(pl.col("gender") == "woman")
    share = answer["standardised"].table.filter(pl.col("gender") == "woman").row(0, named=True)
    assert (share["n"], share["events"]) == (women.height, women.filter(pl.col("event_strict") == 1).height)
    assert (share["outcome"], share["cause"], share["time"], share["unit"]) == ("strict", "employment", 12.0, "share")
    row = gap(answer)
    assert row["n"] == min(women.height, len(cohort) - women.height)
    assert row["smallest_visible_gap"] == pytest.approx(2.80 * row["std_error"])
    assert row["alarm_lower"] < row["lower"] < row["upper"] < row["alarm_upper"]
    assert {r["statistic"] for r in answer["standardised"].table.iter_rows(named=True)} == {"share_standardised"}


def test_what_is_alike_in_both_groups_changes_nothing():
    """A randomised covariate: the adjusted gap is the raw one but for chance (seed 11, n = 1,500)."""
    _, answer = both(drawn(1_500, seed=11, effect=0.9, gender_effect=-0.5), adjust_for=("education",))
    raw = row_of(answer["gaps"], "gap_within", gender="woman")
    row = gap(answer)
    assert abs(row["estimate"] - raw["estimate"]) < raw["std_error"]
    assert row["std_error"] < raw["std_error"]


def test_what_is_not_alike_is_allowed_for():
    """No effect of gender, and women with more education: the true gap is 0 (seed 5, n = 1,500)."""
    _, answer = both(drawn(1_500, seed=5, bias=0.3, effect=1.0), adjust_for=("education",))
    raw, row = row_of(answer["gaps"], "gap_within", gender="woman"), gap(answer)
    assert raw["lower"] > 0.05  # women seem to start far more often
    assert abs(row["estimate"]) < raw["estimate"] / 3
    assert row["lower"] < 0 < row["upper"]


def test_few_events_per_term_take_the_correction_of_firth():
    cohort, answer = both(drawn(70, seed=2, shortest=440), adjust_for=("age_years", "education"))
    assert 5 <= cohort.frame.filter(pl.col("event_strict") == 1).height / 4 < 10
    assert answer["adjusted"].diagnostics["firth"]
    frame = as_compared(cohort.frame)
    only = frame.with_columns(event_strict=(pl.col("event_strict") == 1).cast(pl.Int64))
    asked = {**ROLES, "covariates": COVARIATES}
    firth = firth_cox(only, **asked)
    work = cox_at(only, **asked, coefficients=firth.coefficients["estimate"].to_numpy(), covariance=firth.covariance,
                  cause=1)  # fmt: skip
    nothing = {"coefficients": np.zeros(4), "covariance": np.zeros((4, 4))}
    assert frame.filter(pl.col("event_strict") == 2).height < 20  # too few for a model: the same hazard for everybody
    other = cox_at(frame, **asked, **nothing, cause=2)
    found = standardised_shares(work, frame, times=[365.25], by="gender", competing=[other])
    wanted = found.filter(pl.col("compared_with").is_not_null()).select("estimate", "std_error").row(0)
    table = answer["adjusted"].table.filter(pl.col("compared_with") == "gender=man").row(0, named=True)
    assert (table["estimate"], table["std_error"]) == pytest.approx(wanted, rel=1e-8)


def test_still_fewer_events_per_term_say_nothing():
    cohort, answer = both(drawn(45, seed=2), adjust_for=("age_years", "education"))
    assert cohort.frame.filter(pl.col("event_strict") == 1).height < 20
    assert {(row["status"], row["reason"], row["estimate"]) for row in _told(answer)} == {
        ("insufficient", "FEW_PER_TERM", None)
    }


def _told(answer):
    rows = [row for name in ("standardised", "adjusted") for row in answer[name].table.iter_rows(named=True)]
    return [row for row in rows if not row["statistic"].startswith("one_level")]


def without_education(tables, share):
    tables = deepcopy(tables)
    for i, row in enumerate(tables["participant"]):
        if i % 100 < 100 * share:
            row["education"] = "unknown"
    return tables


def test_few_unknown_are_left_out_and_counted():
    cohort, answer = both(without_education(drawn(300, seed=3), 0.04), adjust_for=("education",))
    checks = answer["adjusted"].diagnostics
    assert checks["excluded"] == {"never_at_risk": 0, "group_not_stated": 0, "value_missing": 12}
    used = answer["standardised"].table.filter(pl.col("gender").is_not_null())["n"].sum()
    assert used + sum(checks["excluded"].values()) == len(cohort)
    assert checks["imputed"] == {}


def test_some_unknown_are_imputed_twenty_times_the_same_each_run():
    tables = without_education(drawn(200, seed=3, effect=0.8), 0.2)
    cohort, answer = both(tables, adjust_for=("education",))
    checks = answer["adjusted"].diagnostics
    assert checks["imputed"] == {"education": 40}
    assert checks["excluded"]["value_missing"] == 0
    assert answer["standardised"].table.filter(pl.col("gender").is_not_null())["n"].sum() == len(cohort)
    _, again = both(tables, adjust_for=("education",))
    assert again["adjusted"].table.equals(answer["adjusted"].table)
    known, _ = both(drawn(200, seed=3, effect=0.8), adjust_for=("education",))
    complete = expected(as_compared(known.frame), by="gender", covariates=("gender", "foreign_born", "education"))
    error = complete.filter(pl.col("compared_with").is_not_null())["std_error"].item()
    assert gap(answer)["std_error"] > 0.99 * error  # not knowing costs, it does not inform


def test_mostly_unknown_is_not_allowed_for():
    _, answer = both(without_education(drawn(300, seed=3), 0.5), adjust_for=("age_years", "education"))
    assert answer["adjusted"].estimand_key == "gap_standardised:gender,foreign_born,age_years"
    assert answer["adjusted"].diagnostics["not_allowed_for"] == {"education": "more than 40 % missing"}


def changing(column, *, size=400, seed=4):
    """Work starts early in one group of a column and late in the other."""
    rng = np.random.default_rng(seed)
    made = []
    for i in range(size):
        about = {"gender": ("woman", "man")[i % 2], "foreign_born": ("yes", "no")[i // 2 % 2],
                 "education": ("9y", "post_sec")[i // 4 % 2]}  # fmt: skip
        is_first = about[column] in ("woman", "9y")
        days = rng.uniform(5, 150) if is_first else rng.uniform(150, 420)
        made.append(lived(f"p{i}", np.floor(days) if rng.random() < 0.6 else np.inf, **about))
    return together(*made)


def test_a_covariate_whose_ratio_changes_becomes_a_stratum():
    cohort, answer = both(changing("education"), adjust_for=("education",))
    assert answer["adjusted"].diagnostics["strata"] == ("education",)
    assert answer["adjusted"].guards == ()
    frame = as_compared(cohort.frame)
    model = cox(frame, **ROLES, covariates=["gender", "foreign_born"], strata=["education"], cause=1)
    found = standardised_shares(model, frame, times=[365.25], by="gender")
    wanted = found.filter(pl.col("compared_with").is_not_null()).select("estimate", "std_error").row(0)
    assert (gap(answer)["estimate"], gap(answer)["std_error"]) == pytest.approx(wanted, rel=1e-8)


def test_a_compared_ratio_that_changes_is_not_told():
    _, answer = both(changing("gender"), adjust_for=("education",))
    assert [guard.code for guard in answer["adjusted"].guards] == ["G-PH"]
    row = gap(answer)
    assert (row["status"], row["reason"], row["estimate"], row["lower"]) == ("blocked", "NOT_PROPORTIONAL", None, None)
    assert row["n"] == 200
    ratios = answer["adjusted"].diagnostics["hazard_ratios"]["term"].to_list()
    assert ratios == ["foreign_born=yes", "education=post_sec"]  # a ratio that changes is hidden from the appendix too
    assert gap(answer, "foreign_born=no")["status"] in ("ok", "wide")
    assert answer["gaps"].table.filter(pl.col("statistic") == "gap_months")["estimate"].count()  # months are to be read


def test_an_age_that_acts_along_a_curve_is_given_one():
    rng = np.random.default_rng(9)
    made = []
    for i in range(500):
        year = int(rng.integers(1950, 1990))
        rate = 0.06 / 30.4375 * np.exp(-(((1970 - year) / 14) ** 2) + 0.5)
        about = {"gender": ("woman", "man")[i % 2], "foreign_born": ("yes", "no")[i // 2 % 2]}
        made.append(lived(f"p{i}", 1 + np.floor(rng.exponential(1 / rate)), birth_year=year, **about))
    _, answer = both(together(*made), adjust_for=("age_years",))
    terms = answer["adjusted"].diagnostics["hazard_ratios"]["term"].to_list()
    assert terms == ["gender=woman", "foreign_born=yes", "age_years_1", "age_years_2"]
    assert answer["adjusted"].estimand_key.endswith(":gender,foreign_born,age_years")


def test_covariates_that_determine_each_other_are_unstable_not_an_exception():
    frame = pl.DataFrame({"days": np.arange(1.0, 101.0), "cause": [1, 0] * 50, "entry": -1.0,
                          "g": ["a", "a", "b", "b"] * 25, "same": ["x", "x", "y", "y"] * 25})  # fmt: skip
    found = fit_adjusted(frame, compared=["g"], allowed_for=["same"], limits=Thresholds())
    assert found == "UNSTABLE"


def test_a_value_known_only_later_is_refused():
    data = {"dimensions": {"course": {"codes": {"a": {"sv": "a"}, "b": {"sv": "b"}}, "labels": {"sv": "kurs"}}}}
    tables = drawn(40, seed=2)
    for row in tables["participant"]:
        row["course"] = "a"
    cohort = build_cohort(study(tables, data=data), definition(adjust_for=("course",)))
    late = cohort.frame.with_columns(course_on=pl.col("index_on").dt.offset_by("9d"))
    with pytest.raises(GuardError, match=r"G-MEDIATOR.*`course` was measured after the index date of 40 of 40"):
        rk.time_to_employment(replace(cohort, frame=late), by=["gender", "foreign_born"])


def test_what_comes_about_after_the_start_is_refused():
    cohort = build_cohort(study(drawn(40, seed=2)), definition())
    odd = cohort.definition.model_copy(update={"adjust_for": ("verified_on",)})
    with pytest.raises(GuardError, match="G-IMMORTAL"):
        rk.time_to_employment(replace(cohort, definition=odd), by=["gender", "foreign_born"])


def with_course(days):
    """People of whom the study asks of its own which course they took, and when."""
    data = {"dimensions": {"course": {"codes": {"a": {"sv": "a"}, "b": {"sv": "b"}}, "labels": {"sv": "kurs"}}}}
    tables = drawn(200, seed=3)
    for i, row in enumerate(tables["participant"]):
        row["course"] = "ab"[i % 2]
    cohort = build_cohort(study(tables, data=data), definition(adjust_for=("course",)))
    return replace(cohort, frame=cohort.frame.with_columns(course_on=days))


def test_a_covariate_of_which_nobody_says_when_it_was_measured_is_warned_of():
    with pytest.warns(
        MissingFactWarning, match=r"`course`, and of none of 200 people is it known when .*`course_on`"
    ) as said:
        answer = rk.time_to_employment(with_course(pl.lit(None, dtype=pl.Date)), by=["gender", "foreign_born"])
    assert answer["adjusted"].diagnostics["undated"] == {"course": 200}
    assert [warning.filename for warning in said] == [__file__]


def test_a_covariate_measured_in_time_is_not_warned_of():
    some = pl.when(pl.int_range(pl.len()) > 4).then("index_on")
    answer = rk.time_to_employment(with_course(some), by=["gender", "foreign_born"])
    assert answer["adjusted"].diagnostics["undated"] == {"course": 5}


@pytest.mark.parametrize("name", ["pid", "index_on", "entry_days", "is_mature", "already_in_strict"])
def test_what_is_no_covariate_is_refused(name):
    wrong = rf"`adjust_for` of `made_up` names `{name}`, which says nothing .*covariates can be: age_years, age_band"
    with pytest.raises(CohortError, match=wrong):
        both(drawn(40, seed=2), adjust_for=("education", name))


def test_age_and_its_bands_together_are_refused():
    with pytest.raises(CohortError, match=r"names age_years and age_band, one of which is made of the other"):
        both(drawn(40, seed=2), adjust_for=("age_band", "age_years"))


def test_years_in_sweden_tell_who_was_born_abroad_and_are_not_allowed_for():
    tables = drawn(300, seed=3)
    for i, row in enumerate(tables["participant"]):
        if row["foreign_born"] == "yes":
            row["years_in_sweden_band"] = ("0-4", "5-9")[i % 2]
    _, answer = both(tables, adjust_for=("years_in_sweden_band", "education"))
    assert answer["adjusted"].diagnostics["not_allowed_for"] == {"years_in_sweden_band": "made of foreign_born"}
    assert answer["adjusted"].estimand_key == "gap_standardised:gender,foreign_born,education"
    assert gap(answer, "foreign_born=no")["status"] in ("ok", "wide")


def test_the_gap_that_could_be_seen_is_that_of_two_groups_and_is_not_made_up_where_nothing_is_known(plain):
    """METHODS 0.3: 2.80 times the error of a gap between two groups as large."""
    shares = plain[1]["standardised"].table.filter(pl.col("estimate").is_not_null())
    wanted = (2.80 * 2**0.5 * shares["std_error"]).to_list()
    assert shares["smallest_visible_gap"].to_list() == pytest.approx(wanted)
    tables = deepcopy(drawn(200, seed=3))
    for i, row in enumerate(tables["participant"]):
        row["foreign_born"] = "yes" if i < 6 else "no"
    _, answer = both(tables, adjust_for=("education",))
    assert gap(answer, "foreign_born=no")["smallest_visible_gap"] is None


def test_one_group_cannot_be_compared():
    tables = deepcopy(drawn(60, seed=2))
    for row in tables["participant"]:
        row |= {"gender": "woman", "foreign_born": "yes"}
    _, answer = both(tables, adjust_for=("education",))
    assert {(row["status"], row["reason"]) for row in _told(answer)} == {("blocked", "ONE_LEVEL")}
    assert {row["statistic"] for row in _told(answer)} == {"share_standardised", "gap_standardised"}


def test_without_anything_to_allow_for_there_is_no_adjusted_gap():
    _, answer = both(drawn(60, seed=2), by=["gender"])
    assert {(row["status"], row["reason"]) for row in _told(answer)} == {("blocked", "NO_TABLE")}


def test_a_handful_of_people_of_a_group_are_not_told_apart():
    tables = deepcopy(drawn(200, seed=3))
    for i, row in enumerate(tables["participant"]):
        row["foreign_born"] = "yes" if i < 6 else "no"
    _, answer = both(tables, adjust_for=("education",))
    few = gap(answer, "foreign_born=no")
    assert (few["n"], few["status"], few["reason"]) == (6, "insufficient", "FEW_PEOPLE")
    assert gap(answer)["status"] in ("ok", "wide")


def test_nothing_is_said_of_a_year_that_nobody_was_followed_for():
    tables = together(*(lived(f"p{i}", 5 + i, until=300, gender=("woman", "man")[i % 2],
                              foreign_born=("yes", "no")[i // 2 % 2]) if i < 60 else
                        lived(f"p{i}", np.inf, until=200, gender=("woman", "man")[i % 2],
                              foreign_born=("yes", "no")[i // 2 % 2]) for i in range(120)))  # fmt: skip
    _, answer = both(tables)
    assert {(row["status"], row["reason"]) for row in _told(answer)} == {("insufficient", "FEW_AT_RISK")}


@pytest.mark.parametrize("early", [0, 4, 5])
def test_no_gap_is_told_of_a_year_in_which_hardly_anybody_started(early):
    """METHODS 0.3: five events of both groups by then, as for the gap without allowance; else 0 of 0 would be 'ok'."""
    rng, made = np.random.default_rng(1), []
    for i in range(160):
        about = {"gender": ("woman", "man")[i % 2], "foreign_born": ("yes", "no")[i // 2 % 2],
                 "education": ("9y", "post_sec")[i // 4 % 2]}  # fmt: skip
        days = 30 + i if i < early else np.floor(rng.uniform(370, 440)) if rng.random() < 0.6 else np.inf
        made.append(lived(f"p{i}", days, **about))
    _, answer = both(together(*made), adjust_for=("education",))
    raw, row = row_of(answer["gaps"], "gap_within", gender="woman"), gap(answer)
    if early < 5:
        assert (raw["status"], raw["reason"]) == ("insufficient", "FEW_EVENTS")
        assert (row["status"], row["reason"], row["estimate"]) == ("insufficient", "FEW_EVENTS", None)
    else:
        assert (raw["status"], row["status"]) == ("ok", "ok")


def test_a_covariate_named_twice_is_used_once():
    _, answer = both(drawn(70, seed=2, shortest=440), adjust_for=("education", "education"))
    assert answer["adjusted"].diagnostics["covariates"].count("education") == 1


def many_courses(size, *, levels, unknown=0):
    """People who took one of many courses, which the study asks of its own; of some it is not known."""
    codes = {f"c{i}": {"sv": f"c{i}"} for i in range(levels)}
    tables = drawn(size, seed=3)
    for i, row in enumerate(tables["participant"]):
        row["course"] = None if i < unknown else f"c{i % levels}"
    data = {"dimensions": {"course": {"codes": codes, "labels": {"sv": "kurs"}}}}
    cohort = build_cohort(study(tables, data=data), definition(adjust_for=("course",)))
    dated = cohort.frame.with_columns(course_on="index_on")
    return rk.time_to_employment(replace(cohort, frame=dated), by=["gender", "foreign_born"])


def test_levels_too_many_to_tell_apart_are_not_called_too_few_people():
    answer = many_courses(200, levels=35)
    assert {(row["status"], row["reason"], row["estimate"]) for row in _told(answer)} == {
        ("insufficient", "UNSTABLE", None)
    }
    assert "'course' is text with 35 levels in 200 rows" in answer["adjusted"].diagnostics["fault"]


def test_values_that_cannot_be_drawn_are_not_called_too_few_people():
    answer = many_courses(200, levels=35, unknown=30)
    assert {(row["status"], row["reason"]) for row in _told(answer)} == {("insufficient", "UNSTABLE")}
    assert "'course' has 35 levels; with missing values it may have" in answer["adjusted"].diagnostics["fault"]


@pytest.mark.parametrize("unknown", [0, 2])
def test_the_first_people_of_a_project_are_too_few(unknown):
    answer = many_courses(12, levels=8, unknown=unknown)
    assert {(row["status"], row["reason"]) for row in _told(answer)} == {("insufficient", "FEW_PEOPLE")}
