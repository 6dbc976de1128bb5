"""The lead of the page: what came of decisions, the one thing to look at, and the target; from released data alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from research_kit.disclosure.released_table import Release, ReleasedTable
from research_kit.display.as_of import dated_sentence
from research_kit.display.explanations import listed
from research_kit.display.gaps import gap_pair, gap_verdict
from research_kit.display.headings import among, gaps_message, heading, headline_row
from research_kit.display.loop.decided import verdicts_sentence
from research_kit.display.rows import Row, headline_rows, own_rows, rows_beside
from research_kit.display.sentences import row_sentence
from research_kit.display.tellings.gaps_of import YELLOW, gap_of_sentence, yellow_sentence
from research_kit.display.words import Words, capital
from research_kit.ledger.told_loop import ToldLoop

_EQUITY = (("screening", "gap_screening"), ("access_gaps", "gap_access"), ("results", "gap_results"))
"""Where else than in the time to work somebody may be behind, and by what; the signal to check now first."""


def lead_of(release: Release, loop: ToldLoop, words: Words) -> list[str]:
    """Three statements at most: of decisions (else the headline number), of a difference, and of the targets."""
    return [*_of_decisions(release, loop, words), *_to_look_at(release, words), *_of_targets(release, words)]


def changed_since(loop: ToldLoop, words: Words) -> str:
    """What changed since the report before, in one line; nothing where the release tells nothing of the loop."""
    if loop == ToldLoop():
        return ""
    if not loop.compared_with:
        return words.text("status-changed-unkept" if loop.follows else "status-changed-first")
    counts = {"news": len(loop.certain), "measured": sum(told.is_new for told in loop.decisions)}
    said = [words.text(f"status-changed-{what}", count=count) for what, count in counts.items() if count]
    return capital(words.listed(said)) if said else words.text("status-changed-none")


def tables_named(release: Release, name: str) -> list[tuple[ReleasedTable, tuple[Row, ...]]]:
    """The tables of that name of every answer, each with its rows."""
    return [
        (answer[name], rows_beside(answer[name], answer.tables)) for answer in release.values() if name in answer.tables
    ]


def _of_decisions(release: Release, loop: ToldLoop, words: Words) -> list[str]:
    again = [told for told in loop.decisions if told.remeasurement is not None]
    if again:
        return [verdicts_sentence(again, words)]
    if loop.decisions:
        return [words.text("lead-none-measured")]
    rows = [(table, headline_row(rows)) for table, rows in tables_named(release, "within")]
    return [row_sentence(row, words, k=table.k) for table, row in rows if row is not None][:1]


def _to_look_at(release: Release, words: Words) -> list[str]:
    """What is established first, then what is to be checked, else that nothing is."""
    work = [(table, rows) for table, rows in tables_named(release, "gaps") if rows]
    told = [(gaps_message(rows)[0], table, rows) for table, rows in work]
    for wanted in ("established", "check"):
        for message, table, rows in told:
            if message == wanted:
                return _of_work(rows, words, table.k)
        found = next(_in_equity(release, wanted, words), None)
        if found is not None:
            return [found]
    return [said for _, table, rows in told for said in _of_work(rows, words, table.k)][:1]


def _in_equity(release: Release, wanted: str, words: Words) -> Iterator[str]:
    """Differences in access and results, and the signal of the screening."""
    for name, statistic in _EQUITY:
        for _, rows in tables_named(release, name):
            for row in own_rows(rows):
                if row.statistic == statistic and row.shown and _is(row, name, wanted):
                    said = yellow_sentence(row, words) if row.reason == YELLOW else gap_of_sentence(row, words)
                    ends = [] if row.reason == YELLOW else [words.text(f"gap-{wanted}")]
                    yield dated_sentence(" ".join([said, *ends]), [row], words)


def _is(row: Row, name: str, wanted: str) -> bool:
    if name == "screening":
        return wanted == "check" and row.reason == YELLOW
    return gap_verdict(row) == wanted


def _of_work(rows: Sequence[Row], words: Words, k: int) -> list[str]:
    """The first established gap itself; else which pairs to look into; else that nothing is established."""
    message, _ = gaps_message(rows)
    rows = headline_rows(rows)
    if message == "established":
        return [row_sentence(r, words, k=k) for r in rows if gap_verdict(r) == "established"][:1]
    if message == "check":
        checked = [r for r in rows if gap_verdict(r) == "check"]
        pairs = dict.fromkeys(gap_pair(r, words) for r in checked)
        said = words.text(f"lead-gaps-check{among(rows)}", list=listed(list(pairs), words))
        return [dated_sentence(said, checked, words)]
    if message == "none":
        return [dated_sentence(words.text(f"lead-gaps-none{among(rows)}"), rows, words)]
    return [words.text(f"heading-gaps-{message}") + "."]


def _of_targets(release: Release, words: Words) -> list[str]:
    """Whether the targets are reached, where anything is told of them."""
    of = [rows for _, rows in tables_named(release, "attainment") if any(r.shown for r in own_rows(rows))]
    return [words.text("lead-target", said=heading("attainment", rows, words)) for rows in of][:1]
