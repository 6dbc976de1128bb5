"""The explorer itself: controls, what they show, and the code that makes it."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any

import ipywidgets

from research_kit.cohort import Cohort
from research_kit.desk.explorer.choice import Choice, fitted
from research_kit.desk.explorer.controls import NAMES, Controls
from research_kit.desk.explorer.counted import Counted
from research_kit.desk.explorer.latest import Latest
from research_kit.desk.explorer.panels import code_panel, problem_panel, shown_panel, status_panel, title_panel
from research_kit.desk.explorer.wording import Wording
from research_kit.display.words import capital
from research_kit.errors import ResearchKitError


class Explorer:
    """What `rk.explore` gives. It shows itself; what is chosen in it can be asked of it.

    Attributes
    ----------
    choice
        What is chosen, with the table and the months that the answer has.
    code
        Python that shows the same in a cell of its own.
    traceback
        Where the latest thing that could not be shown went wrong, whole; empty where nothing did.
    """

    def __init__(self, cohort: Cohort, *, language: str, name: str) -> None:
        self._name, self._language = name, language
        self._counted, self._latest = Counted(cohort), Latest()
        self._wording = Wording(cohort, language)
        self.traceback = ""
        self._controls = Controls(self._wording, self._ask)
        self.choice: Choice = self._controls.choice()
        self.code = ""
        self._status, self._figure, self._code = (ipywidgets.HTML() for _ in range(3))
        self.box = self._laid_out()
        self._ask()

    @property
    def controls(self) -> dict[str, Any]:
        """The list of each choice, by its name."""
        return self._controls.lists

    @property
    def figure(self) -> str:
        """The HTML that is shown now."""
        return str(self._figure.value)

    def wait(self, seconds: float = 60) -> bool:
        """Wait until what was chosen is shown; whether it came within so many seconds."""
        return self._latest.wait(seconds)

    def _ask(self) -> None:
        choice = self._controls.choice()
        again = choice in self._counted
        if not again:
            people = self._wording.people(len(self._counted.cohort))
            self._status.value = status_panel(self._wording.text("counting", people=people), busy=True)
        self._latest.ask(lambda is_latest: self._work(choice, is_latest, again=again))

    def _work(self, choice: Choice, is_latest: Callable[[], bool], *, again: bool) -> None:
        """Count, and show it unless something else has been chosen in the meantime."""
        try:
            answer = self._counted.answer(choice)
            if not is_latest():
                return
            told = fitted(choice, answer)
            self._controls.offer(told, answer)
            self._show(told, again=again)
        except ResearchKitError as problem:
            self._refuse(capital(str(problem)))
        except Exception as problem:
            self._refuse(self._wording.text("problem-inside", kind=type(problem).__name__))

    def _show(self, choice: Choice, *, again: bool) -> None:
        shown = choice.shown(self._counted.answer(choice), language=self._language)
        self.choice, self.traceback = choice, ""
        self.code = choice.code(self._name, language=self._language)
        self._figure.value = shown_panel(shown)
        self._code.value = code_panel(self.code, self._wording)
        people = self._wording.people(len(choice.people(self._counted.cohort)))
        self._status.value = status_panel(self._wording.text("cached" if again else "counted", people=people))

    def _refuse(self, why: str) -> None:
        """A short message where the figure was: what, and what to do; the whole traceback is kept."""
        self.traceback, self.code = traceback.format_exc(), ""
        self._figure.value = problem_panel(self._wording.text("problem"), why)
        self._code.value, self._status.value = "", status_panel("")

    def _laid_out(self) -> Any:
        lists = [self._controls.lists[name] for name in NAMES]
        grid = ipywidgets.GridBox(
            lists,
            layout=ipywidgets.Layout(grid_template_columns="repeat(auto-fit, minmax(11rem, 1fr))", grid_gap="8px 24px"),
        )
        parts = [ipywidgets.HTML(title_panel(self._wording)), grid, self._status, self._figure, self._code]
        box = ipywidgets.VBox(parts, layout=ipywidgets.Layout(width="100%", max_width="64rem"))
        box.add_class("rk-explorer")
        return box

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Any:
        """The widget, described by this object where it cannot be shown."""
        bundle = self.box._repr_mimebundle_(include=include, exclude=exclude)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        return {**data, "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"Explorer({self._name}: {self.choice.outcome.question}, not for release)"
