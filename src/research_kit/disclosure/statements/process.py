"""What the tables of `process` tell of people: waits, stays, activities, contacts, and where people are at a time."""

from __future__ import annotations

from research_kit.disclosure.statements.table_statements import AnswerStatements, Relation, Source, TableStatements

_NOBODY = TableStatements(people=None, events=None, unknown=None, sums=False)

PROCESS = AnswerStatements(
    tables={
        "waits": TableStatements(
            people="wait {outcome}/n", events="wait {outcome}/within{at}", unknown="wait {outcome}/unknown{at}"
        ),
        "waits_median": TableStatements(
            people="wait {outcome}/n",
            events=None,
            unknown=None,
            untold=("events", "unknown"),
            sums=False,
            sources=(Source("waits"),),
        ),
        "dropout": TableStatements(people="one stay/n", events="one stay/{cause}{at}", unknown="one stay/unknown{at}"),
        "attendance": TableStatements(people="attends/{outcome}", events=None, unknown="unknown attends/{outcome}"),
        "offers": TableStatements(people="offered", events="offered/declined", unknown="unknown offered"),
        "contacts": TableStatements(people="contacts/{statistic}", events=None, unknown=None),
        "charts": TableStatements(
            people="chart {statistic}/{cause}",
            events="chart {statistic}/{cause} with",
            unknown=None,
            untold=("n", "events", "unknown"),  # of an edition's `referred` and later quarters, some would be told
        ),
        "versions": _NOBODY,
        "series": _NOBODY,
        "phases": TableStatements(
            people="phases/n",
            events="phases/{cause}{at}",
            unknown="phases/unknown{at}",
            adds_up=("statistic", "time"),
            carried_as_one=("statistic", "time"),
        ),
        "stock": TableStatements(people="at once {cause}", events=None, unknown=None, follows_people=True),
        "flow_balance": TableStatements(people="balance/{statistic}", events=None, unknown=None),
    },
    relations=(
        # Who has taken part was enrolled before, and who was enrolled was let in; where the numbers allow it.
        Relation(
            "wait referral_to_decision/within{at}",
            ("wait referral_to_enrolment/within{at}",),
            "decided, not enrolled{at}",
            sure=False,
        ),
        Relation(
            "wait referral_to_enrolment/within{at}",
            ("wait referral_to_activity/within{at}",),
            "enrolled, not active{at}",
            sure=False,
        ),
        Relation("attends", ("attends/{type}",), "attends, not {type}", sure=False),
        Relation("attends", ("unknown attends",), "attends, known", sure=False),
        Relation("attends/{type}", ("unknown attends/{type}",), "attends/{type} known", sure=False),
        Relation("any_activity", ("attends",), "active, hours not planned", sure=False),
        Relation("offered", ("unknown offered",), "offered, known", sure=False),
        Relation("enrolled", ("contacts/held_per_month",), "no time for contacts", sure=False),
        Relation("contacts/held_per_month", ("contacts/missed_share",), "nothing booked", sure=False),
        Relation("enrolled", ("at once {quarter}",), "not at once {quarter}", sure=False),
        Relation("enrolled", ("balance/mean_at_once",), "outside the balance", sure=False),
        *(
            Relation("balance/mean_at_once", (f"balance/{other}",), f"without {other}", sure=False)
            for other in ("inflow_per_month", "mean_length_months", "littles_gap")
        ),
        # The quarters of a chart divide those referred.
        Relation("referred", ("chart activity_within_30_days/{each}",), "referred in other quarters", sure=False),
        Relation("referred", ("chart median_wait/{each}",), "referred in quarters not told", sure=False),
        Relation(
            "wait referral_to_activity/within@30",
            ("chart activity_within_30_days/{each} with",),
            "soon active in other quarters",
            sure=False,
        ),
        # In a phase, waiting or ended; these may be told as one.
        Relation("phases/n", ("phases/work{at}", "phases/education{at}", "phases/unknown{at}"), "phases elsewhere{at}"),
        Relation("phases elsewhere{at}", ("phases/neither{at}",), sure=False),
        Relation("phases elsewhere{at}", ("phases/ended{at}",), "phases, not ended{at}", sure=False),
        Relation("phases elsewhere{at}", ("phases/waiting_or_in_project{at}", "phases/ended{at}"), sure=False),
    ),
    apart=("chart ",),
    at_a_time=("phases/", "at once "),
)
