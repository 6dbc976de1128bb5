"""What is declared of process, equity, targets and the ESF+ indicators: who is counted twice, what tells of whom."""

from __future__ import annotations

import time
from dataclasses import replace

import polars as pl
import pytest

from research_kit.disclosure import Policy, release
from research_kit.disclosure.linked.possible_worlds import Deadline
from research_kit.disclosure.read_together.came_since import least_by_now
from research_kit.disclosure.read_together.counted_people import Cell
from research_kit.disclosure.read_together.exact_counts import OTHERS, exact_counts
from research_kit.disclosure.read_together.hiding import without
from research_kit.disclosure.read_together.newcomers import Past
from research_kit.disclosure.read_together.told_counts import Network, network
from research_kit.disclosure.read_together.told_numbers import Candidate
from research_kit.disclosure.statements.declared import DECLARED
from research_kit.results import Answer, ResultTable
from tests.unit.disclosure.subtraction import width
from tests.unit.disclosure.test_release import SUBJECT, share, table

K = 5


def answered(**answers: tuple[ResultTable, ...]) -> list[Answer]:
    return [
        Answer(name=name, tables={each.name: each for each in its}, subject=SUBJECT) for name, its in answers.items()
    ]


def told(**answers: tuple[ResultTable, ...]) -> dict[str, pl.DataFrame]:
    safe = release(answered(**answers), policy=Policy())
    return {name: each.table for answer in safe.values() for name, each in answer.items()}


def read(**answers: tuple[ResultTable, ...]) -> Network:
    return network(exact_counts(answered(**answers), step_months=3), Policy())


def counted(statistic: str, n: int, gender: str | None = None, **more: object) -> dict:
    return {"statistic": statistic, "gender": gender, "n": n, **more}


def test_every_declared_name_says_of_which_answer_it_is_when_two_tables_have_one():
    # A name is the same people wherever it stands: only these stand in more answers than one.
    names: dict[str, set[str]] = {}
    for answer, said in DECLARED.items():
        for each in said.tables.values():
            for name in (each.people, each.events, each.unknown):
                names.setdefault(name or "", set()).add(answer)
    shared = {name for name, answers in names.items() if name and len(answers) > 1}
    assert shared == {"asked{at}", "replied{at}"}  # those asked at a follow-up, and who answered


def test_who_is_in_a_phase_may_have_left_it_later():
    facts = {"statistic": "share_in_phase", "unknown": 0}
    numbers = {3.0: (30, 50, 20), 6.0: (45, 25, 30)}
    rows = [
        share(100, n, time=at, cause=cause, **facts)
        for at, own in numbers.items()
        for cause, n in zip(("in_project", "work", "ended"), own, strict=True)
    ]
    net = read(process=(table("phases", "share", rows),))
    assert not net.left_out
    assert not any("between" in cell.quantity for cell in net.cells)
    past = Past({}, net.world + 3, net.world + 3)
    at = net.place[Cell("phases/work@6", ())]
    assert at not in least_by_now([past], net)


def test_women_referred_are_the_same_women_in_the_ratio_of_representation():
    flow = table(
        "flow", "count", [counted("referred", 63), counted("referred", 60, "man"), counted("referred", 3, "woman")]
    )
    facts = {"statistic": "representation_ratio", "outcome": "referred", "compared_with": "register"}
    ratio = table("representation", "rate", [share(63, 60, "man", **facts)])
    safe = told(participants=(flow,), equity=(ratio,))
    men = {safe["flow"].filter(gender="man")["n"].item(), safe["representation"]["events"].item()} - {None}
    everybody = {safe["flow"].filter(pl.col("gender").is_null())["n"].item(), safe["representation"]["n"].item()} - {
        None
    }
    assert safe["flow"].filter(gender="woman")["n"].item() is None
    assert not (men and everybody)


