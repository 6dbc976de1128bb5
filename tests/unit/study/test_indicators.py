"""The board's registry of indicators: what it may say, and how a value finds its version."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from research_kit.declarations import read_sections
from research_kit.errors import DeclarationError
from research_kit.reporting.declaration import ParametersFile
from research_kit.study.declaration import read_study_declaration
from research_kit.study.indicators import IndicatorRegistry, asked_items, indicator_words
from research_kit.study.indicators.periods import with_period_days
from research_kit.study.indicators.version_table import with_version
from tests.unit.cohort.small_studies import person, study

PARAMETERS = Path("parameters")
STAFF = """indicators:
  - code: staff_trained
    labels: {sv: utbildad personal, en: trained staff}
    versions:
      - version: 1
        from_on: 2010-01-01
        question: {sv: "Hur många har gått någon utbildning?"}
        unit: {sv: anställda}
        decided: {by: {sv: styrgruppen}, on: 2009-12-01, why: {sv: "Det går att ändra."}}
"""
SECOND = """      - version: 2
        from_on: 2010-07-01
        question: {sv: "Hur många har gått minst en halv dag?"}
        unit: {sv: anställda}
        decided: {by: {sv: styrgruppen}, on: 2010-06-01, why: {sv: "En föreläsning räknades."}}
"""
ASKED = """indicators:
  - code: closer
    labels: {sv: känner sig närmare}
    versions:
      - version: 1
        from_on: 2010-01-01
        question: {sv: "Har du kommit närmare?"}
        answers:
          scale: closeness
          items: [{item: close_1, ver: 1, wording: "Jag har kommit närmare."}]
          range: [1, 5]
          levels: {4: {sv: stämmer}, 5: {sv: stämmer helt}}
          at_least: 4
        decided: {by: {sv: styrgruppen}, on: 2009-12-01, why: {sv: "Det räknas också."}}
