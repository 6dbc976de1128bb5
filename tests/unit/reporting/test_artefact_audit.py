"""The intruder on finished pages: what they give away together, though each number is true and was released."""

from __future__ import annotations

import inspect
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

from research_kit.disclosure import Policy, release
from research_kit.disclosure.release_ledger import append_release
from research_kit.disclosure.released_table import Release
from research_kit.errors import DisclosureError
from research_kit.reporting import run_edition
from research_kit.reporting.export_report import artefact_audit, audit_pages
from research_kit.reporting.export_report.artefact_audit import PagesTogether, exposed_by, require_nobody_exposed
from research_kit.reporting.export_report.audit_edition import require_safe_pages
from research_kit.reporting.export_report.published_statements import (
    published_statements,
    quarter_of,
    shown_whole,
    statements_on,
)
from research_kit.reporting.export_report.true_numbers import group_of_cell, true_numbers
from research_kit.reporting.read_back.page_statements import statements_in
from research_kit.reporting.read_back.statements import Key, Statement
from research_kit.results.stored_answer import write_answer
from tests.attack.editions import answers_of, project
from tests.unit.reporting.made_up_board import board_notebook, export, stored

QUARTER = "2011-Q2"
POLICY = Policy()
WOMEN, MEN = (("gender", "woman"),), (("gender", "man"),)


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """Who takes part, as exact answers of the demo."""
    parameters = project(tmp_path_factory.mktemp("study") / "study")
    return [answer for answer in answers_of(parameters, "2011-06-30") if answer.name == "participants"]


@pytest.fixture(scope="module")
def released(answers) -> Release:
    return release(answers, policy=POLICY)


def with_one_more(released: Release, answers, *, cause: str) -> Release:
    """The release, with one withheld number of everybody's flow shown as it truly is."""
    answer, name = released["participants"], "flow"
    by = answer[name].table.columns[: answer[name].table.columns.index("statistic")]
    is_row = (pl.col("cause") == cause) & pl.all_horizontal(pl.col(one).is_null() for one in by)
    is_row &= pl.col("statistic") == "lost_before_accepted"
    n = answers[0][name].table.filter(is_row)["n"].item()
    assert n >= POLICY.k  # no small number itself: it was withheld to protect another one
    shown = answer[name].table.with_columns(
        n=pl.when(is_row).then(pl.lit(n)).otherwise(pl.col("n")),
        status=pl.when(is_row).then(pl.lit("ok")).otherwise(pl.col("status")),
        reason=pl.when(~is_row).then(pl.col("reason")),
    )
    tables = {**answer.tables, name: replace(answer[name], table=shown)}
    return Release(answers={"participants": replace(answer, tables=tables)}, quarter=QUARTER)


def pages_of(folder: Path, made: Release, answers) -> PagesTogether:
    """The finished pages, which the comparison with what they were made from lets pass, read back."""
    made = stored(folder, made)
    export(folder, board_notebook(made))
    pages = sorted(folder.glob("*.html"))
    audit_pages(pages, made)
    return pages_read(pages, answers)


def pages_read(pages, answers, *, earlier=(), quarter=QUARTER) -> PagesTogether:
    own = statements_on(pages, quarter, subject=answers[0].subject)
    return PagesTogether(own=own, quarter=quarter, earlier=earlier, truth=true_numbers(answers, quarter))


def test_the_pages_of_a_release_give_nobody_away(tmp_path, released, answers):
    pages = pages_of(tmp_path, released, answers)
    assert len({told.at[0] for told in pages.own}) == 2  # both languages
    assert require_nobody_exposed(pages, POLICY) > 100


def test_one_more_true_number_that_leaves_few_by_subtraction_is_refused(tmp_path, released, answers):
    pages = pages_of(tmp_path, with_one_more(released, answers, cause="no_show"), answers)
    with pytest.raises(DisclosureError, match=r"board_(sv|en)\.html, participants-flow, row of everybody") as error:
        require_nobody_exposed(pages, POLICY)
    assert "lost before accepted: waiting" in str(error.value)
    assert "Nothing was published. Merge small groups" in str(error.value)


def test_it_is_the_intruder_that_refuses_them(tmp_path, released, answers, monkeypatch):
    pages = pages_of(tmp_path, with_one_more(released, answers, cause="no_show"), answers)
    monkeypatch.setattr(artefact_audit, "exposed", lambda *_, **__: ())
    monkeypatch.setattr(artefact_audit, "_changes", lambda *_: ())
    require_nobody_exposed(pages, POLICY)


def test_both_languages_say_the_same(tmp_path, released, answers):
    pages = pages_of(tmp_path, released, answers)
    by_page = {name: {(s.key, s.n, s.percent) for s in pages.own if s.at[0] == name}
               for name in ("board_sv.html", "board_en.html")}  # fmt: skip
    assert by_page["board_sv.html"]
    assert by_page["board_sv.html"] == by_page["board_en.html"]


def test_what_is_read_is_true(tmp_path, released, answers):
    pages = pages_of(tmp_path, released, answers)
    numbers = [told for told in pages.own if told.n is not None and told.key in pages.truth]
    assert len(numbers) > 40
    assert [told.place for told in numbers if pages.truth[told.key] != told.n] == []


