from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from research_kit.errors import GuardError, ResearchKitError
from research_kit.results import GUARDS, RESULT_COLUMNS, Answer, ResultTable, Subject, raise_guard, result_frame
from research_kit.results.guards import hit


def made(frame, by=("gender",)):
    return ResultTable(
        name="within", kind="share", table=frame, by=by, method_id="M3.2", method_version="1", sentence_key="M3.2"
    )


def test_a_frame_gets_every_column_of_the_contract_in_order():
    rows = pl.DataFrame({"estimate": [1], "statistic": ["share_within"], "gender": ["woman"], "n": [3]})
    frame = result_frame([rows, pl.DataFrame({"n": [4]})], ["gender"])
    assert frame.columns == ["gender", *RESULT_COLUMNS]
    assert frame.select("gender", "n", "estimate").rows() == [("woman", 3, 1.0), (None, 4, None)]


def test_a_table_with_other_columns_is_refused():
    with pytest.raises(
        ResearchKitError, match=r"`within` has the columns \['n'\].*Make it with `results.result_frame`"
    ):
        made(pl.DataFrame({"n": [1]}))


def test_results_say_that_they_are_not_for_release_and_show_no_rows():
    table = made(result_frame([pl.DataFrame({"n": [4711]})], ["gender"]))
    answer = Answer(name="a", tables={"within": table}, subject=Subject(study="s", title={}, as_of=date(2011, 6, 30)))
    for shown in (repr(table), repr(answer), answer._repr_html_()):
        assert "not for release" in shown
        assert "4711" not in shown
    with pytest.raises(KeyError, match="no table `curve`; it has: within"):
        answer["curve"]


def test_a_guard_of_severity_error_stops_with_its_remedy():
    with pytest.raises(GuardError, match=r"G-MATURE: 31 of 78\. Not everybody has been followed that long; use"):
        raise_guard("G-MATURE", "31 of 78.")
    assert hit("G-MIDPOINT").severity == "warn"
    assert {"G-ABSENCE", "G-MATURE", "G-CUT", "G-CAUSE", "G-DEFSWITCH", "G-DETECT"} <= set(GUARDS)
