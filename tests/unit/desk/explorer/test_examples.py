"""The examples in the docstrings that a researcher reads with `?`, run on the demonstration's data."""

from __future__ import annotations

import doctest
import inspect
from datetime import date

import pytest

import research_kit as rk

SHOWN = [name for name in rk.__all__ if ">>>" in (inspect.getdoc(getattr(rk, name)) or "")]
HOW = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


@pytest.fixture(scope="module")
def known(samba, cohort):
    study = rk.open_study(samba / "parameters" / "samba.yaml", as_of=date(2011, 6, 30))
    return {"rk": rk, "cohort": cohort, "study": study}


@pytest.mark.parametrize("name", SHOWN)
def test_the_example_runs_and_gives_what_it_says(name, known, samba, monkeypatch):
    """And every table of an answer can be viewed."""
    monkeypatch.chdir(samba)
    test = doctest.DocTestParser().get_doctest(inspect.getdoc(getattr(rk, name)), dict(known), name, None, 0)
    said: list[str] = []
    failed, _ = doctest.DocTestRunner(optionflags=HOW).run(test, out=said.append, clear_globs=False)
    assert failed == 0, "".join(said)
    answer = test.globs.get("answer", {})
    assert all('class="rk item"' in rk.view(answer, table).html["sv"] for table in answer)


def test_the_answers_and_what_surrounds_them_have_one():
    answers = {"participants", "time_to_employment", "process", "participants_voice", "equity", "activity_effects"}
    assert answers | {"targets", "indicators", "esf_plus", "build_cohort", "release", "why", "part_of", "view"} <= {
        *SHOWN
    }


@pytest.mark.parametrize("name", [name for name in rk.__all__ if inspect.isfunction(getattr(rk, name))])
def test_every_public_function_says_in_a_line_what_it_is_for_and_what_it_takes(name):
    said = inspect.getdoc(getattr(rk, name)) or ""
    assert said.splitlines()[0].endswith(".")
    assert "Parameters\n" in said
