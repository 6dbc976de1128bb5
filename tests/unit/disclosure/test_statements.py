"""Which statements about people a set of tables makes: what ties the counts, and what is told of them."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from research_kit import build_cohort, open_study
from research_kit.analyses import participants, time_to_employment
from research_kit.disclosure import Policy, read_policy
from research_kit.disclosure.linked.linked_counts import statements
from research_kit.disclosure.read_together.counted_people import Cell
from research_kit.disclosure.read_together.exact_counts import OUTSIDE, exact_counts
from research_kit.disclosure.read_together.told_counts import Network, network
from research_kit.disclosure.read_together.told_numbers import Candidate, told_numbers
from research_kit.disclosure.rules.collapse import collapsed_together
from research_kit.results import Answer, ResultTable, Subject, result_frame
from tests.demo_once import write_demo

ROOT = Path(__file__).parents[3]

SUBJECT = Subject(study="example", title={"sv": "Exempel"}, as_of=date(2011, 6, 30))
BY = ("gender", "target_youth")
Rows = list[dict[str, object]]


def answer(*tables: tuple[str, str, Rows]) -> Answer:
    made = {}
    for name, kind, rows in tables:
        frame = result_frame([pl.DataFrame(rows, infer_schema_length=None).with_columns(status=pl.lit("ok"))], BY)
        made[name] = ResultTable(
            name=name, kind=kind, table=frame, by=BY, method_id="M0", method_version="1", sentence_key="M0",
        )  # fmt: skip
    return Answer(name="time_to_employment", tables=made, subject=SUBJECT)


def within(n: int, events: int, unknown: int, time: float = 12.0, **more: object) -> dict[str, object]:
    facts = {"gender": None, "target_youth": None, "outcome": "strict", "cause": "employment", "time": time}
    return facts | {"statistic": "share_within", "n": n, "events": events, "unknown": unknown} | more


def made(*tables: tuple[str, str, Rows]) -> Network:
    return network(exact_counts([answer(*tables)], step_months=3), Policy())


def number(net: Network, quantity: str, **group: str) -> float:
    return float(net.world[net.place[Cell(quantity, tuple(group.items()))]])


def holds_in_truth(net: Network) -> bool:
    known = statements(net.linked)
    return bool(abs(known.matrix @ net.world).max() < 1e-9)


def test_the_people_of_a_group_are_those_with_the_event_and_those_without():
    net = made(("within", "share", [within(100, 30, 20)]))
    assert number(net, "strict/employment@12 without") == 70
    assert number(net, "strict/employment@12 known without") == 50
    assert holds_in_truth(net)


def test_who_started_between_two_times_is_a_count_of_its_own():
    net = made(("within", "share", [within(100, 30, 20, time=6.0), within(100, 33, 20, time=9.0)]))
    assert number(net, "strict/employment between, until 9") == 3
    assert net.secrets[net.place[Cell("strict/employment between, until 9", ())]] == 5


def test_those_outside_a_target_group_are_a_group_of_their_own():
    net = made(("within", "share", [within(100, 30, 20), within(40, 28, 5, target_youth="yes")]))
    assert number(net, "strict/employment@12", target_youth=OUTSIDE) == 2
    assert number(net, "strict/employment@12 without", target_youth=OUTSIDE) == 58
    assert holds_in_truth(net)


def test_groups_of_a_split_add_up_to_everybody_in_every_quantity():
    rows = [within(100, 30, 20), within(60, 20, 8, gender="woman"), within(40, 10, 12, gender="man")]
    net = made(("within", "share", rows))
    total = net.place[Cell("strict/unknown@12", ())]
    parts = {net.place[Cell("strict/unknown@12", (("gender", gender),))] for gender in ("woman", "man")}
    assert any(each.whole == total and set(each.parts) == parts for each in net.linked.sums)
    assert not any(value == OUTSIDE for cell in net.cells for _, value in cell.group)


def test_a_wide_outcome_holds_work_and_studies_and_the_rest_is_a_count():
    studies = within(100, 9, 20, cause="education")
    wide = within(100, 42, 20, outcome="wide", cause="any_success")
    net = made(("within", "share", [within(100, 30, 20), studies, wide]))
    assert number(net, "wide less both@12") == 3
    assert net.place[Cell("wide less both@12", ())] in net.secrets


def test_a_tie_that_the_exact_tables_contradict_is_left_out():
    wide = within(100, 25, 20, outcome="wide", cause="any_success")
    net = made(("within", "share", [within(100, 30, 20), wide]))
    assert [tie.whole for tie in net.left_out] == ["wide/any_success@12"]
    assert holds_in_truth(net)


def test_a_table_that_nobody_described_is_tied_all_the_same():
    rows = [
        {"gender": gender, "statistic": "share_asked", "n": n, "events": events, "unknown": 0}
        for gender, n, events in ((None, 100, 60), ("woman", 60, 40), ("man", 40, 20))
    ]
    net = made(("needs", "share", rows))
    assert number(net, "time_to_employment.needs:share_asked without", gender="man") == 20
    assert holds_in_truth(net)


def test_the_same_people_in_two_tables_are_one_count():
    rows = [{"gender": None, "statistic": "share_asked", "n": 100, "events": 60, "unknown": 0}]
    net = made(("within", "share", [within(100, 30, 20)]), ("needs", "share", rows))
    people = [cell for cell in net.cells if net.world[net.place[cell]] == 100]
    assert len(people) == 1


def test_a_total_that_agrees_with_two_counts_is_only_one_of_them():
    rows = [
        within(100, 30, 20, outcome="strict"),
        *(within(n, 9, 5, outcome="wide", gender=gender) for gender, n in ((None, 100), ("woman", 60), ("man", 40))),
        *(within(n, 8, 5, outcome="other", gender=gender) for gender, n in ((None, 100), ("woman", 45), ("man", 55))),
    ]
    net = made(("within", "share", rows))
    women = {net.world[net.place[cell]] for cell in net.cells if dict(cell.group).get("gender") == "woman"}
    assert {60, 45} <= women
    assert holds_in_truth(net)


def test_the_k_of_a_count_is_that_of_its_group():
    rows = [within(100, 30, 20), within(40, 8, 5, target_youth="yes")]
    exact = exact_counts([answer(("within", "share", rows))], step_months=3)
    strict = network(exact, Policy(health_dimensions=(*Policy().health_dimensions, "target_youth")))
    assert strict.secrets[strict.place[Cell("strict/employment@12", (("target_youth", "yes"),))]] == 10


@pytest.mark.parametrize(("unknown", "least"), [(0, 30), (20, 30)])
def test_a_share_without_its_number_is_read_as_if_it_told_it(unknown, least):
    kept = within(100, 30, unknown, outcome="sustained_90")
    exact = exact_counts(
        [answer(("within", "share", [within(100, 40, 20)]), ("sustained", "share", [kept]))], step_months=3
    )
    net = network(exact, Policy())
    frame = pl.DataFrame([kept | {"events": None, "estimate": 0.3 if unknown == 0 else 0.36, "status": "ok"}])
    shown = result_frame([frame], BY)
    told = told_numbers({"time_to_employment": {"sustained": Candidate("share", shown)}}, exact, net).told
    at = net.place[Cell("sustained_90/lasted@12", ())]
    assert told[at] == (least, 30)  # to a half point of 100


def test_a_row_carried_from_an_earlier_release_says_nothing_new():
    rows = [within(100, 30, 20)]
    exact = exact_counts([answer(("within", "share", rows))], step_months=3)
    net = network(exact, Policy())
    frame = result_frame([pl.DataFrame(rows).with_columns(status=pl.lit("ok"))], BY)
    for as_of, count in ((None, 3), ("2010-Q4", 0)):
        shown = Candidate("share", frame.with_columns(as_of=pl.lit(as_of, dtype=pl.String)))
        assert len(told_numbers({"time_to_employment": {"within": shown}}, exact, net).told) == count


@pytest.fixture(scope="module")
def samba(tmp_path_factory) -> Network:
    """The counts behind the answers about the SAMBA-like study, as of the middle of 2011."""
    folder = tmp_path_factory.mktemp("samba")
    for name in ("parameters", "cohorts"):
        shutil.copytree(ROOT / name, folder / name)
    parameters = folder / "parameters" / "samba.yaml"
    write_demo("samba", parameters)
    cohort = build_cohort(open_study(parameters, as_of=date(2011, 6, 30)), folder / "cohorts" / "samba.yaml")
    policy = read_policy(parameters)
    answers = collapsed_together([participants(cohort), time_to_employment(cohort)], policy)
    return network(exact_counts(answers, step_months=policy.step_months), policy)


def test_every_tie_holds_in_the_exact_tables_of_samba(samba):
    assert samba.left_out == ()
    assert holds_in_truth(samba)


def test_samba_has_hundreds_of_secrets_of_every_kind(samba):
    kinds = {samba.cells[at].quantity.split("@")[0] for at in samba.secrets}
    assert {
        "lost of strict/employment",
        "strict/employment",
        "strict/unknown",
        "strict/employment between, until 12",
    } <= kinds
    assert len(samba.secrets) > 500
