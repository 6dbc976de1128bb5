"""What a researcher is told of a hidden cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from research_kit.disclosure import Policy, Release, read_release, release, write_release
from research_kit.disclosure.why import why
from research_kit.errors import DisclosureError
from research_kit.results import Answer
from tests.unit.disclosure.test_release import SUBJECT, share, table


def released(
    rows: list[dict], *, name: str = "t", cut: date = SUBJECT.as_of, earlier: tuple[Release, ...] = ()
) -> Release:
    subject = replace(SUBJECT, as_of=cut, quarter=f"{cut.year}-Q{cut.month // 3}")
    answer = Answer(name="time_to_employment", tables={name: table(name, "share", rows)}, subject=subject)
    return release([answer], policy=Policy(), earlier=earlier)


GROUPS = [share(100, 40), share(60, 25, "woman"), share(37, 12, "man"), share(3, 3, "unstated")]


def test_a_cell_too_small_itself_says_how_many_more_it_needs():
    said = why(released(GROUPS), {"table": "t", "gender": "unstated"})
    assert "too small itself" in said
    assert "people in the group: 3, 2 more needed" in said
    assert "k = 5" in said


def test_a_safe_cell_says_that_it_protects_another():
    said = why(released(GROUPS), {"table": "t", "gender": "man"})
    assert "it would give away" in said
    assert "of gender = unstated" in said


def test_a_cell_found_beside_other_tables_names_what_it_would_give_away():
    facts = {"statistic": "share_within", "time": 12.0}
    rows = [
        share(120, 20, outcome="strict", cause="employment", **facts),
        share(120, 18, outcome="strict", cause="education", **(facts | {"time": 9.0})),
        share(120, 19, outcome="strict", cause="education", **facts),
        share(120, 45, outcome="wide", cause="any_success", **facts),
    ]
    said = why(released(rows, name="within"), {"table": "within", "cause": "education"})
    assert "`strict/education between, until 12` of everybody" in said


def test_a_shown_cell_says_so():
    assert "Nothing of it is hidden" in why(released(GROUPS), {"table": "t", "gender": "woman"})


def test_a_carried_cell_says_since_when():
    first = released([share(40, 12)], cut=date(2011, 6, 30))
    later = released([share(43, 13)], cut=date(2011, 9, 30), earlier=(first,))
    said = why(later, {"table": "t"})
    assert "It stands as of 2011-Q2" in said
    assert "too few people (5 needed) have come or gone" in said


def test_a_table_or_dimension_that_is_not_there_is_named():
    with pytest.raises(DisclosureError, match="the release has t"):
        why(released(GROUPS), {"table": "within"})
    with pytest.raises(DisclosureError, match="no table is split by sex"):
        why(released(GROUPS), {"table": "t", "sex": "woman"})


def test_reasons_are_not_written_and_a_release_read_back_says_so(tmp_path):
    write_release(released(GROUPS), tmp_path)
    assert not any("more needed" in path.read_text() or "SMALL" in path.read_text() for path in tmp_path.iterdir())
    with pytest.raises(DisclosureError, match="read from disk"):
        why(read_release(tmp_path), {"table": "t"})
