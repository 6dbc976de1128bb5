"""Protecting a release after earlier ones: what is told anew, what is carried, what is withheld."""

from __future__ import annotations

import polars as pl
import pytest

from research_kit.disclosure.count_tables.audit import audit
from research_kit.disclosure.count_tables.protect import protect
from research_kit.disclosure.policy import Policy
from research_kit.errors import DisclosureError

POLICY = Policy()


def by_gender(*counts):
    names = ["woman", "man", "other"][: len(counts)]
    schema = {"gender": pl.String, "n": pl.Int64}
    return pl.DataFrame({"gender": [None, *names], "n": [sum(counts), *counts]}, schema=schema)


def released(*quarters, policy=POLICY):
    """Each quarter protected after all before it."""
    found = []
    for tables in quarters:
        found.append(protect(tables, policy, earlier=found))
    return found


def last(*counts):
    """The last of several releases of one table."""
    return released(*({"t": by_gender(*each)} for each in counts))[-1]["t"]


def test_the_first_release_is_as_ever_and_later_ones_say_as_of_when():
    first, second = released({"t": by_gender(40, 30)}, {"t": by_gender(50, 40)})
    assert first["t"].columns == ["gender", "n", "status", "reason"]
    assert second["t"].columns == ["gender", "n", "status", "reason", "as_of"]
    assert second["t"].schema["as_of"] == pl.Int64


def test_enough_new_people_are_told_anew():
    table = last((40, 30), (50, 40))
    assert table["n"].to_list() == [90, 50, 40]
    assert table["as_of"].to_list() == [None, None, None]


def test_nothing_changed_is_told_the_same():
    table = last((40, 30, 3), (40, 30, 3))
    assert table["n"].to_list() == [73, 40, None, None]
    assert table["as_of"].to_list() == [None] * 4
    assert table["reason"].to_list() == [None, None, "WITHHELD", "WITHHELD"]


def test_a_few_new_people_are_carried_with_another_cell_beside_them():
    # 2 women and 8 men came: with the total, the new number of men would tell of the 2.
    table = last((40, 30), (42, 38))
    assert table["n"].to_list() == [80, 40, 30]
    assert table["as_of"].to_list() == [None, 0, 0]
    assert table["status"].to_list() == ["ok", "ok", "ok"]


def test_a_few_who_left_are_carried_too():
    # 2 women withdrew and 8 men came.
    table = last((40, 30), (38, 38))
    assert table["as_of"].to_list()[1] == 0
    assert table["n"].to_list()[1] == 40
    assert table["as_of"].null_count() <= 1


def test_few_in_all_are_carried_whole():
    table = last((40, 30), (41, 31))
    assert table["n"].to_list() == [70, 40, 30]
    assert table["as_of"].to_list() == [0, 0, 0]


def test_what_was_never_published_is_withheld():
    table = last((40, 30, 3), (42, 38, 3))
    row = table.filter(pl.col("gender") == "other").row(0, named=True)
    assert (row["n"], row["status"], row["as_of"]) == (None, "suppressed", None)


def test_a_carried_number_keeps_the_release_it_is_from():
    table = last((40, 30), (41, 31), (42, 32))
    assert table["as_of"].to_list() == [0, 0, 0]
    table = last((40, 30), (50, 40), (51, 41))
    assert table["as_of"].to_list() == [1, 1, 1]
    assert table["n"].to_list() == [90, 50, 40]


def test_a_number_is_told_anew_once_enough_have_come():
    table = last((40, 30), (43, 33), (46, 36))
    assert table["n"].to_list() == [82, 46, 36]
    assert table["as_of"].null_count() == 3


def test_the_same_people_of_two_tables_are_told_anew_in_both_or_in_neither():
    ages = pl.DataFrame({"age": [None, "young", "old"], "n": [70, 35, 35]})
    later = pl.DataFrame({"age": [None, "young", "old"], "n": [80, 43, 37]})
    second = released({"g": by_gender(40, 30), "a": ages}, {"g": by_gender(42, 38), "a": later})[-1]
    assert second["g"]["as_of"].to_list() == [None, 0, 0]
    assert second["a"]["as_of"].to_list() == [None, 0, 0]


def test_plain_frames_from_elsewhere_are_earlier_releases_too():
    before = {"t": pl.DataFrame({"gender": [None, "woman", "man"], "n": [70, 40, 30]})}
    table = protect({"t": by_gender(42, 38)}, POLICY, earlier=[before])["t"]
    assert table["as_of"].to_list() == [None, 0, 0]
    assert audit({"t": table}, [before], policy=POLICY).height == 0


def test_a_table_that_is_new_is_protected_as_ever():
    second = protect({"t": by_gender(40, 30, 3)}, POLICY, earlier=[{"u": by_gender(60, 50)}])["t"]
    assert second["n"].to_list() == [73, 40, None, None]
    assert second["as_of"].null_count() == 4


def test_earlier_releases_that_are_not_safe_are_named():
    earlier = [{"t": by_gender(40, 3)}]
    with pytest.raises(DisclosureError, match="counts in t can be found out from the earlier releases"):
        protect({"t": by_gender(50, 13)}, POLICY, earlier=earlier)


def test_a_coarse_form_once_published_stays():
    ages = {"15-24": 3, "25-34": 20, "35-44": 30, "45-54": 12}
    more = {"15-24": 13, "25-34": 30, "35-44": 40, "45-54": 22}
    halves = {
        "name": "age_half",
        "labels": {"sv": "ålder", "en": "age"},
        "groups": {"15-34": ["15-24", "25-34"], "35-54": ["35-44", "45-54"]},
    }
    frames = [
        {"t": pl.DataFrame({"age": [None, *each], "n": [sum(each.values()), *each.values()]})} for each in (ages, more)
    ]
    second = released(*frames, policy=Policy(collapse={"age": halves}))[-1]["t"]
    assert dict(second.select("age", "n").rows()) == {None: 105, "15-34": 43, "35-54": 62}


def test_a_fine_form_once_published_stays():
    ages = {"15-24": 13, "25-34": 20, "35-44": 30, "45-54": 12}
    fewer = {"15-24": 4, "25-34": 20, "35-44": 30, "45-54": 12}
    halves = {
        "name": "age_half",
        "labels": {"sv": "ålder", "en": "age"},
        "groups": {"15-34": ["15-24", "25-34"], "35-54": ["35-44", "45-54"]},
    }
    frames = [
        {"t": pl.DataFrame({"age": [None, *each], "n": [sum(each.values()), *each.values()]})} for each in (ages, fewer)
    ]
    second = released(*frames, policy=Policy(collapse={"age": halves}))[-1]["t"]
    assert second["age"].to_list() == [None, *ages]
