"""What the tables of `time_to_employment` tell of people: who had started by when, for how long, and who was lost."""

from __future__ import annotations

from research_kit.disclosure.statements.table_statements import AnswerStatements, Relation, Source, TableStatements

_UNTOLD = ("events", "unknown")
_WITHIN = Source("within")
_STARTED = "{outcome}/{cause}{at}"
_NONE = f"share_if_none_started of {_STARTED}"
_ALL = f"share_if_all_started of {_STARTED}"
_VERIFIED = "share_verified of {outcome}/{cause}"

TIME_TO_EMPLOYMENT = AnswerStatements(
    tables={
        "within": TableStatements(
            people="{outcome}/n", events="{outcome}/{cause}{at}", unknown="{outcome}/unknown{at}"
        ),
        "curve": TableStatements(
            people="{outcome}/followed{at}", events=None, unknown=None, loose_base=True, timeless="@0",
            carried_as_one=("statistic", "outcome", "cause"), sources=(Source("within", hides=True),),
        ),
        "median": TableStatements(
            people="{outcome}/n", events=None, unknown=None, untold=_UNTOLD, sums=False, sources=(_WITHIN,)
        ),
        "months": TableStatements(
            people="{outcome}/n", events="months of {outcome}/{cause}{at}", unknown=None, untold=_UNTOLD, sums=False,
            sources=(_WITHIN,),
        ),
        "gaps": TableStatements(
            people=None, events=None, unknown=None, sums=False,
            sources=(
                Source("within", ("gap_within",), hides=True),
                Source("months", ("gap_months", "gap_months_without"), hides=True),
            ),
        ),
        "sustained": TableStatements(
            people="{outcome}/n", events="{outcome}/lasted{at}", unknown="{outcome}/unknown{at}", untold=_UNTOLD
        ),
        "bounds": TableStatements(
            people="{statistic} of {outcome}/{cause} n{at}", events="{statistic} of {outcome}/{cause}{at}",
            unknown="{statistic} of {outcome}/{cause} unknown{at}", untold=_UNTOLD,
            carried_as_one=("outcome", "cause", "time"), sources=(_WITHIN,),
        ),
        "standardised": TableStatements(
            people="model of {outcome}/{cause} n", events="model of {outcome}/{cause}{at}", unknown=None,
            untold=_UNTOLD, loose_base=True, model=True, sums=False, sources=(Source("within", hides=True),),
        ),
        "adjusted": TableStatements(
            people=None, events=None, unknown=None, sums=False,
            sources=(Source("standardised", hides=True), Source("within", hides=True), Source("gaps")),
        ),
        "states": TableStatements(
            people="states/n", events="states/{cause}{at}", unknown="states/unknown{at}", untold=_UNTOLD,
            loose_base=True, adds_up=("statistic", "time"), told_as_one=True,
            carried_as_one=("statistic", "time"),
        ),
    },
    relations=(
        # A wide definition holds work, studies and supported work.
        Relation("wide/any_success{at}", ("{work}/employment{at}", "{work}/education{at}"), "wide less both{at}"),
        Relation("wide/any_success{at}", ("{work}/employment{at}",), "wide less work{at}"),
        Relation(
            "wide/any_success{at}", ("{work}/education{at}",), "wide less studies{at}", ("{work}/employment{at}",)
        ),
        Relation("wide/any_success{at}", ("self_support/self_support{at}",), "wide less self-support{at}"),
        Relation(
            "self_support/self_support{at}", ("{work}/employment{at}",), "self-support less work{at}", sure=False
        ),
        # Those lost without an event, and those whom no register follows.
        Relation(_NONE, (_STARTED,)),
        Relation(_ALL, (_STARTED,), f"lost of {_STARTED}"),
        Relation("{outcome}/unknown{at}", (f"lost of {_STARTED}",), f"unknown, not lost of {_STARTED}"),
        Relation("{outcome}/n", (f"{_VERIFIED} n{{at}}",), f"outside the register of {_STARTED}"),
        Relation(_STARTED, (f"{_VERIFIED}{{at}}",), f"outside the register, started of {_STARTED}"),
        Relation(
            f"outside the register of {_STARTED}",
            (f"outside the register, started of {_STARTED}",),
            f"outside the register, not started of {_STARTED}",
        ),
        Relation(
            f"outside the register, not started of {_STARTED}",
            (f"lost of {_STARTED}",),
            f"outside the register, not started, not lost of {_STARTED}",
        ),
        # Who is in work has started it; in the project or out of it may be told as one.
        Relation("{work}/employment{at}", ("states/work{at}",), "has left work{at}"),
        Relation("states/neither{at}", ("states/in_project{at}", "states/ended{at}")),
    ),
    kept_first=("strict/n", "strict/employment@", "wide/any_success@", "self_support/", "strict/followed@"),
    at_a_time=("states/",),
)  # fmt: skip