def test_a_stored_release_is_read_as_its_page_is(tmp_path, released, answers):
    pages = pages_of(tmp_path, released, answers)
    html = shown_whole(released, "sv")
    stored_says = {(s.key, s.n, s.percent) for s in statements_in(html, "x", QUARTER, subject=answers[0].subject)}
    assert {(s.key, s.n, s.percent) for s in pages.own if s.at[1] != "header"} <= stored_says


# --- the arithmetic, on statements of a few numbers


def told(*said: tuple, quarter: str = "2011-Q2") -> list[Statement]:
    """(group, what, n) or (group, what, percent, of)"""
    return [Statement(Key(quarter, group, what), f"{group} {what}", at=("page.html", "item", "", ""),
                      n=rest[0] if len(rest) == 1 else None, percent=rest[0] if len(rest) > 1 else None,
                      of=rest[1] if len(rest) > 1 else "")
            for group, what, *rest in said]  # fmt: skip


def found(own, earlier=(), truth=None, quarter="2011-Q2") -> list[tuple]:
    pages = PagesTogether(own=own, earlier=earlier, quarter=quarter, truth=truth or {})
    return [(one.key.group, one.key.what, one.lower, one.upper) for one in exposed_by(pages, POLICY)[1]]


def test_newcomers_between_two_quarters_are_found():
    before = told(((), "n", 100), quarter="2011-Q1")
    assert ((), "n, since 2011-Q1", 3, 3) in found(told(((), "n", 103)), before)
    assert found(told(((), "n", 105)), before) == []
    assert found(told(((), "n", 100)), before) == []


def test_somebody_who_left_is_found_too():
    before = told(((), "n", 100), quarter="2011-Q1")
    assert found(told(((), "n", 98)), before) == [((), "n, since 2011-Q1", 2, 2)]


def test_newcomers_outside_a_target_group_are_found():
    group = (("target_youth", "true"),)
    before = told(((), "n", 184), (group, "n", 136), quarter="2011-Q1")
    (one,) = [each for each in found(told(((), "n", 201), (group, "n", 150)), before) if "since" in each[1]][:1]
    assert one == ((("target_youth", "none of true"),), "n, since 2011-Q1", 3, 3)


YOUTH, NO_SHOW = (("target_youth", "true"),), "lost before accepted: no_show"


def test_that_all_participants_are_in_a_target_group_says_nothing_of_who_never_took_part():
    people = [((), "n", 90), (YOUTH, "n", 90)]
    assert found(told(*people, ((), "referred", 110), (YOUTH, "referred", 100))) == []
    assert found(told(*people, ((), NO_SHOW, 20), (YOUTH, NO_SHOW, 13))) == []


def test_who_were_everybody_once_need_not_be_later():
    earlier = told(((), "n", 60), (YOUTH, "n", 60), quarter="2011-Q1")
    assert found(told(((), "n", 90), (YOUTH, "n", 80)), earlier) == []


def test_one_more_of_everybody_is_found_where_those_of_a_target_group_are_everybody():
    earlier = told(((), "referred", 110), (YOUTH, "referred", 110), ((), NO_SHOW, 8), quarter="2011-Q1")
    since = found(told((YOUTH, NO_SHOW, 9)), earlier)
    assert {group for group, what, *_ in since if what == f"{NO_SHOW}, since 2011-Q1"} == {(), YOUTH}


def test_a_carried_number_is_a_statement_of_its_own_quarter():
    before = told(((), "n", 100), quarter="2011-Q1")
    carried = told(((), "n", 100), quarter="2011-Q1") + told((WOMEN, "n", 60), (MEN, "n", 60))
    assert found(carried, before) == []


def test_a_rounded_share_of_a_known_base_is_read_as_its_whole_numbers():
    assert found(told(((), "n", 40), ((), "employment@12", 8, "n"))) == [((), "employment@12", 3, 3)]


def test_a_rounded_share_of_a_hidden_base_is_read_as_its_whole_numbers():
    # METHODS 10.3: 54 % of 10 to 20 people is 7 of 13: those who had not are 6, and known.
    page = told(((), "mature", 13), ((), "known", 54, "mature"))
    assert found(page) == []
    page = told(((), "mature", 13), ((), "known", 92, "mature"))  # 12 of 13
    assert ((), "mature and not known", 1, 1) in found(page)


def test_nobody_is_no_secret_where_the_truth_is_known():
    page = told(((), "n", 43), (WOMEN, "n", 20), (MEN, "n", 20))
    outside = (("gender", "none of man|woman"),)
    assert (outside, "n", 3, 3) in found(page)
    some = told(((), "accepted", 30), ((), "enrolled", 27), ((), "lost before enrolled: ill", 0))
    assert found(some)
    assert found(some, truth={Key("2011-Q2", (), "lost before enrolled"): 9}) != found(some)


