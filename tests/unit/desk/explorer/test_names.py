from __future__ import annotations

from research_kit.desk.explorer.latest import Latest
from research_kit.desk.explorer.names import name_of
from research_kit.reporting.open_run import AnalysisRoom
from research_kit.results import History


def test_the_cohorts_own_name_is_used():
    cohort = object()
    assert name_of(cohort, {"other": object(), "mine": cohort}) == "mine"


def test_the_run_that_holds_it_is_named():
    cohort = object()
    run = AnalysisRoom(cohort, None, History())  # type: ignore[arg-type]
    assert name_of(cohort, {"_": cohort, "run": run}) == "run.cohort"


def test_one_without_a_name_is_given_one_that_is_free():
    cohort, names = object(), {"cohort": "taken"}
    assert name_of(cohort, names) == "cohort_2"
    assert names["cohort_2"] is cohort
    assert names["cohort"] == "taken"


def test_only_what_was_asked_for_last_is_done():
    from threading import Event

    latest, begun, go, done = Latest(), Event(), Event(), []

    def first(is_latest):
        begun.set()
        go.wait(5)
        done.append(("first", is_latest()))

    latest.ask(first)
    assert begun.wait(5)
    latest.ask(lambda is_latest: done.append(("second", is_latest())))
    latest.ask(lambda is_latest: done.append(("third", is_latest())))
    go.set()
    assert latest.wait(5)
    assert done == [("first", False), ("third", True)]


def test_waiting_ends_when_the_time_is_up():
    from threading import Event

    latest, go = Latest(), Event()
    latest.ask(lambda is_latest: go.wait(5))
    assert latest.wait(0.01) is False
    go.set()
    assert latest.wait(5) is True
