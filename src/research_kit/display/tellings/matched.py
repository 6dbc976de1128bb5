"""How many of the needs are met by an activity, and where the largest gap is (METHODS M6.5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.amounts import of_ten
from research_kit.display.as_of import dated_sentence
from research_kit.display.rows import EVERYBODY, Row, own_rows
from research_kit.display.tellings.by_group import ByGroup, main_rows
from research_kit.display.tellings.by_theme import among_shown
from research_kit.display.tellings.telling import silent_sentence
from research_kit.display.words import Words

RECEIVED, OFFERED, HERSELF = "match_received", "match_offered", "met_herself"


def matched_sentences(spec: ByGroup) -> Callable[[ReleasedTable, Sequence[Row], Words], list[str]]:
    """What is said of needs: received, offered, and met by her own answer; the largest gap where it is told."""

    def sentences(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
        everybody = {r.statistic: r for r in own_rows(rows) if r.group == EVERYBODY}
        shown = {name: of_ten(r.estimate or 0.0, words) for name, r in everybody.items() if r.shown}
        said = []
        if RECEIVED in shown:
            some, gap = _largest_gap(rows, words)
            key = f"needs_match-sentence-gap{some}" if gap else "needs_match-sentence-all"
            said.append(dated_sentence(words.text(key, x=shown[RECEIVED], **gap), [everybody[RECEIVED]], words))
        for name in (OFFERED, HERSELF):
            if name in shown:
                said.append(dated_sentence(words.text(f"needs_match-{name}", x=shown[name]), [everybody[name]], words))
        return said or (silent_sentence(rows, words, table.k) if main_rows(spec, rows) else [])

    return sentences


def _largest_gap(rows: Sequence[Row], words: Words) -> tuple[str, dict[str, str]]:
    """The theme that fewest have begun an activity for, and the ranks it could have; whether all themes are shown."""
    beside = [r for r in rows if r.beside and r.group == EVERYBODY]
    ranks = [r for r in beside if r.shown and r.lower is not None]
    if not ranks:
        return "", {}
    first = min(ranks, key=lambda r: (r.estimate or 0.0, r.lower or 0.0, r.upper or 0.0))
    low, high = (words.number.plain(round(value or 0.0)) for value in (first.lower, first.upper))
    said = low if low == high else words.text("range-places", lo=low, hi=high)
    theme = words.coded(first.cause or "") or (first.cause or "")
    return among_shown(first, beside), {"theme": theme, "places": said}
