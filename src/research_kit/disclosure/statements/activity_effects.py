"""What the tables of `activity_effects` tell of people: who had started what; estimates of models tell of nobody.

A model's estimate rests on at least sixty people and twenty events on each side (METHODS 5.3, 10.6), and the numbers of
people who would have to start are about nobody who is there.
"""

from __future__ import annotations

from research_kit.disclosure.statements.table_statements import AnswerStatements, Relation, TableStatements

_MODEL = TableStatements(
    people=None, events=None, unknown=None, untold=("n", "events", "unknown"), sums=False, sources=()
)

ACTIVITY_EFFECTS = AnswerStatements(
    tables={
        "activity_starts": TableStatements(
            people="starts {outcome}/n", events="starts {outcome}/by{at}", unknown="starts {outcome}/unknown{at}"
        ),
        "effects": _MODEL,
        "effect_ratios": _MODEL,
        "effect_checks": _MODEL,
        "outside_comparison": _MODEL,
        "outside_checks": _MODEL,
        "outside_overlap": _MODEL,
        "effect_questions": _MODEL,
    },
    relations=(
        # Who has attended a kind of activity has started it; where the numbers allow it.
        Relation("attends/{type}", ("starts {type}/by{at}",), "starts {type} later{at}", sure=False),
    ),
)
