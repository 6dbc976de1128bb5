"""`rk.show`: what a notebook shows, in every language at once.

One execution of a notebook renders every language: beside the HTML for the notebook, a released thing carries
its HTML in each language under a MIME type of its own, and the exporter picks one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from research_kit.disclosure.released_table import Release, ReleasedAnswer, ReleasedTable
from research_kit.display.board_questions import QUESTIONS, questions_heading, render_questions
from research_kit.display.catalogue import REFERENCE, languages
from research_kit.display.exploration import exploration_of, render_absent, told_apart
from research_kit.display.headings import heading
from research_kit.display.items import item_heading, render_item, render_missing
from research_kit.display.loop.after_change import ANSWER as AFTER_A_CHANGE
from research_kit.display.markup import safe, stylesheet, write_html
from research_kit.display.page import Entry, section_title
from research_kit.display.subject import subject_of
from research_kit.display.told_in import told_in
from research_kit.display.untold import is_not_asked, is_untold, questions, render_untold, require_told
from research_kit.display.words import Words
from research_kit.errors import ResearchKitError
from research_kit.results import Answer, ResultTable, Subject

MIME = "application/vnd.research-kit.item+json"
_Told = TypeVar("_Told")


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """Something shown in a notebook: its HTML in one language, and for released things in all of them.

    `untold` are the questions that the study has no data on, per language: the page tells them once, at its end, and
    what is shown of nothing else has no `contents` and no place on the page.
    """

    id: str
    language: str
    html: dict[str, str] = field(repr=False)
    section: dict[str, Any] | None = field(default=None, repr=False)
    contents: dict[str, list[Entry]] = field(default_factory=dict, repr=False)
    untold: dict[str, list[str]] = field(default_factory=dict, repr=False)
    released: bool = True

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        del include, exclude
        bundle: dict[str, Any] = {
            "text/html": f'<style>{stylesheet()}</style><div class="rk">{self._in_notebook()}</div>'
        }
        if self.released:
            bundle[MIME] = self._for_the_page()
        return bundle

    def _for_the_page(self) -> dict[str, Any]:
        """What a page takes of it, in the languages that there are pages in."""
        asked = told_in()
        section = self.section and {**self.section, "titles": _in(asked, self.section["titles"])}
        return {
            "id": self.id,
            "languages": _in(asked, self.html) if self.contents else {},
            "section": section,
            "contents": {lang: [list(e) for e in entries] for lang, entries in _in(asked, self.contents).items()},
            "untold": _in(asked, self.untold),
        }

    def _in_notebook(self) -> str:
        """One table without data says so itself; an answer, and a release, lists all of them below what it has."""
        asked = self.untold.get(self.language, []) if self.contents else []
        below = render_untold(asked, language=self.language) if asked else ""
        return self.html[self.language] + below


def _in(asked: Sequence[str], told: Mapping[str, _Told]) -> dict[str, _Told]:
    return {language: one for language, one in told.items() if language in asked}


def show(
    thing: Release | ReleasedAnswer | ReleasedTable | Answer | ResultTable,
    table: str | None = None,
    *,
    language: str = REFERENCE,
    subject: Subject | None = None,
) -> Shown:
    """Show something in a notebook.

    Parameters
    ----------
    thing
        A release, a released answer, or an answer or result table (exact: marked as not for release).
    table
        The name of one table of an answer. An answer for which the study has no data on it says so in one sentence.
    language
        The language of the notebook's own HTML; a released thing carries all languages for the page.
    subject
        The study, needed only for a released table on its own.

    Raises
    ------
    KeyError
        No answer ever has a table of that name.
    ResearchKitError
        The language has no catalogue, a released table comes without its study, or it is nothing that can be shown.

    Examples
    --------
    >>> people = rk.participants(cohort, by=["gender"])
    >>> rk.show(people, language="en")
    Shown(id='participants', language='en', released=False)
    """
    if language not in languages():
        raise ResearchKitError(f"there is no catalogue for {language!r}; there are: {', '.join(languages())}.")
    if isinstance(thing, Release):
        return _show_release(thing, language)
    if isinstance(thing, Answer | ReleasedAnswer) and table is not None:
        require_told(thing, table)
    if isinstance(thing, ReleasedAnswer) and thing.name == AFTER_A_CHANGE:
        raise ResearchKitError("numbers after a change are told with their decision. Use `run.decided()`.")
    if isinstance(thing, ReleasedAnswer):
        return _show_answer(thing, language) if table is None else _show_table(thing, table, language)
    if isinstance(thing, ReleasedTable):
        return _show_table(_alone(thing, subject), thing.name, language)
    if isinstance(thing, Answer) and table is not None:
        return (
            _show_exact(told_apart(thing, table), language)
            if table in thing.tables
            else _absent(thing, table, language)
        )
    if isinstance(thing, Answer | ResultTable):
        return _show_exact(thing, language)
    raise ResearchKitError(
        f"`show` was given a {type(thing).__name__}. It shows a release, an answer or a table of results, "
        "never participants."
    )


def show_questions(release: Release, *, language: str = REFERENCE) -> Shown:
    """What should change? The questions that a release puts to the board, made from all its answers together."""
    subject = subject_of(release)
    asked = told_in(language)
    headings = {lang: questions_heading(Words(lang, subject)) for lang in asked}
    return Shown(
        id=QUESTIONS,
        language=language,
        html={lang: render_questions(release, subject, language=lang) for lang in asked},
        section={
            "id": f"{QUESTIONS}-asked",
            "titles": {lang: section_title(QUESTIONS, subject, language=lang) for lang in asked},
        },
        contents={lang: [Entry(QUESTIONS, headings[lang])] for lang in asked},
    )


def explain_questions(subject: Subject, *, language: str = REFERENCE) -> Shown:
    """Where nothing has been released yet: what the board's questions will be made from."""
    words = Words(language, subject)
    said = write_html(
        "exploration", mark=words.text("explore-mark"), note=words.text("explore-questions"), pictures=[], tables=[]
    )
    return Shown(id=QUESTIONS, language=language, html={language: said}, released=False)


