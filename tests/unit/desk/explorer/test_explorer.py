"""What is chosen is shown, and the code beside it gives the same in a cell of its own."""

from __future__ import annotations

import ast
import time
from dataclasses import replace
from html import unescape

import pytest

import research_kit as rk
from research_kit.desk.explorer.choice import Choice, fitted
from research_kit.desk.explorer.controls import Controls
from research_kit.desk.explorer.outcomes import SUCCESS, Outcome
from research_kit.desk.explorer.panels import problem_panel, shown_panel, status_panel
from research_kit.desk.explorer.wording import Wording
from research_kit.errors import CohortError, DisclosureError, ResearchKitError
from research_kit.study.texts import Texts

pytest.importorskip("ipywidgets")


@pytest.fixture(scope="module")
def opened(cohort):
    made = rk.explore(cohort, language="en")
    assert made.wait()
    assert made.traceback == ""
    return made


@pytest.fixture
def explorer(opened):
    """As it opens: its first choices are counted once for all tests."""
    for name in ("outcome", "split", "group", "since", "until", "shown"):
        opened.controls[name].value = opened.controls[name].options[0][1]
        assert opened.wait()
    choose(opened, months="12")
    return opened


def choose(explorer, **values):
    """Choose in the lists by their labels."""
    for name, label in values.items():
        one = explorer.controls[name]
        one.value = dict(one.options)[label]
        assert explorer.wait()
    assert explorer.traceback == ""


def run(code, **names):
    """What the last expression of the code gives, as a notebook would run it."""
    body = ast.parse(code).body
    exec(compile(ast.Module(body[:-1], []), "cell", "exec"), names)
    return eval(compile(ast.Expression(body[-1].value), "cell", "eval"), names)


CHOICES = [
    {},
    {"outcome": "Started studies", "shown": "The curve", "months": "6", "split": "Gender"},
    {"shown": "Where people are, by quarter", "split": "Gender"},
    {"group": "Foreign-born", "split": "Gender", "since": "2009-Q4", "until": "2010-Q4"},
    {"outcome": "The participants", "shown": "The way in", "group": "Young, under 30"},
    {"outcome": "How the way through the project works", "shown": "How much participants attend", "split": "Gender"},
]


@pytest.mark.parametrize("chosen", CHOICES, ids=lambda one: "-".join(one) or "as it opens")
def test_the_code_gives_what_is_shown(explorer, cohort, chosen):
    choose(explorer, **chosen)
    shown = run(explorer.code, cohort=cohort)
    assert shown.html["en"] in explorer.figure
    assert "<svg" in shown.html["en"]
    assert "<table" in shown.html["en"]
    assert explorer.code in unescape(explorer.box.children[-1].value)


def test_it_offers_what_the_cohort_has(explorer, cohort):
    measures = {one.measure for _, one in explorer.controls["outcome"].options if one.question == SUCCESS}
    declared = cohort.definition.outcomes.definitions
    assert measures == {(name, cause) for name, definition in declared.items() for cause in definition.causes}
    assert next(value for _, value in explorer.controls["split"].options) == cohort.definition.split_by.crossed
    assert {value[0] for _, value in explorer.controls["group"].options if value} >= {"gender", "target_youth"}


def test_every_control_has_a_label_in_both_languages(cohort):
    for language in ("sv", "en"):
        lists = rk.explore(cohort, language=language).controls.values()
        assert all(one.description for one in lists)
        assert len({one.description for one in lists}) == len(lists)


def test_it_says_that_nothing_of_it_is_released(explorer):
    assert "not for the board: not released" in explorer.figure
    assert "not for release" in repr(explorer)


def test_how_it_is_told_needs_no_new_count(explorer, monkeypatch):
    monkeypatch.setattr("research_kit.desk.explorer.choice.part_of", lambda cohort, **_: cohort)
    monkeypatch.setattr("research_kit.analyses.time_to_employment", None)
    choose(explorer, outcome="Started studies", shown="The curve", months="3")
    assert "3 months" in explorer.figure


