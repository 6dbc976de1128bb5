"""The explorer in a real JupyterLab in Chromium: chosen from, read, its code copied and run."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.browser.jupyter_lab import Lab, answers, python_command, started
from tests.demo_once import write_demo

ROOT = Path(__file__).parents[2]
OPEN = 'import research_kit as rk\n\nrun = rk.open_run("parameters/samba.yaml")\ncohort = run.cohort'
EXPLORE = 'explorer = rk.explore(cohort, language="en")\nexplorer'
LONG = 60_000

pytestmark = pytest.mark.browser


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """The demonstration's study, and a notebook that explores it."""
    folder = tmp_path / "study"
    folder.mkdir()
    for name in ("parameters/samba.yaml", "cohorts/samba.yaml"):
        (folder / name).parent.mkdir()
        (folder / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".*"))
    write_demo("samba", folder / "parameters" / "samba.yaml")
    cells = [nbformat.v4.new_code_cell(source) for source in (f"%cd {folder}\n{OPEN}", EXPLORE, "")]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), folder / "notebooks" / "look.ipynb")
    return folder


def test_a_researcher_explores_and_ends_jupyterlab(study: Path, tmp_path: Path, browser: Any):
    """One JupyterLab for all of it: to start it, and to count for the first time, takes most of the time."""
    home = tmp_path / "home"
    home.mkdir()
    with started(python_command(study), home, study) as lab:
        page = opened(lab, browser)
        its_code_gives_the_same_in_a_cell_of_its_own(page)
        every_control_has_a_label(page)
        keys_are_the_lists_own(page)
        nobody_there_is_said_in_a_sentence(page)
        page.context.close()
    assert lab.process.returncode is not None
    assert not answers(lab.address), "JupyterLab went on after the command that opened it had ended"


def opened(lab: Lab, browser: Any) -> Any:
    """The notebook, open, with its cells run."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=lab.address.rstrip("/"))
    page = context.new_page()
    page.set_default_timeout(LONG)
    page.goto(lab.notebook("notebooks/look.ipynb"))
    page.locator(".jp-Notebook .jp-Cell").nth(2).wait_for()
    page.locator(".jp-Notebook .jp-Cell").first.click()
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
    for _ in range(2):
        page.keyboard.press("Shift+Enter")
    page.locator(".rk-explorer .rk-shown svg").first.wait_for()
    code_with(page, '"within"')
    return page


def its_code_gives_the_same_in_a_cell_of_its_own(page: Any) -> None:
    choose(page, "Outcome", "Started work or studies (wide sense: supported work too)")
    code_with(page, '("wide", "any_success")')
    choose(page, "Split by", "Gender")
    code_with(page, 'by=["gender"]')
    choose(page, "Until month", "9")
    code = code_with(page, "months=9")
    figure = of_the_explorer(page)
    assert "within 9 months" in page.locator(".rk-explorer .rk-shown").inner_text()
    page.locator(".rk-explorer .rk-code button").click()
    page.locator(".rk-explorer .rk-code button", has_text="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == code
    page.locator(".jp-Notebook .jp-Cell").nth(2).locator(".cm-content").click()
    page.keyboard.press("Control+V")
    page.keyboard.press("Shift+Enter")
    own = page.locator(".jp-Notebook .jp-Cell").nth(2).locator(".jp-OutputArea .rk.item")
    own.wait_for()
    assert drawn(own) == figure
    assert len(figure["svg"]) == 2
    assert len(figure["tables"][0]) > 100


def every_control_has_a_label(page: Any) -> None:
    unlabelled = page.evaluate(
        "[...document.querySelectorAll('.rk-explorer select, .rk-explorer textarea, .rk-explorer button')]"
        ".filter(e => !(e.labels && e.labels.length && e.labels[0].innerText) && !e.ariaLabel && !e.innerText).length"
    )
    assert unlabelled == 0
    assert page.locator(".rk-explorer select").count() == 7


def keys_are_the_lists_own(page: Any) -> None:
    """JupyterLab's own shortcuts (to delete, add, cut and copy cells) do nothing while a list has the focus."""
    cells, outcome = page.locator(".jp-Notebook .jp-Cell").count(), page.get_by_label("Outcome", exact=True)
    outcome.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.labels[0].innerText") == "Shown as"
    for key in ("d", "d", "b", "x", "a"):
        page.keyboard.press(key)
    outcome.focus()
    page.keyboard.press("Home")
    code_with(page, '("strict", "employment")')
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells


def nobody_there_is_said_in_a_sentence(page: Any) -> None:
    """And the next choice is shown."""
    choose(page, "Shown as", "Shares within some months")
    code_with(page, '"within"')
    choose(page, "Came from", "2011-Q2")
    code_with(page, 'since="2011-04-01"')
    choose(page, "Came until", "2009-Q2")
    page.locator(".rk-explorer .rk-problem", has_text="Choose a longer period").wait_for()
    assert "Traceback" not in page.locator(".rk-explorer").inner_text()
    choose(page, "Came from", "2009-Q2")
    code_with(page, 'until="2009-06-30"')
    choose(page, "Came until", "2011-Q1")
    code_with(page, 'until="2011-03-31"')
    assert page.locator(".rk-explorer .rk-shown svg").count() == 2


def choose(page: Any, control: str, option: str) -> None:
    page.get_by_label(control, exact=True).select_option(label=option)


def code_with(page: Any, part: str) -> str:
    """The explorer's code, as soon as it holds that part: the figure is set before it."""
    page.wait_for_function(
        "part => (document.querySelector('.rk-explorer textarea')?.value ?? '').includes(part)", arg=part
    )
    return str(page.locator(".rk-explorer textarea").input_value())


def of_the_explorer(page: Any) -> dict[str, list[str]]:
    return drawn(page.locator(".rk-explorer .rk-shown .rk.item"))


def drawn(item: Any) -> dict[str, list[str]]:
    """The drawings and the tables of an item, as they stand in the page."""
    script = "(e, what) => [...e.querySelectorAll(what)].map(one => one.outerHTML)"
    return {"svg": item.evaluate(script, "svg.w, svg.n"), "tables": item.evaluate(script, "table")}
