"""What goes together with starting an activity: points, in the words that the design allows (METHODS 5.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.amounts import horizon, uncertain, visible_gap
from research_kit.display.as_of import dated, dated_sentence, labelled
from research_kit.display.cells import DataTable, alarm, limits, missing, without_empty
from research_kit.display.figures.drawing import draw_both
from research_kit.display.figures.group_dots import gap_dots
from research_kit.display.gaps import gap_verdict
from research_kit.display.rows import EVERYBODY, Row, own_rows
from research_kit.display.tellings.telling import Telling
from research_kit.display.text_alternatives import describe_dots
from research_kit.display.words import Words, capital, key_of

NOW, WITHIN = "gap_starting_now", "gap_starting_within"
WORDINGS = ("DESCRIBED", "ASSOCIATED", "POINTS_TO", "LED_TO")
_CELLS = {"established": "cell-established", "check": "cell-check", "none": "cell-not-told"}


def activity(row: Row, words: Words) -> str:
    """The name of the activity that a row is about."""
    return words.text(f"what-{key_of(row.outcome or 'other')}")


def _main(rows: Sequence[Row]) -> list[Row]:
    """Per activity the row of everybody in the monthly trials."""
    return [r for r in own_rows(rows) if r.statistic == NOW and r.group == EVERYBODY and r.blocked_dimension is None]


def _message(rows: Sequence[Row]) -> str:
    main = _main(rows)
    shown = [r for r in main if r.shown]
    if any(r.reason == "NO_PROTOCOL" for r in main):
        return "protocol"
    if not shown:
        return "insufficient"
    return "established" if any(gap_verdict(r) == "established" for r in shown) else "none"


def _heading(rows: Sequence[Row], words: Words) -> str:
    return words.text(f"heading-effects-{_message(rows)}")


def _sentences(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    del table
    if _message(rows) == "protocol":
        return [words.text("said-blocked", reason=words.reason("NO_PROTOCOL"))]
    said = [dated_sentence(" ".join(_about(row, words)), [row], words) for row in _main(rows)]
    return [*said, *_groups(rows, words)]


def _about(row: Row, words: Words) -> list[str]:
    """What is said of one activity."""
    name = activity(row, words)
    if row.withheld:
        return [words.text("said-suppressed", group=name, reason=words.reason(row.reason))]
    if not row.shown:
        seen = row.smallest_visible_gap
        told = [words.text("effect-lacks", what=capital(name), reason=words.reason(row.reason))]
        return [*told, *([] if seen is None else [_unseen(seen, row, words)])]
    if gap_verdict(row) == "none":
        seen = row.smallest_visible_gap
        return [_none_seen(row, words), *([] if seen is None else [_unseen(seen, row, words)])]
    verdict = words.text("gap-established" if gap_verdict(row) == "established" else "gap-check")
    return [effect_sentence(row, words), verdict, *_others(row, words)]


def effect_sentence(row: Row, words: Words) -> str:
    """A difference in the words of its design: no verb that says more than the design allows."""
    estimate = row.estimate or 0.0
    wording = row.reason if row.reason in WORDINGS else "DESCRIBED"
    main = words.text(
        f"effect-{wording}-{'less' if estimate < 0 else 'more'}",
        what=activity(row, words),
        d=visible_gap(abs(estimate), row.statistic, words),
        t=horizon(row, words),
    )
    return uncertain(main, row, words, words.number.points)


def _others(row: Row, words: Words) -> list[str]:
    return [] if row.reason == "LED_TO" else [words.text("effect-other-explanations")]


def _none_seen(row: Row, words: Words) -> str:
    main = words.text("effect-none-seen", what=capital(activity(row, words)), t=horizon(row, words))
    return uncertain(main, row, words, words.number.points)


def _unseen(gap: float, row: Row, words: Words) -> str:
    return words.text("effect-unseen", gap=visible_gap(gap, row.statistic, words))


def _groups(rows: Sequence[Row], words: Words) -> list[str]:
    """For whom: the groups of which anything can be told, or that none can."""
    of = [r for r in own_rows(rows) if r.statistic == NOW and r.group.codes and r.blocked_dimension is None]
    told = [r for r in of if r.shown and gap_verdict(r) != "none"]
    if of and not any(r.shown for r in of):
        return [words.text("effect-groups-none")]
    return [
        dated_sentence(
            f"{words.text('effect-of-group', group=words.in_sentence(r.group))} {effect_sentence(r, words)}", [r], words
        )
        for r in told
    ]


def _pictures(rows: Sequence[Row], words: Words, k: int, id_: str) -> list[str]:
    """The monthly trials and the cloned people of each activity."""
    of = [r for r in own_rows(rows) if r.statistic in (NOW, WITHIN) and r.group == EVERYBODY and r.shown]
    plot = gap_dots(of, words, k=k, axis=words.text("axis-effects")) if of else None
    if plot is None:
        return []
    named = [
        replace(dot, label=dated(_label(row, words), [row], words)) for dot, row in zip(plot.rows, of, strict=True)
    ]
    plot = replace(plot, rows=named)
    return [
        draw_both(
            plot.draw, words.text("figure-title-effects"), describe_dots(plot, words, words.number.points), id_=id_
        )
    ]


def _label(row: Row, words: Words) -> str:
    return capital(words.text("effect-label", what=activity(row, words), way=words.text(f"way-{row.statistic}")))


def _tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    """One line per activity, group and design."""
    of = [r for r in own_rows(rows) if r.blocked_dimension is None and r.outcome is not None]
    if not of:
        return []
    lines = []
    for own in of:
        label, (row,) = labelled(capital(activity(own, words)), [own], words)
        write = words.number.points
        lines.append(
            [
                label,
                words.group(row.group),
                words.text(f"way-{row.statistic}"),
                write(row.estimate) if row.shown and row.estimate is not None else missing(row, words),
                limits(row, words, write),
                alarm(row, words, write),
                words.text(_CELLS[gap_verdict(row)]) if row.shown else words.text("cell-none"),
            ]
        )
    heads = [words.text(f"column-{name}") for name in ("activity", "group", "way", "gap", "likely", "alarm", "status")]
    table = DataTable(caption=words.text("table-effects"), columns=heads, rows=lines)
    return [without_empty(table, words.text("cell-none"))]


def _sure(rows: Sequence[Row], words: Words) -> list[str]:
    return [words.text("sure-effects")] if any(r.shown for r in _main(rows)) else []


EFFECTS = Telling(heading=_heading, sentences=_sentences, pictures=_pictures, tables=_tables, sure=_sure)