def test_what_cannot_be_shown_is_said_in_a_sentence_and_the_next_choice_is_shown(explorer):
    choose(explorer, outcome="The participants", since="2011-Q2")
    explorer.controls["until"].value = dict(explorer.controls["until"].options)["2009-Q2"]
    assert explorer.wait()
    assert "Choose a longer period" in explorer.figure
    assert "Traceback" not in explorer.figure
    assert "CohortError" in explorer.traceback
    assert explorer.code == ""
    choose(explorer, until="the end")
    assert "<svg" in explorer.figure or "rk item" in explorer.figure


def test_a_fault_of_its_own_is_no_result_and_keeps_its_traceback(explorer, monkeypatch):
    def broken(*arguments, **named):
        raise ZeroDivisionError("inside")

    choose(explorer, outcome="Started studies", split="Gender", group="Women")
    monkeypatch.setattr("research_kit.analyses.participants", broken)
    explorer.controls["outcome"].value = dict(explorer.controls["outcome"].options)["The participants"]
    assert explorer.wait()
    assert "ZeroDivisionError" in explorer.figure
    assert "<svg" not in explorer.figure
    assert "inside" in explorer.traceback


def test_it_does_not_wait_for_a_long_count(explorer, monkeypatch):
    """The notebook goes on at once, the count is announced, and what was chosen last is what is shown."""
    slow = rk.analyses.participants

    def counted(*arguments, **named):
        time.sleep(0.4)
        return slow(*arguments, **named)

    choose(explorer, outcome="Started studies", split="Gender")
    monkeypatch.setattr("research_kit.analyses.participants", counted)
    outcomes = dict(explorer.controls["outcome"].options)
    started = time.monotonic()
    explorer.controls["outcome"].value = outcomes["The participants"]
    assert time.monotonic() - started < 0.3
    assert "Counting 161 people" in explorer.box.children[2].value
    assert 'role="status"' in explorer.box.children[2].value
    explorer.controls["outcome"].value = outcomes["Started studies"]
    assert explorer.wait()
    assert explorer.choice.outcome.measure == ("strict", "education")
    assert "Counting" not in explorer.box.children[2].value


def test_another_split_of_the_demonstration_is_counted_within_a_second_or_so(explorer):
    """On an idle core 0.7 s; the limit leaves room for a busy machine."""
    started = time.process_time()
    choose(explorer, split="Disability")
    assert time.process_time() - started < 2


def test_words_of_the_study_stay_text(cohort):
    script = "<script>alert(1)</script>"
    labelled = replace(cohort, labels={**cohort.labels, "gender": Texts(sv=script, en=script)})
    controls = Controls(Wording(labelled, "en"), lambda: None)
    choice = Choice(outcome=Outcome("participants"), by=("gender",))
    answer = choice.answer(labelled)
    told = fitted(choice, answer)
    controls.offer(told, answer)
    assert script in dict(controls.lists["split"].options)
    assert not any(one.description_allow_html for one in controls.lists.values())
    assert "<script" not in shown_panel(told.shown(answer, language="en"))
    assert "<script" not in problem_panel(script, script) + status_panel(script)


def test_it_explores_participants_alone():
    with pytest.raises(CohortError, match=r"`explore` was given a dict.*rk\.explore\(run\.cohort\)"):
        rk.explore({})


def test_a_language_without_a_catalogue_is_refused(cohort):
    with pytest.raises(ResearchKitError, match="no catalogue for 'fi'"):
        rk.explore(cohort, language="fi")


def test_it_can_be_no_part_of_a_page_for_the_board(explorer):
    """Shown in a notebook of the board room it is refused, and so is what JupyterLab keeps of its state."""
    import nbformat

    from research_kit.disclosure.released_table import Release
    from research_kit.reporting.export_report.notebook_outputs import ReleasedItems, require_only_released

    items = ReleasedItems(Release(answers={}))
    shown = nbformat.v4.new_output("execute_result", data=explorer._repr_mimebundle_())
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("explorer", outputs=[shown])])
    with pytest.raises(DisclosureError, match=r"cell 1: it shows something .*jupyter\.widget-view"):
        require_only_released("own", notebook, items)
    notebook.cells = []
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
    with pytest.raises(DisclosureError, match="the state of a widget"):
        require_only_released("own", notebook, items)
