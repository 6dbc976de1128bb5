"""Cells shown against a rule: they are shown, everything else is as safe as it was, and nothing is silently useless."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from research_kit.disclosure import Policy, Release, read_release, release, why, write_release
from research_kit.errors import DisclosureError
from research_kit.results import Answer
from tests.unit.disclosure.test_release import SUBJECT, share, table

BY = ("gender",)
PEOPLE = [("woman", 60), ("man", 33), ("non_binary", 4), ("unstated", 3)]


def asked(cell: dict[str, object], *, of: str = "within", answer: str = "a", audience: str = "board") -> dict:
    facts = {"answer": answer, "table": of, "cell": cell, "audience": audience}
    return facts | {"reason": "the project is for them", "requested_by": "Anna", "approved_by": "Berit"}


def policy(*exceptions: dict) -> Policy:
    return Policy(exceptions=exceptions)


def numbers(*, unstated: int = 3) -> dict:
    own = dict(PEOPLE) | {"unstated": unstated}
    rows = [{"statistic": "enrolled", "gender": gender, "n": n} for gender, n in own.items()]
    return {"rows": [{"statistic": "enrolled", "gender": None, "n": sum(own.values())}, *rows]}


def made(
    rows: list[dict],
    given: Policy,
    *,
    kind: str = "share",
    cut: date = SUBJECT.as_of,
    earlier: tuple[Release, ...] = (),
) -> Release:
    subject = replace(SUBJECT, as_of=cut, quarter=f"{cut.year}-Q{cut.month // 3}")
    name = "flow" if kind == "count" else "within"
    return release(
        [Answer(name="a", tables={name: table(name, kind, rows, by=BY)}, subject=subject)],
        policy=given,
        earlier=earlier,
    )


def row(released: Release, gender: str | None, name: str = "flow") -> dict:
    return released["a"][name].table.filter(pl.col("gender").eq_missing(pl.lit(gender))).row(0, named=True)


FLOW = policy(asked({"gender": "unstated"}, of="flow"))


def test_an_excepted_count_is_shown_and_says_so():
    safe = made(numbers()["rows"], FLOW, kind="count")
    shown = row(safe, "unstated")
    assert (shown["n"], shown["status"], shown["reason"]) == (3, "ok", "EXCEPTED")
    plain = made(numbers()["rows"], Policy(), kind="count")
    assert row(plain, "unstated")["n"] is None


def test_another_small_group_beside_it_cannot_be_found_by_subtraction():
    # 100 - 60 - 33 - 3 would be the four: with the three told, one of the larger groups has to go.
    safe = made(numbers()["rows"], FLOW, kind="count")
    told = [row(safe, gender)["n"] for gender, _ in PEOPLE]
    assert row(safe, "non_binary")["n"] is None
    assert row(safe, None)["n"] is None or told.count(None) >= 2
    hidden = sum(n for (_, n), shown in zip(PEOPLE, told, strict=True) if shown is None)
    assert hidden >= 4 + 5


def test_no_row_goes_for_the_sake_of_an_excepted_one():
    rows = [share(100, 40), share(60, 37, "woman"), share(40, 3, "man")]
    safe = made(rows, policy(asked({"gender": "man"})))
    assert [row(safe, g, "within")["events"] for g in (None, "woman", "man")] == [40, 37, 3]
    assert row(made(rows, Policy()), "woman", "within")["events"] is None
    assert safe.lost.is_empty()


def test_the_row_tells_its_own_numbers_and_the_parts_of_the_group_no_more_than_follows():
    rows = [share(97, 40), share(60, 30, "woman"), share(37, 10, "man")]
    rows += [share(n, e, g, outcome="wide") for n, e, g in ((97, 47, None), (60, 32, "woman"), (37, 15, "man"))]
    safe = made(rows, policy(asked({"gender": "woman", "outcome": "wide"})))
    told = safe["a"]["within"].table.filter(gender="woman", outcome="wide").row(0, named=True)
    assert (told["n"], told["events"], told["reason"]) == (60, 32, "EXCEPTED")


def test_what_else_follows_exactly_stops_the_release_and_names_the_exception():
    # With everybody and the three approved, the four who remain would follow from the two exceptions alone.
    rows = [{"statistic": "enrolled", "gender": g, "n": n} for g, n in ((None, 107), ("woman", 103), ("man", 4))]
    both = policy(asked({"gender": "woman"}, of="flow"), asked({"gender": None}, of="flow"))
    with pytest.raises(DisclosureError, match=r"exceptions for `a\.flow` give away 1 other .*gender = man") as refused:
        made(rows, both, kind="count")
    assert "4" not in str(refused.value)


@pytest.mark.parametrize(
    ("exception", "said"),
    [
        (asked({"gender": "x"}, of="flow"), r"`a\.flow` names no row by gender: nothing would be shown"),
        (asked({"gender": "woman", "statistic": "left"}, of="flow"), "names no row by gender, statistic"),
        (asked({"gender": "woman"}, of="flows"), r"`a\.flows`: there is no such table in this release.*a\.flow"),
        (asked({"gender": "woman"}, of="flow", answer="b"), r"`b\.flow`: there is no such table"),
        (asked({"age": "15-24"}, of="flow"), r"`a\.flow` names the column age, which it does not have"),
        (asked({"gender": 1}, of="flow"), "names no row"),
    ],
)
def test_an_exception_that_shows_nothing_is_an_error(exception, said):
    with pytest.raises(DisclosureError, match=said):
        made(numbers()["rows"], policy(exception), kind="count")


@pytest.mark.parametrize(("name", "kind"), [("gaps", "gap"), ("states", "share"), ("bounds", "share")])
def test_rows_made_of_others_cannot_be_excepted(name, kind):
    rows = [share(60, 30), share(30, 15, "woman"), share(30, 15, "man")]
    own = "time_to_employment"
    answer = Answer(name=own, tables={name: table(name, kind, rows, by=BY)}, subject=SUBJECT)
    with pytest.raises(DisclosureError, match="none can be shown on its own"):
        release([answer], policy=policy(asked({"gender": "woman"}, of=name, answer=own)))


def test_too_little_data_is_not_shown_by_an_exception():
    rows = [share(60, 30), share(4, 2, "woman"), share(56, 28, "man")]
    one = table("within", "share", rows, by=BY)
    thin = one.table.with_columns(status=pl.when(gender="woman").then(pl.lit("insufficient")).otherwise("status"))
    answer = Answer(name="a", tables={"within": replace(one, table=thin)}, subject=SUBJECT)
    with pytest.raises(DisclosureError, match="1 rows, of which too little is known"):
        release([answer], policy=policy(asked({"gender": "woman"})))


def test_an_exception_for_the_board_shows_nothing_to_the_public():
    rows = numbers()["rows"]
    public = FLOW.for_audience("public")
    assert row(made(rows, public, kind="count"), "unstated")["n"] is None
    board = made(rows, FLOW, kind="count")
    after = made(rows, public, kind="count", earlier=(board,))
    assert row(after, "unstated")["n"] is None
    assert row(after, "woman")["reason"] != "EXCEPTED"


def test_it_holds_for_every_quarter_until_it_is_taken_back():
    first = made(numbers()["rows"], FLOW, kind="count")
    later = made(numbers(unstated=4)["rows"], FLOW, kind="count", cut=date(2011, 9, 30), earlier=(first,))
    assert (row(later, "unstated")["n"], row(later, "unstated")["as_of"]) == (4, None)
    after = made(numbers(unstated=4)["rows"], Policy(), kind="count", cut=date(2011, 12, 31), earlier=(first, later))
    assert row(after, "unstated")["n"] is None


def test_the_researcher_is_told_of_it_and_the_released_files_hold_no_names(tmp_path):
    safe = made(numbers()["rows"], FLOW, kind="count")
    said = why(safe, {"table": "flow", "gender": "unstated"})
    assert "shown by an approved exception" in said
    assert not any(name in said for name in ("Anna", "Berit"))
    assert "EXCEPTED" not in safe.lost["rule"].to_list()
    write_release(safe, tmp_path)
    assert not any("Berit" in path.read_text() for path in tmp_path.iterdir())
    assert row(read_release(tmp_path), "unstated")["reason"] == "EXCEPTED"
