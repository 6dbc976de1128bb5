"""The policy: stricter is free, weaker needs a note in whatever direction it is tried, and some things are never so."""

from __future__ import annotations

import json
import re
from pathlib import Path

import polars as pl
import pytest

from research_kit.declarations import json_schema
from research_kit.disclosure import Policy, read_policy
from research_kit.disclosure.exceptions import ApprovedException, is_excepted
from research_kit.disclosure.house_rules import HEALTH_DIMENSIONS
from research_kit.disclosure.policy import least_count, least_k
from research_kit.disclosure.rules.never_exported import NEVER_EXPORTED, require_exportable
from research_kit.errors import DeclarationError, DisclosureError

NOTE = "Steering group 2011-05-02 (A. Berg): closed meeting"
WEAKER = [
    ({"k": 4}, "`k` is 4 where the house rule is at least 5"),
    ({"k_health": 9}, "`k_health` is 9 where the house rule is at least 10"),
    ({"curve_at_risk": 9}, "`curve_at_risk` is 9 where the house rule is at least 10"),
    ({"audience": "public", "k": 9}, "`k` is 9 where the house rule is at least 10"),
    ({"audience": "public", "k": 12, "public": {"k": 15}}, "`k` is 12 where `public.k` is at least 15"),
    ({"public": {"k": 9}}, "`public.k` is 9 where the house rule is at least 10"),
    ({"public": {"k_health": 7}}, "`public.k_health` is 7"),
    ({"public": {"curve_at_risk": 5}}, "`public.curve_at_risk` is 5"),
    ({"dominance": {"one_person": 0.51}}, "`dominance.one_person` is 0.51 where the house rule is at most 0.5"),
    ({"dominance": {"two_persons": 0.8}}, "`dominance.two_persons` is 0.8 where the house rule is at most 0.75"),
    ({"dominance": {"known_within": 0.1}}, "`dominance.known_within` is 0.1 where the house rule is at least 0.15"),
    ({"health_dimensions": ("disability",)}, "`health_dimensions` leaves out disability_support"),
    ({"health_dimensions": ()}, "target_sick"),
]


@pytest.mark.parametrize(("given", "sentence"), WEAKER, ids=[str(given) for given, _ in WEAKER])
def test_what_is_weaker_than_the_house_rules_needs_a_note(given, sentence):
    with pytest.raises(ValueError, match="approval_note") as refused:
        Policy(**given)
    assert sentence in str(refused.value)
    assert Policy(**given, approval_note=NOTE).approval_note == NOTE


@pytest.mark.parametrize("note", ["", "   ", "ok"])
def test_a_note_that_says_neither_who_nor_why_is_none(note):
    with pytest.raises(ValueError, match="who approved it and why"):
        Policy(k=4, approval_note=note)


@pytest.mark.parametrize("given", [
    {"k": 6}, {"k_health": 12}, {"curve_at_risk": 15}, {"step_months": 6}, {"public": {"k": 20}},
    {"dominance": {"one_person": 0.4, "two_persons": 0.6, "known_within": 0.3}},
    {"health_dimensions": (*HEALTH_DIMENSIONS, "diagnosis")}, {"k_by_dimension": {"years_in_sweden_band": 8}},
    {"never_exported": (*NEVER_EXPORTED, "citizenship")}, {"optimiser_seconds": 5},
])  # fmt: skip
def test_what_is_stricter_needs_none(given):
    assert Policy(**given).approval_note is None


@pytest.mark.parametrize("given", [{"k": 2}, {"k_health": 2}, {"step_months": 2}, {"public": {"k": 2}},
                                   {"dominance": {"one_person": 1.0}}, {"k_by_dimension": {"gender": 2}},
                                   {"dominance": {"two_persons": float("nan")}}])  # fmt: skip
def test_a_note_does_not_allow_what_is_no_protection_at_all(given):
    with pytest.raises(ValueError, match=r"greater than|less than"):
        Policy(**given, approval_note=NOTE)


@pytest.mark.parametrize("note", [None, NOTE])
def test_the_list_of_what_is_never_exported_is_only_added_to(note):
    with pytest.raises(ValueError, match="leaves out own_words"):
        Policy(never_exported=tuple(n for n in NEVER_EXPORTED if n != "own_words"), approval_note=note)


