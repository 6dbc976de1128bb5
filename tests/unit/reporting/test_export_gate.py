"""The gate on pages: which numbers stand where, said of a page by nobody but the release."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import polars as pl
import pytest

from research_kit.disclosure.released_table import Release
from research_kit.display.rows import EVERYBODY
from research_kit.display.words import Words
from research_kit.errors import DisclosureError
from research_kit.reporting.approval_mark import marked
from research_kit.reporting.export_report import audit_pages
from research_kit.reporting.export_report.allowed_numbers import numbers_of_items
from research_kit.reporting.export_report.page_markup import require_known_markup
from research_kit.reporting.export_report.page_numbers import number_gate, require_allowed_numbers
from research_kit.reporting.export_report.standing_text import phrases_of, spans_of
from research_kit.reporting.read_back.markup_tree import tree_of
from research_kit.reporting.read_back.numbers import numbers_in
from tests.unit.display import made_up
from tests.unit.display.made_up_questions import questions, voices
from tests.unit.reporting.made_up_board import board_notebook, export, stored


@pytest.fixture(scope="module")
def release() -> Release:
    return made_up.samba()


@pytest.fixture(scope="module")
def gate(release):
    return number_gate(release, Words("sv", made_up.samba_subject()))


def allows(gate, piece, item="time-to-employment-within"):
    page = tree_of(f'<html lang="sv"><body><article id="{item}">{piece}</article></body></html>')
    with contextlib.suppress(DisclosureError):
        require_allowed_numbers("page.html", page, gate)
        return True
    return False


@pytest.mark.parametrize("made", [made_up.samba, made_up.botkyrka, made_up.spells, questions, voices])
def test_whole_pages_of_every_made_up_study_pass(made, tmp_path):
    release = stored(tmp_path, made())
    assert set(export(tmp_path, board_notebook(release))) == {"board_sv", "board_en"}


def test_a_page_that_is_marked_as_not_approved_is_audited_without_its_mark(tmp_path):
    release = stored(tmp_path)
    page = tmp_path / "board_sv.html"
    clean = export(tmp_path, board_notebook(release))["board_sv"]
    page.write_text(marked(clean, "unapproved"), encoding="utf-8")
    audit_pages([page], release)
    page.write_text(marked(clean, "unapproved").replace("</header>", "<p>3 kvinnor</p></header>"), encoding="utf-8")
    with pytest.raises(DisclosureError, match=r"board_sv\.html, the page's header"):
        audit_pages([page], release)


def test_a_number_is_allowed_only_beside_the_group_that_it_is_about(release, gate):
    rows = release["time_to_employment"]["within"].to_polars().filter(pl.col("foreign_born").is_null())
    women, men = (rows.filter(gender=code)["n"].drop_nulls() for code in ("woman", "man"))
    assert not women.is_empty()
    n = next(n for n in women.to_list() if n not in men.to_list())
    assert allows(gate, f"<p>Bland kvinnor följs {n} personer.</p>")
    assert not allows(gate, f"<p>Bland män följs {n} personer.</p>")
    assert allows(gate, f"<p>Bland män är det få. Bland kvinnor följs {n} personer.</p>")


@pytest.mark.parametrize(
    "piece",
    [
        "<p>3 kvinnor</p>", "<p>tre kvinnor</p>", "<p>3</p>", "<p>3 av 7</p>", "<p>97 %</p>", "<p>1–3 personer</p>",
        "<p>6\u00a0543 personer</p>", "<svg><desc>Inrikes födda kvinnor 3</desc></svg>", "<p>5 personer</p>",
        "<table><tr><th>Grupp</th><th>Personer</th></tr><tr><th>Kvinnor</th><td>3</td></tr></table>",
        "<p>den 3 mars</p>", "<p>kvartal 3</p>", "<p>3,7 månader</p>", "<p>41 punkter</p>", "<p>13 dagar</p>",
    ],
)  # fmt: skip
def test_what_was_not_released_is_not_allowed(gate, piece):
    assert not allows(gate, piece)


@pytest.mark.parametrize(
    "piece",
    [
        "<p>färre än 5 personer</p>", "<p>15–24 år</p>", "<p>30 juni 2011</p>", "<p>2011, andra kvartalet</p>",
        "<p>troligt (95 %)</p>", "<p>inom 12 månader</p>", "<p>Inga tal alls.</p>", "<p>9 års skola</p>",
    ],
)  # fmt: skip
def test_what_stands_there_whatever_the_data_say_is_allowed(gate, piece):
    assert allows(gate, piece)


def test_a_phrase_does_not_cover_a_number_that_only_begins_like_it(release):
    phrases = phrases_of(release, Words("sv", made_up.samba_subject()))
    assert spans_of(phrases, "30 juni 2011")
    assert not spans_of(["av 10"], "7 av 103")
    assert not spans_of(["av 10"], "7 grav 10")


def test_a_share_is_allowed_in_percent_and_in_tenths_and_rounded_only(release):
    item = numbers_of_items(release)["time-to-employment-within"]
    allowed = item.of([EVERYBODY])
    share = next(s for s in allowed.shares if 20 < s < 80)
    (percent,) = numbers_in(f"{round(share)} %", language="sv")
    tenths = numbers_in(f"{round(share / 10)} av 10", language="sv")[0]
    assert allowed.holds(percent)
    assert allowed.holds(tenths)
    far = max(allowed.shares) + 3
    assert not allowed.holds(numbers_in(f"{round(far)} %", language="sv")[0])


@pytest.mark.parametrize(
    ("piece", "what"),
    [
        ("<p onclick='x()'>x</p>", "an attribute `onclick`"),
        ("<p class='a' class='b'>x</p>", "an attribute twice"),
        ("<iframe></iframe>", "an element `iframe`"),
        ("<p><!--x--></p>", "a comment"),
        ("<svg><circle fill='url(https://example.org/3)'/></svg>", "an address in `fill`"),
        ("<style>p{}</style>", "a stylesheet"),
        ("<?php 3 ?>", "a comment or another piece"),
    ],
)
def test_a_page_holds_nothing_that_does_not_show_itself(piece, what):
    with pytest.raises(DisclosureError, match=rf"page\.html, work: it holds {what}"):
        require_known_markup("page.html", tree_of(f'<article id="work">{piece}</article>'))


@pytest.fixture(scope="module")
def other_gate():
    made = questions()
    return number_gate(made, Words("sv", made["process"].subject))


def estimate(answer, table, **about):
    """What is told of everybody."""
    frame = questions()[answer][table].to_polars().filter(**about)
    everybody = [pl.col(name).is_null() for name in ("gender", "foreign_born") if name in frame.columns]
    return frame.filter(*everybody).drop_nulls("estimate")["estimate"][0]


def swedish(value, decimals):
    return f"{value:.{decimals}f}".replace(".", ",")


@pytest.mark.parametrize(
    ("item", "value", "decimals", "step", "unit"),
    [
        ("process-waits-median", estimate("process", "waits_median"), 0, 100, "dagar"),
        ("process-contacts", estimate("process", "contacts", statistic="held_per_month"), 1, 1, "gånger i månaden"),
        ("equity-in-results", estimate("equity", "in_results"), 2, 0.2, "gånger"),
        ("targets-forecast", estimate("targets", "forecast", statistic="forecast_final"), 0, 40, "personer"),
    ],
)
def test_days_rates_ratios_and_forecasts_are_allowed_as_released_and_nothing_beside(
    other_gate, item, value, decimals, step, unit
):
    assert allows(other_gate, f"<p>Alla: {swedish(value, decimals)} {unit}.</p>", item)
    assert not allows(other_gate, f"<p>Alla: {swedish(value + step, decimals)} {unit}.</p>", item)


@pytest.mark.parametrize(
    ("item", "piece"),
    [
        (
            "process-stock",
            "<table><tr><th>Kvartal</th><th>Kvinnor</th></tr><tr><th>2011 kv 2</th><td>3</td></tr></table>",
        ),
        (
            "esf-plus-indicators",
            "<table><tr><th>Indikator</th><th>Män</th></tr><tr><th>EECO02</th><td>3</td></tr></table>",
        ),
        ("process-charts", "<p>Risken för en falsk signal på 99 kvartal är liten.</p>"),
        ("equity-organisations", "<p>97 % av de hänvisade</p>"),
    ],
)
def test_a_number_that_an_item_of_the_new_answers_does_not_have_is_refused(other_gate, item, piece):
    assert not allows(other_gate, piece, item)


def test_two_groups_of_one_name_are_both_looked_up():
    """An organisation, and those whom it referred, are both called by its name."""
    answer = questions()["equity"]
    own = {"kommun": {"sv": "Kommunen", "en": "The municipality"}}
    subject = replace(
        answer.subject, codes={**answer.subject.codes, "organisation": own, "gender": {"woman": own["kommun"]}}
    )
    gate = number_gate(Release(answers={"equity": replace(answer, subject=subject)}), Words("sv", subject))
    dimensions = {name for group in gate.labels["kommunen"] for name in group.dimensions}
    assert dimensions == {"gender", "organisation"}
