"""Protecting tables of counts together: what goes, what stays, and what is refused."""

from __future__ import annotations

import polars as pl
import pytest

from research_kit.disclosure.count_tables.audit import audit
from research_kit.disclosure.count_tables.protect import protect
from research_kit.disclosure.policy import Policy
from research_kit.errors import DisclosureError

POLICY = Policy()


def by_gender(*counts, total=True):
    names = ["woman", "man", "other"][: len(counts)]
    rows = {"gender": [None, *names], "n": [sum(counts), *counts]} if total else {"gender": names, "n": [*counts]}
    return pl.DataFrame(rows, schema={"gender": pl.String, "n": pl.Int64})


def hidden(table):
    return table.filter(pl.col("status") == "suppressed").drop("n", "status", "reason").rows()


def test_a_small_group_takes_the_smallest_other_with_it_and_not_the_total():
    table = protect({"by_gender": by_gender(40, 30, 3)}, POLICY)["by_gender"]
    assert table.columns == ["gender", "n", "status", "reason"]
    assert table["n"].to_list() == [73, 40, None, None]
    assert table["status"].to_list() == ["ok", "ok", "suppressed", "suppressed"]
    assert table["reason"].to_list() == [None, None, "WITHHELD", "WITHHELD"]


def test_a_safe_table_comes_back_as_it_was():
    table = protect({"by_gender": by_gender(40, 30, 0)}, POLICY)["by_gender"]
    assert table["n"].to_list() == [70, 40, 30, 0]
    assert hidden(table) == []


def test_a_true_zero_is_not_hidden_as_a_second_cell():
    table = protect({"by_gender": by_gender(40, 3, 0)}, POLICY)["by_gender"]
    assert hidden(table) == [("woman",), ("man",)]


def test_the_same_people_in_two_tables_are_hidden_in_both():
    ages = pl.DataFrame({"gender": ["other", "other", "other"], "age": [None, "young", "old"], "n": [3, 0, 3]})
    found = protect({"by_gender": by_gender(40, 30, 3), "ages_of_others": ages}, POLICY)
    assert hidden(found["by_gender"]) == [("man",), ("other",)]
    assert ("other", None) in hidden(found["ages_of_others"])


def test_a_total_of_another_table_is_no_way_round():
    # No total in the table itself; by age the same people add up to it.
    ages = pl.DataFrame({"age": ["young", "old"], "n": [33, 40]})
    found = protect({"by_gender": by_gender(40, 30, 3, total=False), "by_age": ages}, POLICY)
    assert hidden(found["by_gender"]) == [("man",), ("other",)]


def test_those_outside_a_target_group_are_a_group_too():
    schema = {"target_young": pl.Boolean, "n": pl.Int64}
    table = pl.DataFrame({"target_young": [None, True], "n": [40, 37]}, schema=schema)
    assert hidden(protect({"targets": table}, POLICY)["targets"]) == [(True,)]


def test_those_in_a_total_and_in_no_row_are_a_group_too():
    # 3 are in no row. With one row hidden a reader who takes the rows for complete would "find" 33 men: both go.
    table = pl.DataFrame({"gender": [None, "woman", "man"], "n": [73, 40, 30]})
    assert hidden(protect({"by_gender": table}, POLICY)["by_gender"]) == [("woman",), ("man",)]


def test_overlapping_target_groups_are_not_added_up():
    schema = {"target_young": pl.Boolean, "target_new": pl.Boolean, "n": pl.Int64}
    rows = {"target_young": [None, True, None], "target_new": [None, None, True], "n": [40, 30, 25]}
    assert hidden(protect({"targets": pl.DataFrame(rows, schema=schema)}, POLICY)["targets"]) == []


def test_tables_that_contradict_each_other_count_different_things():
    events = by_gender(20, 10, 1)
    found = protect({"participants": by_gender(40, 30, 9), "events": events}, POLICY)
    assert hidden(found["participants"]) == []
    assert hidden(found["events"]) == [("man",), ("other",)]


def test_nobody_in_one_table_says_nothing_of_a_table_that_is_withheld_whole():
    # Two participants, none of them with an event: the zeros are shown, and are not those of the participants.
    schema = {"target_young": pl.Boolean, "n": pl.Int64}
    targets = pl.DataFrame({"target_young": [None, True], "n": [2, 1]}, schema=schema)
    found = protect({"by_gender": by_gender(1, 1), "targets": targets, "events": by_gender(0, 0)}, POLICY)
    assert found["by_gender"]["n"].to_list() == [None, None, None]
    assert found["targets"]["n"].to_list() == [None, None]
    assert found["events"]["n"].to_list() == [0, 0, 0]


