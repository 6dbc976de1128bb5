"""What may be told anew beside what was told before, and what an intruder finds by subtracting one from the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from research_kit.disclosure import Policy
from research_kit.disclosure.over_time.differencing import carried, carry_rows
from research_kit.disclosure.released_table import SEAL, Release, ReleasedAnswer, ReleasedTable
from research_kit.errors import DisclosureError
from research_kit.results import Subject, result_frame

BY = ("gender", "foreign_born", "target_youth")
SUBJECT = Subject(study="example", title={"sv": "Exempel"}, as_of=date(2010, 12, 31))
ANSWER = "time_to_employment"
POLICY = Policy()


def share(n, events, gender=None, born=None, *, youth=None, time=12.0, unknown=None, **more):
    row = {"gender": gender, "foreign_born": born, "target_youth": youth, "statistic": "share_within"}
    row |= {"outcome": "strict", "cause": "employment", "time": time, "n": n, "events": events, "unknown": unknown}
    estimate = None if events is None or not n else round(events / n, 2)
    return {**row, "estimate": estimate, "unit": "share", "status": "ok", **more}


def hidden(gender=None, born=None, n=None, **more):
    return share(n, None, gender, born, status="suppressed", reason="WITHHELD", **more)


def frame(*rows):
    made = pl.DataFrame(list(rows), infer_schema_length=None)
    return result_frame([made], BY).with_columns(as_of=pl.lit(None, dtype=pl.String))


def published(tables, quarter, name="time_to_employment"):
    sealed = {
        key: ReleasedTable(
            name=key, kind="share", table=table, by=BY, method_id="M0", sentence_key="M0", k=5, seal=SEAL
        )
        for key, table in tables.items()
    }
    answer = ReleasedAnswer(name=name, tables=sealed, subject=SUBJECT)
    return Release(answers={name: answer}, quarter=quarter)


def next_release(now, *before, policy=POLICY, **more):
    """The tables of the release after `before`, each a dictionary of tables from 2010-Q1 on."""
    earlier = tuple(published(tables, f"2010-Q{i}") for i, tables in enumerate(before, start=1))
    return carried({ANSWER: now}, earlier, policy, **more)[ANSWER]


def within(now, *before, **more):
    return next_release({"within": frame(*now)}, *({"within": frame(*rows)} for rows in before), **more)["within"]


def cells(table):
    groups = [";".join(code for code in row if code) for row in table.select(BY).iter_rows()]
    return dict(zip(groups, table.select("n", "events", "as_of").iter_rows(), strict=True))


@pytest.mark.parametrize(
    ("before", "now", "anew"),
    [
        ((40, 12), (40, 12), True),  # nobody came or went
        ((40, 12), (50, 17), True),  # 10 people, 5 with and 5 without the event
        ((40, 12), (43, 12), False),  # 3 people came
        ((40, 12), (40, 14), False),  # the same people, of whom 2 more had the event
        ((40, 12), (45, 15), False),  # 5 came, but 3 had the event and 2 had not
        ((40, 12), (45, 12), True),  # 5 came, none of whom had it yet
        ((40, 12), (37, 12), False),  # 3 withdrew their consent
        ((40, 12), (30, 7), True),  # 10 withdrew
        ((40, 12), (41, 17), False),  # 5 more with the event of 1 more people: 4 fewer without it
    ],
)
def test_a_row_is_told_anew_only_when_nobody_or_at_least_k_came_or_went(before, now, anew):
    row = within([share(*now)], [share(*before)]).row(0, named=True)
    assert (row["n"], row["events"], row["as_of"]) == ((*now, None) if anew else (*before, "2010-Q1"))


def test_people_of_whom_nothing_is_known_count_too():
    row = within([share(40, 12, unknown=8)], [share(40, 12, unknown=6)]).row(0, named=True)
    assert (row["unknown"], row["as_of"]) == (6, "2010-Q1")


def test_changes_add_up_from_the_last_published_value_and_not_from_the_last_quarter():
    first, second, third = [share(40, 12)], [share(43, 12)], [share(46, 12)]
    between = within(second, first)
    after = carried(
        {ANSWER: {"within": frame(*third)}},
        (published({"within": frame(*first)}, "2010-Q1"), published({"within": between}, "2010-Q2")),
        POLICY,
    )[ANSWER]["within"]
    assert cells(between)[""] == (40, 12, "2010-Q1")
    assert cells(after)[""] == (46, 12, None)


def test_a_row_carried_twice_says_the_quarter_it_was_told_in():
    once = within([share(43, 12)], [share(40, 12)])
    earlier = (published({"within": frame(share(40, 12))}, "2010-Q1"), published({"within": once}, "2010-Q2"))
    twice = carried({ANSWER: {"within": frame(share(44, 12))}}, earlier, POLICY)[ANSWER]["within"]
    assert cells(twice)[""] == (40, 12, "2010-Q1")


def test_a_row_never_published_before_is_told_as_it_is():
    assert cells(within([share(40, 12, "woman")], [hidden("woman")]))["woman"] == (40, 12, None)


def test_what_is_withheld_now_and_was_published_before_stands_as_it_did():
    assert cells(within([hidden("woman")], [share(12, 6, "woman")]))["woman"] == (12, 6, "2010-Q1")


def test_what_can_no_longer_be_answered_says_so_without_the_people():
    now = share(43, None, status="blocked", reason="INTERVAL")
    row = within([now], [share(40, 12)]).row(0, named=True)
    assert (row["status"], row["reason"], row["n"], row["as_of"]) == ("blocked", "INTERVAL", None, None)


def test_the_threshold_of_health_holds_for_changes_too():
    policy = Policy(health_dimensions=(*POLICY.health_dimensions, "gender"))
    assert cells(within([share(47, 19, "woman")], [share(40, 12, "woman")], policy=policy))["woman"][2] == "2010-Q1"
    assert cells(within([share(47, 19)], [share(40, 12)], policy=policy))[""][2] is None


def test_the_number_of_a_group_is_not_told_anew_beside_another_row_that_told_it_since():
    # Work was last told of 40 people, studies of 46; 48 are 8 more than the first and 2 more than the second.
    studies = {"cause": "education"}
    first, second = [share(40, 12), hidden(**studies)], [hidden(), share(46, 12, **studies)]
    row = within([share(48, 20), hidden(**studies)], first, second).row(0, named=True)
    assert (row["n"], row["as_of"]) == (40, "2010-Q1")


def test_a_total_does_not_tell_of_a_group_that_is_carried():
    before = [share(80, 30), share(40, 12, "woman"), share(40, 18, "man")]
    now = [share(92, 37), share(50, 17, "woman"), share(42, 20, "man")]
    after = cells(within(now, before))
    assert after[""] == (92, 37, None)
    assert after["man"] == (40, 18, "2010-Q1")
    assert after["woman"] == (40, 12, "2010-Q1"), "else men are 92 less 50: 2 more than before"


def test_the_smallest_change_goes_with_a_carried_group_until_the_two_have_room():
    before = [share(120, 30), *(share(40, 10, gender) for gender in ("woman", "man", "non_binary"))]
    now = [share(139, 30), share(50, 10, "woman"), share(42, 10, "man"), share(47, 10, "non_binary")]
    after = {group: cell[2] for group, cell in cells(within(now, before)).items()}
    assert after == {"": None, "woman": None, "man": "2010-Q1", "non_binary": "2010-Q1"}


def test_a_crossing_is_carried_so_that_neither_of_its_margins_tells_of_a_cell():
    def rows(*counts):
        (a, b), (c, d) = counts[:2], counts[2:]
        margins = [share(a + b + c + d, 40), share(a + b, 20, "woman"), share(c + d, 20, "man")]
        margins += [share(a + c, 20, None, "yes"), share(b + d, 20, None, "no")]
        inner = (("woman", "yes", a), ("woman", "no", b), ("man", "yes", c), ("man", "no", d))
        return [*margins, *(share(n, 10, gender, born) for gender, born, n in inner)]

    after = {group: cell[2] for group, cell in cells(within(rows(42, 50, 50, 50), rows(40, 40, 40, 40))).items()}
    assert {group for group, as_of in after.items() if as_of} == {"woman;yes", "woman;no", "man;yes", "man;no"}


def test_those_outside_a_target_group_are_guarded_too():
    before = [share(80, 30), share(40, 12, youth="yes")]
    now = [share(92, 36), share(50, 18, youth="yes")]  # 2 more outside, none of them with the event
    after = cells(within(now, before))
    assert (after[""][2], after["yes"][2]) == (None, "2010-Q1")


def line(*points, n=60):
    about = {"statistic": "cumulative_incidence", "unit": None, "events": None}
    return frame(
        *(
            {**share(followed, None, time=time), **about, "estimate": level}
            for time, followed, level in ((0.0, n, 0.0), *points)
        )
    )


def test_a_curve_is_carried_whole():
    before = line((6.0, 40, 0.2), (12.0, 30, 0.4))
    now = line((6.0, 47, 0.2), (12.0, 31, 0.4), n=70)  # one more is followed at 12 months
    after = next_release({"curve": now}, {"curve": before})["curve"]
    assert after["n"].to_list() == [60, 40, 30]
    assert after["as_of"].to_list() == ["2010-Q1"] * 3


def test_two_editions_of_a_curve_do_not_isolate_events_between_their_steps():
    before = line((9.0, 30, 0.2))
    few, many = line((12.0, 30, 0.25)), line((12.0, 30, 0.4))  # 3 and 12 events of 60 people after 9 months
    assert next_release({"curve": few}, {"curve": before})["curve"]["as_of"].to_list() == ["2010-Q1"] * 2
    assert next_release({"curve": many}, {"curve": before})["curve"]["as_of"].to_list() == [None] * 2


def test_a_curve_does_not_tell_of_a_share_that_is_carried():
    tables = {"within": frame(share(60, 24)), "curve": line((12.0, None, 0.4))}
    now = {"within": frame(share(60, 26)), "curve": line((12.0, None, 0.43))}
    after = next_release(now, tables)
    assert after["curve"]["as_of"].to_list() == ["2010-Q1"] * 2
    assert after["curve"]["estimate"].to_list() == [0.0, 0.4]


def test_a_curve_never_published_is_withheld_while_its_shares_are_carried():
    now = {"within": frame(share(60, 26)), "curve": line((12.0, None, 0.43))}
    after = next_release(now, {"within": frame(share(60, 24))})["curve"]
    assert after.select("time", "n", "estimate", "status", "reason", "as_of").rows() == [
        (None, None, None, "suppressed", "WITHHELD", None)
    ]


def gap(level, **more):
    row = share(None, None, "woman", **more)
    return row | {"statistic": "gap_within", "compared_with": "gender=man", "estimate": level}


def test_a_gap_is_told_anew_only_with_both_its_sides():
    before = {"within": frame(share(40, 12, "woman"), share(40, 18, "man")), "gaps": frame(gap(-0.15))}
    both = {"within": frame(share(50, 17, "woman"), share(50, 23, "man")), "gaps": frame(gap(-0.12))}
    one = {"within": frame(share(50, 17, "woman"), share(40, 20, "man")), "gaps": frame(gap(-0.16))}
    assert next_release(both, before)["gaps"].row(0, named=True)["estimate"] == -0.12
    carried_gap = next_release(one, before)["gaps"].row(0, named=True)
    assert (carried_gap["estimate"], carried_gap["as_of"]) == (-0.15, "2010-Q1")
    first_gap = next_release(one, {"within": before["within"]})["gaps"].row(0, named=True)
    assert (first_gap["estimate"], first_gap["status"]) == (None, "suppressed")


def test_the_lines_of_a_split_do_not_tell_of_one_that_is_carried():
    def curves(**ends):
        parts = []
        for name, (people, level) in ends.items():
            group = pl.lit(None if name == "everybody" else name, dtype=pl.String)
            parts.append(line((12.0, None, level), n=people).with_columns(gender=group))
        return {"curve": pl.concat(parts)}

    before = curves(everybody=(80, 0.4), woman=(40, 0.4), man=(40, 0.4))
    now = curves(everybody=(97, 0.4), woman=(55, 0.4), man=(42, 0.4))  # two more men
    after = next_release(now, before)["curve"].filter(pl.col("time") == 12.0)
    assert dict(after.select("gender", "as_of").iter_rows()) == {None: None, "woman": "2010-Q1", "man": "2010-Q1"}


def test_what_is_made_from_a_carried_share_is_carried_too():
    made = {
        "months": ("months_in_work", 12.0, None),
        "median": ("median", None, None),
        "bounds": ("share_if_none_started", 12.0, None),
        "standardised": ("share_standardised", 12.0, None),
        "adjusted": ("gap_standardised", 12.0, "gender=man"),
    }

    def tables(events, level):
        own = {"within": frame(share(40, events, "woman"), share(40, 18, "man"))}
        for name, (statistic, time, other) in made.items():
            row = share(None, None, "woman", time=time)
            row |= {"statistic": statistic, "compared_with": other, "estimate": level, "unit": "months"}
            own[name] = frame(row)
        return own

    same, more = next_release(tables(12, 5.0), tables(12, 4.0)), next_release(tables(14, 5.0), tables(12, 4.0))
    for name in made:
        assert same[name].select("estimate", "as_of").row(0) == (5.0, None), name
        assert more[name].select("estimate", "as_of").row(0) == (4.0, "2010-Q1"), name


def test_a_median_follows_the_last_share_that_is_told():
    early, late = share(40, 12, time=6.0), share(40, 20, time=12.0)
    median = share(None, None, time=None) | {"statistic": "median", "unit": "months"}
    before = {"within": frame(early, late), "median": frame({**median, "estimate": 12.0})}
    now = {"within": frame(share(40, 14, time=6.0), late), "median": frame({**median, "estimate": 11.0})}
    assert next_release(now, before)["median"]["estimate"].to_list() == [11.0]
    now["within"] = frame(early, share(40, 22, time=12.0))
    assert next_release(now, before)["median"]["estimate"].to_list() == [12.0]


def test_the_number_of_a_group_alone_is_told_anew_only_beside_what_tells_more():
    # Told of 48 beside nothing, 52 would be four more, and the share could not be told anew.
    studies = {"cause": "education"}
    before = [share(40, 12), hidden(n=40, **studies)]
    after = within([hidden(n=48), hidden(n=48, **studies)], before)
    assert after["n"].to_list() == [40, 40]
    after = within([share(48, 20), hidden(n=48, **studies)], before)
    assert after["n"].to_list() == [48, 48]


def test_the_states_of_a_group_and_time_are_carried_together():
    def states(work, education):
        about = {"statistic": "share_in_state", "outcome": None, "events": None}
        levels = {"work": work, "education": education, "neither": 1 - work - education}
        rows = [{**share(60, 0), **about, "cause": c, "estimate": round(v, 2)} for c, v in levels.items()]
        return {"states": frame(*rows)}

    after = next_release(states(0.4, 0.25), states(0.4, 0.2))["states"]  # 3 from neither to education
    assert after["estimate"].to_list() == [0.4, 0.2, 0.4]
    assert after["as_of"].to_list() == ["2010-Q1"] * 3


def test_a_share_alone_tells_of_the_people_behind_it():
    def alone(estimate, n=60):
        return {"sustained": frame({**share(n, None), "estimate": estimate})}

    assert next_release(alone(0.33), alone(0.3))["sustained"]["as_of"].to_list() == ["2010-Q1"]  # 2 people
    assert next_release(alone(0.4), alone(0.3))["sustained"]["as_of"].to_list() == [None]  # 6 people
    assert next_release(alone(0.33, 2000), alone(0.33, 2000))["sustained"]["as_of"].to_list() == [None]
    assert next_release(alone(0.34, 2000), alone(0.33, 2000))["sustained"]["as_of"].to_list() == [None]  # 0 to 40


def test_rows_that_must_go_for_another_reason_take_those_tied_to_them_with_them():
    before = [share(80, 30), share(40, 12, "woman"), share(40, 18, "man")]
    now = [share(100, 40), share(50, 17, "woman"), share(50, 23, "man")]
    after = cells(within(now, before, also={(ANSWER, "within"): [2]}))
    assert {group: cell[2] for group, cell in after.items()} == {"": None, "woman": "2010-Q1", "man": "2010-Q1"}


def test_given_rows_are_carried_or_withheld_and_nothing_else_changes():
    before = published({"within": frame(share(80, 30), hidden("woman"))}, "2010-Q1")
    now = frame(share(100, 40), share(50, 17, "woman"), share(50, 23, "man"))
    after = carry_rows({ANSWER: {"within": now}}, (before,), POLICY, rows={(ANSWER, "within"): [0, 1]})
    rows = after[ANSWER]["within"]
    assert cells(rows) == {"": (80, 30, "2010-Q1"), "woman": (None, None, None), "man": (50, 23, None)}
    assert rows["status"].to_list() == ["ok", "suppressed", "ok"]


def test_a_corrected_release_of_the_same_quarter_follows_the_same_rule():
    earlier = (published({"within": frame(share(40, 12))}, "2010-Q4"),)
    after = carried({ANSWER: {"within": frame(share(40, 13))}}, earlier, POLICY)[ANSWER]["within"]
    assert cells(after)[""] == (40, 12, "2010-Q4")


def test_the_public_is_shown_nothing_that_only_the_board_has_seen():
    rows = {"within": frame(share(40, 12))}
    board, open_page = published(rows, "2010-Q1"), replace(published(rows, "2010-Q1"), audience="public")
    now, public = {ANSWER: {"within": frame(share(43, 12))}}, Policy(audience="public")
    assert cells(carried(now, (board,), public)[ANSWER]["within"])[""] == (None, None, None)
    assert cells(carried(now, (board, open_page), public)[ANSWER]["within"])[""] == (40, 12, "2010-Q1")
    assert cells(carried(now, (open_page,), POLICY)[ANSWER]["within"])[""] == (40, 12, "2010-Q1")


def test_a_change_since_another_edition_counts():
    # The board was told of 46; a public page that tells of 48, ten more than its own last, would tell it of two.
    board = published({"within": frame(share(46, 12))}, "2010-Q2")
    open_page = replace(published({"within": frame(share(38, 12))}, "2010-Q1"), audience="public")
    now = {ANSWER: {"within": frame(share(48, 12))}}
    assert cells(carried(now, (open_page, board), Policy(audience="public"))[ANSWER]["within"])[""][2] == "2010-Q1"
    as_the_board = {ANSWER: {"within": frame(share(46, 12))}}  # eight more than the public was told, none than them
    assert (
        cells(carried(as_the_board, (open_page, board), Policy(audience="public"))[ANSWER]["within"])[""][2]
        == "2010-Q1"
    )
    assert cells(carried(as_the_board, (open_page, board), POLICY)[ANSWER]["within"])[""][2] is None


def test_releases_in_the_wrong_order_are_refused():
    earlier = tuple(published({"within": frame(share(40, 12))}, quarter) for quarter in ("2010-Q2", "2010-Q1"))
    with pytest.raises(DisclosureError, match="oldest first"):
        carried({ANSWER: {"within": frame(share(40, 12))}}, earlier, POLICY)


def test_nothing_published_before_changes_nothing():
    now = frame(share(80, 30), hidden("woman"))
    assert carried({ANSWER: {"within": now}}, (), POLICY)[ANSWER]["within"].equals(now)


def _subtracted(told, members, whole):
    """What the members of a sum that are not told anew come to, by subtraction: `whole` less those that are."""
    return told[whole] - sum(told[name] for name in members if told.get(name) is not None)


@pytest.mark.parametrize("seed", range(6))
def test_an_intruder_who_subtracts_finds_no_change_of_few_people(seed):
    """Twelve quarters of a total, three groups and the crossing of a second dimension; only withheld sums may be few.

    At each quarter everything not told anew is worked out from what is, and compared with what was last published.
    """
    rng = np.random.default_rng([115, seed])
    genders, births = ("woman", "man", "non_binary"), ("yes", "no")
    people = rng.integers(20, 60, (3, 2))
    earlier, last, refreshed = (), {}, 0
    for quarter in range(12):
        people = np.maximum(people + rng.poisson(4, (3, 2)) - rng.binomial(2, 0.1, (3, 2)), 20)
        counts = {(g, b): people[i, j] for i, g in enumerate(genders) for j, b in enumerate(births)}
        counts |= {(g, None): people[i].sum() for i, g in enumerate(genders)}
        counts |= {(None, b): people[:, j].sum() for j, b in enumerate(births)} | {(None, None): people.sum()}
        now = frame(*(share(int(n), None, *group, estimate=None) for group, n in counts.items()))
        table = carried({"participants": {"flow": now}}, earlier, POLICY)["participants"]["flow"]
        earlier = (*earlier, published({"flow": table}, f"{2010 + quarter // 4}-Q{quarter % 4 + 1}", "participants"))
        rows = table.filter(pl.col("as_of").is_null()).select("gender", "foreign_born", "n").iter_rows()
        fresh = {(gender, born): n for gender, born, n in rows}
        for members, whole in _sums(genders, births):
            for name in (*members, whole):
                assert name not in last or name not in fresh or _is_safe(fresh[name] - last[name])
            silent = [name for name in members if name not in fresh]
            if whole in fresh and silent and all(name in last for name in silent):
                assert _is_safe(_subtracted(fresh, members, whole) - sum(last[name] for name in silent))
                assert len(silent) > 1
        last |= fresh
        refreshed += len(fresh)
    assert refreshed > 2 * len(counts), "some numbers are told anew, beside those of the first quarter"


def _sums(genders, births):
    sums = [([(g, None) for g in genders], (None, None)), ([(None, b) for b in births], (None, None))]
    sums += [([(g, b) for b in births], (g, None)) for g in genders]
    return sums + [([(g, b) for g in genders], (None, b)) for b in births]


def _is_safe(change):
    return change == 0 or abs(change) >= 5
