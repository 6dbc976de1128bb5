from __future__ import annotations

import json

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import research_kit as rk
from research_kit.counts import read_life_table, write_life_table
from research_kit.errors import CountsError

FRAME = pl.DataFrame(
    {
        "days": [2.5, 3.0, 3.0, 5.0, 1 / 3],
        "cause": [1, 0, 1, 2, 0],
        "band": pl.Series(["old", "young", "old", None, "old"], dtype=pl.Enum(["young", "old"])),
    }
)


def table(frame=FRAME, **keywords):
    return rk.counts.life_table(frame, **{"duration": "days", "event": "cause", "by": "band"} | keywords)


def test_the_very_same_table_comes_back(tmp_path):
    head = write_life_table(table(), tmp_path / "site a")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site a.csv", "site a.json"]
    assert_frame_equal(read_life_table(head).table, table().table, check_exact=True)
    assert (tmp_path / "site a.csv").read_text().splitlines()[2] == '"old",0.3333333333333333,3,3,1,0,0,0'


def test_late_entries_come_back(tmp_path):
    late = table(FRAME.with_columns(start=pl.Series([-1.0, 0.5, -1.0, 2.0, 0.1])), entry="start")
    found = read_life_table(write_life_table(late, tmp_path / "late"))
    assert found.entries is not None
    assert late.entries is not None
    assert_frame_equal(found.entries, late.entries, check_exact=True)


def test_a_changed_or_missing_file_is_refused(tmp_path):
    head = write_life_table(table(), tmp_path / "t")
    text = (tmp_path / "t.csv").read_text()
    (tmp_path / "t.csv").write_text(text.replace("2.5", "2.6"))
    with pytest.raises(CountsError, match=r"t\.csv was changed after it was written"):
        read_life_table(head)
    (tmp_path / "t.csv").unlink()
    with pytest.raises(CountsError, match=r"t\.csv is missing"):
        read_life_table(head)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [({"version": 2}, "written in format 2"), ({"format": "diary"}, "this is no `research-kit life table`")],
)
def test_another_format_is_refused(tmp_path, change, sentence):
    head = write_life_table(table(), tmp_path / "t")
    head.write_text(json.dumps(json.loads(head.read_text()) | change))
    with pytest.raises(CountsError, match=sentence):
        read_life_table(head)


def test_what_is_no_head_is_refused(tmp_path):
    (tmp_path / "t.json").write_text("no json")
    for name in ("t.json", "nothing.json"):
        with pytest.raises(CountsError, match="no readable head"):
            read_life_table(tmp_path / name)


def test_a_type_that_text_cannot_give_back_is_refused_before_writing(tmp_path):
    odd = table(FRAME.with_columns(hour=pl.lit(1).cast(pl.Time)), by="hour")
    with pytest.raises(CountsError, match="by 'hour' cannot be written as text"):
        write_life_table(odd, tmp_path / "t")
    assert not list(tmp_path.iterdir())
