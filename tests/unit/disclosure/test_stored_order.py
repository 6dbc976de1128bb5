"""The order of an answer's tables is that of the page: guards are told beside the first, also from what was stored."""

from __future__ import annotations

from datetime import date

import polars as pl

from research_kit.disclosure import Policy, read_release, release, write_release
from research_kit.results import Answer, ResultTable, Subject, result_frame
from research_kit.results.guards import hit
from research_kit.results.stored_answer import read_answers, write_answer

ORDER = ["within", "middle", "zones", "areas"]
"""Neither that of the alphabet nor its reverse."""


def table(name: str) -> ResultTable:
    rows = pl.DataFrame(
        {"statistic": ["share_within"], "time": [12.0], "n": [40], "events": [12], "estimate": [0.3], "status": ["ok"]}
    )
    return ResultTable(
        name=name, kind="share", table=result_frame([rows], ("gender",)), by=("gender",),
        method_id="M3.2", method_version="1", sentence_key="M3.2", guards=(hit("G-CAUSE"),),
    )  # fmt: skip


def answer() -> Answer:
    subject = Subject(study="example", title={"sv": "Exempel"}, as_of=date(2011, 6, 30))
    definition = {"version": "1", "population": "a", "follow_up": "b"}
    return Answer(
        name="time_to_employment", tables={name: table(name) for name in ORDER}, subject=subject, definition=definition
    )


def test_a_release_keeps_the_order_of_the_answer(tmp_path):
    safe = release([answer()], policy=Policy())
    assert list(safe["time_to_employment"]) == ORDER
    write_release(safe, tmp_path)
    assert list(read_release(tmp_path)["time_to_employment"]) == ORDER


def test_answers_keep_their_order_among_each_other(tmp_path):
    late, early = answer(), Answer(name="ages", tables={"ages": table("ages")}, subject=answer().subject)
    write_release(release([late, early], policy=Policy()), tmp_path)
    assert list(read_release(tmp_path)) == ["time_to_employment", "ages"]


def test_a_stored_answer_keeps_its_order(tmp_path):
    write_answer(answer(), tmp_path)
    (found,) = read_answers(tmp_path)
    assert list(found) == ORDER
    assert list(found.definition) == ["version", "population", "follow_up"]


def test_what_is_stored_is_the_same_each_time(tmp_path):
    for folder in ("one", "two"):
        write_release(release([answer()], policy=Policy()), tmp_path / folder)
        write_answer(answer(), tmp_path / folder)
    for name in ("release.json", "time_to_employment.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
