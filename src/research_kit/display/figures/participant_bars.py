"""From the released tables about participants to bars: the flow, the composition, and what is known."""

from __future__ import annotations

from collections.abc import Sequence

from research_kit.display.amounts import people
from research_kit.display.as_of import dated, labelled
from research_kit.display.figures.flow_bars import Part, Stage
from research_kit.display.figures.share_bars import ShareBar
from research_kit.display.rows import EVERYBODY, Group, Row
from research_kit.display.words import Words, key_of

STAGES = (
    *("referred", "accepted", "enrolled", "any_activity"),
    *("followed_1", "followed_2", "followed_3", "followed_4", "outcome_known"),
)
_LOOKS = {
    "not_due": "outl",
    "waiting": "outl",
    "no_activity_yet": "outl",
    "not_enrolled_yet": "outl",
    "not_known": "hatch",
}
NOT_LOST = frozenset(_LOOKS)
"""Those who may still come, and those of whom it is not known: not people who left."""


def flow_stages(rows: Sequence[Row], words: Words, *, group: Group = EVERYBODY) -> list[Stage]:
    """The stages of one group, in their order, with those lost on the way to each."""
    of = [r for r in rows if r.group == group]
    known = {r.statistic: r for r in of if not r.statistic.startswith("lost_before_")}
    return [_stage(known[name], of, words) for name in STAGES if name in known]


def _stage(row: Row, rows: Sequence[Row], words: Words) -> Stage:
    before = [r for r in rows if r.statistic == f"lost_before_{row.statistic}" and r.n != 0]
    label, (row, *lost) = labelled(words.text(f"stage-{row.statistic}"), [row, *before], words)
    shown = [r for r in lost if r.n is not None]
    missing = sum(r.n or 0 for r in shown)
    whole = bool(shown) and len(shown) == len(lost) and len({r.as_of for r in lost}) == 1  # quarters are not added up
    return Stage(
        label=dated(label, [row], words),
        n=row.n,
        count="" if row.n is None else words.number.count(row.n),
        lost=[Part(r.n or 0, _LOOKS.get(r.cause or "", "seg-g1")) for r in shown],
        lost_words=words.text("flow-fewer", n=words.number.count(missing)) if whole else "",
        why=_why(lost, words),
        known=row.statistic == "outcome_known",
    )


def _why(lost: Sequence[Row], words: Words) -> str:
    """How many were lost for which reason; the reasons whose number is withheld come last, together."""
    shown = [
        dated(words.text("lost-item", n=words.number.count(r.n), reason=lost_reason(r.cause, words)), [r], words)
        for r in lost
        if r.n is not None
    ]
    hidden = [lost_reason(r.cause, words) for r in lost if r.n is None]
    withheld = words.text("lost-withheld", reasons=", ".join(hidden)) if hidden else ""
    return "; ".join(part for part in (", ".join(shown), withheld) if part)


def lost_reason(cause: str | None, words: Words) -> str:
    """Why people did not come further."""
    key = f"lost-{key_of(cause or 'other')}"
    return words.text(key) if words.known(key) else (cause or "").replace("_", " ")


def composition_bars(rows: Sequence[Row], words: Words, *, k: int) -> list[ShareBar]:
    """Each group's part of all participants; the unknown hatched."""
    drawn = [r for r in rows if r.blocked_dimension is None and r.group.codes]
    return _bars(drawn, words, k=k, part_of_whole=False)


def known_bars(rows: Sequence[Row], words: Words, *, k: int) -> list[ShareBar]:
    """For how many it is known how it went; the rest hatched."""
    return _bars([r for r in rows if r.blocked_dimension is None], words, k=k, part_of_whole=True)


def _bars(rows: Sequence[Row], words: Words, *, k: int, part_of_whole: bool) -> list[ShareBar]:
    bars, before = [], None
    for row in rows:
        split = row.group.dimensions
        look = "hatch" if row.group.is_unknown and not part_of_whole else "bar-b"
        bars.append(
            ShareBar(
                label=dated(words.group(row.group), [row], words),
                share=row.estimate if not row.withheld else None,
                look=look,
                value=_value(row, words),
                detail=_detail(row, words, k=k, part_of_whole=part_of_whole),
                rest=part_of_whole,
                withheld=row.withheld,
                new_split=before is not None and split != before,
                strong=not row.group.codes,
            )
        )
        before = split
    return bars


def _value(row: Row, words: Words) -> str:
    if row.withheld:
        return words.text("word-suppressed")
    return words.text("word-insufficient-short") if row.estimate is None else words.number.percent(row.estimate)


def _detail(row: Row, words: Words, *, k: int, part_of_whole: bool) -> str:
    if row.withheld:
        return ""
    if part_of_whole and row.n is not None and row.events is not None:
        return f"({words.text('of-count', a=words.number.count(row.events), b=words.number.count(row.n))})"
    count = None if part_of_whole else row.events
    return "" if count is None else f"({people(count, words, k=k)})"