def test_a_changed_copy_is_judged_like_a_new_policy():
    with pytest.raises(ValueError, match="approval_note"):
        Policy().model_copy(update={"k": 3})
    assert Policy(collapse={"gender*foreign_born": "margins"}).model_copy(update={"k": 7}).k == 7


def test_a_public_policy_is_never_looser_than_the_boards():
    board = Policy(k=6, k_health=20, k_by_dimension={"education": 12})
    public = board.for_audience("public")
    assert (public.audience, public.k, public.k_health, public.k_by_dimension) == ("public", 10, 20, {"education": 12})
    assert Policy(audience="public").k == 10
    assert Policy(audience="public", public={"k": 15, "curve_at_risk": 20}).curve_at_risk == 20
    assert Policy(k=30).for_audience("public").k == 30
    assert Policy(public={"k": 15}).for_audience("public").k == 15
    assert board.for_audience("board") is board
    with pytest.raises(DisclosureError, match="read_policy"):
        public.for_audience("board")


def test_the_strictest_dimension_of_a_group_decides():
    policy = Policy(k_by_dimension={"education": 12, "disability": 6})
    assert (policy.k_of("gender"), policy.k_of("disability"), policy.k_of("education")) == (5, 10, 12)
    rows = pl.DataFrame(
        {"gender": ["woman", "woman", None], "disability": ["yes", None, "no"], "education": [None, "9y", "9y"]}
    )
    assert rows.select(least_count(policy, ("gender", "disability", "education"))).to_series().to_list() == [10, 12, 12]
    assert least_k(policy, ["gender", "disability"]) == 10
    assert least_k(policy, []) == 5


@pytest.mark.parametrize("key", ["health_dimensions", "sensitive_dimensions"])
def test_target_groups_are_named_one_by_one(key):
    with pytest.raises(ValueError, match="one by one"):
        Policy(**{key: (*HEALTH_DIMENSIONS, "target_group")})


@pytest.mark.parametrize(("column", "kind"), [
    ("pid", "identifiers"), ("own_id", "identifiers"), ("coach_id", "coach_id"), ("index_on", "dates"),
    ("birth_country", "country"), ("own_words", "own_words"), ("goal_text", "free_text"),
])  # fmt: skip
def test_a_table_by_what_is_never_exported_is_refused(column, kind):
    with pytest.raises(DisclosureError, match=f"`{column}`"):
        require_exportable(["gender", column], NEVER_EXPORTED)
    assert kind in NEVER_EXPORTED


def test_ordinary_dimensions_are_exported_and_what_a_study_adds_is_not():
    ordinary = ["gender", "foreign_born", "age_band", "education", "target_newly_arrived", "disability", "reason"]
    require_exportable([*ordinary, "years_in_sweden_band", "language_support"], NEVER_EXPORTED)
    with pytest.raises(DisclosureError, match="never exported"):
        require_exportable(["education"], [*NEVER_EXPORTED, "education"])


EXCEPTION = {
    "answer": "participants", "table": "composition", "cell": {"gender": "woman"}, "reason": "the project is for them",
    "requested_by": "A. Berg", "approved_by": "C. Dahl",
}  # fmt: skip


@pytest.mark.parametrize(("change", "sentence"), [
    ({"approved_by": " a.  berg"}, "the same person"),
    ({"reason": "  "}, "an empty `reason`"),
    ({"approved_by": ""}, "an empty `approved_by`"),
    ({"reason": "", "requested_by": " "}, "`reason` and `requested_by`"),
    ({"cell": {}}, "at least 1 item"),
])  # fmt: skip
def test_an_exception_needs_two_people_and_a_reason(change, sentence):
    assert Policy(exceptions=[EXCEPTION]).exceptions[0].cell == {"gender": "woman"}
    with pytest.raises(ValueError, match=sentence):
        Policy(exceptions=[EXCEPTION | change])


