"""Values as partners write them, by kind of column."""

from datetime import date

import polars as pl
import pytest

from research_kit.study.checks.fault_log import FaultLog, Place
from research_kit.study.declaration import Source
from research_kit.study.schemas import specs
from research_kit.study.schemas.columns import ColumnSpec
from research_kit.study.status_spells import with_possible_days
from research_kit.study.values import ValueReader


def read(spec, cells, **declared):
    log = FaultLog()
    source = Source.model_validate({"partner": "p", "table": "wave", "file": "a.csv"} | declared)
    rows = pl.int_range(2, 2 + len(cells), eager=True)
    reader = ValueReader(source=source, place=Place("p", "wave", "a.csv"), rows=rows, typed_dates=False, log=log)
    return reader.read(spec, pl.Series(cells, dtype=pl.String)), log.table()


def values(kind, cells, *, codes=(), **declared):
    frame, faults = read(
        ColumnSpec("x", pl.Int32() if kind == "int" else pl.String(), kind, codes=codes), cells, **declared
    )
    return frame["x"].to_list(), faults["row"].to_list()


def test_missing_values_in_every_writing():
    assert values("float", ["", " ", "NULL", "n/a", "-", None, "1"]) == ([None] * 6 + [1.0], [])


def test_a_day_that_is_not_known_or_not_over_is_missing():
    unknown = ["saknas", "--", "uppgift saknas", "vet ej"]
    assert values("date", unknown) == ([None] * 4, [])
    end = ColumnSpec("end", pl.Date(), "date")
    frame, faults = read(end, ["pågår", "Tills vidare", "9999-12-31", "2024-05-01"])
    assert (frame["end"].to_list(), faults.height) == ([None, None, None, date(2024, 5, 1)], 0)


def test_days_written_by_hand_with_a_short_year_are_days():
    assert values("date", ["1/3-24", "31/12-2024", "30/6 2011"]) == (
        [date(2024, 3, 1), date(2024, 12, 31), date(2011, 6, 30)],
        [],
    )


def test_shares_of_full_time_are_per_cent_and_told():
    hours = ColumnSpec("hours_pct", pl.Float64(), "float")
    frame, faults = read(hours, ["0,75", "1", None])
    assert frame["hours_pct"].to_list() == [75.0, 100.0, None]
    assert faults["rule"].unique().to_list() == ["shares_for_per_cent"]
    assert read(hours, ["1", "1"])[0]["hours_pct"].to_list() == [1.0, 1.0]


@pytest.mark.parametrize(
    ("cells", "rows"),
    [(["1", "1"], [2, 3]), (["0", "1", None], [3]), (["0,5", "80", "1"], [2, 4]), (["0.75", "1.1"], [2])],
)
def test_shares_are_not_told_from_per_cent_by_a_guess(cells, rows):
    _, faults = read(ColumnSpec("hours_pct", pl.Float64(), "float"), cells)
    assert faults.select("rule", "severity", "row").rows() == [("share_or_per_cent", "error", row) for row in rows]
    assert '`hours_pct: {"1": "100"}`' in faults["remedy"][0]


def test_full_time_that_says_what_it_means_is_not_asked_about():
    hours = ColumnSpec("hours_pct", pl.Float64(), "float")
    for cells, expected, own in (
        (["1", "0"], [100.0, 0.0], {"1": "100"}),
        (["1 %", "80%"], [1.0, 80.0], {}),
        (["1", "80"], [1.0, 80.0], {}),
        (["0", "0"], [0.0, 0.0], {}),
    ):
        frame, faults = read(hours, cells, codes={"hours_pct": own})
        assert (frame["hours_pct"].to_list(), faults.height) == (expected, 0)
    assert read(hours, ["0.57", "0.29"])[0]["hours_pct"].to_list() == [57.0, 29.0]
    assert read(hours, ["0,5", "heltid"], codes={"hours_pct": {"Heltid": "100"}})[0]["hours_pct"].to_list() == [50, 100]


def test_a_short_year_is_none_that_nobody_had_reached_and_never_one_of_birth():
    known = {"recorded_on": "2012-03-01"}
    assert values("date", ["30/6-11", "30/6-17", "30/6-18", "30/6-85"], **known) == (
        [date(2011, 6, 30), date(2017, 6, 30), None, None],
        [4, 5],
    )
    frame, faults = read(ColumnSpec("birth_date", pl.Date(), "date"), ["30/6-05", "30/6-1985"], **known)
    assert frame["birth_date"].to_list() == [None, date(1985, 6, 30)]
    assert faults.select("rule", "row").rows() == [("not_a_date", 2)]


@pytest.mark.parametrize("region", ["Norden", "Europa", "EU", "inom EU", "European Union", "Nordeuropa", "världen"])
def test_a_region_that_may_hold_sweden_is_asked_about(region):
    _, faults = read(specs("participant")["foreign_born"], ["Sverige", region, "Utanför Europa", "Utomlands"])
    assert faults.select("rule", "row").rows() == [("unknown_code", 3)]


