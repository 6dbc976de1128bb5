"""`activity_effects` on the three studies: what it says, what it refuses, and that it passes the gate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from shutil import copytree
from tempfile import mkdtemp

import polars as pl
import pytest

import research_kit as rk
from research_kit.analyses import compare_ever_started
from research_kit.errors import CohortError, GuardError, RunError
from research_kit.reporting.declaration import read_plan
from research_kit.reporting.open_run import AnalysisRoom
from research_kit.reporting.run_data import hash_of_data, open_data, read_comparison
from research_kit.results import History
from tests.demo_once import write_demo

ROOT = Path(__file__).parents[2]
OUTSIDE = ("outside_comparison", "outside_checks", "outside_overlap")
TABLES = ("activity_starts", "effects", "effect_ratios", "effect_checks", *OUTSIDE, "effect_questions")
PROJECT_OVER = {"samba": date(2012, 10, 31), "botkyrka": date(2021, 2, 28)}


@cache
def folder():
    made = Path(mkdtemp(prefix="effects-"))
    for name in ("parameters", "cohorts"):
        copytree(ROOT / name, made / name)
    for name in PROJECT_OVER:
        write_demo(name, made / "parameters" / f"{name}.yaml")
    return made


@cache
def cohort(name, as_of=None):
    parameters = (ROOT if name == "unemployment_spells" else folder()) / "parameters" / f"{name}.yaml"
    return rk.build_cohort(rk.open_study(parameters, as_of=as_of), ROOT / "cohorts" / f"{name}.yaml")


@cache
def answer(name):
    return rk.activity_effects(cohort(name, PROJECT_OVER.get(name)))


def with_trials(of, *trials):
    promises = of.study.promises.model_copy(update={"effects": trials})
    return replace(of, study=of.study.model_copy(update={"promises": promises}))


def changed(trial, **parts):
    return trial.model_copy(update=parts)


@pytest.mark.parametrize("name", PROJECT_OVER)
def test_every_protocol_is_answered_in_every_table(name):
    made, trials = answer(name), cohort(name, PROJECT_OVER[name]).study.promises.effects
    assert tuple(made.tables) == TABLES
    for table in set(TABLES) - set(OUTSIDE):
        assert set(made[table].table["outcome"].drop_nulls()) == {one.activity for one in trials}
    questions = made["effect_questions"].table.filter(pl.col("outcome").is_not_null())
    assert questions.height == len(trials)
    assert questions.filter(status="ok")["estimate"].is_not_null().all()
    assert made["effect_questions"].table.filter(statistic="gap_practical")["estimate"].to_list() == [0.1]


def test_what_is_too_thin_has_no_estimate_and_says_what_could_be_seen():
    effects = (
        answer("botkyrka")["effects"]
        .table.filter(statistic="gap_starting")
        .filter(pl.all_horizontal(pl.col(name).is_null() for name in answer("botkyrka")["effects"].by))
    )
    assert effects["status"].to_list() == ["insufficient", "insufficient"]
    assert effects["reason"].to_list() == ["FEW_EVENTS", "FEW_EVENTS"]
    assert effects["estimate"].is_null().all()
    assert effects["smallest_visible_gap"].is_between(0.05, 0.30).all()


def test_work_trials_in_samba_are_told_with_the_words_of_their_checks():
    made = answer("samba")
    told = made["effects"].table.filter(status="ok")
    assert set(told["outcome"]) == {"external_assessment"}
    assert set(told["reason"]) <= {"ASSOCIATED", "POINTS_TO"}
    checks = made["effect_checks"].table.filter(outcome="external_assessment")
    if set(checks["reason"]) != {"PASSED"}:
        assert set(told["reason"]) == {"ASSOCIATED"}
    assert (told["alarm_lower"] < told["lower"]).all()
    assert (told["alarm_upper"] > told["upper"]).all()
    assert (made["effects"].evidence_cap, made["effect_checks"].evidence_cap) == ("E2", "E1")


def test_the_headline_is_against_not_starting_and_not_yet_stands_beside():
    made = answer("samba")
    of = made["effects"].table.filter(outcome="external_assessment", status="ok")
    assert of["statistic"].to_list()[:3] == ["gap_starting", "gap_starting_now", "gap_starting_within"]
    ratios = made["effect_ratios"].table.filter(outcome="external_assessment")["statistic"].to_list()
    assert ratios[-2:] == ["ratio_starting_now", "ratio_until_start"]


def test_a_protocol_about_not_yet_has_that_as_its_headline():
    whole = cohort("samba", PROJECT_OVER["samba"])
    trial = whole.study.promises.effects[2]
    later = trial.strategies.model_copy(update={"otherwise": "not_yet"})
    made = rk.activity_effects(with_trials(whole, changed(trial, strategies=later)))
    assert "gap_starting" not in set(made["effects"].table["statistic"])
    both = answer("samba")["effects"].table.filter(outcome="external_assessment", statistic="gap_starting_now")
    same = made["effects"].table.filter(statistic="gap_starting_now", status="ok")
    assert same["estimate"][0] == pytest.approx(both["estimate"][0])


def test_more_than_a_fifth_unknown_lowers_the_grade():
    whole = cohort("samba", PROJECT_OVER["samba"])
    trial = whole.study.promises.effects[2]
    by_lot = changed(trial, design="randomised", assignment=trial.assignment.model_copy(update={"by": "lot"}))
    made = rk.activity_effects(with_trials(whole, by_lot))
    assert made["effects"].evidence_cap == "E4"
    lost = (pl.col("pid").hash(seed=1) % 3 == 0) & (pl.col("event_strict") == 0)
    early = pl.when(lost).then(pl.min_horizontal("duration_days_strict", 100.0)).otherwise("duration_days_strict")
    unknown = replace(whole, frame=whole.frame.with_columns(duration_days_strict=early))
    assert rk.activity_effects(with_trials(unknown, by_lot))["effects"].evidence_cap == "E3"


def test_the_naive_comparison_is_refused():
    with pytest.raises(GuardError, match="G-IMMORTAL"):
        compare_ever_started(cohort("botkyrka", PROJECT_OVER["botkyrka"]), "language")


def test_without_a_protocol_everything_is_blocked():
    made = rk.activity_effects(with_trials(cohort("samba", PROJECT_OVER["samba"])))
    for table in made.tables.values():
        assert table.table.select("status", "reason").rows() == [("blocked", "NO_PROTOCOL")]


def test_lengths_of_unemployment_have_no_activities():
    for table in answer("unemployment_spells").tables.values():
        assert table.table.select("status", "reason").rows() == [("blocked", "NO_TABLE")]


def test_a_confounder_measured_after_enrolment_is_refused():
    whole = cohort("samba", PROJECT_OVER["samba"])
    late = whole.frame.with_columns(
        motivation=pl.lit("high").cast(pl.Enum(["high", "low"])),
        motivation_on=pl.col("index_on") + pl.duration(days=30),
    )
    trial = whole.study.promises.effects[0]
    confounders = trial.confounders.model_copy(update={"at_start": ("motivation",)})
    with pytest.raises(GuardError, match="G-MEDIATOR: `motivation`, a confounder of the protocol of `language`"):
        rk.activity_effects(with_trials(replace(whole, frame=late), changed(trial, confounders=confounders)))


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"outcome": {"definition": "strikt", "cause": "employment"}}, "defines: strict, wide"),
        ({"outcome": {"definition": "strict", "cause": "work"}}, "has: employment, education"),
        ({"eligibility": {"in_phase": "vila"}}, "the project has: rekrytering, utredning"),
        ({"confounders": {"at_start": ("shoe_size",)}}, "is not known of people at enrolment|no column|neither"),
    ],
)
def test_a_protocol_about_what_the_study_does_not_have_is_refused(parts, said):
    whole = cohort("samba", PROJECT_OVER["samba"])
    trial = whole.study.promises.effects[0]
    ((name, values),) = parts.items()
    part = getattr(trial, name).model_copy(update=values)
    with pytest.raises(CohortError, match=said):
        rk.activity_effects(with_trials(whole, changed(trial, **{name: part})))


def test_who_left_the_project_or_is_taken_by_studies_is_no_comparison():
    made = answer("samba")["effects"].diagnostics["protocols"]
    assert set(made) == {"language", "short_course", "external_assessment"}
    assert set(made["language"]["excluded"]) <= {
        "never_there",
        "not_followed_so_long",
        "had_started",
        "confounder_not_known",
    }
    assert made["language"]["not_allowed_for"] == {}


def test_a_published_share_describes():
    whole = cohort("samba", PROJECT_OVER["samba"])
    trial = whole.study.promises.effects[2]
    published = trial.comparison.model_copy(
        update={"form": "aggregate", "share": 0.25, "n_ref": 400, "source": "Arbetsförmedlingen 2011"}
    )
    row = rk.activity_effects(with_trials(whole, changed(trial, comparison=published)))["outside_comparison"].table
    row = row.filter(statistic="gap_outside").row(0, named=True)
    assert (row["reason"], row["compared_with"], row["unit"]) == (
        "DIFFERENT_GROUPS",
        "Arbetsförmedlingen 2011",
        "share",
    )
    assert row["lower"] < row["estimate"] < row["upper"]


def test_the_same_people_give_the_same_numbers():
    again = rk.activity_effects(cohort("samba", PROJECT_OVER["samba"]))
    assert all(again[name].table.equals(answer("samba")[name].table) for name in TABLES)


@pytest.mark.parametrize("name", PROJECT_OVER)
def test_the_answer_passes_the_gate_with_the_numbers_of_people_behind_models_untold(name):
    policy = rk.disclosure.read_policy(folder() / "parameters" / f"{name}.yaml")
    released = rk.release([answer(name)], policy=policy)["activity_effects"]
    for table in set(TABLES) - {"activity_starts"}:
        assert (
            released[table].table.select("n", "events", "unknown").null_count().row(0)
            == (released[table].table.height,) * 3
        )
    starts = released["activity_starts"].table
    assert starts.filter(pl.col("estimate").is_not_null()).height > 0
    assert starts.filter(pl.col("events").is_between(1, 4)).height == 0


def halves(share):
    """Some of the participants as the project, the others as people outside it: both of one kind."""
    whole = cohort("samba", PROJECT_OVER["samba"])
    chosen = pl.col("pid").hash(seed=3) % 100 < 100 * share
    return tuple(replace(whole, frame=whole.frame.filter(each)) for each in (chosen, ~chosen))


def beside_people(project, others, **comparison):
    trial = project.study.promises.effects[2]
    people = trial.comparison.model_copy(update={"form": "microdata", **comparison})
    confounders = trial.confounders.model_copy(update={"at_start": ("age_years", "gender")})
    asked = with_trials(project, changed(trial, comparison=people, confounders=confounders))
    return rk.activity_effects(asked, comparison=others)


def beside(project, others):
    return beside_people(project, others)["outside_comparison"].table.filter(statistic="gap_outside")


def test_people_outside_are_weighted_to_look_like_the_participants():
    project, others = halves(0.5)
    row = beside(project, others).row(0, named=True)
    assert (row["status"], row["reason"], row["compared_with"]) == ("ok", "WEIGHTED", None)
    assert row["lower"] < 0 < row["upper"]  # halves of one group by chance
    older = replace(others, frame=others.frame.with_columns(age_years=pl.col("age_years") + 60))
    assert beside(project, older).row(0, named=True)["status"] in ("insufficient", "blocked")
    few, rest = halves(0.1)
    assert beside(few, rest).row(0, named=True)["reason"] in ("FEW_PEOPLE", "FEW_EVENTS")


def test_a_comparison_that_nobody_brings_is_none():
    project, _ = halves(0.5)
    assert beside(project, None).row(0, named=True)["reason"] == "NO_COMPARISON"


@pytest.mark.parametrize("method", ["weighting", "matching"])
def test_people_outside_pass_the_gate_with_their_checks(method):
    made = beside_people(*halves(0.5), method=method)
    checks = made["outside_checks"].table
    assert {"check_imbalance", "check_outside_overlap", "check_weights_effective"} <= set(checks["statistic"])
    assert set(made["outside_overlap"].table["cause"]) == {"in_project", "outside_project"}
    policy = rk.disclosure.read_policy(folder() / "parameters" / "samba.yaml")
    released = rk.release([made], policy=policy)["activity_effects"]
    for table in OUTSIDE:
        told = released[table].table["estimate"].drop_nulls().len()
        assert told > 0 or (table, method) == ("outside_comparison", "matching")  # few in a month are like one another
        assert released[table].table["n"].null_count() == released[table].table.height


def test_how_they_were_before_is_not_known_in_samba():
    rows = beside_people(*halves(0.5))["outside_comparison"].table
    assert set(rows["statistic"]) >= {"gap_in_changes", "pre_trend"}
    assert set(rows.filter(statistic="gap_in_changes")["status"]) <= {"ok", "insufficient"}


def named_beside(tmp_path):
    """A study whose protocols name the people of another parameters file."""
    for place in ("project", "outside"):
        for name in ("parameters", "cohorts", "notebooks"):
            copytree(ROOT / name, tmp_path / place / name)
        write_demo("samba", tmp_path / place / "parameters" / "samba.yaml")
    parameters = tmp_path / "project" / "parameters" / "samba.yaml"
    named = "comparison: {form: microdata, source: made up, parameters: ../../outside/parameters/samba.yaml}"
    said = parameters.read_text(encoding="utf-8").replace(
        "negative_controls: {activities: [culture]}", f"negative_controls: {{activities: [culture]}}\n    {named}"
    )
    parameters.write_text(said, encoding="utf-8")
    return parameters


def test_a_run_finds_the_people_outside_that_its_protocols_name(tmp_path):
    plan = read_plan(named_beside(tmp_path), PROJECT_OVER["samba"])
    data = open_data(plan)
    assert hash_of_data(data) != data.cohort.data_hash
    data.stage(tmp_path / "room" / "study")
    others = read_comparison(tmp_path / "room" / "study", str(plan.cohort))
    assert others.frame.height == data.cohort.frame.height
    room = AnalysisRoom(data.cohort, plan.report.by, History(), comparison=others)
    row = room.answer("activity_effects")["outside_comparison"].table.filter(statistic="gap_outside")
    assert row["compared_with"].to_list() == ["made up"]
    assert row["estimate"].to_list() == pytest.approx([0.0], abs=1e-9)  # the same people on both sides


def test_people_outside_who_are_nowhere_stop_the_run(tmp_path):
    parameters = named_beside(tmp_path)
    said = parameters.read_text(encoding="utf-8").replace("../../outside/parameters/samba.yaml", "nowhere.yaml")
    parameters.write_text(said, encoding="utf-8")
    with pytest.raises(RunError, match=r"nowhere\.yaml\): there is no such file"):
        open_data(read_plan(parameters, PROJECT_OVER["samba"]))