def test_an_exception_is_for_its_cell_and_its_audience_alone():
    rows = pl.DataFrame({"gender": ["woman", "woman", "man", None], "born": [None, "yes", None, None]})
    one = ApprovedException(**EXCEPTION)
    found = rows.select(is_excepted([one], answer="participants", table="composition", by=("gender", "born")))
    assert found.to_series().to_list() == [True, False, False, False]
    assert rows.select(
        is_excepted([one], answer="participants", table="flow", by=("gender", "born"))
    ).to_series().any() is False  # fmt: skip
    policy = Policy(exceptions=[EXCEPTION, EXCEPTION | {"audience": "public"}])
    assert [len(policy.in_force()), len(policy.for_audience("public").in_force())] == [1, 1]
    assert policy.for_audience("public").in_force()[0].audience == "public"


def test_an_exception_for_a_column_that_is_not_there_is_refused():
    one = ApprovedException(**EXCEPTION | {"cell": {"gendr": "woman", "time": 12}})
    with pytest.raises(DisclosureError, match="gendr, which it does not have"):
        is_excepted([one], answer="participants", table="composition", by=("gender",))


def test_a_release_tells_the_rules_and_not_who_approved_what():
    told = Policy(k=4, approval_note=NOTE, exceptions=[EXCEPTION]).told()
    assert told["k"] == 4
    assert "Berg" not in json.dumps(told)
    assert Policy.model_validate(told | {"approval_note": NOTE}).k == 4


@pytest.mark.parametrize("collapse", [{"gender": "margins"}, {"gender*foreign_born": {
    "name": "half", "labels": {"sv": "halva"}, "groups": {"a": ["x"], "b": ["y"]}}}])  # fmt: skip
def test_a_crossing_becomes_margins_and_a_dimension_coarser_groups(collapse):
    with pytest.raises(ValueError, match="takes `margins`"):
        Policy(collapse=collapse)


def test_coarser_groups_have_names_of_their_own():
    half = {"name": "half", "labels": {"sv": "halva"}, "groups": {"a": ["x"], "b": ["y"]}}
    for other in ("half", "education"):
        with pytest.raises(ValueError, match=f"names {other} twice"):
            Policy(collapse={"age_band": half | {"name": other}, "education": half})


@pytest.mark.parametrize(("text", "sentence"), [
    ("disclosure: {k: 4}", "`k` is 4 where the house rule is at least 5"),
    ("disclosure: {k_helth: 12}", "Did you mean `k_health`?"),
    ("disclosure:\n  dominance: {one_persn: 0.4}", "Did you mean `one_person`?"),
    ("disclosure: {audience: everybody}", "board"),
    ("disclosure:\n  exceptions: [{answer: a, table: t, cell: {g: x}, reason: r, requested_by: A, approved_by: A}]",
     "the same person"),
])  # fmt: skip
def test_faults_are_named_with_the_file_and_what_to_do(tmp_path, text, sentence):
    path = tmp_path / "p.yaml"
    path.write_text(text + "\n", encoding="utf-8")
    with pytest.raises(DeclarationError) as refused:
        read_policy(path)
    assert sentence in str(refused.value)
    assert str(path) in str(refused.value)


@pytest.mark.parametrize("name", ["samba", "botkyrka", "unemployment_spells"])
def test_the_shipped_studies_keep_the_house_rules(name):
    policy = read_policy(Path(__file__).parents[3] / "parameters" / f"{name}.yaml")
    assert policy.approval_note is None
    assert policy.for_audience("public").k >= 10


def test_the_how_to_can_be_copied_as_it_stands(tmp_path):
    page = (Path(__file__).parents[3] / "docs" / "how-to" / "disclosure_policy.md").read_text(encoding="utf-8")
    policies = []
    for block in re.findall(r"```yaml\n(.*?)```", page, flags=re.S):
        (tmp_path / "p.yaml").write_text(block, encoding="utf-8")
        policies.append(read_policy(tmp_path / "p.yaml"))
    full, weaker, excepted, public = policies
    assert (public.audience, public.k) == ("public", 10)
    assert full.margins_only == (("gender", "foreign_born"),)
    assert full.hierarchies["age_band"].coarse_of["45-54"] == "35-75"
    assert (weaker.k, excepted.in_force()[0].approved_by) == (4, "C. Dahl")
    assert all(f"| `{name}` |" in page for name in Policy.model_fields if name != "approval_note")


def test_the_schema_knows_every_field():
    assert set(json_schema(Policy)["properties"]) == set(Policy.model_fields)
