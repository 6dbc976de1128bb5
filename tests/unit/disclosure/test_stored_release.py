"""A release on disk: what it says of when, rows carried from earlier ones, and files that somebody touched."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from research_kit.disclosure import read_release, write_release
from research_kit.disclosure.released_table import Release
from research_kit.errors import DisclosureError
from research_kit.provenance import hash_file
from tests.unit.display.made_up import RELEASES


def release() -> Release:
    made = RELEASES["samba"]()
    answer = made["time_to_employment"]
    is_woman = pl.col("gender") == "woman"
    within = answer["within"].table.with_columns(as_of=pl.when(is_woman).then(pl.lit("2010-Q4")))
    tables = {**answer.tables, "within": replace(answer["within"], table=within)}
    lost = pl.DataFrame({"answer": ["a", "a"], "table": ["t", "t"], "rule": ["SMALL", "SIBLING"], "cells": [2, 3]})
    answers = {**made.answers, "time_to_employment": replace(answer, tables=tables)}
    return replace(made, answers=answers, lost=lost, quarter="2011-Q2", as_of=date(2011, 6, 30), audience="public")


def test_a_table_has_its_column_for_carried_rows_whoever_makes_it():
    for answer in RELEASES["samba"]().values():
        for table in answer.values():
            assert table.table.columns[-1] == "as_of"
            assert table.table.schema["as_of"] == pl.String


def test_what_is_read_is_what_was_written(tmp_path):
    written = release()
    write_release(written, tmp_path)
    read = read_release(tmp_path)
    assert (read.quarter, read.as_of, read.audience) == ("2011-Q2", date(2011, 6, 30), "public")
    for name, answer in written.items():
        for key, table in answer.items():
            assert read[name][key].table.equals(table.table), key
    assert read["time_to_employment"]["within"].table["as_of"].drop_nulls().unique().to_list() == ["2010-Q4"]


def test_a_release_that_says_nothing_of_when_is_for_the_board(tmp_path):
    write_release(replace(release(), quarter="", as_of=None, audience="board"), tmp_path)
    read = read_release(tmp_path)
    assert (read.quarter, read.as_of, read.audience) == ("", None, "board")


def test_a_folder_written_before_rows_were_carried_reads_as_its_own(tmp_path):
    write_release(RELEASES["samba"](), tmp_path)
    index = json.loads((tmp_path / "release.json").read_text())
    for key in ("quarter", "as_of", "audience", "lost_sha256"):
        del index[key]
    path = tmp_path / "time_to_employment.within.csv"
    pl.read_csv(path, infer_schema_length=0).drop("as_of").write_csv(path)
    index["answers"]["time_to_employment"]["tables"]["within"]["sha256"] = hash_file(path)
    (tmp_path / "release.json").write_text(json.dumps(index))
    read = read_release(tmp_path)
    table = read["time_to_employment"]["within"].table
    assert table["as_of"].null_count() == table.height
    assert (read.quarter, read.as_of, read.audience) == ("", None, "board")


@pytest.mark.parametrize("name", ["lost.csv", "time_to_employment.within.csv"])
def test_a_changed_or_missing_file_is_refused(tmp_path, name):
    write_release(release(), tmp_path)
    path = tmp_path / name
    path.write_text(path.read_text().replace("5", "6"))
    with pytest.raises(DisclosureError, match="was changed after the release"):
        read_release(tmp_path)
    path.unlink()
    with pytest.raises(DisclosureError, match="is missing"):
        read_release(tmp_path)


def test_which_rule_withheld_a_cell_is_not_written(tmp_path):
    write_release(release(), tmp_path)
    assert (tmp_path / "lost.csv").read_text() == "answer,table,cells\na,t,5\n"
