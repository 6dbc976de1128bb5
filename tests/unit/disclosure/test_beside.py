"""The tables beside the headline: what somebody could find out by reading one beside another."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research_kit.disclosure import Policy, read_release, release, write_release
from research_kit.errors import DisclosureError
from research_kit.results import Answer, ResultTable
from tests.unit.disclosure.subtraction import width
from tests.unit.disclosure.test_release import SUBJECT, released, share, table

K = 5
STARTED = {"outcome": "strict", "cause": "employment", "time": 12.0}


def within(events: int, *, n: int = 120, unknown: int = 30, gender: str | None = None) -> dict:
    return share(n, events, gender, statistic="share_within", **STARTED) | {"unknown": unknown}


def lasted(days: int, events: int, *, n: int = 120, gender: str | None = None) -> dict:
    facts = {"outcome": f"sustained_{days}", "cause": "employment", "time": 12.0, "statistic": "share_sustained"}
    return share(n, events, gender, **facts)


def bound(which: str, events: int, *, n: int = 120, gender: str | None = None) -> dict:
    return share(n, events, gender, statistic=which, **STARTED)


NONE, ALL, VERIFIED = "share_if_none_started", "share_if_all_started", "share_verified"


def bounds(none: int, lost: int, *, verified: tuple[int, int] | None = None, n: int = 120, gender=None) -> list[dict]:
    rows = [bound(NONE, none, n=n, gender=gender), bound(ALL, none + lost, n=n, gender=gender)]
    return rows + ([bound(VERIFIED, verified[1], n=verified[0], gender=gender)] if verified else [])


def told(frame: pl.DataFrame) -> list[bool]:
    return frame["estimate"].is_not_null().to_list()


# Work that lasted ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("started", "days_90", "days_180", "few"),
    [
        (40, 30, 20, ()),
        (40, 37, 20, ("not 90",)),  # three whose work did not last 90 days
        (40, 30, 27, ("not 180",)),  # three whose work lasted 90 days and not 180
        (40, 40, 40, ()),  # it lasted for all of them: nobody stands between
        (40, 38, 36, ("not 90", "not 180")),  # 180 days beside those who started: four
    ],
)
def test_work_that_lasted_gives_away_nobody_whose_work_did_not(started, days_90, days_180, few):
    safe = released(
        table("within", "share", [within(started)]),
        table("sustained", "share", [lasted(90, days_90), lasted(180, days_180)]),
    )
    exact = {"work": started, "90": days_90, "180": days_180}  # a whole percent of 120 is exact
    shown = dict(zip(exact, [*told(safe["within"]), *told(safe["sustained"])], strict=True))
    sums = [("work", ("90", "not 90")), ("90", ("180", "not 180"))]
    seen = {name: number if shown[name] else None for name, number in exact.items()}
    assert all(width(seen, sums, secret) >= K > width(exact, sums, secret) for secret in few)
    assert sum(shown.values()) >= (3 if not few else 1)
    assert safe["sustained"]["unknown"].null_count() == 2


def test_work_that_lasted_is_not_found_as_the_total_less_the_others():
    rows = [within(60), within(30, n=60, gender="woman"), within(30, n=60, gender="man")]
    kept = [lasted(90, 44), lasted(90, 28, n=60, gender="woman"), lasted(90, 16, n=60, gender="man")]
    safe = released(table("within", "share", rows), table("sustained", "share", kept))["sustained"]
    # 30 - 28 = 2 women lost their work again; the men go too, else 44 - 16 would be the women.
    assert told(safe) == [True, False, False]


def test_self_support_is_one_of_the_nested_outcomes():
    own = {"outcome": "self_support", "cause": "self_support", "time": 12.0}
    rows = [within(40), share(120, 43, statistic="share_within", **own)]
    assert told(released(table("within", "share", rows))["within"]) == [True, False]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=3))
def test_no_published_pair_of_nested_outcomes_differs_by_few(groups):
    names = ["woman", "man", "non_binary"][: len(groups)]
    starts, kept = [within(0)], []
    sizes = [(e, min(a, e), min(a, b, e)) for e, a, b in ((e, e - x, e - x - y) for e, x, y in groups)]
    sizes = [(e, max(a, 0), max(b, 0)) for e, a, b in sizes]
    whole = [sum(s[i] for s in sizes) for i in range(3)]
    starts = [within(whole[0], n=50 * len(groups))]
    kept = [lasted(d, whole[i], n=50 * len(groups)) for i, d in ((1, 90), (2, 180))]
    for name, size in zip(names, sizes, strict=True):
        starts.append(within(size[0], n=50, gender=name))
        kept += [lasted(d, size[i], n=50, gender=name) for i, d in ((1, 90), (2, 180))]
    safe = released(table("within", "share", starts), table("sustained", "share", kept))
    shown = pl.concat([safe["within"], safe["sustained"]]).filter(pl.col("events").is_not_null())
    for _, line in shown.group_by("gender"):
        counts = line["events"].to_list()
        assert all(not 0 < abs(a - b) < K for a in counts for b in counts)
    for _, column in safe["sustained"].group_by("outcome"):
        hidden = column.filter(pl.col("gender").is_not_null() & pl.col("events").is_null())
        total = column.filter(pl.col("gender").is_null())["events"][0]
        if total is not None and hidden.height == 1:  # found by subtraction: then it must not tell of few
            rest = total - int(column.filter(pl.col("gender").is_not_null())["events"].sum())
            began = dict(zip(names, sizes, strict=True))[hidden["gender"][0]][0]
            assert not 0 < abs(began - rest) < K
            assert not 0 < rest < K


# Bounds ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lost", "few"), [(20, None), (3, "lost"), (0, None), (28, "not lost")])
def test_the_bounds_do_not_count_few_lost(lost, few):
    # 28: of the 30 of whom nothing is known two are not lost, they have only not been followed for a year.
    safe = released(table("within", "share", [within(40)]), table("bounds", "share", bounds(40, lost)))
    exact = {"work": 40, "unknown": 30, "all": 40 + lost}
    none, every = told(safe["bounds"])
    shown = {"work": told(safe["within"])[0] or none, "unknown": safe["within"]["unknown"][0] is not None, "all": every}
    seen = {name: number if shown[name] else None for name, number in exact.items()}
    sums = [("all", ("work", "lost")), ("unknown", ("lost", "not lost"))]
    assert all(shown.values()) if few is None else width(seen, sums, few) >= K > width(exact, sums, few)


@pytest.mark.parametrize(
    ("verified", "shown"),
    [((80, 30), True), ((117, 38), False), ((80, 37), False), ((39, 0), True), ((120, 40), True), ((83, 6), False)],
)
def test_those_a_register_follows_do_not_give_away_those_it_does_not(verified, shown):
    # (117, 38): three are outside it; (80, 37): three outside started; (83, 6): of 37 outside all but three started.
    answer = [table("within", "share", [within(40)]), table("bounds", "share", bounds(40, 20, verified=verified))]
    row = released(*answer)["bounds"].filter(statistic=VERIFIED).row(0, named=True)
    assert (row["estimate"] is not None) == shown
    if verified[0] == 117:
        assert row["n"] is None


def test_the_bounds_go_with_the_headline():
    # One person started between nine and twelve months: the share at twelve is withheld, and none of the lost is that.
    rows = [within(40) | {"time": 9.0}, within(41)]
    line = {"statistic": "cumulative_incidence", "outcome": "strict", "cause": "employment", "gender": None}
    steps = [line | {"time": t, "n": n, "events": e, "estimate": 0.3} for t, n, e in ((8.0, 120, 40), (11.0, 70, 1))]
    more = [steps[1] | {"time": 14.0, "n": 60, "events": 9}, steps[1] | {"time": 30.0, "n": 20, "events": 0}]
    safe = released(
        table("curve", "curve", [*steps, *more]),
        table("within", "share", rows),
        table("bounds", "share", bounds(41, 20)),
    )
    hidden = safe["within"].filter(pl.col("estimate").is_null())["time"].to_list()
    assert told(safe["bounds"]) == [12.0 not in hidden] * 2
    small = released(table("within", "share", [within(3)]), table("bounds", "share", bounds(3, 20)))
    assert told(small["bounds"]) == [False, True]  # 23 with those lost: of 0 to 23 who started


def test_the_lost_of_one_group_are_not_the_lost_of_all_less_the_others():
    rows = [within(40), within(20, n=60, unknown=15, gender="woman"), within(20, n=60, unknown=15, gender="man")]
    parts = bounds(40, 10) + bounds(20, 3, n=60, gender="woman") + bounds(20, 7, n=60, gender="man")
    safe = released(table("within", "share", rows), table("bounds", "share", parts))["bounds"]
    assert told(safe.filter(statistic=ALL)) == [True, False, False]


def test_the_lost_do_not_give_away_a_withheld_cause():
    # 160 = 92 + 30 started + 4 left (withheld) + 21 followed + 13 not known of: with the lost (13), 21 would give 4.
    def row(cause: str, events: int) -> dict:
        return share(160, events, time=12.0, outcome="strict", cause=cause, unknown=13)

    rows = table("within", "share", [row("employment", 92), row("education", 30), row("terminal", 4)])
    line = {"statistic": "cumulative_incidence", "outcome": "strict", "cause": "employment", "status": "ok"}
    steps = [line | {"time": 6.0, "n": 160, "events": 92, "estimate": 0.58, "lower": 0.5, "upper": 0.6}]
    steps.append(steps[0] | {"time": 30.0, "n": 21, "events": 0})
    curve = table("curve", "curve", [s | {"gender": None} for s in steps])
    safe = released(curve, rows, table("bounds", "share", bounds(92, 13, n=160)))
    shown = dict(safe["within"].select("cause", "events").iter_rows())
    followed = safe["curve"].filter(time=12.0)["n"].to_list()
    seen = shown | {"n": 160, "unknown": safe["within"]["unknown"].max(), "followed": followed[0] if followed else None}
    seen |= dict(zip(("none", "all"), (n if t else None for n, t in zip((92, 105), told(safe["bounds"]), strict=True)),
                     strict=True))  # fmt: skip
    sums = [("n", ("employment", "education", "terminal", "unknown", "followed")), ("none", ("employment",)),
            ("all", ("employment", "lost")), ("unknown", ("lost", "not lost"))]  # fmt: skip
    assert shown["terminal"] is None
    assert width(seen, sums, "terminal") >= K


# Models ----------------------------------------------------------------------------------------------------------


def level(gender: str, n: int, events: int) -> dict:
    return share(n, events, gender, statistic="share_standardised", **STARTED)


def adjusted(n: int = 60) -> ResultTable:
    gap = {"statistic": "gap_standardised", "gender": "woman", "foreign_born": None, "compared_with": "gender=man"}
    return table("adjusted", "gap", [gap | STARTED | {"n": n, "estimate": -0.12, "lower": -0.2, "upper": 0.1}])


@pytest.mark.parametrize(("events", "shown"), [(20, True), (4, False), (0, False)])
def test_a_model_says_nothing_of_a_level_with_few_events(events, shown):
    whole = [within(40), within(events, n=60, gender="woman"), within(20, n=60, gender="man")]
    levels = table("standardised", "share", [level("woman", 60, events), level("man", 60, 20)])
    safe = released(table("within", "share", whole), levels, adjusted())
    assert told(safe["standardised"])[0] == shown
    assert told(safe["adjusted"]) == [shown]
    assert safe["standardised"]["events"].null_count() == 2
    assert safe["adjusted"]["n"].to_list() == [None]


def test_a_model_does_not_count_those_it_left_out():
    whole = [within(40), within(20, n=60, gender="woman"), within(20, n=60, gender="man")]
    levels = table("standardised", "share", [level("woman", 58, 20), level("man", 60, 20)])
    safe = released(table("within", "share", whole), levels)["standardised"]
    assert (told(safe), safe["n"].to_list()) == ([True, True], [None, 60])


def test_an_adjusted_gap_goes_with_the_plain_shares_it_adjusts():
    whole = [within(40), within(37, n=60, gender="woman"), within(3, n=60, gender="man")]
    assert told(released(table("within", "share", whole), adjusted())["adjusted"]) == [False]


# Everything else -------------------------------------------------------------------------------------------------


def test_rows_about_nearly_all_of_a_group_are_withheld_with_their_base():
    rows = [table("within", "share", [within(40)]), table("sustained", "share", [lasted(90, 30, n=118)])]
    row = released(*rows)["sustained"].row(0, named=True)
    assert (row["estimate"], row["n"], row["events"]) == (None, None, None)


def test_a_group_without_events_does_not_give_away_the_others():
    rows = [share(63, 20), share(23, 20, "woman"), share(40, 0, "man")]  # all women but three
    safe = released(table("t", "share", rows))["t"]
    names = ("all", "women", "men")
    seen = {f"{who} with": number for who, number in zip(names, safe["events"].to_list(), strict=True)}
    seen |= dict(zip(names, safe["n"].to_list(), strict=True))
    sums = [(who, (f"{who} with", f"{who} without")) for who in names]
    sums += [(f"all{what}", (f"women{what}", f"men{what}")) for what in ("", " with", " without")]
    assert width(seen, sums, "women without") >= K
    assert safe["events"][2] == 0  # a true zero is not hidden for another


def test_months_and_medians_do_not_count_what_the_shares_withhold():
    outcomes = (("strict", "employment", 40), ("wide", "any_success", 43))  # three in supported work
    rows = [share(120, m, outcome=o, cause=c, time=12.0) for o, c, m in outcomes]
    safe = released(table("within", "share", rows), table("months", "months", rows), table("median", "time", rows))
    assert safe["within"]["events"].to_list() == [40, None]
    assert [safe[name]["events"].to_list() for name in ("months", "median")] == [[None, None]] * 2
    assert told(safe["months"]) == [True, True]


def test_those_of_whom_nothing_is_known_are_not_found_as_the_total_less_the_others():
    rows = [within(40, unknown=11), within(20, n=60, unknown=3, gender="woman")]
    rows.append(within(20, n=60, unknown=8, gender="man"))
    assert released(table("within", "share", rows))["within"]["unknown"].to_list() == [11, None, None]


def test_numbers_followed_of_two_outcomes_do_not_give_away_those_between_them():
    def line(outcome: str, cause: str, followed: int) -> list[dict]:
        facts = {"statistic": "cumulative_incidence", "outcome": outcome, "cause": cause, "status": "ok"}
        first = facts | {"gender": None, "time": 2.0, "n": 100, "events": 20, "estimate": 0.2}
        return [first, first | {"time": 30.0, "n": followed, "events": 0}]

    rows = [*line("strict", "employment", 60), *line("wide", "any_success", 57), *line("self_support", "x", 50)]
    safe = released(table("curve", "curve", rows))["curve"].filter(time=3.0)
    shown = safe["n"].drop_nulls().to_list()
    assert shown
    assert all(abs(one - other) >= K for one, other in combinations(shown, 2))


def test_the_covariates_names_travel_and_nothing_else_can(tmp_path):
    named = replace(adjusted(), estimand_key="gap_standardised:age_band,education")
    answer = Answer(name="a", tables={"adjusted": named}, subject=SUBJECT)
    safe = release([answer], policy=Policy())
    assert safe["a"]["adjusted"].estimand_key == "gap_standardised:age_band,education"
    write_release(safe, tmp_path)
    assert read_release(tmp_path)["a"]["adjusted"].estimand_key == "gap_standardised:age_band,education"
    assert release(
        [replace(answer, tables={"adjusted": replace(named, estimand_key="gap_standardised:")})], policy=Policy()
    )
    told_too_much = replace(named, estimand_key="gap_standardised: women 17 of 60")
    with pytest.raises(DisclosureError, match="names of statistics and columns"):
        release([replace(answer, tables={"adjusted": told_too_much})], policy=Policy())
