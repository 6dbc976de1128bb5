"""A number measured again is not told where earlier reports, beside it, would give a few people away."""

from __future__ import annotations

import polars as pl
import pytest

from research_kit.analyses.remeasure.subtraction import ToldEarlier
from research_kit.ledger.loop import LoopRecord
from tests.unit.ledger.made_up_loop import finding


def row(n: int, events: int, unknown: int = 0) -> pl.DataFrame:
    return pl.DataFrame({"n": [n], "events": [events], "unknown": [unknown]})


def earlier(n: int, events: int, quarter: str = "2011-Q1") -> ToldEarlier:
    told = finding(n=n, events=events, unknown=0, estimate=events / n, quarter=quarter, as_of=quarter)
    return ToldEarlier(LoopRecord(records=(told,)), "2011-Q3", least=5)


CLAIM = finding().claim


@pytest.mark.parametrize(
    ("before", "after", "gives_away"),
    [
        ((60, 20), (40, 17), False),  # those before are those decided on, unchanged
        ((66, 26), (40, 17), False),  # six more, all with the event: told as between any two reports
        ((63, 21), (37, 17), True),  # three people came between
        ((60, 21), (40, 17), True),  # one of them has had the event since
        ((70, 25), (40, 17), False),
    ],
)
def test_those_before_are_held_against_those_decided_on(before, after, gives_away):
    assert earlier(60, 20).gives_away(CLAIM, row(*before), row(*after)) is gives_away


def test_everybody_is_held_against_an_earlier_report_too():
    assert earlier(100, 40).gives_away(CLAIM, row(60, 20), row(43, 21))  # three more than were told of last time
    assert not earlier(100, 40, quarter="2011-Q3").gives_away(CLAIM, row(60, 20), row(43, 21))  # this very release


def test_two_decisions_are_held_against_one_another():
    told = ToldEarlier(LoopRecord(), "2011-Q3", least=5)
    assert not told.gives_away(CLAIM, row(60, 20), row(30, 14))
    assert told.gives_away(CLAIM, row(63, 21), row(27, 13))  # a month later: three people between them
    assert not told.gives_away(CLAIM, row(40, 12), row(50, 22))