"""


def read(tmp_path, text):
    path = tmp_path / "study.yaml"
    path.write_text(text, encoding="utf-8")
    return read_sections(path, ("indicators",), IndicatorRegistry)


def refused(tmp_path, text):
    with pytest.raises(DeclarationError) as caught:
        read(tmp_path, text)
    return str(caught.value)


def test_the_shipped_studies_have_what_the_board_follows():
    for name in ("samba", "botkyrka"):
        registry = read_study_declaration(PARAMETERS / f"{name}.yaml").registry
        codes = [one.code for one in registry.about_surroundings]
        assert {"staff_trained_share", "staff_women_share", "employer_contacts", "partners_equality"} <= set(codes)
        assert sum(code.startswith("accessible_") for code in codes) == 4
        assert len(registry.about_participants) == 3
        assert len(registry.indicators[0].changes) == 1
    assert read_study_declaration(PARAMETERS / "unemployment_spells.yaml").registry.indicators == ()


def test_the_section_is_in_the_schema_that_editors_use():
    assert "indicators" in ParametersFile.model_json_schema()["properties"]


def test_a_version_lasts_until_the_next_one_begins(tmp_path):
    versions = read(tmp_path, STAFF + SECOND).indicators[0].versions
    assert [(one.from_on, one.until_on) for one in versions] == [
        (date(2010, 1, 1), date(2010, 7, 1)), (date(2010, 7, 1), None),
    ]  # fmt: skip


def test_an_indicator_without_a_decision_is_refused_with_its_line(tmp_path):
    said = refused(tmp_path, "\n".join(line for line in STAFF.splitlines() if "decided" not in line))
    assert "line 2" in said
    assert "indicator `staff_trained`, version 1 has no decision: who decided it, when and why?" in said


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (SECOND.replace("version: 2", "version: 1"), "has version 1 twice"),
        (SECOND.replace("from_on: 2010-07-01", "from_on: 2010-01-01"), "versions 1 and 2 overlap"),
        (SECOND.replace("2010-07-01", "2009-12-31").replace("2010-06-01", "2009-06-01"), "versions 1 and 2 overlap"),
        (SECOND.replace("on: 2010-06-01", "on: 2010-08-01"), "was decided on 2010-08-01: correct the day"),
        (SECOND.replace("minst en halv dag", "någon utbildning"), "version 2 asks what version 1 asks"),
        (SECOND.replace("        unit: {sv: anställda}\n", ""), "says nowhere who or what is counted"),
        (SECOND + "        range: [1, 5]\n", "has a `range`, but is no score"),
        (SECOND + "        measure: score\n", "is a score, so give its `range`"),
        (SECOND + "        mesure: score\n", "Did you mean `measure`"),
        (SECOND + "        until_on: 2010-07-01\n", "which is not after it begins"),
        (STAFF.partition("\n")[2], "two indicators have the same code"),
        (SECOND + ASKED[ASKED.index("        answers:"):ASKED.index("        decided:")], "in one version and not in"),
    ],
)  # fmt: skip
def test_a_registry_that_says_two_things_is_refused(tmp_path, changed, sentence):
    assert sentence in refused(tmp_path, STAFF + changed)


def test_an_overlap_is_seen_where_the_earlier_version_says_when_it_ends(tmp_path):
    said = refused(tmp_path, STAFF + "        until_on: 2010-08-01\n" + SECOND)
    assert "version 2 begins on 2010-07-01, before version 1 ends" in said


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (("range: [1, 5]", "range: [5, 1]"), "the highest answer, 1, is not above the lowest, 5"),
        (("at_least: 4", "at_least: 6"), "answers go from 1 to 5: everybody or nobody"),
        (("levels: {4:", "levels: {7:"), "names the answer 7, outside the range 1 to 5"),
        (("scale: closeness", "scale: nearness"), "must be 'empowerment'"),
        (("items: [", "items: [{item: close_1, wording: a}, "), "names close_1 twice"),
        (("        answers:", "        measure: count\n        answers:"), "leave out the measure"),
    ],
)
def test_what_participants_are_asked_must_fit_its_scale(tmp_path, changed, sentence):
    assert sentence in refused(tmp_path, ASKED.replace(*changed))


def test_a_question_has_one_wording_in_a_version(tmp_path):
    other = ASKED.replace("indicators:\n", "").replace("code: closer", "code: nearer").replace("kommit", "blivit")
    assert "`close_1` is worded in two ways in its version 1" in refused(tmp_path, ASKED + other)


def test_asked_items_say_from_when_until_when(tmp_path):
    row = asked_items(read(tmp_path, ASKED)).row(0, named=True)
    assert (row["indicator"], row["item"], row["item_ver"], row["at_least"]) == ("closer", "close_1", 1, 4.0)
    assert (row["from_on"], row["until_on"]) == (date(2010, 1, 1), None)


def test_the_words_of_an_indicator_go_by_its_version(tmp_path):
    words = indicator_words(read(tmp_path, STAFF + SECOND))
    assert words["indicator"]["staff_trained"].get("en") == "trained staff"
    assert words["indicator_since"]["staff_trained.2"].sv == "2010-07-01"
    assert words["indicator_why"]["staff_trained.2"].sv == "En föreläsning räknades."
    assert "indicator_scale" not in words


def test_the_least_answer_that_counts_is_called_as_on_the_form(tmp_path):
    assert indicator_words(read(tmp_path, ASKED))["indicator_least"]["closer.1"].sv == "stämmer"
    between = indicator_words(read(tmp_path, ASKED.replace("at_least: 4", "at_least: 3.5")))
    assert between["indicator_least"]["closer.1"].sv == "3.5"


def test_periods_have_a_first_and_a_last_day():
    periods = pl.DataFrame({"period": ["2011", "2011-Q2", "2012-02", "2011-q2", "2011-13", None]})
    days = with_period_days(periods).select("first_on", "last_on").rows()
    assert days == [
        (date(2011, 1, 1), date(2011, 12, 31)), (date(2011, 4, 1), date(2011, 6, 30)),
        (date(2012, 2, 1), date(2012, 2, 29)), (None, None), (None, None), (None, None),
    ]  # fmt: skip


def test_a_value_belongs_to_the_version_in_force_all_through_its_period(tmp_path):
    registry = read(tmp_path, STAFF + SECOND)
    periods = ["2010", "2010-Q2", "2010-Q3", "2009-Q4", "2011"]
    rows = with_period_days(pl.DataFrame({"period": periods})).with_columns(indicator=pl.lit("staff_trained"))
    assert with_version(rows, registry.indicators)["version"].to_list() == [None, 1, 2, None, 2]


def test_the_period_in_which_an_indicator_begins_is_told_by_its_first_version(tmp_path):
    registry = read(tmp_path, STAFF.replace("from_on: 2010-01-01", "from_on: 2010-02-15"))
    rows = with_period_days(pl.DataFrame({"period": ["2010-Q1", "2010-01"]}))
    placed = with_version(rows.with_columns(indicator=pl.lit("staff_trained")), registry.indicators)
    assert placed["version"].to_list() == [1, None]


def test_the_registry_goes_with_a_written_study(tmp_path):
    registry = read(tmp_path, STAFF + SECOND)
    declared = study(person("a"), registry=registry).declaration
    assert type(declared).model_validate(declared.model_dump(mode="json")).registry == registry
