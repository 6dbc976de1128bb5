"""The furniture of a board page: header, contents, footer; written from released data and declared words alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from research_kit.disclosure.released_table import Release
from research_kit.display import catalogue
from research_kit.display.amounts import people
from research_kit.display.as_of import dated, dated_count
from research_kit.display.headings import headline_row
from research_kit.display.markup import stylesheet, write_html
from research_kit.display.number_format import quarter_parts, report_number
from research_kit.display.page_lead import changed_since, lead_of, tables_named
from research_kit.display.rows import EVERYBODY, Row, headline_rows, headline_time, rows_of, total
from research_kit.display.subject import subject_of
from research_kit.display.untold import is_untold
from research_kit.display.words import Words
from research_kit.ledger.told_loop import ToldLoop
from research_kit.results import Subject

__all__ = [
    "Entry", "contents", "entries_of", "page_footer", "page_header", "page_resources", "section_title", "subject_of",
]  # fmt: skip


class Entry(NamedTuple):
    """A line of the list of contents: where it leads, its words, and whether it opens a part of the page."""

    id: str
    text: str
    part: bool = False


def page_header(release: Release, *, language: str, loop: ToldLoop | None = None) -> str:
    """The top of the page: which report, the title, what it says in short, and what it rests on.

    `loop` is what the release tells of decisions and of what is new.
    """
    words = Words(language, subject_of(release))
    return write_html(
        "page_header",
        fake=words.text("page-fake") if words.subject.synthetic else "",
        kick=_kick(words),
        title=words.title(),
        lead=lead_of(release, loop or ToldLoop(), words),
        status=_status(release, loop or ToldLoop(), words),
    )


def contents(entries: Sequence[Entry], *, language: str) -> str:
    """The list of contents, from the entries that the shown items carry."""
    heading = catalogue.text(language, "page-contents")
    return write_html("contents", heading=heading, entries=[Entry(*entry) for entry in entries])


def entries_of(items: Sequence[Mapping[str, Any]], *, language: str) -> list[Entry]:
    """The entries of a page's contents, from the data of its items' own MIME type, in the page's order.

    A new section gets an entry of its own before those of its items; an item shown twice is listed once, and one that
    only says that the study has no data on it (`untold`) is not listed.
    """
    entries: list[Entry] = []
    section = ""
    seen: set[str] = set()
    for item in items:
        if item["id"] in seen:
            continue
        seen.add(item["id"])
        if language not in item["contents"]:
            continue
        here = item["section"]
        if here and here["id"] != section:
            entries.append(Entry(here["id"], here["titles"][language], part=True))
        section = here["id"] if here else ""
        entries += [Entry(*entry) for entry in item["contents"][language]]
    return entries


def page_footer(release: Release, *, language: str, version: str) -> str:
    """The foot of the page: what withheld cells mean, how uncertainty is shown, methods and version."""
    words = Words(language, subject_of(release))
    tables = [table for answer in release.values() for table in answer.values()]
    told = [a[name] for a in release.values() for name in a if not is_untold(a, name)]
    methods = ", ".join(sorted({table.method_id for table in told}))
    k = max((table.k for table in tables), default=0)
    lines = [words.text("footer-fake")] if words.subject.synthetic else []
    lines += [words.text("footer-withheld", k=words.number.plain(k)), words.text("footer-likely")]
    lines += [words.text("footer-unknown"), words.text("footer-offline")]
    day = words.number.day(words.subject.as_of)
    lines.append(words.text("footer-methods", methods=methods, version=version, day=day))
    return write_html("page_footer", heading=words.text("footer-heading"), lines=lines)


def page_resources(
    release: Release, *, language: str, version: str, entries: Sequence[Entry] = (), loop: ToldLoop | None = None
) -> dict[str, Any]:
    """What the page template `board` reads from `resources["research_kit"]`.

    `entries` are those of the items on the page (each carries its own under `contents`), in order; `loop` is what the
    release tells of decisions and of what is new.
    """
    words = Words(language, subject_of(release))
    return {
        "lang": language,
        "tag": catalogue.tag(language),
        "title": _page_title(words),
        "description": words.text("page-description", title=words.title(), day=words.number.day(words.subject.as_of)),
        "skip": words.text("page-skip"),
        "css": stylesheet(),
        "header_html": page_header(release, language=language, loop=loop),
        "contents_html": contents(entries, language=language) if entries else "",
        "footer_html": page_footer(release, language=language, version=version),
        "depth": {},
    }


def section_title(answer: str, subject: Subject, *, language: str) -> str:
    """The heading over the items of one answer."""
    words = Words(language, subject)
    name = "time_to_event" if answer == "time_to_employment" and words.own_outcomes else answer
    key = f"section-{name}"
    return words.text(key if words.known(key) else "section-other")


def _quarter(words: Words) -> str:
    parts = quarter_parts(words.subject.quarter)
    if parts is None:
        return words.subject.quarter
    year, number = parts
    return words.text(f"quarter-{number}", year=words.number.plain(year))


def _kick(words: Words) -> str:
    quarter = _quarter(words)
    return words.text("page-kick-quarter", quarter=quarter) if quarter else words.text("page-kick")


def _page_title(words: Words) -> str:
    quarter = _quarter(words)
    key = "page-title" if quarter else "page-title-plain"
    title = words.text(key, title=words.title(), quarter=quarter)
    return words.text("page-title-fake", title=title) if words.subject.synthetic else title


def _status(release: Release, loop: ToldLoop, words: Words) -> list[tuple[str, str]]:
    lines = [
        ("status-who", _who(release, words)),
        ("status-until", words.number.day(words.subject.as_of)),
        ("status-known", _known(release, words)),
        ("status-number", _report_number(words)),
        ("status-changed", changed_since(loop, words)),
        ("status-withheld", _withheld(release, words)),
    ]
    return [(words.text(key), value) for key, value in lines if value]


def _who(release: Release, words: Words) -> str:
    row, k = _people(release)
    if row is None:
        return ""
    # Of everybody a withheld number is seldom a small one: it is withheld since others could be subtracted from it.
    said = words.text("status-who-withheld") if row.n is None else people(row.n, words, k=k)
    whom, start = dated_count(said, row, words), words.subject.starts_on
    if start is None or row.as_of is not None:  # of an earlier quarter, it is not those enrolled until now
        return words.text("status-who-plain", people=whom)
    end = words.number.month(words.subject.as_of)
    return words.text("status-who-dates", people=whom, start=words.number.month(start), end=end)


def _people(release: Release) -> tuple[Row | None, int]:
    """The row that says how many people the page is about, and the smallest number that may be shown."""
    for table, rows in tables_named(release, "flow"):
        found = [r for r in rows if r.statistic == "enrolled" and r.group == EVERYBODY]
        if found:
            return found[0], table.k
    for table, rows in tables_named(release, "within"):
        row = headline_row(rows)
        if row is not None:
            return row, table.k
    return None, 0


def _known(release: Release, words: Words) -> str:
    for _, rows in tables_named(release, "known"):
        row = total(rows)
        if row is not None and row.shown:
            return dated(_how_known(row, words), [row], words)
    return ""


def _how_known(row: Row, words: Words) -> str:
    if row.n is None or row.events is None:
        return words.text("status-known-share", percent=words.number.percent(row.estimate or 0.0))
    written = {"n": words.number.count(row.n), "known": words.number.count(row.events)}
    if row.n == row.events:
        return words.text("status-known-all", n=written["n"])
    return words.text("status-known-some", **written, unknown=words.number.count(row.n - row.events))


def _report_number(words: Words) -> str:
    start, planned = words.subject.starts_on, words.subject.planned_reports
    number = None if start is None else report_number(start, words.subject.quarter)
    if number is None or number < 1:
        return ""
    written = words.number.plain(number)
    if planned is None or number > planned:
        return written
    return words.text("status-number-planned", number=written, planned=words.number.plain(planned))


def _withheld(release: Release, words: Words) -> str:
    """How many groups the main figure does not show, or that cells are withheld elsewhere."""
    groups = {
        row.group
        for _, rows in tables_named(release, "within")
        for row in headline_rows(rows)
        if row.withheld and row.time == headline_time(rows)
    }
    if not groups and not any(
        row.withheld for answer in release.values() for t in answer.values() for row in rows_of(t)
    ):
        return words.text("status-withheld-none")
    return words.text("status-withheld-some", count=len(groups), n=words.number.count(len(groups)))
