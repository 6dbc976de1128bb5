"""What the tables of `remeasure` tell of people: those of a group who came after the change that a decision made.

Each decision has people of its own. That no few people are left over beside them is seen to where the number is made
(`analyses.remeasure`): nothing is told unless at least ten came on either side of the change, and five of those before
had the event, and five had not.
"""

from __future__ import annotations

from typing import get_args

from research_kit.disclosure.statements.table_statements import AnswerStatements, TableStatements
from research_kit.results.result_table import Kind

_AFTER = TableStatements(
    people="after {outcome}/n", events="after {outcome}/with{at}", unknown="after {outcome}/unknown{at}", sums=False
)
_GAP = TableStatements(people=None, events=None, unknown=None, sums=False, sources=())

REMEASURE = AnswerStatements(
    tables={f"after_change_{kind}": _GAP if kind == "gap" else _AFTER for kind in get_args(Kind)},
    apart=("after ",),
)
