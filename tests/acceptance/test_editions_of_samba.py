"""The SAMBA-like study for the board and for the public, and with an approved exception: attacked with fresh eyes."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import pytest

from research_kit.disclosure import Policy, Release, read_policy, release
from research_kit.disclosure.linked.intruder import bounds, exposed
from research_kit.disclosure.read_together.counted_people import Cell
from research_kit.disclosure.read_together.exact_counts import ExactCounts, exact_counts
from research_kit.disclosure.read_together.told_counts import Network, network
from research_kit.disclosure.read_together.told_numbers import Candidate, told_numbers
from research_kit.disclosure.rules.collapse import collapsed_together
from research_kit.results import Answer
from tests.attack.editions import QUESTIONS, answers_of, project

Told = dict[int, tuple[float, float]]
OF_EVERY_DAY = ("participants", "time_to_employment", "targets")


@pytest.fixture(scope="module", params=[OF_EVERY_DAY, pytest.param(QUESTIONS, marks=pytest.mark.long)], ids=len)
def study(request, tmp_path_factory) -> tuple[Policy, list[Answer]]:
    parameters = project(tmp_path_factory.mktemp("samba") / "study")
    return read_policy(parameters), answers_of(parameters, "2011-06-30", questions=request.param)


@pytest.fixture(scope="module")
def board(study) -> Release:
    policy, answers = study
    return release(answers, policy=policy)


@pytest.fixture(scope="module")
def public(study) -> Release:
    """As if nothing had been published for the board."""
    policy, answers = study
    return release(answers, policy=policy.for_audience("public"))


def counts_of(answers: Sequence[Answer], policy: Policy) -> tuple[ExactCounts, Network]:
    exact = exact_counts(collapsed_together(answers, policy, earlier=()), step_months=policy.step_months)
    return exact, network(exact, policy)


def told_by(released: Release, exact: ExactCounts, net: Network, *, only: pl.Expr | None = None) -> Told:
    """What its tables tell, of the rows asked for."""
    tables = {
        name: {
            key: Candidate(one.kind, one.table if only is None else one.table.filter(only)) for key, one in a.items()
        }
        for name, a in released.items()
    }
    return told_numbers(tables, exact, net).told


def together(one: Told, other: Told) -> Told:
    pairs = {at: (one.get(at, other.get(at)), other.get(at, one.get(at))) for at in {*one, *other}}
    return {at: (max(a[0], b[0]), min(a[1], b[1])) for at, (a, b) in pairs.items() if a and b}


def estimates(released: Release) -> int:
    return sum(int(t.table["estimate"].is_not_null().sum()) for answer in released.values() for t in answer.values())


def narrowed_by(net: Network, before: Told, after: Told) -> list[Cell]:
    """The secrets of which `after` tells more than `before`, though they lie within fewer than k numbers."""
    few = [each.variable for each in exposed(net.linked, after, net.secrets, world=net.world, seconds=120)]
    widths = [upper - lower for lower, upper in (bounds(net.linked, told, few) for told in (before, after))]
    return [net.cells[at] for at, then, now in zip(few, *widths, strict=True) if now < min(net.secrets[at], then)]


def test_a_public_edition_after_the_boards_shows_as_much_and_tells_nothing_more(study, board, public):
    policy, answers = study
    for_public = policy.for_audience("public")
    after = release(answers, policy=for_public, earlier=(board,))
    assert estimates(after) >= 0.85 * estimates(public)
    exact, net = counts_of(answers, for_public)
    page, of_board = told_by(after, exact, net), told_by(board, exact, net)
    assert exposed(net.linked, page, net.secrets, world=net.world, seconds=120) == ()  # for who sees it alone
    assert narrowed_by(net, of_board, together(of_board, page)) == []  # for who sees both


def test_the_board_is_told_nearly_all_of_its_own_after_the_public(study, board, public):
    policy, answers = study
    after = release(answers, policy=policy, earlier=(public,))
    assert estimates(after) >= 0.95 * estimates(board)
    exact, net = counts_of(answers, policy)
    both = together(told_by(public, exact, net), told_by(after, exact, net))
    assert exposed(net.linked, both, net.secrets, world=net.world, seconds=120) == ()


def test_an_approved_exception_shows_its_row_and_nothing_else_of_few_people(study, board):
    policy, answers = study
    cell = {"statistic": "lost_before_accepted", "cause": "waiting"}
    asked = {"answer": "participants", "table": "flow", "cell": cell, "reason": "the queue is public"}
    excepting = policy.model_copy(update={"exceptions": ({**asked, "requested_by": "A", "approved_by": "B"},)})
    is_it = pl.col("group_is_all") & (pl.col("statistic") == "lost_before_accepted") & (pl.col("cause") == "waiting")

    def row(released: Release) -> dict:
        table = released["participants"]["flow"]
        frame = table.table.with_columns(group_is_all=pl.all_horizontal(pl.col(name).is_null() for name in table.by))
        return frame.filter(is_it).row(0, named=True)

    shown = release(answers, policy=excepting)
    assert (row(board)["status"], row(board)["n"]) == ("suppressed", None)
    assert (row(shown)["status"], row(shown)["reason"]) == ("ok", "EXCEPTED")
    assert 0 < row(shown)["n"] < policy.k
    exact, net = counts_of(answers, excepting)
    excepted = told_by(shown, exact, net, only=pl.col("reason") == "EXCEPTED")
    assert len(excepted) == 1
    assert narrowed_by(net, excepted, told_by(shown, exact, net)) == []
