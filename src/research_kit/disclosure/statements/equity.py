"""What the tables of `equity` tell of people: who came through each gate, and who attained what was promised."""

from __future__ import annotations

from dataclasses import replace

from research_kit.disclosure.statements.table_statements import AnswerStatements, Relation, Source, TableStatements

_GATE = TableStatements(
    people="gate {outcome}/n", events="gate {outcome}/through{at}", unknown="gate {outcome}/unknown{at}"
)
_SIDES = (
    Source("access", hides=True),
    Source("attainment", hides=True, withheld_only=True, answer="targets", outcomes=("attained",)),
)
_REACHED = Source("attainment", hides=True, answer="targets", outcomes=("attained",))
"""A group's part of those who reached the goal is what its share tells, and goes with it: else the ratio would be told
first, and the share of the next quarter withheld beside it."""
_GAP = TableStatements(people=None, events=None, unknown=None, sums=False, sources=_SIDES)

EQUITY = AnswerStatements(
    tables={
        "access": _GATE,
        "pooled": replace(_GATE, sources=(Source("access"),)),
        "organisations": _GATE,
        "access_gaps": TableStatements(
            people=None, events=None, unknown=None, sums=False, sources=(Source("access", hides=True),)
        ),
        "screening": _GAP,
        "results": _GAP,
        "interaction": _GAP,
        "in_results": TableStatements(
            people="attained/n",
            events="attained/with",
            unknown="attained/unknown",
            untold=("unknown",),
            sources=(_REACHED,),
        ),
        "representation": TableStatements(
            people="{outcome}",
            events="{outcome}",
            unknown=None,
            untold=("unknown",),
            of_everybody=True,
            sources=(_REACHED,),
        ),
    },
    relations=(
        # Through a gate within its days: one of those who came through it at all.
        Relation("accepted", ("gate accepted/through{at}",), "accepted later{at}", sure=False),
        Relation("enrolled", ("gate enrolled/through{at}",), "enrolled later{at}", sure=False),
        Relation("any_activity", ("gate activity/through{at}",), "active later{at}", sure=False),
        Relation(
            "wait referral_to_enrolment/within{at}",
            ("gate enrolled/through{at}",),
            "enrolled, referred late{at}",
            sure=False,
        ),
        Relation(
            "wait referral_to_activity/within{at}",
            ("gate activity/through{at}",),
            "active, referred late{at}",
            sure=False,
        ),
        # The same people as in the attainment of a target, where their numbers are the same.
        Relation("attained", ("attained/with",), sure=False),
        Relation("attained", ("attains {target}",), sure=False),
        Relation("attained/n", ("attains {target} n",), sure=False),
        Relation("attained/with", ("attains {target}",), sure=False),
        Relation("attained/unknown", ("unknown attains {target}",), sure=False),
    ),
    kept_first=("gate accepted/", "gate enrolled/", "gate activity/"),
)