def test_a_nobody_or_an_everybody_by_a_sensitive_trait_is_hidden():
    policy = Policy(sensitive_dimensions=("born",))
    table = pl.DataFrame({"born": [None, "abroad", "here"], "n": [12, 12, 0]})
    assert hidden(protect({"by_born": table}, policy)["by_born"]) == [("abroad",), ("here",)]
    large = pl.DataFrame({"born": [None, "abroad", "here"], "n": [15, 15, 0]})
    assert hidden(protect({"by_born": large}, policy)["by_born"]) == []


def test_a_group_by_health_needs_ten():
    schema = {"target_sick": pl.Boolean, "n": pl.Int64}
    table = pl.DataFrame({"target_sick": [None, True], "n": [100, 7]}, schema=schema)
    assert hidden(protect({"targets": table}, POLICY)["targets"]) == [(True,)]


def test_a_hierarchy_of_places_is_protected_at_each_level():
    rows = [(None, None, 60), ("north", None, 20), ("south", None, 40)]
    rows += [("north", "a", 3), ("north", "b", 17), ("south", "c", 15), ("south", "d", 25)]
    table = pl.DataFrame(rows, schema={"region": pl.String, "municipality": pl.String, "n": pl.Int64}, orient="row")
    assert hidden(protect({"places": table}, POLICY)["places"]) == [("north", "a"), ("north", "b")]


@pytest.mark.parametrize("dtype", [pl.Enum(["woman", "man", "other"]), pl.Categorical, pl.String])
def test_every_type_of_dimension_is_kept(dtype):
    table = by_gender(40, 30, 3).with_columns(pl.col("gender").cast(dtype))
    found = protect({"by_gender": table}, POLICY)["by_gender"]
    assert found.schema["gender"] == table.schema["gender"]
    assert found["n"].to_list() == [73, 40, None, None]


def test_dimensions_in_another_order_are_the_same_people():
    rows = pl.DataFrame({"a": ["x", "x", "y", "y"], "b": ["p", "q", "p", "q"], "n": [3, 20, 30, 41]})
    one = protect({"one": rows, "two": rows.select("b", "n", "a").reverse()}, POLICY)
    alone = protect({"one": rows}, POLICY)
    assert sorted(hidden(one["one"])) == sorted(hidden(alone["one"]))
    assert sorted(hidden(one["two"].select("a", "b", "n", "status", "reason"))) == sorted(hidden(alone["one"]))


def test_a_table_without_rows_or_dimensions():
    assert protect({"empty": by_gender().clear()}, POLICY)["empty"].height == 0
    assert protect({"all": pl.DataFrame({"n": [3]})}, POLICY)["all"]["n"].to_list() == [None]
    assert protect({}, POLICY) == {}


def test_what_is_protected_cannot_be_found():
    found = protect({"by_gender": by_gender(40, 30, 3)}, POLICY)
    assert audit(found, policy=POLICY).height == 0


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (pl.DataFrame({"gender": ["woman"]}), "has no column `n`"),
        (pl.DataFrame({"gender": ["woman"], "n": [-1]}), "1 of 1 rows of table 't' have an `n` that is not a whole"),
        (pl.DataFrame({"gender": ["woman"], "n": [2.5]}), "1 of 1 rows of table 't' have an `n` that is not a whole"),
        (pl.DataFrame({"gender": ["woman"], "n": [float("nan")]}), "1 of 1 rows of table 't'"),
        (pl.DataFrame({"gender": ["woman"], "n": ["7"]}), "`n` of table 't' is String"),
        (pl.DataFrame({"gender": ["woman", "woman"], "n": [7, 8]}), "1 of 2 rows of table 't' repeat the dimensions"),
        (pl.DataFrame({"status": ["woman"], "n": [7]}), "has a column 'status', which `protect` gives"),
        (pl.DataFrame({"gender": ["woman", "man"], "n": [7, None]}), "1 of 2 rows of table 't' have no `n`"),
    ],
)
def test_what_is_no_table_of_counts_is_refused(table, message):
    with pytest.raises(DisclosureError, match=message):
        protect({"t": table}, POLICY)


def test_coarser_groups_that_were_declared_stand_instead_of_withheld_ones():
    ages = {"15-24": 3, "25-34": 20, "35-44": 30, "45-54": 12}
    frame = pl.DataFrame({"age": [None, *ages], "n": [sum(ages.values()), *ages.values()]})
    labels = {"sv": "ålder", "en": "age"}
    halves = {
        "name": "age_half",
        "labels": labels,
        "groups": {"15-34": ["15-24", "25-34"], "35-54": ["35-44", "45-54"]},
    }
    fine = protect({"ages": frame}, Policy())["ages"]
    assert fine["n"].null_count() == 2
    coarse = protect({"ages": frame}, Policy(collapse={"age": halves}))["ages"]
    assert dict(coarse.select("age", "n").rows()) == {None: 65, "15-34": 23, "35-54": 42}
