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

STARTING, NOT_YET, WITHIN = "gap_starting", "gap_starting_now", "gap_starting_within"
"""Against not starting at all, against not yet, and within some months."""
BETWEEN = "gap_between_groups"
"""The difference of a group less that of the group it is compared with."""
WORDINGS = ("DESCRIBED", "ASSOCIATED", "POINTS_TO", "LED_TO")
_HEADS = ("activity", "group", "way", "gap", "likely", "alarm")
_CELLS = {"established": "cell-established", "check": "cell-check", "none": "cell-not-told"}


def activity(row: Row, words: Words) -> str:
    """The name of the activity that a row is about."""
    return words.text(f"what-{key_of(row.outcome or 'other')}")


def _main(rows: Sequence[Row]) -> list[Row]:
    """Per activity the row of everybody in the monthly trials, of the contrast that its protocol is about."""
    return [r for r in own_rows(rows) if r.group == EVERYBODY and _is_headline(r, rows)]


def _is_headline(row: Row, rows: Sequence[Row]) -> bool:
    """Whether a row is of the contrast of its protocol: not yet only where that is all that is asked."""
    if row.blocked_dimension is not None or row.statistic not in (STARTING, NOT_YET):
        return False
    return row.statistic == STARTING or not any(r.statistic == STARTING and r.outcome == row.outcome for r in rows)


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
    told = [row for row in _main(rows) if row.shown or row.withheld]
    said = []
    for row in told:
        beside = [] if row.statistic == NOT_YET else _not_yet(row, rows)
        said.append(dated_sentence(" ".join(_about(row, beside, words)), [row, *beside], words))
    return [*said, *_lacking([row for row in _main(rows) if row not in told], words), *_groups(rows, words)]


def _lacking(rows: Sequence[Row], words: Words) -> list[str]:
    """Activities of which nothing can be told yet: those with the same reason together."""
    found: dict[tuple[str | None, float | None], list[Row]] = {}
    for row in rows:
        found.setdefault((row.reason, row.smallest_visible_gap), []).append(row)
    said = []
    for (reason, seen), of in found.items():
        names = capital(words.listed([activity(row, words) for row in of]))
        lacks = words.text("effect-lacks", what=names, reason=words.reason(reason))
        said.append(dated_sentence(lacks if seen is None else f"{lacks} {_unseen(seen, of[0], words)}", of, words))
    return said


def _not_yet(row: Row, rows: Sequence[Row]) -> list[Row]:
    """The same activity against not yet, where it is shown and a difference is told of."""
    if not row.shown or gap_verdict(row) == "none":
        return []
    of = [r for r in own_rows(rows) if r.statistic == NOT_YET and r.group == EVERYBODY and r.outcome == row.outcome]
    return [r for r in of if r.shown]


def _about(row: Row, beside: Sequence[Row], words: Words) -> list[str]:
    """What is said of one activity; `beside`: the row against not yet."""
    name = activity(row, words)
    if row.withheld:
        return [words.text("said-suppressed", group=name, reason=words.reason(row.reason))]
    if gap_verdict(row) == "none":
        seen = row.smallest_visible_gap
        return [_none_seen(row, words), *([] if seen is None else [_unseen(seen, row, words)])]
    verdict = words.text("gap-established" if gap_verdict(row) == "established" else "gap-check")
    return [effect_sentence(row, words), verdict, *(_against_not_yet(r, words) for r in beside), *_others(row, words)]


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


def _against_not_yet(row: Row, words: Words) -> str:
    estimate = row.estimate or 0.0
    main = words.text(
        f"effect-not-yet-{'less' if estimate < 0 else 'more'}", d=visible_gap(abs(estimate), row.statistic, words)
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
    of = [r for r in own_rows(rows) if r.group.codes and _is_headline(r, rows)]
    told = [r for r in of if r.shown and gap_verdict(r) != "none"]
    if of and not any(r.shown for r in of):
        return [words.text("effect-groups-none")]
    said = [
        dated_sentence(
            f"{words.text('effect-of-group', group=words.in_sentence(r.group))} {effect_sentence(r, words)}", [r], words
        )
        for r in told
    ]
    between = [r for r in own_rows(rows) if r.statistic == BETWEEN and r.shown and gap_verdict(r) == "established"]
    return [*said, *(dated_sentence(_between(r, words), [r], words) for r in between)]


def _between(row: Row, words: Words) -> str:
    """For whom more: only where the difference between the groups is established itself."""
    estimate = row.estimate or 0.0
    main = words.text(
        f"effect-between-{'less' if estimate < 0 else 'more'}",
        what=capital(activity(row, words)),
        group=words.in_sentence(row.group),
        other=words.compared(row.compared_with),
        d=visible_gap(abs(estimate), row.statistic, words),
    )
    return uncertain(main, row, words, words.number.points)


def _pictures(rows: Sequence[Row], words: Words, k: int, id_: str) -> list[str]:
    """The monthly trials and the cloned people of each activity."""
    ways = (STARTING, NOT_YET, WITHIN)
    of = [r for r in own_rows(rows) if r.statistic in ways and r.group == EVERYBODY and r.shown]
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
                words.text(f"way-{row.statistic}", other=words.compared(row.compared_with)),
                write(row.estimate) if row.shown and row.estimate is not None else missing(row, words),
                limits(row, words, write),
                alarm(row, words, write),
                words.text(_CELLS[gap_verdict(row)]) if row.shown else words.text("cell-none"),
                _grade(row, words),
            ]
        )
    heads = [words.text(f"column-{name}") for name in (*_HEADS, "status", "grade")]
    table = DataTable(caption=words.text("table-effects"), columns=heads, rows=lines)
    return [without_empty(table, words.text("cell-none"))]


def _grade(row: Row, words: Words) -> str:
    """What may be said of a difference at most, as it is established or not (METHODS 11)."""
    if not row.shown:
        return words.text("cell-none")
    is_told = gap_verdict(row) == "established" and row.reason in WORDINGS
    return words.text(f"cell-grade-{row.reason if is_told else 'DESCRIBED'}")


def _sure(rows: Sequence[Row], words: Words) -> list[str]:
    shown = [r for r in _main(rows) if r.shown]
    ways = [way for way in (STARTING, NOT_YET) if any(r.statistic == way for r in shown)]
    return [*(words.text(f"sure-effects-{way}") for way in ways), *([words.text("sure-effects")] if shown else [])]


EFFECTS = Telling(heading=_heading, sentences=_sentences, pictures=_pictures, tables=_tables, sure=_sure)