def test_of_seven_people_none_to_seven_may_be_of_a_health_group():
    sick = (("target_long_term_sick", "true"),)
    page = told(((), "employment@3", 7), ((), "n", 90), (sick, "n", 40), (sick, "employment@3", None))
    truth = {Key("2011-Q2", (), "employment@3"): 7, Key("2011-Q2", sick, "employment@3"): 3}
    assert found(page, truth=truth) == []
    told_more = told((sick, "employment@3", 7, "n"))  # 3 of 40, rounded
    assert (sick, "employment@3", 3, 3) in found([*page, *told_more], truth=truth)


def test_what_earlier_pages_already_told_is_not_asked_again():
    before = told(((), "n", 40), ((), "employment@12", 8, "n"), quarter="2011-Q1")
    assert found(told(((), "n", 60)), before) == []


def test_pages_that_cannot_be_true_are_refused():
    with pytest.raises(DisclosureError, match=r"page\.html cannot all be true"):
        found(told(((), "n", 40), ((), "mature", 44)))


def test_the_group_of_an_exception_is_excused():
    assert group_of_cell({"gender": "woman", "foreign_born": None, "time": 12.0}) == WOMEN
    page = told(((), "n", 40), ((), "employment@12", 8, "n"))
    pages = PagesTogether(own=page, quarter="2011-Q2", excused=frozenset([()]))
    assert exposed_by(pages, POLICY)[1] == []


def test_an_edition_of_a_quarter_that_was_published_before_has_a_name_of_its_own():
    assert quarter_of("2011-Q2", 0) == "2011-Q2"
    assert quarter_of("2011-Q2", 1) == "2011-Q2 (2)"


# --- as a step of a run


@pytest.fixture
def staged(tmp_path, answers):
    """A plan and a staging folder, as a run has them when its pages are made."""
    staging = tmp_path / "reports" / "samba" / ".staging-2011-Q2"
    (staging / "internal" / "results").mkdir(parents=True)
    for answer in answers:
        write_answer(answer, staging / "internal" / "results")
    plan = SimpleNamespace(
        report=SimpleNamespace(languages=("sv", "en"), board_report="board_report"),
        policy=POLICY,
        quarter=QUARTER,
        study_folder=tmp_path / "reports" / "samba",
    )
    return plan, staging


def test_a_run_is_stopped_after_its_pages_are_made_and_before_anything_is_published(staged, released, answers):
    plan, staging = staged
    export(staging, board_notebook(stored(staging, with_one_more(released, answers, cause="no_show"))))
    with pytest.raises(DisclosureError, match=r"could be worked out from the finished pages"):
        require_safe_pages(plan, staging, (), progress=lambda _: None)


def test_a_run_says_what_was_asked(staged, released):
    plan, staging = staged
    export(staging, board_notebook(stored(staging, released)))
    lines: list[str] = []
    require_safe_pages(plan, staging, (), progress=lines.append)
    assert "nobody found" in lines[0]


def test_every_run_has_this_step_between_its_pages_and_their_place():
    made = inspect.getsource(run_edition._make)
    steps = [made.index(step) for step in ("run_board_room(", "require_safe_pages(", "_place(")]
    assert steps == sorted(steps)


def test_an_edition_whose_pages_are_gone_is_read_from_the_ledger(tmp_path, released, answers):
    entry = append_release(tmp_path / "ledger", released)
    said = published_statements(tmp_path / "reports", [entry], language="sv", subject=answers[0].subject)
    assert {told.at[0] for told in said} == {"ledger entry 1"}
    assert {told.key.quarter for told in said} == {entry.label}
    truth = true_numbers(answers, entry.label)
    assert [told.place for told in said if told.n is not None and truth.get(told.key, told.n) != told.n] == []


@pytest.mark.parametrize(("men", "is_refused"), [("prickad", True), ("13", False)])
def test_the_esf_plus_table_is_read_and_attacked_too(men, is_refused):
    """Twenty people, seventeen of them women: that the men are withheld hides nobody."""
    women = "17" if is_refused else "7"
    html = (
        '<html lang="sv"><body><article id="esf-plus-indicators"><table><tr><th>Indikator</th><th>Alla</th>'
        f"<th>Kvinnor</th><th>Män</th></tr><tr><th>EECO01 Deltagare</th><td>20</td><td>{women}</td><td>{men}</td></tr>"
        "</table></article></body></html>"
    )
    own = statements_in(html, "07_sv.html", QUARTER)
    assert {told.key.what for told in own} == {"EECO01"}
    pages = PagesTogether(own=own, quarter=QUARTER)
    _, found = exposed_by(pages, POLICY)
    assert bool(found) is is_refused


def test_what_other_answers_say_of_people_is_no_statement_about_the_participants():
    """Of those referred there are more than participants: the two numbers contradict one another only if mixed up."""
    tables = "".join(
        f'<article id="{item}"><table><tr><th>Grupp</th><th>Personer</th></tr>'
        f"<tr><th>Alla</th><td>{n}</td></tr></table></article>"
        for item, n in (("time-to-employment-within", 20), ("process-waits", 90))
    )
    own = statements_in(f'<html lang="sv"><body>{tables}</body></html>', "board_sv.html", QUARTER)
    assert [told.n for told in own] == [20]
