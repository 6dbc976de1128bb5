"""Self-support: judged by what a person lives on, where that is known (METHODS 1.1)."""

from __future__ import annotations

import pytest

from research_kit.cohort import CohortDefinition, MissingFactWarning
from tests.unit.cohort.followed import cohort_of, followed, status, with_outcomes
from tests.unit.cohort.small_studies import definition

SEEN = status("unemployed", "2009-06-01", verified="2010-02-10")
OWN = {
    "labels": {"sv": "egen försörjning"},
    "causes": {"own": ["ord_emp", "sub_emp"], "studies": ["regular_edu"]},
    "income_among": ["work", "own_business"],
}


def supported(kind="ord_emp", income=None, *, also=None, **more):
    definitions = with_outcomes()["definitions"] | {"own": OWN | (also or {})}
    work = status(kind, "2010-03-02", hours_pct=100, income_source=income, verified="2010-08-31")
    row = followed(SEEN, work, outcomes=with_outcomes(definitions=definitions), **more)
    return row["duration_days_own"], row["event_own"]


@pytest.mark.parametrize(("income", "outcome"), [("work", (60, 1)), ("own_business", (60, 1)),
                                                 ("income_support", (242, 0)), ("other", (242, 0))])  # fmt: skip
def test_known_income_says_yes_or_no(income, outcome):
    assert supported(income=income) == outcome


@pytest.mark.parametrize("income", [None, "unknown"])
def test_unknown_income_is_neither_yes_nor_no(income):
    assert supported(income=income) == (40, 0)  # seen without on day 40; nothing after says that she still was


def test_the_income_is_asked_of_all_causes_or_of_those_named():
    assert supported("regular_edu", "student_aid") == (242, 0)
    assert supported("regular_edu", "student_aid", also={"income_apply_to": ["own"]}) == (60, 2)


def test_too_few_hours_are_a_no_even_where_the_income_is_not_known():
    asked = {"hours_pct_at_least": 50, "hours_apply_to": ["own"]}
    definitions = with_outcomes()["definitions"] | {"own": OWN | asked}
    few = status("ord_emp", "2010-03-02", hours_pct=25, verified="2010-08-31")
    row = followed(SEEN, few, outcomes=with_outcomes(definitions=definitions))
    assert (row["duration_days_own"], row["event_own"]) == (242, 0)


@pytest.mark.parametrize(
    ("also", "sentence"),
    [
        ({"income_among": ["salary"]}, "names salary; it can be: work, own_business"),
        ({"income_among": ["unknown"]}, "names unknown; it can be: work"),
        ({"income_apply_to": ["work"]}, "`income_apply_to` names work, which is no cause"),
    ],
)
def test_a_faulty_rule_is_refused(also, sentence):
    definitions = with_outcomes()["definitions"] | {"own": OWN | also}
    whole = definition().model_dump() | {"outcomes": with_outcomes(definitions=definitions)}
    with pytest.raises(ValueError, match=sentence):
        CohortDefinition.model_validate(whole)


def test_a_study_that_never_asks_is_warned():
    with pytest.warns(MissingFactWarning, match=r"`own` .* asks for `income_source`.*none of the 1 statuses"):
        supported()


def test_a_study_without_any_hours_is_warned():
    with pytest.warns(MissingFactWarning, match=r"`strict` .* asks for `hours_pct`.*Have the partners deliver"):
        cohort_of(SEEN, status("ord_emp", "2010-03-02", verified="2010-08-31"))


def test_a_study_where_somebody_has_hours_is_not_warned(recwarn):
    cohort_of(SEEN, status("ord_emp", "2010-03-02"), status("ord_emp", "2010-06-02", hours_pct=50))
    cohort_of(SEEN)
    assert not [one for one in recwarn if one.category is MissingFactWarning]
