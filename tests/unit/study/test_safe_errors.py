"""Errors leave the intake without identity numbers and without the values that a library quotes."""

from datetime import date

import polars as pl
import pytest

from research_kit.errors import DeclarationError, SourceError
from research_kit.study.checks.fault_log import FaultLog
from research_kit.study.checks.rows import check_rows
from research_kit.study.safe_errors import scrubbed_errors


def test_our_own_errors_are_scrubbed():
    with pytest.raises(DeclarationError, match=r"^no key `\[identity number\]`$") as caught, scrubbed_errors():
        raise DeclarationError("no key `640823-3234`")
    assert caught.value.__suppress_context__


def test_an_error_of_a_library_is_told_by_its_place_and_not_by_its_values():
    with pytest.raises(SourceError, match="InvalidOperationError at an unknown place") as caught, scrubbed_errors():
        pl.Series(["a secret"]).cast(pl.Int32)
    assert "secret" not in str(caught.value)


def test_the_place_is_a_line_of_the_intake():
    rows = pl.DataFrame({"a": [1]})
    with pytest.raises(SourceError, match=r"SchemaError at study/checks/rows.py:\d+"), scrubbed_errors():
        check_rows({"wave": rows}, today=date(2010, 1, 1), log=FaultLog())
