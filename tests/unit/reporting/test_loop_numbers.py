"""Which numbers of the loop a page may hold, and where: those of decisions and findings, in their own items alone."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest

from research_kit.analyses.remeasure.pooled_baseline import Reading
from research_kit.analyses.remeasure.verdict import remeasure_outcome
from research_kit.disclosure.released_table import Release, ReleasedAnswer
from research_kit.display.words import Words
from research_kit.errors import DisclosureError
from research_kit.ledger.decision import Baseline, Decision
from research_kit.ledger.remeasurement import Remeasurement
from research_kit.ledger.told_loop import ToldDecision, ToldFinding, ToldLoop
from research_kit.reporting.export_report.page_numbers import number_gate, require_allowed_numbers
from research_kit.reporting.read_back.markup_tree import tree_of
from research_kit.reporting.read_back.page_statements import statements_in
from research_kit.results import Subject
from tests.unit.display.made_up_tables import released
from tests.unit.ledger.made_up_loop import claim, decided, finding

BEFORE = Baseline(estimate=0.20, lower=0.09, upper=0.38, pooled=0.36, pooled_lower=0.25, pooled_upper=0.47, peers=8)
TEXT = "Kursen ges även kvällar fram till 2013, i 14 veckor."


def told_loop() -> ToldLoop:
    written = decided("F1-2011-Q2", text=TEXT)
    asked = {"text", "type", "owner_role", "decided_on", "due", "stop_rule", "participants_view", "activity_change"}
    decision = Decision(
        **{name: getattr(written, name) for name in asked}, id="D1", finding_ids=("F1-2011-Q2",), metric=claim(),
        unit="share", measured_from=date(2011, 8, 1), review_on=date(2012, 3, 1), baseline=BEFORE, required_n=173,
        expected_n=88, expected_direction="higher", expected_size=0.17, smallest_visible=0.29,
    )  # fmt: skip
    outcome = remeasure_outcome(BEFORE, Reading(0.55, 0.41, 0.68), direction="higher", size=0.17)
    after = Remeasurement(
        id="R1", decision_id="D1", release="2012-Q1", as_of=date(2012, 3, 31), estimate_before=0.20, n_after=54,
        expected_rebound=outcome.expected_rebound, estimate_after=0.55, difference=outcome.difference.estimate,
        lower=outcome.difference.lower, upper=outcome.difference.upper, beyond_chance=outcome.beyond_chance.estimate,
        beyond_lower=outcome.beyond_chance.lower, beyond_upper=outcome.beyond_chance.upper, unit="share", verdict="met",
    )  # fmt: skip
    own = finding(estimate=0.20, lower=0.09, upper=0.38, n=15, events=None)
    new = finding("gender=man", "2012-Q1", estimate=0.67, lower=0.61, upper=0.73, n=211, events=141)
    return ToldLoop(
        quarter="2012-Q1",
        compared_with="2011-Q4",
        decisions=(ToldDecision(decision=decision, finding=own, remeasurement=after, is_new=True),),
        certain=(ToldFinding(finding=new),),
    )


@pytest.fixture(scope="module")
def gate():
    subject = Subject(study="made_up", title={"sv": "Påhittad"}, as_of=date(2012, 3, 31), quarter="2012-Q1")
    row = {
        "gender": None,
        "statistic": "share_through_gate",
        "n": 400,
        "estimate": 0.5,
        "unit": "share",
        "status": "ok",
    }
    after = {
        **row,
        "statistic": "after_change",
        "outcome": "D1",
        "n": 54,
        "estimate": 0.55,
        "lower": 0.41,
        "upper": 0.68,
    }
    tables = {"equity": {"access": [row]}, "remeasure": {"after_change_share": [after]}}
    answers = {
        name: ReleasedAnswer(
            name=name, tables={key: released(key, rows, ("gender",)) for key, rows in held.items()}, subject=subject
        )
        for name, held in tables.items()
    }
    return number_gate(Release(answers=answers, quarter="2012-Q1"), Words("sv", subject), told_loop())


def allows(gate, piece: str, item: str) -> bool:
    page = tree_of(f'<html lang="sv"><body><article id="{item}">{piece}</article></body></html>')
    with contextlib.suppress(DisclosureError):
        require_allowed_numbers("page.html", page, gate)
        return True
    return False


OF_THE_DECISION = [
    "<p>Före 20 %, efter 55 % (41–68).</p>",
    "<p>Sedan dess: +35 punkter (12–52); av det hade 16 punkter väntats även utan ändring.</p>",
    "<p>Ni hoppades på 17 punkter upp.</p>",
    "<p>173 personer krävs, 88 väntas. Vi har 54.</p>",
    "<p>Ändringar under 29 punkter hade inte synts.</p>",
    f"<h4>{TEXT.rstrip('.')}</h4>",
    "<p>Ni beslutade den 15 juli 2011. Mäts om efter 1 mars 2012.</p>",
    "<p>Ett beslut har mätts om.</p>",
]


@pytest.mark.parametrize("piece", OF_THE_DECISION)
def test_the_numbers_and_words_of_a_decision_stand_in_its_own_item(gate, piece):
    assert allows(gate, piece, "decided")


@pytest.mark.parametrize("piece", OF_THE_DECISION[:5])
def test_they_stand_nowhere_else(gate, piece):
    assert not allows(gate, piece, "equity-access")


@pytest.mark.parametrize(
    "piece",
    [
        "<p>Före 21 %.</p>", "<p>Efter 56 %.</p>", "<p>+19 procent</p>", "<p>3 personer</p>", "<p>7 personer</p>",
        "<p>+34 punkter</p>", "<p>Av det hade 18 punkter väntats.</p>", "<p>1 person</p>",
        "<p>Kursen ges i 14 veckor.</p>",
    ],
)  # fmt: skip
def test_any_other_number_is_refused_there_too(gate, piece):
    assert not allows(gate, piece, "decided")


def test_what_is_new_has_the_numbers_of_its_findings_and_not_of_decisions(gate):
    assert allows(gate, "<p>Män: 67 % (61–73), 211 personer.</p>", "news")
    assert not allows(gate, "<p>Män: 55 %.</p>", "news")
    assert not allows(gate, "<p>173 personer</p>", "news")


def test_a_gap_in_months_may_stand_large_and_without_its_unit(gate):
    about = {"statistic": "gap_months", "outcome": "strict", "compared_with": "rest"}
    gap = finding("gender=man", "2012-Q1", claim=claim("gender=man", **about), estimate=-2.0, unit="months")
    told = ToldLoop(quarter="2012-Q1", certain=(ToldFinding(finding=gap),))
    of_gaps = number_gate(Release(answers={}, quarter="2012-Q1"), gate.words, told)
    assert allows(of_gaps, "<p>−2,0</p>", "news")
    assert not allows(of_gaps, "<p>−2,1</p>", "news")
    assert not allows(gate, "<p>−2,0</p>", "news")


def test_a_page_without_a_loop_has_none_of_it():
    subject = Subject(study="made_up", title={"sv": "Påhittad"}, as_of=date(2012, 3, 31), quarter="2012-Q1")
    bare = number_gate(Release(answers={}, quarter="2012-Q1"), Words("sv", subject))
    assert not any(allows(bare, piece, "decided") for piece in OF_THE_DECISION[:5])


def test_numbers_of_people_beside_a_decision_are_not_read_as_those_of_everybody():
    """Those in the page's header are: how many people it takes is no number of people that there are."""
    facts = "<dl><div><dt>Vad som krävs</dt><dd>173 personer efter ändringen.</dd></div></dl>"
    page = '<html lang="sv"><body><header>{}</header><article id="decided">{}</article></body></html>'
    assert statements_in(page.format("", facts), "board_sv.html", "2012-Q1") == []
    (told,) = statements_in(page.format("<dl><div><dd>400 personer</dd></div></dl>", facts), "board_sv.html", "2012-Q1")
    assert (told.key.what, told.n) == ("n", 400)
