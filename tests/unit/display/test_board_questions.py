"""The questions that a release puts to the board: what asks, in which order, and that none is asked of nothing."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import polars as pl
import pytest

from research_kit.disclosure.released_table import Release, ReleasedAnswer
from research_kit.display import MIME, show_questions
from research_kit.display.board_questions import ASKED_OF, questions_of
from research_kit.display.words import Words
from tests.unit.display.made_up import samba
from tests.unit.display.made_up_effects import activity_effects
from tests.unit.display.made_up_equity import equity
from tests.unit.display.made_up_targets import targets
from tests.unit.display.made_up_voice import subject, voice
from tests.unit.display.reading import require_reads_well, text
from tests.unit.display.test_catalogue import CAUSAL
from tests.unit.display.test_tellings import plain


def release(**answers: ReleasedAnswer) -> Release:
    made = [voice(), activity_effects(), equity(), targets(), samba()["time_to_employment"]]
    told = {one.name: replace(one, subject=subject()) for one in made}
    return Release(answers={**told, **answers})


def asked(of: Release, language: str = "sv") -> list[tuple[str, str]]:
    return [(text(question), text(because)) for question, because in questions_of(of, Words(language, subject()))]


def item(of: Release, language: str = "sv") -> str:
    return plain(show_questions(of).html[language])


def changed(answer: ReleasedAnswer, table: str, *columns: pl.Expr) -> ReleasedAnswer:
    """The answer with other values in one of its tables."""
    frame = answer[table].to_polars().with_columns(*columns)
    return replace(answer, tables={**answer.tables, table: replace(answer[table], table=frame)})


def test_the_item_reads_well_in_both_languages():
    require_reads_well(lambda language: item(release(), language))


def test_hindered_groups_come_first_then_needs_activities_and_targets():
    questions = [question for question, _ in asked(release())]
    order = ["Vad står i vägen för", "lucka", "börja med", "läsas"]
    places = [next(i for i, question in enumerate(questions) if part in question) for part in order]
    assert places == sorted(places)


def test_each_group_is_asked_about_once_and_at_most_three_are():
    hindered = [question for question, _ in asked(release()) if question.startswith("Vad står i vägen för")]
    assert 1 <= len(hindered) <= 3
    assert len(set(hindered)) == len(hindered)


def test_nobody_is_hindered_where_a_group_is_ahead_of_all_others():
    ahead = {"estimate": 0.3, "lower": 0.1, "upper": 0.5, "alarm_lower": 0.05, "alarm_upper": 0.55}
    behind = changed(
        samba()["time_to_employment"], "gaps", *(pl.lit(value).alias(name) for name, value in ahead.items()),
        pl.lit("rest").alias("compared_with"), pl.lit("ok").alias("status"),
    )  # fmt: skip
    only = Release(answers={"time_to_employment": replace(behind, subject=subject())})
    assert asked(only) == []


@pytest.mark.parametrize(("lower", "upper", "tied"), [(2.0, 1.0, False), (1.0, 2.0, True)])
def test_needs_that_may_share_the_first_place_are_asked_about_together(lower, upper, tied):
    places = {"barnomsorg": (1.0, upper), "yrke": (lower, 3.0), "svenska": (3.0, 3.0)}
    ranks = pl.col("statistic") == "rank_without_activity"
    limits = [
        pl.when(ranks).then(pl.col("cause").replace_strict({theme: at[end] for theme, at in places.items()}))
        .otherwise(name).alias(name)
        for end, name in enumerate(("lower", "upper"))
    ]  # fmt: skip
    ranked = changed(voice(), "unmet", *limits)
    found = [one for one in asked(release(participants_voice=ranked)) if "lucka" in one[0]]
    if tied:
        assert found[0][0] == "Vilken lucka ska stängas först: barnomsorg eller ett yrke?"
        assert found[0][1].endswith("Vilken som är störst går inte att säga.")
    else:
        assert found[0][0] == "Vad ska göras åt den största luckan, barnomsorg?"


def test_what_it_would_take_stands_with_the_activities_of_which_nothing_can_be_told():
    questions = dict(asked(release()))
    takes = questions["Ska fler erbjudas korta kurser, eller ska frågan vänta?"]
    assert "Ungefär 120 till behöver börja innan en skillnad på 10 punkter skulle synas." in takes


def test_activities_of_which_the_same_can_be_said_are_asked_about_together():
    both = changed(
        activity_effects(), "effect_questions",
        pl.when(pl.col("reason") == "NONE_SEEN").then(pl.lit("MORE_PEOPLE")).otherwise("reason").alias("reason"),
        pl.when(pl.col("estimate") == 0).then(95.0).otherwise("estimate").alias("estimate"),
    )  # fmt: skip
    questions = dict(asked(release(activity_effects=both)))
    because = questions["Ska fler erbjudas extern utredning, korta kurser och friskvård, eller ska frågan vänta?"]
    assert "Ungefär 150 (extern utredning), 120 (korta kurser) och 95 (friskvård) till behöver börja" in because


def test_more_are_to_be_heard_where_few_answered():
    few = pl.when(pl.col("time") == 12.0).then(0.55).otherwise("estimate").alias("estimate")
    many = pl.when(pl.col("time") == 12.0).then(0.65).otherwise("estimate").alias("estimate")
    for share, is_asked in ((few, True), (many, False)):
        of = release(participants_voice=changed(voice(), "responses", share))
        assert ("Hur kan fler få säga sitt?" in dict(asked(of))) == is_asked


@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_question_claims_a_cause(language):
    assert not re.search(CAUSAL[language], text(item(release(), language)), flags=re.I)


def test_a_release_without_anything_to_ask_says_so():
    quiet = replace(activity_effects(), tables={"activity_starts": activity_effects()["activity_starts"]})
    said = text(item(Release(answers={"activity_effects": quiet})))
    assert "Rapporten ger inga egna frågor att besluta om den här gången." in said


def test_what_is_withheld_asks_nothing():
    hidden = [
        pl.lit("suppressed").alias("status"), pl.lit("WITHHELD").alias("reason"),
        *(pl.lit(None, pl.Float64).alias(name) for name in ("estimate", "lower", "upper")),
        *(pl.lit(None, pl.Float64).alias(name) for name in ("alarm_lower", "alarm_upper")),
    ]  # fmt: skip
    of = release()
    for answer, tables in ASKED_OF.items():
        for table in tables:
            of = Release(answers={**of.answers, answer: changed(of[answer], table, *hidden)})
    said = [question for question, _ in asked(of)]
    assert not [question for question in said if "läsas" not in question]


def test_it_stands_in_a_section_of_its_own_with_the_heading_in_the_contents():
    shown = show_questions(release())
    data = json.loads(json.dumps(shown._repr_mimebundle_()[MIME]))
    titles = data["section"]["titles"]
    assert (titles["sv"], titles["en"]) == ("Frågor att besluta om", "Questions to decide on")
    assert data["contents"]["sv"] == [["questions", "Vad borde ändras?", False]]
