"""The exported page: what the data cannot answer is told once, and nothing but what was released gets there."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from types import SimpleNamespace

import nbformat
import polars as pl
import pytest

from research_kit.disclosure import read_release, write_release
from research_kit.disclosure.released_table import Release
from research_kit.display import MIME, show
from research_kit.errors import DisclosureError
from research_kit.reporting.export_report import export_pages
from tests.unit.display.made_up_indicators import indicators
from tests.unit.display.made_up_voice import voice
from tests.unit.display.reading import text
from tests.unit.display.test_show import partly_untold

LOST = pl.DataFrame(schema={"answer": pl.String, "table": pl.String, "rule": pl.String, "cells": pl.Int64})
TABLES = ("within", "sustained", "states", "gaps")
PLAN = SimpleNamespace(report=SimpleNamespace(languages=("sv", "en"), board_report="board_report"))


def executed(folder, tables=TABLES, change=None):
    """A notebook of the board room with one cell per table, and the release it shows, in a folder."""
    answer = partly_untold()
    write_release(Release(answers={answer.name: answer}, lost=LOST), folder / "released")
    released = read_release(folder / "released")[answer.name]
    data = [json.loads(json.dumps(show(released, name)._repr_mimebundle_())) for name in tables]
    for one in data:
        one[MIME] = (change or dict)(one[MIME])
    cells = [nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("display_data", data=one)]) for one in data]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "board_report.ipynb")
    return folder


def exported(folder):
    pages = export_pages(PLAN, folder, folder, ["board_report"])
    return {page.stem: page.read_text(encoding="utf-8") for page in pages}


def test_the_page_ends_with_one_item_and_its_contents_point_to_what_is_there(tmp_path):
    pages = exported(executed(tmp_path))
    html = pages["board_sv"]
    assert html.count('id="untold"') == 1
    assert html.count("<article") == 3
    assert html.rindex('id="untold"') > html.rindex('id="time-to-employment-gaps"')
    assert html.count("uppgifter saknas") == 1
    assert "<li>whether a job lasted</li>" in pages["board_en"]
    ids = re.findall(r' id="([^"]+)"', html)
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)
    assert len(ids) == len(set(ids))


def test_a_page_of_which_all_is_told_has_no_such_item(tmp_path):
    assert 'id="untold"' not in exported(executed(tmp_path, ("within", "gaps")))["board_sv"]


@pytest.mark.parametrize("more", [{"untold": {"sv": ["vem som helst"]}}, {"languages": {"sv": "<p>x</p>"}}])
def test_a_question_that_the_release_does_not_ask_is_refused(tmp_path, more):
    folder = executed(tmp_path, change=lambda item: {**item, **more})
    with pytest.raises(DisclosureError, match="not a released result"):
        exported(folder)


def test_an_answer_shown_whole_is_told_in_the_same_way(tmp_path):
    folder = executed(tmp_path)
    answer = read_release(folder / "released")[partly_untold().name]
    data = json.loads(json.dumps(show(answer)._repr_mimebundle_()))
    cell = nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("display_data", data=data)])
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), folder / "board_report.ipynb")
    assert exported(folder)["board_sv"].count('id="untold"') == 1


def test_a_board_lacks_no_data_on_what_it_never_decided_to_follow():
    """It follows what participants answer and values, and no numbers of people."""
    answer = indicators()
    counts = answer["indicator_counts"]
    silent = pl.DataFrame({name: [None] for name in counts.table.columns}, schema=counts.table.schema).with_columns(
        statistic=pl.lit("indicator"), status=pl.lit("blocked"), reason=pl.lit("NO_TABLE")
    )
    without = replace(answer, tables={**answer.tables, "indicator_counts": replace(counts, table=silent)})
    shown = show(without, "indicator_counts")
    assert (shown.contents, shown.untold) == ({}, {})
    alone = replace(answer, tables={"indicator_counts": replace(counts, table=silent)})
    assert show(alone, "indicator_counts").untold["sv"] == ["antal personer som styrgruppen följer"]


def test_a_table_that_the_gate_has_emptied_is_not_one_that_the_study_lacks():
    answer = voice()
    emptied = replace(answer["closer"], table=answer["closer"].table.clear())
    shown = show(replace(answer, tables={**answer.tables, "closer": emptied}), "closer")
    assert shown.untold == {}
    said = text(shown.html["sv"])
    assert "Hur många som känner sig närmare arbetsmarknaden" in said
    assert "Talen är prickade: så få personer att någon kunde kännas igen" in said
    assert "uppgifter saknas" not in said
