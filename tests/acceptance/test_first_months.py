"""The first months of a project: a handful of people, and every question has an answer that says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

import research_kit as rk
from research_kit import analyses
from research_kit.cohort import Cohort
from research_kit.reporting.open_run import QUESTIONS
from research_kit.results import Answer


def cohort_of(project, as_of: str | None = None) -> Cohort:
    day = None if as_of is None else date.fromisoformat(as_of)
    study = rk.open_study(project.folder / "parameters" / "samba.yaml", as_of=day)
    return rk.build_cohort(study, project.folder / "cohorts" / "samba.yaml")


def answers(cohort: Cohort) -> dict[str, Answer]:
    return {question: getattr(analyses, question)(cohort) for question in QUESTIONS}


@pytest.mark.parametrize("as_of", ["2009-07-15", "2009-08-15", "2009-09-30"])
def test_a_handful_of_people_are_too_few_and_no_error(samba, as_of):
    cohort = cohort_of(samba, as_of)
    assert 1 <= len(cohort) < 20
    effects = answers(cohort)["activity_effects"]["effects"].table
    assert effects.height
    assert "ok" not in effects["status"].to_list(), "nothing is said of effects"


@pytest.mark.parametrize("seed", [1, 3])
def test_five_who_hardly_answered_are_too_few_and_no_error(samba, seed):
    cohort = cohort_of(samba)
    few = replace(cohort, frame=cohort.frame.sample(5, seed=seed))
    assert "ok" not in analyses.participants_voice(few)["change"].table["status"].to_list()
