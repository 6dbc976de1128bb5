"""What the tables of `participants` tell of people: stages on the way in, groups, and whose outcome is known."""

from __future__ import annotations

from research_kit.disclosure.statements.table_statements import AnswerStatements, Relation, TableStatements

PARTICIPANTS = AnswerStatements(
    tables={
        "flow": TableStatements(people="{statistic}/{cause}", events=None, unknown=None, follows_people=True),
        "composition": TableStatements(
            people="people", events="people", unknown=None, of_everybody=True, follows_people=True
        ),
        "known": TableStatements(people="mature", events="known", unknown="not_known", follows_people=True),
    },
    relations=(
        Relation("enrolled", ("mature",), "enrolled less than a year ago"),
        Relation("known", ("outcome_known",), "known, but not by the stages"),
    ),
    kept_first=("people", "enrolled", "referred", "outcome_known"),
)
