from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from research_kit.cohort import build_cohort, read_cohort_definition
from research_kit.cohort.examples import require_examples
from research_kit.errors import CohortError, DeclarationError
from tests.unit.cohort.small_studies import INDEX, definition, person, status, study, together

COHORTS = Path(__file__).parents[3] / "cohorts"
IDLE = status("unemployed", "2009-06-01", verified="2010-11-30")
WORK = status("ord_emp", "2010-07-01", hours_pct=100)


def test_a_person_with_two_spells_is_there_once_from_the_first():
    two = person("a", WORK, end=date(2010, 3, 1))
    two["enrolment"].append({"enr_id": "f", "pid": "a", "start": date(2010, 10, 1)})
    cohort = build_cohort(study(two), definition())
    assert cohort.frame.select("pid", "index_on", "event_strict").rows() == [("a", INDEX, 1)]


@pytest.mark.parametrize(("pause_ends", "left"), [(date(2010, 3, 30), None), (date(2010, 3, 31), date(2010, 3, 1))])
def test_a_pause_of_less_than_thirty_days_is_the_same_enrolment(pause_ends, left):
    two = person(
        "a", status("unemployed", "2009-06-01", verified="2010-05-01"), end=date(2010, 3, 1), exit_reason="lost"
    )
    two["enrolment"].append({"enr_id": "f", "pid": "a", "start": pause_ends})
    days = build_cohort(study(two), definition()).frame["duration_days_strict"].item()
    assert days == (120 if left is None else 59)  # lost on leaving, unless she came back within a month


def test_criteria_exclude_in_their_order_and_everybody_is_accounted_for():
    people = together(
        person("a", IDLE, gender="woman"),
        person("b", IDLE, gender="man"),
        person("c", IDLE, birth_year=1940, gender="woman"),
        person("d", IDLE, birth_year=None, gender="man"),
        person("e", status("ord_emp", "2009-06-01", hours_pct=100), gender="woman"),
        {"participant": [{"pid": "f"}]},
    )
    include = [
        {"criterion": "age_years", "at_least": 16, "at_most": 64, "reason": "working age"},
        {"criterion": "gender", "among": ["woman"], "reason": "for women"},
        {"criterion": "not_already_in", "outcome": "strict", "reason": "cannot start again"},
    ]
    cohort = build_cohort(study(people), definition(include=include))
    assert cohort.frame["pid"].to_list() == ["a"]
    rows = cohort.attrition.select("criterion", "n_in", "n_excluded", "n_unknown", "n_out").rows()
    assert rows == [
        ("index_on", 6, 1, 0, 5),
        ("age_years", 5, 2, 1, 3),
        ("gender", 3, 1, 0, 2),
        ("not_already_in", 2, 1, 0, 1),
    ]


def test_nobody_left_shows_where_they_were_lost_and_what_to_widen():
    include = [{"criterion": "age_years", "at_least": 60, "reason": "older people"}]
    with pytest.raises(CohortError, match=r"(?s)age_years: 1 in, 1 excluded \(older people\).*Widen `age_years`"):
        build_cohort(study(person("a", IDLE)), definition(include=include))


def test_an_enrolment_after_the_cut_is_not_yet_one():
    people = together(person("a", IDLE), person("b", IDLE, enrolled=date(2011, 7, 1)))
    assert build_cohort(study(people), definition()).frame["pid"].to_list() == ["a"]


@pytest.mark.parametrize(
    ("criterion", "sentence"),
    [
        ({"criterion": "shoe_size", "among": ["42"], "reason": "odd"}, "is no column of the participants"),
        ({"criterion": "gender", "among": ["women"], "reason": "typo"}, "its codes are: woman, man"),
    ],
)
def test_a_criterion_on_what_is_not_there_is_refused(criterion, sentence):
    with pytest.raises(CohortError, match=sentence):
        build_cohort(study(person("a", IDLE)), definition(include=[criterion]))


def test_a_missing_table_is_named_with_what_it_is_for():
    with pytest.raises(CohortError, match="no table `enrolment`, which the index date is taken from"):
        build_cohort(study({"participant": [{"pid": "a"}]}), definition())


def test_without_statuses_there_are_participants_but_no_outcomes():
    people = person("a")
    del people["status_spell"]
    free = {"criterion": "not_already_in", "outcome": "strict", "reason": "cannot start again"}
    cohort = build_cohort(study(people), definition(include=[free]))
    assert (len(cohort), cohort.has_outcomes) == (1, False)
    assert "status_spell" in cohort.absent_tables


def test_index_can_be_the_referral_or_the_first_activity():
    people = person("a", IDLE)
    people["referral"] = [
        {"ref_id": "r", "pid": "a", "referred_on": date(2009, 12, 1), "decision": "accepted"},
        {"ref_id": "s", "pid": "a", "referred_on": date(2009, 11, 1), "decision": "no_show"},
    ]
    people["participation"] = [{"enr_id": "e-a", "act_id": "x", "ver": 1, "start": date(2010, 2, 1)}]
    made = study(people)
    assert build_cohort(made, definition(index="referral")).frame["index_on"].to_list() == [date(2009, 11, 1)]
    assert build_cohort(made, definition(index="first_activity")).frame["index_on"].to_list() == [date(2010, 2, 1)]


