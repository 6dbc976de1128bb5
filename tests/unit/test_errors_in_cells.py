"""What a researcher reads in a cell when something is refused: what, where, and what to do, in a few lines."""

from __future__ import annotations

import contextlib
import io

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

import research_kit as rk
from research_kit.errors import ResearchKitError, UnknownNameError, UnknownTableError


@pytest.fixture(scope="module")
def shell():
    made = InteractiveShell()
    made.run_cell("import research_kit as rk")
    return made


def said_in_a_cell(shell, source):
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        result = shell.run_cell(source)
    return result, out.getvalue()


def test_a_refusal_is_three_lines_and_names_the_line_of_the_cell(shell):
    result, said = said_in_a_cell(shell, 'days = 3\nrk.open_run(\n    "nowhere.yaml")')
    assert isinstance(result.error_in_exec, ResearchKitError)
    lines = said.strip().splitlines()
    assert len(lines) == 3
    assert "there is no such file" in lines[0]
    assert lines[1].startswith("line 2: rk.open_run(")
    assert "traceback.print_last()" in lines[2]
    assert "Traceback (most recent" not in said


def test_the_whole_traceback_can_still_be_had(shell):
    said_in_a_cell(shell, 'rk.open_run("nowhere.yaml")')
    _, said = said_in_a_cell(shell, "import sys, traceback\ntraceback.print_last(file=sys.stdout)")
    assert "Traceback (most recent call last)" in said
    assert "open_run.py" in said


def test_other_errors_are_as_ever(shell):
    _, said = said_in_a_cell(shell, "1 / 0")
    assert "Traceback (most recent call last)" in said


def test_a_misspelt_name_is_answered_with_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean `time_to_employment`"):
        _ = rk.time_to_employmnt
    assert not hasattr(rk, "time_to_employmnt")


def test_a_table_that_is_not_there_is_said_without_quotation_marks_around_it():
    assert str(UnknownTableError("no table `a`")) == "no table `a`"
    assert issubclass(UnknownTableError, KeyError)


def test_the_tabulator_offers_the_public_names_alone(shell):
    with provisionalcompleter():
        offered = {one.text for one in shell.Completer.completions("rk.", 3)}
    assert offered == set(rk.__all__)


def test_what_is_asked_first_of_the_package_says_what_is_used_in_which_order():
    in_use = [name for name in rk.__all__ if callable(getattr(rk, name))]
    places = [rk.__doc__.index(name) for name in ("open_run", "explore", "participants,", "show", "release", "decide")]
    assert places == sorted(places)
    assert [name for name in in_use if name not in rk.__doc__] == []
