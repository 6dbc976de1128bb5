"""What the board's indicators tell of people: of participants who were asked, and of staff, who are people too.

Things (rooms, employers, meetings) stand in no column that counts people. Staff are no participants: their numbers
have names of their own.
"""

from __future__ import annotations

from research_kit.disclosure.statements.table_statements import AnswerStatements, Relation, TableStatements

_STAFF = "staff {outcome}/{cause}"
_FOLLOW_UPS = tuple(range(0, 61, 3))
_ASKED = "asked {indicator}/{version}{at}"

INDICATORS = AnswerStatements(
    tables={
        "indicator_responses": TableStatements(
            people="asked{at}", events="replied{at}", unknown=None, untold=("unknown",)
        ),
        "indicator_answers": TableStatements(
            people="answered {cause}/{outcome}{at}",
            events="agrees {cause}/{outcome}{at}",
            unknown=None,
            untold=("unknown",),
        ),
        "indicator_bounds": TableStatements(
            people="asked {cause}/{outcome}{at}",
            events="{statistic} agrees {cause}/{outcome}{at}",
            unknown=None,
            untold=("unknown",),
        ),
        "indicator_shares": TableStatements(people=_STAFF, events=f"{_STAFF} with", unknown=None),
        "indicator_counts": TableStatements(people=f"{_STAFF} counted", events=None, unknown=None, follows_people=True),
        "indicator_values": TableStatements(people=f"{_STAFF} answered", events=None, unknown=None),
    },
    relations=(
        # Each was asked in one version of an indicator, or before it was asked at all; some did not answer.
        Relation("asked{at}", ("asked {indicator}/{each}{at}",), "asked before {indicator}{at}", sure=False),
        Relation(_ASKED, ("answered {indicator}/{version}{at}",), "silent {indicator}/{version}{at}"),
        Relation("share_if_none agrees {indicator}/{version}{at}", ("agrees {indicator}/{version}{at}",)),
        Relation(
            "share_if_all agrees {indicator}/{version}{at}",
            ("agrees {indicator}/{version}{at}", "silent {indicator}/{version}{at}"),
        ),
        Relation("replied{at}", ("answered {indicator}/{each}{at}",), "replied, not {indicator}{at}", sure=False),
        # Who is due later was due before, where the numbers allow it.
        *(
            Relation(f"asked@{early}", (f"asked@{late}",), f"asked at {early}, not at {late}", sure=False)
            for early in _FOLLOW_UPS
            for late in _FOLLOW_UPS
            if early < late
        ),
    ),
    apart=("staff ",),
    at_a_time=("asked", "replied", "answered ", "agrees ", "silent ", "share_if_none agrees ", "share_if_all agrees "),
)
