"""The attack on published tables, and on releases that follow each other."""

from __future__ import annotations

import polars as pl
import pytest

from research_kit.disclosure.count_tables.audit import audit
from research_kit.disclosure.policy import Policy
from research_kit.errors import DisclosureError

POLICY = Policy()
COLUMNS = ["table", "row", "column", "lower", "upper", "what", "release"]


def crossed(cells, *withheld):
    """A table with its margins; `withheld` are (row, column) places."""
    inner = [
        (f"r{i}", f"c{j}", None if (i, j) in withheld else n) for i, r in enumerate(cells) for j, n in enumerate(r)
    ]
    across = [(f"r{i}", None, sum(row)) for i, row in enumerate(cells)]
    down = [(None, f"c{j}", sum(column)) for j, column in enumerate(zip(*cells, strict=True))]
    rows = [*inner, *across, *down, (None, None, sum(map(sum, cells)))]
    return pl.DataFrame(rows, schema={"row": pl.String, "column": pl.String, "n": pl.Int64}, orient="row")


def by_gender(total, *counts):
    names = ["woman", "man", "other"][: len(counts)]
    return pl.DataFrame({"gender": [None, *names], "n": [total, *counts]}, schema={"gender": pl.String, "n": pl.Int64})


def found(*arguments, **keywords):
    return audit(*arguments, policy=POLICY, **keywords)


def test_two_by_two_of_methods():
    cells = [[41, 7], [3, 29]]
    one = found({"t": crossed(cells, (1, 0))})
    assert one.columns == COLUMNS
    assert one.rows() == [("t", "r1", "c0", 3.0, 3.0, "count", 0)]
    assert found({"t": crossed(cells, (0, 0), (0, 1), (1, 0), (1, 1))}).height == 0


def test_three_by_three_of_methods():
    cells = [[12, 3, 20], [9, 14, 6], [15, 8, 11]]
    unsafe = found({"t": crossed(cells, (0, 0), (0, 1))})
    assert unsafe.select("row", "column", "lower", "upper").rows() == [("r0", "c0", 12.0, 12.0), ("r0", "c1", 3.0, 3.0)]
    assert found({"t": crossed(cells, (0, 0), (0, 1), (2, 0), (2, 1))}).height == 0


def test_a_small_count_in_the_open_is_found():
    assert found({"t": by_gender(43, 40, 3)}).rows() == [("t", "man", 3.0, 3.0, "count", 0)]


def test_a_total_in_another_table_gives_a_cell_away():
    tables = {"genders": by_gender(None, None, 40).slice(1), "all": pl.DataFrame({"n": [43]})}
    assert found(tables).rows() == [("genders", "woman", 3.0, 3.0, "count", 0)]


def test_those_outside_a_target_group_are_found():
    table = pl.DataFrame({"target_young": [None, True], "n": [40, 37]}, schema_overrides={"target_young": pl.Boolean})
    assert found({"targets": table}).rows() == [("targets", False, 3.0, 3.0, "others", 0)]


def test_those_in_no_row_are_found():
    assert found({"t": by_gender(43, 20, 20)}).rows() == [("t", None, 3.0, 3.0, "others", 0)]


def test_columns_of_a_protected_table_are_no_dimensions():
    table = by_gender(43, 40, None).with_columns(status=pl.lit("ok"), reason=pl.lit(None, pl.String))
    assert found({"t": table}).columns == ["table", "gender", "lower", "upper", "what", "release"]
    assert found({"t": table})["lower"].to_list() == [3.0]


def test_nothing_published_is_nothing_found():
    assert found({}).rows() == []


def test_few_who_came_since_the_release_before_are_found():
    # METHODS 10.5: both counts are safe, their difference is 2 people.
    assert found({"t": by_gender(47, 20, 27)}, [{"t": by_gender(40, 18, 22)}]).rows() == [
        ("t", "woman", 2.0, 2.0, "increment", 0)
    ]


def test_few_who_left_since_the_release_before_are_found():
    rows = found({"t": by_gender(46, 19, 27)}, [{"t": by_gender(47, 20, 27)}]).rows()
    assert rows == [("t", None, -1.0, -1.0, "increment", 0), ("t", "woman", -1.0, -1.0, "increment", 0)]


def test_enough_or_nobody_new_is_safe():
    assert found({"t": by_gender(50, 28, 22)}, [{"t": by_gender(40, 18, 22)}]).height == 0