def test_an_empty_cell_is_no_where_she_says_so_and_unknown_otherwise():
    born = specs("participant")["foreign_born"]
    assert read(born, ["X", None, ""])[0]["foreign_born"].to_list() == ["yes", "unknown", "unknown"]
    said = read(born, ["X", None, ""], codes={"foreign_born": {"": "no"}})[0]
    assert said["foreign_born"].to_list() == ["yes", "no", "no"]


@pytest.mark.parametrize(
    ("cells", "decimal", "expected"),
    [
        (
            ["1,5", "1.5", "1 234,5", "1.234,5", "-2", "75 %", "1\u00a0000"],
            None,
            [1.5, 1.5, 1234.5, 1234.5, -2.0, 75.0, 1000.0],
        ),
        (["1,5", "1.234,5"], ",", [1.5, 1234.5]),
        (["1.5", "1,234.5"], ".", [1.5, 1234.5]),
    ],
)
def test_numbers_with_decimal_commas_and_spaces(cells, decimal, expected):
    assert values("float", cells, csv={"decimal": decimal}) == (expected, [])


@pytest.mark.parametrize("cell", ["1 h", "1,5,2", "inf", "nan5", "1e400", "--1"])
def test_what_is_no_number_is_a_fault(cell):
    assert values("float", ["1", cell]) == ([1.0, None], [3])


def test_whole_numbers():
    assert values("int", ["3", "3,0", "3.5", "99999999999"]) == ([3, 3, None, None], [4, 5])


def test_yes_and_no_in_two_languages_and_in_the_partners_words():
    cells = ["Ja", "nej", "YES", "0", "true", "Falskt", "okänd", "", "kanske"]
    assert values("bool", cells) == ([True, False, True, False, True, False, None, None, None], [10])
    own, _ = read(ColumnSpec("x", pl.Boolean(), "bool"), ["K", "i"], codes={"x": {"k": "ja", "I": "no"}})
    assert own["x"].to_list() == [True, False]


def test_codes_are_matched_without_case_and_spaces_and_ours_are_always_accepted():
    cells = [" kvinna", "KVINNA", "woman", "Woman ", ""]
    spec = ColumnSpec("x", pl.String(), "code", codes=("woman", "man"))
    found = read(spec, cells, codes={"x": {"Kvinna ": "woman"}})
    assert found[0]["x"].to_list() == ["woman"] * 4 + [None]
    assert found[1].is_empty()


def test_a_code_for_missing_may_be_translated():
    spec = ColumnSpec("x", pl.String(), "code", codes=("a", "unknown"), default="unknown")
    frame, faults = read(spec, ["-", "", "A"], codes={"x": {"-": "a"}})
    assert frame["x"].to_list() == ["a", "unknown", "a"]
    assert faults.is_empty()


def test_sets_have_members_none_or_are_unknown():
    spec = ColumnSpec("x", pl.List(pl.String()), "set", codes=("a", "b"))
    frame, faults = read(spec, ["a; B;a", "inga", "", "A", "a;c"], codes={"x": {"bb": "b"}}, separator=";")
    assert frame["x"].to_list() == [["a", "b"], [], None, ["a"], ["a"]]
    assert faults.select("rule", "row").rows() == [("unknown_code", 6)]


def test_sets_without_a_list_keep_the_partners_words():
    spec = ColumnSpec("x", pl.List(pl.String()), "set")
    assert read(spec, ["Språk,barn"])[0]["x"].to_list() == [["Språk", "barn"]]


def spells(**columns):
    known = specs("status_spell")
    parts = []
    for name, spec in known.items():
        part, _ = read(spec, columns.get(name, [None]))
        parts.append(part if part.width == 1 else part.rename({c: f"_{c}" for c in part.columns}))
    return with_possible_days(pl.concat(parts, how="horizontal")).row(0, named=True)


def test_a_full_date_that_is_said_to_be_known_to_the_month_is_widened():
    spell = spells(start=["2010-03-01"], precision=["month"])
    assert (spell["start"], spell["start_lo"], spell["start_hi"]) == (None, date(2010, 3, 1), date(2010, 3, 31))


def test_delivered_bounds_are_taken_as_they_are():
    spell = spells(start_lo=["2010-03-05"], start_hi=["2010-06-01"], end_lo=["2011-01-01"], end_hi=["2011-01-01"])
    assert (spell["start_lo"], spell["start_hi"], spell["precision"]) == (date(2010, 3, 5), date(2010, 6, 1), "unknown")
    assert spell["end_lo"] == spell["end_hi"] == date(2011, 1, 1)


def test_an_unknown_start_is_not_later_than_the_day_it_was_recorded():
    spell = spells(start=["okänt"], recorded_at=["2010-06-01"])
    assert (spell["start_lo"], spell["start_hi"], spell["precision"]) == (None, date(2010, 6, 1), "unknown")
