"""The report as text, as a table and as a page."""

import re

import polars as pl

from research_kit.study.checks.fault_log import FAULT_SCHEMA, FaultLog, Place
from research_kit.study.checks.report import CheckReport
from research_kit.study.checks.rules import COLUMN_OF_ROW_RULE, RULES

PLACE = Place("kommun", "participant", "a & b.csv")


def report():
    log = FaultLog()
    log.add("unknown_code", PLACE, column="<gender>", rows=range(2, 30), shown="", valid="woman, man")
    log.add("no_rows", Place("af", "wave", "w.csv"))
    rows = pl.DataFrame({"table": ["wave"], "reason": ["used"], "rows": [3]})
    return CheckReport(study="liten", table=log.table(), rows=rows)


def test_the_table_is_a_row_for_each_fault():
    assert dict(report().table.schema) == FAULT_SCHEMA
    assert report().counts == {"error": 28, "warning": 1}
    assert report().blocking


def test_the_text_names_file_rows_column_rule_and_remedy_errors_first():
    lines = report().to_text().splitlines()
    assert lines[0] == "The study does not open: 28 errors and 1 warning in 2 files."
    assert lines[1].startswith(
        "ERROR a & b.csv, rows 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 18 more, column <gender> (kommun"
    )
    assert "[unknown_code]. Valid: woman, man." in lines[1]
    assert lines[2].startswith("WARNING w.csv (af, wave)")
    assert report().to_text(most=1).splitlines()[-1] == "… and 1 more kinds of fault: see `research-kit check`."


def test_the_page_stands_alone_and_is_escaped():
    page = report().to_html()
    assert '<html lang="en">' in page
    assert page.count("<h1>") == 1
    assert "&lt;gender&gt;" in page
    assert "a &amp; b.csv" in page
    assert not re.search(r"https?:|src=|<script|<link|@import|url\(", page)
    assert page.count("<caption>") == page.count("<table>") == 3
    assert 'scope="col"' in page


def test_no_fault_is_said_as_well():
    empty = CheckReport(study="liten", table=FaultLog().table())
    assert empty.to_text() == "No faults: the study can be opened."
    assert not empty.blocking
    assert "<h1>" in empty.to_html()
    assert "No faults" in empty._repr_html_()


def test_a_fault_never_shows_an_identity_number():
    log = FaultLog()
    log.add("missing_column", Place("p", "wave", "a.csv"), column="640823-3234", partner_column="6408233234", near="")
    assert "3234" not in log.table().write_csv()


def test_the_same_fault_is_told_once():
    log = FaultLog()
    for _ in range(2):
        log.add("no_rows", PLACE)
    assert log.table().height == 1


def test_every_rule_says_what_is_wrong_and_what_to_do():
    for name, rule in RULES.items():
        assert rule.severity in ("error", "warning")
        assert rule.message, name
        assert rule.message[0] not in " ", name
        assert not rule.message.endswith("."), name
        assert rule.remedy.endswith((".", "}")), name
    assert set(COLUMN_OF_ROW_RULE) <= set(RULES)