def test_a_cell_withheld_for_a_release_hides_nobody_who_came_meanwhile():
    releases = [{"t": by_gender(40, 18, 22)}, {"t": by_gender(None, None, None)}]
    rows = found({"t": by_gender(47, 20, 27)}, releases)
    assert ("t", "woman", 2.0, 2.0, "increment", 0) in rows.rows()


def test_a_later_release_gives_away_what_an_earlier_one_withheld():
    # Nobody new in all: the earlier count of the others cannot be more than the later one.
    earlier = {"t": by_gender(43, 20, None, None)}
    later = {"t": by_gender(43, 20, 20, 3)}
    rows = found(later, [earlier]).filter(pl.col("what") == "count")
    assert ("t", "other", 3.0, 3.0, "count", -1) in rows.rows()


def test_somebody_who_left_unseen_is_no_contradiction():
    # The others fell from 9 to at most 5, though no published number did.
    earlier = {"t": by_gender(49, 20, 20, 9), "u": by_gender(49, 20, 20, 9)}
    later = {"t": by_gender(59, None, 30, None), "u": by_gender(59, 24, 30, None)}
    assert found(later, [earlier]).height > 0


def test_a_total_that_is_less_than_its_rows_is_no_total():
    # Groups that overlap do not add up; nothing is concluded from them.
    assert found({"t": by_gender(43, 40, 30, None)}).height == 0


def test_what_is_no_table_of_counts_is_refused():
    with pytest.raises(DisclosureError, match="1 of 2 rows of table 't' have an `n` that is not a whole number"):
        found({"t": by_gender(-1, 40)})


def test_what_is_not_shown_in_time_is_listed():
    cells = [[41, 7], [3, 29]]
    table = crossed(cells, (0, 0), (0, 1), (1, 0), (1, 1))
    assert found({"t": table}, seconds=0.0).height == 4


def steps(*rows):
    """Nested steps: only who took one can take or not take the next."""
    names = ["accepted", "enrolled", "followed"]
    return pl.DataFrame(rows, schema={**dict.fromkeys(names, pl.String), "n": pl.Int64}, orient="row")


def test_steps_that_only_some_can_take_do_not_contradict_one_another():
    # Of 38 accepted 11 were enrolled and followed. Nothing is said of the steps of those not accepted.
    table = steps(
        ("yes", None, None, 38),
        ("no", None, None, None),
        ("yes", "no", None, None),
        ("yes", "yes", "yes", 11),
    )
    assert found({"flow": table}).height == 0


def test_the_next_step_gives_away_who_did_not_take_it():
    table = steps((None, None, None, 60), ("yes", None, None, 38), ("no", None, None, 22), ("yes", "yes", None, 35))
    assert found({"flow": table}).select("accepted", "lower", "upper", "what").rows() == [("yes", 3.0, 3.0, "others")]


def carried(table, as_of):
    return table.with_columns(as_of=pl.Series(as_of, dtype=pl.Int64))


def test_a_carried_number_tells_nothing_new():
    # 2 women more in all; the women's number is that of the first release.
    before, later = by_gender(40, 18, 22), by_gender(42, 18, 22)
    assert found({"t": later}, [{"t": before}]).height > 0
    assert found({"t": carried(by_gender(40, 18, 22), [0, 0, 0])}, [{"t": before}]).height == 0


def test_a_carried_number_in_an_earlier_release_tells_nothing_either():
    releases = [{"t": by_gender(40, 18, 22)}, {"t": carried(by_gender(40, 18, 22), [0, 0, 0])}]
    assert found({"t": by_gender(50, 23, 27)}, releases).height == 0
    assert found({"t": by_gender(42, 20, 22)}, releases).height > 0


@pytest.mark.parametrize("as_of", [1, -1, 0])
def test_a_number_carried_from_where_it_was_not_told_is_refused(as_of):
    # The first release told 40 of all; the table says 41 as of it, or names a release that was not given.
    table = carried(by_gender(41, 18, 22), [as_of, None, None])
    with pytest.raises(DisclosureError, match="1 of 1 carried rows of table 't' are as of a release that did not tell"):
        found({"t": table}, [{"t": by_gender(40, 18, 22)}])


def test_tables_of_different_things_stay_apart_when_all_is_carried():
    # Events beside participants: that they differ is seen in the first release only.
    first = {"events": by_gender(20, 10, 10), "people": by_gender(60, 30, 30)}
    second = {name: carried(table, [0, 0, 0]) for name, table in first.items()}
    third = {"events": by_gender(30, 15, 15), "people": by_gender(70, 35, 35)}
    assert found(third, [first, second]).height == 0
