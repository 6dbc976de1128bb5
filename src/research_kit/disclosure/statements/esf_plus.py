"""What the indicators of `esf_plus` tell of people: who came, what they were when they came, where they are now."""

from __future__ import annotations

from research_kit.disclosure.statements.table_statements import AnswerStatements, Relation, TableStatements

_AT_ENTRY = "EECO01/entry"

ESF_PLUS = AnswerStatements(
    tables={
        "indicators": TableStatements(
            people="{statistic}/{outcome}", events=None, unknown="unknown {statistic}/{outcome}", follows_people=True
        )
    },
    relations=(
        Relation("enrolled", (_AT_ENTRY,), sure=False),
        # Out of work, of these for long; outside the labour market; in work.
        Relation(_AT_ENTRY, ("EECO02/entry", "EECO04/entry", "EECO05/entry"), "labour market not known", sure=False),
        Relation("EECO02/entry", ("EECO03/entry",), "out of work, not for long", sure=False),
        # Ages, and levels of education.
        Relation(_AT_ENTRY, ("EECO06/entry", "EECO07/entry", "EECO08/entry"), "aged in between", sure=False),
        Relation(
            _AT_ENTRY,
            ("EECO09/entry", "EECO10/entry", "EECO11/entry", "unknown EECO09/entry"),
            "other education",
            sure=False,
        ),
        *(
            Relation(
                _AT_ENTRY,
                (f"EECO{number:02}/entry", f"unknown EECO{number:02}/entry"),
                f"known, not EECO{number:02}",
                sure=False,
            )
            for number in range(2, 18)
        ),
        # Who has left, and what of them is known.
        Relation("enrolled", ("left_28_days/{out}",), "not left for 28 days", sure=False),
        Relation("left_28_days/exit_28_days", ("left_6_months/exit_6_months",), "left since", sure=False),
        *(
            Relation(
                f"left_{since}/exit_{since}",
                (f"{one}/exit_{since}", f"unknown {one}/exit_{since}"),
                f"left, known, not {one}",
                sure=False,
            )
            for since, ones in (
                ("28_days", ("EECR01", "EECR02", "EECR03", "EECR04")),
                ("6_months", ("EECR05", "EECR06")),
            )
            for one in ones
        ),
    ),
)
