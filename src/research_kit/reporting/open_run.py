"""`rk.open_run()`: what every notebook begins with, in the analysis room, in the board room, and in JupyterLab."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from research_kit.disclosure.released_table import Release, ReleasedAnswer
from research_kit.errors import RunError
from research_kit.ledger.told_loop import ToldLoop, read_told_loop
from research_kit.results import Answer, History
from research_kit.results.stored_answer import write_answer

if TYPE_CHECKING:
    from research_kit.cohort import Cohort
    from research_kit.cohort.coarse_groups import Hierarchy
    from research_kit.counts.counted_study import CountedStudy
    from research_kit.display import Shown

ROOM = "room.json"
QUESTIONS = (
    "participants",
    "time_to_employment",
    "process",
    "participants_voice",
    "equity",
    "activity_effects",
    "targets",
    "esf_plus",
    "indicators",
)
"""The questions a run can answer, by the name of their function in `research_kit.analyses`."""
OF_FIXED_FORM = ("esf_plus",)
"""Those whose division is laid down elsewhere: the regulation's, by gender."""

BESIDE_OTHERS = ("activity_effects",)
"""Those that may set the participants beside people outside the project."""


@dataclass(frozen=True, slots=True)
class AnalysisRoom:
    """The room with the participants, or with tables of them: answers are computed, exact, and staged for the gate."""

    cohort: Cohort | CountedStudy
    by: tuple[str, ...] | None
    history: History
    results: Path | None = field(default=None, repr=False)
    comparison: Cohort | None = field(default=None, repr=False)
    """People outside the project, where a protocol of `effects` names them."""
    _answers: dict[str, Answer] = field(default_factory=dict, repr=False)

    def answer(self, question: str) -> Answer:
        """The exact answer to a question; where a run is going on, it is also staged for release."""
        _require_question(question)
        if question not in self._answers:
            from research_kit import analyses

            answer = getattr(analyses, question)(self.cohort, **self._asked(question))
            self._answers[question] = answer
            if self.results is not None:
                write_answer(answer, self.results)
        return self._answers[question]

    def questions(self) -> Shown:
        """What is asked of the board is made from what was released: here it is said that nothing has been yet."""
        from research_kit.display import explain_questions

        return explain_questions(self.answer("participants").subject)

    def decided(self) -> Shown:
        """What was decided stands on the page of a release: here it is said that nothing has been released yet."""
        from research_kit.display import explain_decided

        return explain_decided(self.answer("participants").subject)

    def news(self) -> Shown:
        """What is new is made from two releases: here it is said that nothing has been released yet."""
        from research_kit.display import explain_news

        return explain_news(self.answer("participants").subject)

    def _asked(self, question: str) -> dict[str, Any]:
        """What the question is asked with: a table of fixed form cannot be split otherwise."""
        with_history: dict[str, Any] = {"history": self.history}
        if question in BESIDE_OTHERS and self.comparison is not None:
            with_history["comparison"] = self.comparison
        return with_history if question in OF_FIXED_FORM else {"by": self.by, **with_history}

    def _repr_html_(self) -> str:
        return f"<p>Analysis room, not for release. {self.cohort._repr_html_()}</p>"


@dataclass(frozen=True, slots=True)
class BoardRoom:
    """The room of the board: it knows what was released, and nothing else; of the loop what the release tells of it."""

    release: Release
    loop: ToldLoop = field(default_factory=ToldLoop)

    def answer(self, question: str) -> ReleasedAnswer:
        """What was released of the answer to a question."""
        _require_question(question)
        return self.release[question]

    def questions(self) -> Shown:
        """What should change? The questions to the board, made from everything that was released."""
        from research_kit.display import show_questions

        return show_questions(self.release)

    def decided(self) -> Shown:
        """What we decided last time, and what came of it."""
        from research_kit.display import show_decided

        return show_decided(self.loop, self.release)

    def news(self) -> Shown:
        """What is new and certain since the release before."""
        from research_kit.display import show_news

        return show_news(self.loop, self.release)

    def _repr_html_(self) -> str:
        return f"<p>Board room: {escape(', '.join(self.release))}, as released.</p>"


def open_run(parameters: str = "", *, as_of: str = "", room: str = "") -> AnalysisRoom | BoardRoom:
    """The run a notebook belongs to.

    Parameters
    ----------
    parameters
        The study's parameters file, for exploring in JupyterLab: the partner files, or the partners' tables, are
        read and checked.
    as_of
        The day whose knowledge is analysed, `YYYY-MM-DD`; the day in the parameters file where empty.
    room
        The folder a run hands to its notebooks; set by `research-kit run`, empty when you explore.

    Returns
    -------
    An `AnalysisRoom` (exact answers, not for release) or, where `room` holds a release, a `BoardRoom`.
    """
    if not room:
        return _explore(parameters, as_of)
    folder = Path(room)
    if (folder / ROOM).is_file():
        return _analysis_room(folder)
    from research_kit.disclosure.stored_release import read_release

    return BoardRoom(read_release(folder), read_told_loop(folder))


def write_room(folder: Path, facts: Mapping[str, Any]) -> None:
    """What the notebooks of an analysis room are told: where the study, the cohort and the results are."""
    (folder / ROOM).write_text(json.dumps(facts, indent=1, sort_keys=True, default=str) + "\n")


def _explore(parameters: str, as_of: str) -> AnalysisRoom:
    from research_kit.reporting.declaration import read_plan
    from research_kit.reporting.run_data import comparison_cohort, open_data

    plan = read_plan(parameters, date.fromisoformat(as_of) if as_of else None)
    data = open_data(plan)
    cohort = _with_coarse_groups(data.cohort, plan.policy.hierarchies)
    return AnalysisRoom(cohort, plan.report.by, History(), comparison=comparison_cohort(data, plan.cohort))


def _analysis_room(folder: Path) -> AnalysisRoom:
    from research_kit.cohort import Cohort
    from research_kit.cohort.coarse_groups import Hierarchy
    from research_kit.reporting.one_organisation import beside_others
    from research_kit.reporting.run_data import read_comparison, read_staged

    facts = json.loads((folder / ROOM).read_text())
    coarser = {name: Hierarchy.model_validate(one) for name, one in facts["collapse"].items()}
    staged = read_staged(folder / facts["study"], facts["cohort"])
    if facts["organisation"] is not None and isinstance(staged, Cohort):
        staged = beside_others(staged, facts["organisation"], k=facts["k"])
    cohort = _with_coarse_groups(staged, coarser)
    by = None if facts["by"] is None else tuple(facts["by"])
    others = read_comparison(folder / facts["study"], facts["cohort"])
    return AnalysisRoom(cohort, by, History(**facts["history"]), folder / facts["results"], others)


def _with_coarse_groups(cohort: Cohort | CountedStudy, hierarchies: Mapping[str, Hierarchy]) -> Cohort | CountedStudy:
    """Participants, with the coarser groups that the policy names; partners' tables as their partners made them."""
    from research_kit.cohort.coarse_groups import with_coarse_groups
    from research_kit.cohort.cohort import Cohort

    return with_coarse_groups(cohort, hierarchies) if isinstance(cohort, Cohort) else cohort


def _require_question(question: str) -> None:
    if question not in QUESTIONS:
        raise RunError(f"no question is called `{question}`. A run answers: {', '.join(QUESTIONS)}.")
