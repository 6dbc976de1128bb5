"""What was decided and what came of it, and what is new and certain, as the board's page tells it (METHODS 11)."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from research_kit.disclosure.released_table import Release, ReleasedAnswer
from research_kit.display import MIME, catalogue, claim_sentence, explain_decided, show, show_decided, show_news
from research_kit.display.loop.news import ON_THE_PAGE
from research_kit.errors import ResearchKitError
from research_kit.ledger.decision import NotMeasurable
from research_kit.ledger.decision_file import OwnerRole
from research_kit.ledger.remeasurement import Verdict
from research_kit.ledger.told_loop import ToldDecision, ToldFinding, ToldLoop
from research_kit.results.finding import Claim, Level, View, Voice
from tests.unit.display.made_up_loop import decision, every_state, finding, measured
from tests.unit.display.made_up_questions import questions
from tests.unit.display.reading import require_reads_well, text

RELEASE = questions()
GAP = Claim(
    answer="equity", table="screening", statistic="gap_screening", outcome="enrolled", group="gender=woman",
    compared_with="rest",
)  # fmt: skip


def decided(*told: ToldDecision, language: str = "sv") -> str:
    return show_decided(ToldLoop(quarter="2011-Q2", decisions=told), RELEASE).html[language]


def again(**changes) -> str:
    """A card as plain text, of a decision measured again."""
    return text(decided(ToldDecision(decision=decision(), remeasurement=measured(**changes)))).replace("\u202f", " ")


def drawings(html: str) -> list[str]:
    return re.findall(r"<svg class=\"[wn]\".*?</svg>", html, flags=re.S)


def a_claim() -> Claim:
    """A difference that the made-up release tells of."""
    table = RELEASE["equity"]["screening"].table
    row = next(r for r in table.iter_rows(named=True) if r["estimate"] is not None and r["reason"] == "YELLOW")
    group = "&".join(f"{name}={row[name]}" for name in RELEASE["equity"]["screening"].by if row[name] is not None)
    said = {name: row[name] or "" for name in ("statistic", "outcome", "cause", "compared_with")}
    return Claim(answer="equity", table="screening", group=group, time=row["time"], **said)


def test_every_state_reads_well_in_both_languages():
    item = show_decided(every_state(), RELEASE)
    require_reads_well(lambda language: item.html[language])


def test_the_sentence_is_that_of_the_methods():
    # METHODS 11: "Ni beslutade {vad} i {kv}. Sedan dess: {d} ({lo}–{hi}); av det hade {r} väntats även utan ändring."
    said = again()
    assert "Ni beslutade detta i tredje kvartalet 2010." in said
    assert "Sedan dess: +35 punkter (9–55); av det hade 16 punkter väntats även utan ändring." in said


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("met", "Uppfyllt, men en stor del hade väntats ändå"),
        ("not_met", "Inte uppfyllt: en stor del hade väntats ändå"),
        ("cannot_be_told", "Gick inte att säga: en stor del hade väntats ändå"),
        ("worse", "Sämre än förut"),
    ],
)
def test_a_verdict_says_when_a_large_part_was_expected_anyway(verdict, said):
    assert said in again(verdict=verdict)


def test_a_small_part_does_not_change_the_verdict():
    said = again(expected_rebound=0.03)
    assert "Uppfyllt Alla" in said
    assert "av det hade 3 punkter väntats" in said


def test_what_chance_did_against_the_change_is_not_called_a_part_of_it():
    said = again(verdict="worse", estimate_after=0.08, difference=-0.12, lower=-0.2, upper=-0.02)
    assert "−12 punkter (−20 till −2); utan ändring hade +16 punkter väntats" in said


def test_the_figure_shows_before_after_and_the_hatched_part():
    wide, narrow = drawings(decided(ToldDecision(decision=decision(), remeasurement=measured())))
    for drawing in (wide, narrow):
        assert 'class="hatch"' in drawing
        assert "Före 20\u202f%" in drawing
        assert "Efter 55\u202f%" in drawing
        assert "Väntat även utan ändring: 16 punkter" in re.search(r"<desc.*?</desc>", drawing, flags=re.S)[0]
    assert 'class="hatch"' not in "".join(
        drawings(decided(ToldDecision(decision=decision(), remeasurement=measured(expected_rebound=0.001))))
    )


def test_without_a_number_after_the_change_the_reason_is_given_in_words():
    nothing = dict.fromkeys(("estimate_after", "n_after", "difference", "lower", "upper"))
    html = decided(
        ToldDecision(decision=decision(), remeasurement=measured(1, "cannot_be_told", reason="FEW_PEOPLE", **nothing))
    )
    assert not drawings(html)
    assert "Vad som har hänt sedan dess går inte att säga: för få personer har kommit efter ändringen." in text(html)


def test_what_could_not_be_seen_rests_on_those_who_came():
    said = again(verdict="cannot_be_told", beyond_lower=-0.10, beyond_upper=0.18)
    # 2.80 standard errors, by an interval that is 28 points wide: 20 points; when it was decided it was 30.
    assert "Med dem som har kommit hade ändringar under 20 punkter inte synts." in said


def test_the_row_before_names_the_report_that_was_decided_on():
    assert "Före: rapporten för tredje kvartalet 2010" in again()
    undated = decision(baseline=decision().baseline.model_copy(update={"as_of": ""}))
    assert "rapporten för" not in text(decided(ToldDecision(decision=undated, remeasurement=measured())))


def test_the_people_that_a_gap_takes_are_of_each_group():
    waits = ToldDecision(decision=decision(metric=GAP))
    assert "75 personer i varje grupp krävs efter ändringen, 80 väntas." in text(decided(waits))
    again = ToldDecision(decision=decision(metric=GAP), remeasurement=measured())
    assert "75 personer i varje grupp efter ändringen" in text(decided(again))


@pytest.mark.parametrize(("follows", "key"), [("", "news-intro-first"), ("2011-Q1", "news-intro-unkept")])
def test_only_the_first_report_is_called_the_first(follows, key):
    said = text(show_news(ToldLoop(quarter="2011-Q2", follows=follows), RELEASE).html["sv"])
    assert catalogue.text("sv", key) in said


def test_a_decision_that_waits_says_when_and_what_it_takes():
    said = text(decided(ToldDecision(decision=decision(review_on=date(2012, 1, 31), expected_n=60))))
    assert "Inget beslut har mätts om än. Ett beslut väntar på sin uppföljning." in said
    assert "Mäts om i första rapporten efter 31 januari 2012. 75 personer efter ändringen krävs, 60 väntas." in said


def test_a_decision_that_will_not_be_measurable_says_so():
    said = text(decided(ToldDecision(decision=decision(not_measurable="TOO_FEW", measurable_on=date(2013, 5, 1)))))
    assert "Kommer inte att gå att mäta: för få personer hinner komma före uppföljningen. Från 1 maj 2013" in said


def test_no_decision_is_one_sentence():
    assert text(decided()).strip() == "Styrgruppen har inte fattat något beslut som följs upp här."


def test_what_participants_say_stands_beside_the_decision_with_its_comment():
    voice = Voice(view="contradicted", comment="De väntar lika länge.")
    said = text(decided(ToldDecision(decision=decision(participants_view=voice), remeasurement=measured())))
    assert "Deltagarnas bild Säger emot. De väntar lika länge." in said


def test_only_what_was_measured_now_is_marked_new():
    new = ToldDecision(decision=decision(), remeasurement=measured(), is_new=True)
    old = ToldDecision(decision=decision(2), remeasurement=measured(2))
    assert decided(new, old).count("Nytt i den här rapporten") == 1


def test_every_word_that_a_decision_may_need_is_in_every_language():
    keys = [f"{key}-{verdict}" for verdict in get_args(Verdict) for key in ("decided_then", "sure", "not-said")]
    keys += [f"role-{role}" for role in get_args(OwnerRole)] + [
        f"lacks-{why}" for why in get_args(NotMeasurable) if why
    ]
    keys += [f"level-{level}" for level in get_args(Level)] + [f"view-{view}" for view in get_args(View)]
    assert [key for key in keys if not catalogue.has("sv", key)] == []


def test_a_new_finding_is_told_in_the_words_of_its_own_item():
    claim = a_claim()
    news = ToldFinding(finding=finding(claim), voice=Voice(view="confirmed"))
    loop = ToldLoop(quarter="2011-Q2", compared_with="2011-Q1", certain=(news,))
    html = show_news(loop, RELEASE).html["sv"]
    assert claim_sentence(claim, RELEASE, language="sv") in text(html).replace(" )", ")").replace(") .", ").")
    assert "Nivå: skillnad eller samband. Deltagarnas bild: bekräftar." in text(html)
    assert 'href="#equity-screening"' in html
    assert "Inget annat är nytt och säkert det här kvartalet." in html


def test_a_finding_that_the_release_does_not_tell_is_not_news():
    missing = GAP.model_copy(update={"group": "gender=nobody"})
    loop = ToldLoop(quarter="2011-Q2", compared_with="2011-Q1", certain=(ToldFinding(finding=finding(missing)),))
    assert "Inget är nytt och säkert det här kvartalet." in show_news(loop, RELEASE).html["sv"]


def test_more_findings_than_a_board_has_time_for_are_counted():
    news = ToldFinding(finding=finding(a_claim()))
    html = show_news(ToldLoop(quarter="2011-Q2", compared_with="2011-Q1", certain=(news,) * 9), RELEASE).html["sv"]
    assert html.count('class="claim"') == 6
    assert "Tre fynd till är nya och säkra." in html


def test_findings_lead_only_to_items_that_the_board_s_page_shows():
    notebook = json.loads((Path(__file__).parents[3] / "notebooks" / "board_report.ipynb").read_text())
    code = "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
    shown = set(re.findall(r'rk\.show\((?:run\.answer\("\w+"\)|\w+), "(\w+)"\)', code))
    assert {table for _, table in ON_THE_PAGE} <= shown


def test_the_items_carry_a_part_of_the_page_and_no_lines_of_their_own():
    bundle = show_decided(ToldLoop(), RELEASE)._repr_mimebundle_()[MIME]
    assert bundle["section"]["titles"]["sv"].startswith("Vad vi beslutade förra gången")
    assert bundle["contents"] == {language: [] for language in catalogue.languages()}
    assert MIME not in explain_decided(RELEASE["equity"].subject)._repr_mimebundle_()


def test_numbers_after_a_change_are_told_with_their_decision_alone():
    of = ReleasedAnswer(name="remeasure", tables={}, subject=RELEASE["equity"].subject)
    both = Release(answers={"equity": RELEASE["equity"], "remeasure": of})
    assert "remeasure" not in str(show(both)._repr_mimebundle_()[MIME]["contents"])
    with pytest.raises(ResearchKitError, match=r"Use `run.decided\(\)`"):
        show(of)


def test_the_range_after_the_change_is_drawn_and_told_where_it_is_known():
    known = measured(after_lower=0.38, after_upper=0.72)
    html = decided(ToldDecision(decision=decision(), remeasurement=known))
    assert 'class="bar-b"' in drawings(html)[0]
    assert "Efter ändringen är det troliga värdet 38–72." in html
    assert '55\u202f%</td><td><span class="nb">38–72</span>' in html
    without = decided(ToldDecision(decision=decision(), remeasurement=measured()))
    assert 'class="bar-b"' not in drawings(without)[0]
    assert "Det tjocka strecket" not in without