@pytest.mark.parametrize("quarters", [True, False])
def test_the_quarters_of_a_chart_are_subtracted_from_all_who_were_referred(quarters):
    # 213 of the 215 were referred in a quarter that is told: two in the one before.
    flow = table("flow", "count", [counted("referred", 215)])
    facts = {"statistic": "median_wait", "unknown": None}
    rows = [share(n, n // 2, cause=name, **facts) for name, n in (("2010-Q3", 113), ("2010-Q4", 100))]
    safe = told(participants=(flow,), process=(table("charts", "rate", rows),) if quarters else ())
    seen = {"all": safe["flow"]["n"].item(), "early": None}
    if not quarters:
        assert seen["all"] == 215
        return
    seen |= dict(zip(("2010-Q3", "2010-Q4"), safe["charts"]["n"].to_list(), strict=True))
    assert width(seen, [("all", ("2010-Q3", "2010-Q4", "early"))], "early") >= K


GATE = {"statistic": "share_through_gate", "cause": None}


def test_a_gap_of_shares_by_days_goes_with_the_share_of_its_own_gate():
    rows = [
        share(n, m, who, outcome="accepted", time=30.0, **GATE)
        for n, m, who in ((100, 42, None), (60, 40, "woman"), (40, 2, "man"))
    ]
    rows += [share(n, m, who, outcome="activity", time=90.0, **GATE) for n, m, who in (
        (100, 50, None), (60, 30, "woman"), (40, 20, "man"))]  # fmt: skip
    gap = {"statistic": "gap_access", "gender": "woman", "n": 40, "estimate": 0.6, "compared_with": "gender=man"}
    gaps = [gap | {"outcome": "accepted", "time": 30.0}, gap | {"outcome": "activity", "time": 90.0}]
    safe = told(equity=(table("access", "share", rows), table("access_gaps", "gap", gaps)))
    assert safe["access_gaps"]["estimate"].to_list() == [None, 0.6]


@pytest.mark.parametrize(("men", "shown"), [(20, True), (2, False)])
def test_a_gap_of_results_goes_with_what_was_attained_though_another_answer_tells_it(men, shown):
    facts = {"statistic": "share_attained", "outcome": "work", "time": 12.0}
    rows = [share(n, m, who, **facts) for n, m, who in ((100, 30 + men, None), (60, 30, "woman"), (40, men, "man"))]
    gap = {"statistic": "gap_results", "outcome": "attained", "gender": "woman", "n": 40, "time": 12.0, "estimate": 0.3}
    results = table("results", "gap", [gap | {"compared_with": "gender=man"}])
    safe = told(equity=(results,), targets=(table("attainment", "share", rows),))
    assert (safe["results"]["estimate"].item() is not None) == shown


@pytest.mark.parametrize(("came", "as_of"), [(3, "2011-Q1"), (40, None)])
def test_a_forecast_is_told_anew_only_beside_the_number_that_it_begins_at(came, as_of):
    # Of 223 enrolled nobody may come any more: the forecast is that number, which differs by three from the last.
    def quarter(name: str, n: int) -> list[Answer]:
        about = {"outcome": "participants"}
        foretold = {"gender": None, "n": None, "estimate": n + 10.0, "lower": float(n), "upper": n + 20.0}
        rows = [counted("reached", n, **about), {**about, "statistic": "target_value", "estimate": 240.0}]
        tables = (
            table("progress", "count", rows),
            table("forecast", "count", [{**about, **foretold, "statistic": "forecast_final"}]),
        )
        return [replace(each, subject=replace(SUBJECT, quarter=name)) for each in answered(targets=tables)]

    first = release(quarter("2011-Q1", 223), policy=Policy())
    later = release(quarter("2011-Q2", 223 + came), policy=Policy(), earlier=[first])["targets"]
    assert first["targets"]["forecast"].table["lower"].item() == 223
    assert later["forecast"].table["as_of"].item() == as_of
    assert later["forecast"].table["lower"].item() == (223 + came if as_of is None else 223)
    assert later["progress"].table.filter(statistic="reached")["as_of"].item() == as_of


@pytest.mark.parametrize(("target", "hidden"), [("participants", "so far participants"), ("work", "attains work")])
def test_a_forecast_goes_with_what_it_begins_at(target, hidden):
    progress = table("progress", "count", [counted("reached", 63, outcome="participants")])
    attained = share(40, 15, statistic="share_attained", outcome="work", time=12.0)
    foretold = [
        {"statistic": "forecast_final", "outcome": outcome, "time": at, "estimate": 70.0, "lower": 63.0, "status": "ok"}
        for outcome, at in (("participants", None), ("work", 12.0))
    ]
    tables = progress, table("attainment", "share", [attained]), table("forecast", "count", foretold)
    shown = {"targets": {each.name: Candidate(each.kind, each.table) for each in tables}}
    safe = without(shown, [Cell(hidden, ())], named=lambda cell: cell)["targets"]["forecast"].frame
    gone = safe.filter(pl.col("lower").is_null())["outcome"].to_list()
    assert gone == [target]


def test_a_groups_part_of_those_who_reached_the_goal_goes_with_its_share():
    shares = [share(n, m, who, statistic="share_attained", outcome="work", time=12.0) for n, m, who in (
        (100, 50, None), (60, 30, "woman"), (40, 20, "man"))]  # fmt: skip
    ratios = [
        {"statistic": "representation_in_results", "outcome": "attained", "gender": who, "n": n, "time": 12.0,
         "estimate": 1.0, "compared_with": "total", "status": "ok"}
        for who, n in (("woman", 60), ("man", 40))
    ]  # fmt: skip
    shown = {
        "equity": {"in_results": Candidate("rate", table("in_results", "rate", ratios).table)},
        "targets": {"attainment": Candidate("share", table("attainment", "share", shares).table)},
    }
    hidden = Cell("attains work", (("gender", "woman"),))
    safe = without(shown, [hidden], named=lambda cell: cell)["equity"]["in_results"].frame
    assert safe["estimate"].to_list() == [None, 1.0]


def test_a_gap_at_a_gate_does_not_go_with_what_was_attained():
    facts = {"statistic": "share_attained", "outcome": "work", "time": 12.0}
    attained = [share(n, m, who, **facts) for n, m, who in ((100, 32, None), (60, 30, "woman"), (40, 2, "man"))]
    access = [share(n, m, who, outcome="accepted", time=30.0, **GATE) for n, m, who in (
        (120, 70, None), (70, 40, "woman"), (50, 30, "man"))]  # fmt: skip
    gap = {"statistic": "gap_screening", "gender": "woman", "n": 50, "estimate": 0.1, "compared_with": "gender=man"}
    gaps = [gap | {"outcome": "accepted", "time": 30.0}, gap | {"outcome": "attained", "time": 12.0}]
    safe = told(
        equity=(table("access", "share", access), table("screening", "gap", gaps)),
        targets=(table("attainment", "share", attained),),
    )
    assert safe["screening"]["estimate"].to_list() == [0.1, None]


@pytest.mark.parametrize(("fewest", "shown"), [(10, True), (2, False)])
def test_a_difference_between_differences_goes_with_any_of_its_four_shares(fewest, shown):
    facts = {"outcome": "accepted", "time": 30.0, **GATE}
    cells = {("woman", "yes"): fewest, ("woman", "no"): 15, ("man", "yes"): 20, ("man", "no"): 25}
    rows = [share(200, sum(cells.values()), **facts)]
    rows += [share(50, n, gender, born, **facts) for (gender, born), n in cells.items()]
    one = {"statistic": "interaction", "outcome": "accepted", "n": 50, "time": 30.0, "estimate": 0.1}
    safe = told(equity=(table("access", "share", rows), table("interaction", "gap", [one])))
    assert (safe["interaction"]["estimate"].item() is not None) == shown


def test_groups_that_two_tables_do_not_list_are_not_the_same_people():
    # Of the first the men and the others are not told, of the second only the others: 3 of these, not 40.
    first = [counted("first", 90), counted("first", 50, "woman")]
    second = [counted("second", 100), counted("second", 57, "woman"), counted("second", 40, "man")]
    third = [
        counted("third", 9),
        counted("third", 3, "woman"),
        counted("third", 3, "man"),
        counted("third", 3, "other"),
    ]
    net = read(another=tuple(table(name, "count", rows) for name, rows in (("a", first), ("b", second), ("c", third))))
    assert not net.left_out
    together = {value for cell in net.cells for _, value in cell.group if value.startswith(OTHERS)}
    assert together == {f"{OTHERS} man other"}


def test_those_out_of_work_outside_it_and_in_it_are_all_who_entered_but_those_not_known():
    numbers = {"EECO01": 100, "EECO02": 60, "EECO04": 30, "EECO05": 8}  # of two nothing is known
    rows = [
        {"statistic": name, "gender": None, "n": n, "outcome": "entry", "unknown": 0} for name, n in numbers.items()
    ]
    safe = told(esf_plus=(table("indicators", "count", rows, by=("gender",)),))["indicators"]
    seen = dict(zip(safe["statistic"].to_list(), safe["n"].to_list(), strict=True)) | {"not known": None}
    assert width(seen, [("EECO01", ("EECO02", "EECO04", "EECO05", "not known"))], "not known") >= K


def test_a_time_box_counts_work_and_not_waiting():
    box = Deadline(0.2)
    time.sleep(0.3)
    assert not box.over()
    assert box.left() > 0
    while not box.over():
        sum(range(1000))
    assert box.left() == 0
