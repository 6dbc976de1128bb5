"""What the tables of `participants_voice` tell of people: who was asked, who answered what, and who voiced a need."""

from __future__ import annotations

from research_kit.disclosure.statements.table_statements import AnswerStatements, Relation, TableStatements

_SCORE = ("statistic", "outcome", "time")

PARTICIPANTS_VOICE = AnswerStatements(
    tables={
        # As the board's indicators tell of the same people: without those asked the share is not told either.
        "responses": TableStatements(
            people="asked{at}", events="replied{at}", unknown=None, untold=("events", "unknown")
        ),
        "reliability": TableStatements(people=None, events=None, unknown=None),
        "scales": TableStatements(people="answers {outcome}{at}", events=None, unknown=None, loose_base=True),
        "agree": TableStatements(
            people="answers {outcome}{at}",
            events="says {cause} {outcome}{at}",
            unknown=None,
            untold=("events", "unknown"),
            loose_base=True,
            adds_up=_SCORE,
            carried_as_one=_SCORE,
        ),
        "languages": TableStatements(people=None, events=None, unknown=None, sums=False, sources=()),
        "change": TableStatements(
            people="pairs {outcome}{at}",
            events="{cause} {outcome}{at}",
            unknown=None,
            untold=("unknown",),
            adds_up=_SCORE,
            carried_as_one=_SCORE,
        ),
        "change_mean": TableStatements(
            people="answers {outcome}{at}", events=None, unknown=None, loose_base=True, model=True
        ),
        "change_bounds": TableStatements(
            people="{statistic}/due {outcome}{at}",
            events="{statistic}/better {outcome}{at}",
            unknown=None,
            untold=("unknown",),
        ),
        "closer": TableStatements(
            people="closer {statistic}/of",
            events="closer {statistic}/{cause}",
            unknown=None,
            untold=("unknown",),
            adds_up=_SCORE,
            carried_as_one=_SCORE,
        ),
        "coding": TableStatements(people=None, events=None, unknown=None),
        "needs_match": TableStatements(
            people="voiced", events="any {statistic}", unknown=None, untold=("events", "unknown"), loose_base=True
        ),
        "unmet": TableStatements(
            people="voiced {cause}", events="{statistic} of {cause}", unknown=None, untold=("unknown",)
        ),
        "needs_over_time": TableStatements(
            people="voiced in {outcome}", events="voiced in {outcome}/{cause}", unknown=None, untold=("unknown",)
        ),
    },
    relations=(
        # Who skipped a question, or is not yet due, is no secret: `answers` and `asked` are tied to nothing else.
        # Those due with an answer at the start: they answered again, or are silent.
        Relation("share_if_none/due {outcome}{at}", ("pairs {outcome}{at}",), "silent {outcome}{at}"),
        Relation("share_if_none/better {outcome}{at}", ("improved {outcome}{at}",)),
        Relation("share_if_all/due {outcome}{at}", ("share_if_none/due {outcome}{at}",)),
        Relation("share_if_all/better {outcome}{at}", ("improved {outcome}{at}", "silent {outcome}{at}")),
        Relation("share_weighted/due {outcome}{at}", ("pairs {outcome}{at}",)),
        Relation("share_weighted/better {outcome}{at}", ("improved {outcome}{at}",)),
        # Those not in work or studies: they answered, or are silent.
        Relation("closer share_if_none/of", ("closer share_closer/of",), "silent about work"),
        Relation("closer share_if_none", ("closer share_closer",)),
        Relation("closer share_if_all/of", ("closer share_if_none/of",)),
        Relation("closer share_if_all", ("closer share_closer", "silent about work")),
        Relation("closer share_weighted/of", ("closer share_closer/of",)),
        Relation("closer share_weighted", ("closer share_closer",)),
        Relation("closer share_of_answers/of", ("closer share_closer/of",)),
        Relation("closer share_of_answers/agree", ("closer share_closer",)),
        # The target about the same question counts the same people, where it judges work as this table does.
        Relation("attains closer/{reading}", ("closer share_closer",), sure=False),
        Relation("enrolled", ("voiced",), "voiced nothing", sure=False),
        Relation("voiced", ("voiced {theme}",), "voiced, not {theme}", sure=False),
        Relation("rank_without_activity of {theme}", ("share_without_activity of {theme}",)),
        Relation("rank_not_met_herself of {theme}", ("share_not_met_herself of {theme}",)),
    ),
    kept_first=("replied", "asked", "closer share_closer"),
    apart=("voiced in ",),
    # What is better is judged by the spread at the start, which moves; needs are met, and no longer wanted; a reworded
    # question, or a death told late, takes people out of those asked.
    at_a_time=(
        *("asked", "replied", "answers ", "says ", "pairs ", "improved ", "same ", "worse ", "share_", "rank_"),
        *("silent", "closer", "any met", "voiced"),
    ),
)
