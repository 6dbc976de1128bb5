"""What holds for every cut: later knowledge adds, and nothing dated after the cut is ever read."""

from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from research_kit.study.knowledge import RowCount, nothing_after, recorded_by
from research_kit.study.schemas import polars_schema

FIRST = date(2010, 1, 1)
DAYS = st.integers(0, 700).map(lambda days: FIRST + timedelta(days=days))


@st.composite
def enrolments(draw):
    """Rows of a few enrolments in several versions, each recorded after what it says."""
    rows = []
    for number in range(draw(st.integers(0, 8))):
        start = draw(DAYS)
        ends = draw(st.lists(DAYS.filter(lambda day, start=start: day >= start), max_size=2, unique=True))
        for end in [None, *sorted(ends)]:
            known = max(day for day in (start, end) if day is not None) + timedelta(days=draw(st.integers(0, 90)))
            reason = None if end is None else draw(st.sampled_from(["ord_emp", "lost"]))
            rows.append({"enr_id": f"e{number}", "pid": f"p{number}", "start": start, "end": end, "exit_reason": reason,
                         "recorded_at": known, "source": "p"})  # fmt: skip
    frame = pl.DataFrame(rows, schema=polars_schema("enrolment"))
    return frame.unique(["enr_id", "recorded_at"], keep="last", maintain_order=True)


def known_at(rows, cut):
    count = RowCount()
    tables = nothing_after(recorded_by({"enrolment": rows}, cut, count), cut, count)
    return tables["enrolment"], count.table()


@given(enrolments(), DAYS, st.integers(0, 400))
@settings(deadline=None)
def test_a_later_cut_never_forgets(rows, cut, days):
    before, _ = known_at(rows, cut)
    after, _ = known_at(rows, cut + timedelta(days=days))
    assert set(before["enr_id"]) <= set(after["enr_id"])
    assert before["recorded_at"].max() is None or before["recorded_at"].max() <= cut


@given(enrolments(), DAYS)
@settings(deadline=None)
def test_nothing_after_the_cut_is_read(rows, cut):
    known, _ = known_at(rows, cut)
    for column in ("start", "end", "recorded_at"):
        latest = known[column].max()
        assert latest is None or latest <= cut
    assert known.filter(pl.col("exit_reason").is_not_null() & pl.col("end").is_null()).is_empty()
    assert known["enr_id"].is_unique().all()


@given(enrolments(), DAYS)
@settings(deadline=None)
def test_rows_recorded_after_the_cut_change_nothing(rows, cut):
    only_then = rows.filter(pl.col("recorded_at") <= cut)
    assert known_at(rows, cut)[0].equals(known_at(only_then, cut)[0], null_equal=True)


@given(enrolments(), DAYS)
@settings(deadline=None)
def test_every_row_is_used_or_set_aside_for_a_reason(rows, cut):
    known, reasons = known_at(rows, cut)
    assert rows.height == known.height + int(reasons["rows"].sum())


@given(enrolments(), DAYS, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_rows_does_not_matter(rows, cut, shuffle):
    places = list(range(rows.height))
    shuffle.shuffle(places)
    mixed, _ = known_at(rows[places], cut)
    assert mixed.sort("enr_id").equals(known_at(rows, cut)[0].sort("enr_id"), null_equal=True)
