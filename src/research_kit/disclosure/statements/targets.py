"""What the tables of `targets` tell of people: who attained what was promised, and how many there are so far."""

from __future__ import annotations

from dataclasses import replace

from research_kit.disclosure.statements.table_statements import AnswerStatements, Relation, Source, TableStatements

_VALUES = TableStatements(people=None, events=None, unknown=None, untold=("n", "events", "unknown"), sums=False)
_FORETOLD = ("forecast_final", "chance_of_reaching")
"""A forecast begins at what has been reached: its lower limit is at least that, and near the end little more."""

TARGETS = AnswerStatements(
    tables={
        "attainment": TableStatements(
            people="attains {outcome} n/{cause}",
            events="attains {outcome}/{cause}",
            unknown="unknown attains {outcome}/{cause}",
        ),
        "progress": TableStatements(people="so far {outcome}", events=None, unknown=None, follows_people=True),
        "forecast": replace(
            _VALUES, sources=(Source("progress", _FORETOLD, hides=True), Source("attainment", _FORETOLD, hides=True))
        ),
        "backtest": _VALUES,
    },
    relations=(
        Relation("enrolled", ("so far participants",), sure=False),
        Relation("so far participants", ("so far at_once",), "so far, not at once", sure=False),
        Relation("mature", ("attains {target} n",), sure=False),
        Relation(
            "attains {target} n/{one}",
            ("attains {target} n/{other}",),
            "read by {one}, not {other} of {target}",
            sure=False,
        ),
        Relation(
            "attains {target}/{one}",
            ("attains {target}/{other}",),
            "attains {target} by {one}, not {other}",
            sure=False,
        ),
    ),
    at_a_time=("so far at_once",),
)
