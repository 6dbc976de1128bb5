"""The answers that say what their counts mean. A table that is not here is read as closely as its numbers allow."""

from __future__ import annotations

from collections.abc import Mapping

from research_kit.disclosure.statements.activity_effects import ACTIVITY_EFFECTS
from research_kit.disclosure.statements.equity import EQUITY
from research_kit.disclosure.statements.esf_plus import ESF_PLUS
from research_kit.disclosure.statements.indicators import INDICATORS
from research_kit.disclosure.statements.participants import PARTICIPANTS
from research_kit.disclosure.statements.participants_voice import PARTICIPANTS_VOICE
from research_kit.disclosure.statements.process import PROCESS
from research_kit.disclosure.statements.remeasure import REMEASURE
from research_kit.disclosure.statements.table_statements import AnswerStatements, Relation, TableStatements
from research_kit.disclosure.statements.targets import TARGETS
from research_kit.disclosure.statements.time_to_employment import TIME_TO_EMPLOYMENT

DECLARED: Mapping[str, AnswerStatements] = {
    "participants": PARTICIPANTS,
    "time_to_employment": TIME_TO_EMPLOYMENT,
    "process": PROCESS,
    "participants_voice": PARTICIPANTS_VOICE,
    "equity": EQUITY,
    "activity_effects": ACTIVITY_EFFECTS,
    "targets": TARGETS,
    "esf_plus": ESF_PLUS,
    "indicators": INDICATORS,
    "remeasure": REMEASURE,
}
"""By the name of the answer."""

UNDECLARED = TableStatements(declared=False, sources=None)


def statements_of(answer: str, table: str) -> TableStatements:
    """What a table of an answer tells of people."""
    known = DECLARED.get(answer)
    return UNDECLARED if known is None else known.tables.get(table, UNDECLARED)


def relations() -> tuple[Relation, ...]:
    """Every declared relation, in an order in which a rest stands before what divides it."""
    return tuple(each for answer in DECLARED.values() for each in answer.relations)


def at_a_time(quantity: str) -> bool:
    """Whether a quantity counts those who are somewhere at a time: who is there now may have left by the next."""
    return any(quantity.startswith(name) for answer in DECLARED.values() for name in answer.at_a_time)


def stands_apart(quantity: str) -> bool:
    """Whether those counted are never all of another table: equal numbers are chance."""
    return any(quantity.startswith(name) for answer in DECLARED.values() for name in answer.apart)


def worth(quantity: str) -> float:
    """What a number is worth to readers beside others: 2 for what they look for first, less after that, 1 for most."""
    for answer in DECLARED.values():
        for place, name in enumerate(answer.kept_first):
            if quantity.startswith(name):
                return 1.0 + 1.0 / (1.0 + place)
    return 1.0
