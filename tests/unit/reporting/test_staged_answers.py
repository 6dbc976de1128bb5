"""An answer that another notebook of the run has staged is read; whatever is not the same is computed anew."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from research_kit.reporting.staged_answers import StagedAnswers, hash_of_room
from research_kit.results import Answer
from tests.unit.display.made_up import samba_subject
from tests.unit.display.test_show import exact


@pytest.fixture
def room(tmp_path):
    (tmp_path / "study").mkdir()
    return StagedAnswers(tmp_path / "results", tmp_path / "study" / "asked", "one", ("people",))


@pytest.fixture
def asked():
    """How often the answer was computed, and what computes it."""
    times: list[int] = []

    def compute() -> Answer:
        times.append(1)
        return Answer(name="equity", tables={"within": exact()}, subject=samba_subject())

    return times, compute


def test_the_second_notebook_reads_what_the_first_has_staged(room, asked):
    times, compute = asked
    first, second = room.answer("equity", compute), room.answer("equity", compute)
    assert len(times) == 1
    assert second["within"].table.equals(first["within"].table)
    assert second.subject == first.subject


def test_an_answer_of_a_room_that_was_given_something_else_is_computed_anew(room, asked):
    times, compute = asked
    room.answer("equity", compute)
    replace(room, made_from="another").answer("equity", compute)
    assert len(times) == 2


@pytest.mark.parametrize("file", ["equity.json", "equity.within.parquet"])
def test_an_answer_that_is_not_as_it_was_written_is_computed_anew(room, asked, file):
    times, compute = asked
    room.answer("equity", compute)
    written = (room.results / file).read_bytes()
    (room.results / file).write_bytes(written.replace(b"gender", b"gendre"))
    room.answer("equity", compute)
    assert len(times) == 2
    assert (room.results / file).read_bytes() == written


def test_an_answer_that_would_not_come_back_whole_is_computed_anew(room):
    made = replace(exact(), diagnostics={"attrition": pl.DataFrame({"n_in": [215]})})
    answer = Answer(name="equity", tables={"within": made}, subject=samba_subject())
    room.answer("equity", lambda: answer)
    assert room.answer("equity", lambda: answer) is answer


def test_a_room_that_a_notebook_has_changed_is_not_the_one_that_was_opened(tmp_path):
    people = ["somebody"]
    room = StagedAnswers(tmp_path, tmp_path, "one", (people, None))
    assert room.is_of(people, None)
    assert not room.is_of(list(people), None)


def test_every_file_of_the_study_and_everything_said_is_in_the_hash_of_a_room(tmp_path):
    (tmp_path / "person.parquet").write_bytes(b"1")
    before = hash_of_room(tmp_path, {"by": None})
    assert hash_of_room(tmp_path, {"by": ["gender"]}) != before
    (tmp_path / "asked").mkdir()
    (tmp_path / "asked" / "equity").write_text("a note")
    assert hash_of_room(tmp_path, {"by": None}) == before
    (tmp_path / "person.parquet").write_bytes(b"2")
    assert hash_of_room(tmp_path, {"by": None}) != before