def _alone(table: ReleasedTable, subject: Subject | None) -> ReleasedAnswer:
    if subject is None:
        raise ResearchKitError(
            f"the released table `{table.name}` does not know its study. "
            f"Use `rk.show(answer, {table.name!r})`, or pass `subject=answer.subject`."
        )
    return ReleasedAnswer(name=table.name, tables={table.name: table}, subject=subject)


def _show_exact(thing: Answer | ResultTable, language: str) -> Shown:
    return Shown(
        id=thing.name, language=language, html={language: exploration_of(thing, language=language)}, released=False
    )


def _absent(answer: Answer, table: str, language: str) -> Shown:
    html = {language: render_absent(answer, table, language=language)}
    return Shown(id=answer.name, language=language, html=html, released=False)


def _item_id(answer: ReleasedAnswer, table: str) -> str:
    return f"{answer.name}-{table}".replace("_", "-")


def _item(answer: ReleasedAnswer, table: str, language: str) -> str:
    id_ = _item_id(answer, table)
    if table not in answer.tables:
        return render_missing(table, answer.subject, language=language, item_id=id_)
    return render_item(answer[table], answer.subject, language=language, item_id=id_, siblings=answer.tables)


def _entry(answer: ReleasedAnswer, table: str, language: str) -> Entry:
    id_ = _item_id(answer, table)
    if table not in answer.tables:
        return Entry(id_, heading(table, (), Words(language, answer.subject)))
    return Entry(id_, item_heading(answer[table], answer.subject, language=language, siblings=answer.tables))


def _section(answer: ReleasedAnswer, asked: Sequence[str]) -> dict[str, Any]:
    titles = {lang: section_title(answer.name, answer.subject, language=lang) for lang in asked}
    return {"id": answer.name.replace("_", "-"), "titles": titles}


def _show_table(answer: ReleasedAnswer, table: str, language: str) -> Shown:
    is_silent, asked = is_untold(answer, table), told_in(language)
    return Shown(
        id=_item_id(answer, table),
        language=language,
        html={lang: _item(answer, table, lang) for lang in asked},
        section=_section(answer, asked),
        contents={} if is_silent else {lang: [_entry(answer, table, lang)] for lang in asked},
        untold=_untold([answer], asked, [table]),
    )


def _told(answer: ReleasedAnswer) -> list[str]:
    """The tables of an answer that the study has data on."""
    return [name for name in answer.tables if not is_untold(answer, name)]


def _untold(
    answers: Sequence[ReleasedAnswer], asked: Sequence[str], tables: Sequence[str] | None = None
) -> dict[str, list[str]]:
    """The questions that the study has no data on, in each language; nothing where there are none."""
    silent = [(answer, name) for answer in answers for name in tables or answer.tables if is_untold(answer, name)]
    names = [name for answer, name in silent if not is_not_asked(answer, name)]
    return {lang: questions(names, language=lang) for lang in asked} if names else {}


def _show_answer(answer: ReleasedAnswer, language: str) -> Shown:
    names, asked = _told(answer), told_in(language)
    untold = _untold([answer], asked)
    items = {lang: "".join(_item(answer, name, lang) for name in names) for lang in asked}
    return Shown(
        id=answer.name.replace("_", "-"),
        language=language,
        html=items if names else {lang: render_untold(untold[lang], language=lang) for lang in untold},
        section=_section(answer, asked),
        contents={lang: [_entry(answer, name, lang) for name in names] for lang in asked} if names else {},
        untold=untold,
    )


def _show_release(release: Release, language: str) -> Shown:
    answers, asked = [answer for answer in release.values() if answer.name != AFTER_A_CHANGE], told_in(language)
    return Shown(
        id="release",
        language=language,
        html={lang: "".join(_whole_section(a, lang) for a in answers if _told(a)) for lang in asked},
        contents={lang: _all_entries([a for a in answers if _told(a)], lang) for lang in asked},
        untold=_untold(answers, asked),
    )


def _whole_section(answer: ReleasedAnswer, language: str) -> str:
    section = _section(answer, [language])
    items = "".join(_item(answer, name, language) for name in _told(answer))
    return write_html("section", id=section["id"], title=section["titles"][language], items=safe(items))


def _all_entries(answers: Sequence[ReleasedAnswer], language: str) -> list[Entry]:
    entries = []
    for answer in answers:
        section = _section(answer, [language])
        entries.append(Entry(section["id"], section["titles"][language], part=True))
        entries += [_entry(answer, name, language) for name in _told(answer)]
    return entries
