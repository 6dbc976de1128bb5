"""Tables of which now more and now less is hidden: what is remembered of a round is what would be made afresh."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from research_kit.disclosure.over_time.differencing import History
from research_kit.disclosure.read_together.counted_people import Cell
from research_kit.disclosure.read_together.exact_counts import exact_counts
from research_kit.disclosure.read_together.hiding import Hiding, without
from research_kit.disclosure.read_together.told_counts import network
from research_kit.disclosure.read_together.told_numbers import Candidate, Candidates, ToldTables, told_numbers
from research_kit.disclosure.released_table import Release
from research_kit.results import Answer
from tests.unit.disclosure.test_differencing import ANSWER, BY, POLICY, SUBJECT, frame, published, share
from tests.unit.disclosure.test_release import table

GROUPS = [(gender, born) for gender in (None, "woman", "man") for born in (None, "no", "yes")]


def rows(seed: int) -> dict[str, list[dict]]:
    """Shares of women and men, born here or not, at two times; and gaps that are made from them."""
    rng = np.random.default_rng(seed)
    number = {group: int(n) for group, n in zip(GROUPS[4:], rng.integers(20, 60, 5), strict=True)}
    shares = [
        share(number.get(group, 90), int(rng.integers(5, 15)), *group, time=time, unknown=int(rng.integers(0, 12)))
        for group in GROUPS
        for time in (6.0, 12.0)
    ]
    gap = {"statistic": "gap_within", "events": None, "compared_with": "gender=man", "unknown": None}
    return {"within": shares, "gaps": [share(90, None, "woman", time=12.0) | gap | {"estimate": 0.1}]}


def tables(seed: int) -> Candidates:
    kinds = {"within": "share", "gaps": "gap"}
    return {ANSWER: {name: Candidate(kinds[name], frame(*own)) for name, own in rows(seed).items()}}


def earlier() -> tuple[Release, ...]:
    shown = [{name: frame(*own) for name, own in rows(seed).items()} for seed in (1, 2, 3)]
    return tuple(published(each, f"2010-Q{quarter}") for quarter, each in enumerate(shown, start=1))


def frames(candidates: Candidates):
    return {answer: {name: one.frame for name, one in each.items()} for answer, each in candidates.items()}


@pytest.mark.parametrize("seed", range(4))
def test_what_is_carried_and_told_is_the_same_as_without_a_memory(seed):
    rng, shown = np.random.default_rng(seed), tables(seed + 10)
    results = {name: table(name, shown[ANSWER][name].kind, own, BY) for name, own in rows(seed + 10).items()}
    exact = exact_counts([Answer(name=ANSWER, tables=results, subject=SUBJECT)], step_months=3)
    net = network(exact, POLICY)
    hiding, history = Hiding(shown, named=exact.named), History(earlier(), POLICY)
    remembering, cells, changed = ToldTables(exact, net), sorted(exact.counts), 0
    for _ in range(8):
        gone: list[Cell] = [cell for cell in cells if rng.random() < rng.choice([0.0, 0.05, 0.2])]
        kept = frames(hiding.without(gone))
        afresh = frames(without(shown, gone, named=exact.named))
        now, anew = history.carried(kept), History(earlier(), POLICY).carried(afresh)
        assert all(now[ANSWER][name].equals(anew[ANSWER][name]) for name in shown[ANSWER])
        told = {ANSWER: {name: Candidate(shown[ANSWER][name].kind, now[ANSWER][name]) for name in shown[ANSWER]}}
        assert remembering.numbers(told) == told_numbers(told, exact, net)
        changed += not kept["time_to_employment"]["within"].equals(shown[ANSWER]["within"].frame)
    assert changed > 2


def test_a_table_of_which_no_more_is_hidden_is_the_same_object_again():
    hiding = Hiding(tables(1), named=lambda cell: cell)
    cell = [Cell("strict/employment@6", (("gender", "woman"),))]
    first, second = hiding.without(cell), hiding.without(cell)
    assert first[ANSWER]["within"].frame is second[ANSWER]["within"].frame
    assert not first[ANSWER]["within"].frame.equals(tables(1)[ANSWER]["within"].frame)


def of_two_answers(women: int, gap: float):
    """Who attained what was promised, in `targets`; and the gap between women and men, in `equity`."""
    about = {"statistic": "share_attained", "outcome": "work_or_education", "cause": None}
    rows = [share(100, women + 20, **about), share(60, women, "woman", **about), share(40, 20, "man", **about)]
    told = {"statistic": "gap_results", "outcome": "attained", "cause": None, "n": None, "estimate": gap}
    gaps = [share(60, None, "woman", compared_with="gender=man") | told]
    return {"targets": {"attainment": frame(*rows)}, "equity": {"results": frame(*gaps)}}


@pytest.mark.parametrize(("women", "as_of"), [(22, "2010-Q1"), (25, None)])
def test_a_gap_of_another_answers_shares_is_carried_with_them(women, as_of):
    # Beside men's 20 of 40 a gap told anew would say how many more women there are, though their share is carried.
    before = of_two_answers(20, -0.17)
    releases = [published(before[name], "2010-Q1", name=name) for name in before]
    first = replace(releases[0], answers={**releases[0].answers, **releases[1].answers})
    now = History((first,), POLICY).carried(of_two_answers(women, round(women / 60 - 0.5, 2)))
    assert now["targets"]["attainment"]["as_of"].to_list()[1] == as_of
    assert now["equity"]["results"]["as_of"].to_list() == [as_of]
