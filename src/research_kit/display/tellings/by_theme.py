"""Needs, theme by theme: how many are unmet, and how that goes from year to year (METHODS M6.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.amounts import of_ten
from research_kit.display.as_of import dated, dated_sentence, labelled
from research_kit.display.cells import DataTable, count, missing
from research_kit.display.figures.drawing import draw_both
from research_kit.display.figures.group_dots import valued_dots
from research_kit.display.rows import EVERYBODY, Group, Row, own_rows
from research_kit.display.tellings.by_group import ByGroup, by_group, cell
from research_kit.display.tellings.telling import Telling, silent_sentence
from research_kit.display.text_alternatives import describe_dots
from research_kit.display.words import THEME, Words, capital, key_of
from research_kit.display.written import written

WITHOUT, NOT_MET = "share_without_activity", "share_not_met_herself"
RANK = {WITHOUT: "rank_without_activity", NOT_MET: "rank_not_met_herself"}
VOICING = "share_voicing"


def theme_name(code: str | None, words: Words) -> str:
    """What a theme is called."""
    if code == "other":
        return words.text("theme-other")
    return words.own_code(code or "") or (code or "").replace("_", " ")


def _everybody(rows: Sequence[Row], statistic: str) -> list[Row]:
    of = [r for r in own_rows(rows) if r.group == EVERYBODY and r.blocked_dimension is None]
    return [r for r in of if r.statistic == statistic and r.cause is not None]


def _ranked(rows: Sequence[Row]) -> list[tuple[Row, Row]]:
    """The rank of each theme and its share, the least met first."""
    shares = {r.cause: r for r in _everybody(rows, WITHOUT)}
    ranks = [r for r in _everybody(rows, RANK[WITHOUT]) if r.shown and shares[r.cause].shown]
    ordered = sorted(ranks, key=lambda r: (-(shares[r.cause].estimate or 0.0), r.cause or ""))
    return [(rank, shares[rank.cause]) for rank in ordered]


def first_themes(rows: Sequence[Row]) -> list[tuple[Row, Row]]:
    """The themes that may be the least met of all, each with its rank and its share; the least met first."""
    ranked = _ranked(rows)
    return [pair for pair in ranked if pair[0].lower == 1] or ranked[:1]


def _heading(rows: Sequence[Row], words: Words) -> str:
    ranked = _ranked(rows)
    if not ranked:
        return words.text("heading-unmet-plain")
    some = among_shown(ranked[0][0], _everybody(rows, WITHOUT))
    return words.text(f"heading-unmet{some}", theme=theme_name(ranked[0][0].cause, words))


def among_shown(rank: Row, themes: Sequence[Row]) -> str:
    """What a key ends with where a theme that is not shown might have a larger gap."""
    return "-shown" if rank.upper != 1 and any(r.withheld for r in themes) else ""


def _sentences(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    ranked = _ranked(rows)
    if not ranked:
        return silent_sentence(rows, words, table.k)
    return [unmet_sentence(rank, share, words) for rank, share in ranked[:2]]


def unmet_sentence(rank: Row, share: Row, words: Words) -> str:
    """How many of the needs of a theme nothing has been begun for, and the ranks that it could have."""
    places = _places(rank, words)
    values = {"theme": capital(theme_name(rank.cause, words)), "x": of_ten(share.estimate or 0.0, words)}
    return dated_sentence(words.text("unmet-sentence", places=places, **values), [share], words)


def _pictures(rows: Sequence[Row], words: Words, k: int, id_: str) -> list[str]:
    """A dot per theme, the least met first: the share without an activity, of everybody."""
    ordered = sorted(_everybody(rows, WITHOUT), key=lambda r: (not r.shown, -(r.estimate or 0.0), r.cause or ""))
    of = [_as_group(r, words) for r in ordered]
    if not any(r.shown for r in of):
        return []
    named = _with_themes(of, words)
    plot = valued_dots(of, named, k=k, axis=words.text("axis-unmet"))
    legend = [(kind, words.text("read-likely-90") if kind == "likely" else said) for kind, said in plot.legend]
    plot = replace(plot, legend=legend)
    text = describe_dots(plot, named, written("share", words).digits)
    return [draw_both(plot.draw, words.text("figure-title-unmet"), text, id_=id_)]


def _as_group(row: Row, words: Words) -> Row:
    del words
    return replace(row, group=Group(((THEME, row.cause or ""),)), cause=None)


def _with_themes(rows: Sequence[Row], words: Words) -> Words:
    """The same language, in which every theme of the rows has a name."""
    codes = [dict(row.group.codes)[THEME] for row in rows]
    names = {code: {words.language: capital(theme_name(code, words))} for code in codes}
    return Words(words.language, replace(words.subject, codes={**words.subject.codes, THEME: names}))


def _tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    """One line per theme for everybody; then for each theme its groups."""
    groups = [r for r in own_rows(rows) if r.group != EVERYBODY]
    of_groups = by_group(_GROUPS).tables(groups, words) if groups else []
    return [_of_themes(rows, words), *of_groups]


_GROUPS = ByGroup(name="unmet", about=(("statistic", WITHOUT),), beside="statistic", apart="cause")


def _of_themes(rows: Sequence[Row], words: Words) -> DataTable:
    at = {(r.statistic, r.cause): r for name in (*RANK, *RANK.values()) for r in _everybody(rows, name)}
    themes = list(dict.fromkeys(r.cause for r in _everybody(rows, WITHOUT)))
    lines = []
    for theme in themes:
        told = [at.get((name, theme)) for name in (WITHOUT, RANK[WITHOUT], NOT_MET, RANK[NOT_MET])]
        first = [row for row in told if row is not None]
        label, of = labelled(capital(theme_name(theme, words)), first, words)
        kept = dict(zip((r.statistic for r in first), of, strict=True))
        cells = [
            part(kept.get(name), words)
            for share, rank in RANK.items()
            for name, part in ((share, _cell), (rank, _rank_cell))
        ]
        lines.append([label, count(of[0].n, of[0], words), *cells])
    heads = ["theme", "people", "unmet-share_without_activity", "rank", "unmet-share_not_met_herself", "rank"]
    columns = [words.text(f"column-{name}") for name in heads]
    return DataTable(caption=words.text("table-unmet-themes"), columns=columns, rows=lines)


def _rank_cell(row: Row | None, words: Words) -> str:
    """The ranks that a theme could have: themes whose ranks meet share one, so that it alone would say little."""
    if row is None or not row.shown:
        return missing(row, words)
    return dated(_places(row, words), [row], words)


def _places(rank: Row, words: Words) -> str:
    low, high = (words.number.plain(round(value or 0.0)) for value in (rank.lower, rank.upper))
    return low if low == high else words.text("range-places", lo=low, hi=high)


def _cell(row: Row | None, words: Words) -> str:
    return missing(row, words) if row is None else cell(row, words)


def _sure(rows: Sequence[Row], words: Words) -> list[str]:
    return [words.text("sure-unmet")] if _ranked(rows) else []


UNMET = Telling(heading=_heading, sentences=_sentences, pictures=_pictures, tables=_tables, sure=_sure)


def _years(rows: Sequence[Row]) -> list[str]:
    return sorted({r.outcome for r in _everybody(rows, VOICING) if r.outcome is not None})


def _at(rows: Sequence[Row]) -> dict[tuple[str | None, str | None], Row]:
    return {(r.cause, r.outcome): r for r in _everybody(rows, VOICING)}


def _changes(rows: Sequence[Row], reason: str, words: Words) -> str:
    of = dict.fromkeys(theme_name(r.cause, words) for r in _everybody(rows, VOICING) if r.shown and r.reason == reason)
    return ", ".join(of)


def _over_time_heading(rows: Sequence[Row], words: Words) -> str:
    last = _years(rows)[-1:]
    shown = [r for r in _everybody(rows, VOICING) if r.shown and [r.outcome] == last]
    if not shown:
        return words.text("heading-needs_over_time-plain")
    most = max(shown, key=lambda r: r.estimate or 0.0)
    return words.text("heading-needs_over_time", theme=theme_name(most.cause, words))


def _over_time_sentences(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    years = _years(rows)
    shown = [r for r in _everybody(rows, VOICING) if r.shown and r.outcome in years[-1:]]
    if not shown:
        return silent_sentence(rows, words, table.k)
    most = max(shown, key=lambda r: r.estimate or 0.0)
    values = {"theme": theme_name(most.cause, words), "x": of_ten(most.estimate or 0.0, words)}
    said = [dated_sentence(words.text("needs_over_time-sentence", **values), [most], words)]
    for reason in ("APPEARED", "GONE"):
        if names := _changes(rows, reason, words):
            said.append(words.text(f"needs_over_time-{reason.lower()}", list=names))
    return said


def _over_time_tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    """One line per theme, for each year the share that voiced it and the activities that were there for it."""
    years, at = _years(rows), _at(rows)
    beside = _beside(rows)
    lines = []
    for theme in dict.fromkeys(r.cause for r in _everybody(rows, VOICING)):
        cells = [
            text
            for year in years
            for text in (_cell(at.get((theme, year)), words), _activities(beside.get((theme, year), ()), words))
        ]
        lines.append([capital(theme_name(theme, words)), *cells])
    heads = [words.text("column-theme")]
    for year in years:
        key = f"column-{year}" if words.known(f"column-{year}") else "column-year-later"
        heads += [words.text(key), words.text("column-year-activities")]
    return [DataTable(caption=words.text("table-needs_over_time"), columns=heads, rows=lines)]


def _beside(rows: Sequence[Row]) -> dict[tuple[str | None, str], tuple[str, ...]]:
    """Theme and year -> the versions of activities there were for it, from the declared names."""
    found: dict[tuple[str | None, str], tuple[str, ...]] = {}
    for item in next((r.allowed_for for r in rows), ()):
        key, _, names = item.partition("=")
        theme, _, year = key.partition(":")
        found[theme, f"year_{year}"] = tuple(names.split("+"))
    return found


def _activities(versions: Sequence[str], words: Words) -> str:
    """The kinds of activity there were, and which of them were changed on the way."""
    if not versions:
        return words.text("cell-no-activity")
    kinds = [version.partition(":")[0] for version in versions]
    named = {kind: capital(_kind(kind, words)) for kind in dict.fromkeys(kinds)}
    return "; ".join(
        words.text("activity-changed", name=name) if kinds.count(kind) > 1 else name for kind, name in named.items()
    )


def _kind(kind: str, words: Words) -> str:
    key = f"what-{key_of(kind)}"
    return words.text(key) if words.known(key) else kind.replace("_", " ")


def _over_time_sure(rows: Sequence[Row], words: Words) -> list[str]:
    return [words.text("sure-needs_over_time")] if any(r.shown for r in _everybody(rows, VOICING)) else []


def _no_figure(rows: Sequence[Row], words: Words, k: int, id_: str) -> list[str]:
    del rows, words, k, id_
    return []


OVER_TIME = Telling(
    heading=_over_time_heading,
    sentences=_over_time_sentences,
    pictures=_no_figure,
    tables=_over_time_tables,
    sure=_over_time_sure,
)