def test_who_enrolled_before_the_data_begin_enters_late():
    made = study(person("a", IDLE, enrolled=date(2009, 11, 1)), starts_on=date(2010, 1, 10))
    assert build_cohort(made, definition()).frame["entry_days"].item() == 70


def test_groups_are_words_and_what_is_not_known_is_one_of_them():
    people = together(
        person("a", IDLE, gender="woman", foreign_born="yes", years_in_sweden_band="10+", target_groups=["youth"]),
        person("b", IDLE, foreign_born="no", target_groups=[], birth_year=1993),
        person("c", IDLE, years_in_sweden_band="5-9", colour="red"),
    )
    data = {
        "target_groups": {"youth": {"sv": "unga"}},
        "dimensions": {"colour": {"labels": {"sv": "färg"}, "codes": {"red": {"sv": "röd"}, "blue": {"sv": "blå"}}}},
    }
    frame = build_cohort(study(people, data=data), definition()).frame
    wanted = ["gender", "foreign_born", "age_band", "years_in_sweden_band", "colour", "target_youth"]
    assert frame.select(wanted).cast({pl.Enum: pl.String}).rows() == [
        ("woman", "yes", "35-44", "10+", "unknown", True),
        ("unstated", "no", "15-24", "not_applicable", "unknown", False),
        ("unstated", "unknown", "35-44", "5-9", "red", None),
    ]
    assert frame["years_in_sweden_band"].dtype.categories.to_list() == ["5-9", "10+", "not_applicable", "unknown"]


def test_lengths_without_dates():
    tables = {
        "participant": [{"pid": "a"}, {"pid": "b"}, {"pid": "c"}],
        "spell_duration": [
            {"pid": "a", "duration": 2.0, "unit": "week", "event": True},
            {"pid": "b", "duration": 3.0, "unit": "month", "event": False},
        ],
    }
    outcomes = {
        "version": "1",
        "headline": "ended",
        "map": {"ended": "success"},
        "definitions": {"ended": {"labels": {"sv": "slut"}, "causes": {"ended": ["ended"]}}},
    }
    cohort = build_cohort(study(tables), definition(observed_as="spell_durations", outcomes=outcomes))
    assert cohort.frame.select("duration_days_ended", "event_ended").rows() == [(14.0, 1), (91.3125, 0)]
    assert cohort.attrition.select("n_in", "n_excluded").rows() == [(3, 1)]


def test_an_example_person_that_comes_out_otherwise_stops_the_definition():
    rows = person("a", WORK)
    example = {
        "name": "Anna",
        "as_of": "2011-06-30",
        "tables": {name: [{k: v for k, v in row.items() if v is not None} for row in r] for name, r in rows.items()},
        "index_on": "2010-01-01",
        "outcomes": {"strict": {"ends": "employment", "on": "2010-07-02"}},
    }
    with pytest.raises(
        CohortError, match="Anna: strict ends employment at 2010-07-01, written as employment at 2010-07-02"
    ):
        build_cohort(study(rows), definition(examples=[example]))


@pytest.mark.parametrize("name", ["samba", "botkyrka", "unemployment_spells"])
def test_the_shipped_definitions_hold_for_their_own_example_persons(name):
    definition = read_cohort_definition(COHORTS / f"{name}.yaml")
    require_examples(definition)
    assert definition.examples


def test_a_misspelt_key_is_refused_with_its_line(tmp_path):
    path = tmp_path / "c.yaml"
    path.write_text("name: c\npopulation: {sv: folk}\nincldue: []\noutcomes: {}\n", encoding="utf-8")
    with pytest.raises(DeclarationError, match=r"line 3: there is no key `incldue`. Did you mean `include`"):
        build_cohort(study(person("a", IDLE)), path)


def test_the_data_cut_is_no_end_of_observation():
    with pytest.raises(ValueError, match="G-CUT"):
        definition(follow_up={"until": "data_cut"})


def test_a_cohort_shows_its_size_and_columns_never_its_rows():
    cohort = build_cohort(study(person("secret-pid", IDLE)), definition())
    for shown in (repr(cohort), cohort._repr_html_()):
        assert "1 participants" in shown
        assert "duration_days_strict" in shown
        assert "secret-pid" not in shown


def test_the_hash_follows_the_definition_and_not_its_examples():
    assert definition().hash == definition(changed={"version": "1", "why": "the map"}).hash
    assert definition().hash != definition(index="referral").hash
    wide = definition().outcomes.model_dump() | {"headline": "wide"}
    assert definition().outcome_hash != definition(outcomes=wide).outcome_hash
