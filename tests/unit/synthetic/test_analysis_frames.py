import numpy as np
import polars as pl
import pytest

from research_kit.synthetic import analysis_frames
from research_kit.synthetic.analysis_frames import analysis_frame, write_analysis_frames
from research_kit.synthetic.studies import botkyrka_like, samba_like


def test_the_file_has_the_asked_rows_in_small_types(tmp_path):
    path = write_analysis_frames(samba_like(), tmp_path / "new" / "frame.parquet", participants=12_345, seed=1)
    frame = pl.read_parquet(path)
    assert frame.height == 12_345
    assert (frame.schema["duration_days"], frame.schema["event"]) == (pl.Int16, pl.Int8)
    assert isinstance(frame.schema["gender"], pl.Enum)
    assert frame.null_count().sum_horizontal().item() == 0
    assert set(frame["event"]) == {0, 1, 2, 3}
    assert frame["duration_days"].min() >= 0


def test_the_same_seed_gives_the_same_file(tmp_path):
    paths = [write_analysis_frames(samba_like(), tmp_path / name, participants=3_000, seed=4) for name in ("a", "b")]
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_rows_written_in_chunks_are_distributed_as_rows_written_at_once(tmp_path, monkeypatch):
    whole = analysis_frame(samba_like(), size=60_000, rng=np.random.default_rng(5))
    monkeypatch.setattr(analysis_frames, "CHUNK", 7_000)
    path = write_analysis_frames(samba_like(), tmp_path / "chunks.parquet", participants=60_000, seed=6)
    chunked = pl.read_parquet(path)
    for event in (0, 1, 2, 3):
        shares = [(frame["event"] == event).mean() for frame in (whole, chunked)]
        assert shares[0] == pytest.approx(shares[1], abs=4 * np.sqrt(2 * 0.25 / 60_000))
    means = [frame["duration_days"].mean() for frame in (whole, chunked)]
    assert means[0] == pytest.approx(means[1], abs=4 * whole["duration_days"].std() * np.sqrt(2 / 60_000))


def test_no_more_than_one_chunk_is_held_at_a_time(monkeypatch):
    monkeypatch.setattr(analysis_frames, "CHUNK", 1_000)
    sizes = [frame.height for frame in analysis_frames.analysis_frames(samba_like(), participants=3_500, seed=1)]
    assert sizes == [1_000, 1_000, 1_000, 500]


def test_botkyrka_frames_hold_foreign_born_women_only():
    frame = analysis_frame(botkyrka_like(), size=500, rng=np.random.default_rng(1))
    assert frame.select("gender", "foreign_born").unique().rows() == [("woman", "yes")]


def test_fewer_than_one_participant_is_refused(tmp_path):
    with pytest.raises(ValueError, match="at least 1"):
        write_analysis_frames(samba_like(), tmp_path / "none.parquet", participants=0, seed=1)
