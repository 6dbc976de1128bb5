"""Need-activity match, ranking of unmet needs and coding, against counts by hand (METHODS M6.5)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import polars as pl
import pytest

from tests.unit.analyses.small_voice import activity, after, began, cohort_of, need, row_of, rows_of, someone, voice_of
from tests.unit.cohort.small_studies import together

# Ten women. Activities: `a` for language, `b` for work; nothing for health. Weights: priority 1, 2, 3 -> 3, 2, 1.
# Person: needs (theme, priority) -> activities begun -> needs met by her own answer.
TEN = {
    "p0": ([("language", 1)], ["a"], []),
    "p1": ([("language", 1), ("work", 2)], ["a"], ["language"]),
    "p2": ([("language", 2), ("health", 1)], [], []),
    "p3": ([("work", 1)], ["b"], ["work"]),
    "p4": ([("work", 1), ("health", 3)], ["b"], []),
    "p5": ([("health", 1)], [], []),
    "p6": ([("health", 2), ("language", 3)], ["a"], ["language"]),
    "p7": ([("work", 3)], [], []),
    "p8": ([("language", 1), ("work", 1), ("health", 1)], ["a", "b"], []),
    "p9": ([("health", 1)], ["a"], ["health"]),
}
COVERS = {"a": "language", "b": "work"}


def the_ten(copies=1, **more):
    people = []
    for copy in range(copies):
        for name, (needs, begun, met) in TEN.items():
            pid = f"{name}-{copy}"
            people.append(someone(pid))
            people += [need(pid, theme, priority=priority, number=place, **more,
                            met_by="self_reported" if theme in met else None)
                       for place, (theme, priority) in enumerate(needs)]  # fmt: skip
            people += [began(pid, act) for act in begun]
    return together(activity("a", "language"), activity("b", "work", kind="vocational"), *people)


def by_hand():
    """Offered, received and met: the mean over people of the weights matched; and by theme."""
    offered, received, met = [], [], []
    unmet: dict[str, list[tuple[int, bool, bool]]] = {}
    for needs, begun, satisfied in TEN.values():
        covered = {COVERS[act] for act in begun}
        weights = {theme: 4 - priority for theme, priority in needs}
        whole = sum(weights.values())
        offered.append(Fraction(sum(w for t, w in weights.items() if t in COVERS.values()), whole))
        received.append(Fraction(sum(w for t, w in weights.items() if t in covered), whole))
        met.append(Fraction(sum(w for t, w in weights.items() if t in satisfied), whole))
        for theme, weight in weights.items():
            unmet.setdefault(theme, []).append((weight, theme not in covered, theme not in satisfied))
    means = [float(sum(values) / len(values)) for values in (offered, received, met)]
    shares = {theme: (sum(w for w, u, _ in rows if u) / sum(w for w, _, _ in rows),
                      sum(w for w, _, m in rows if m) / sum(w for w, _, _ in rows), len(rows))
              for theme, rows in unmet.items()}  # fmt: skip
    return means, shares


def test_the_hand_count_itself():
    # Typed by hand, with pencil: offered 1, 1, 2/5, 1, 3/4, 0, 1/3, 1, 2/3, 0; received 1, 3/5, 0, 1, 3/4, 0, 1/3, 0,
    # 2/3, 0; language 2/12 unmet (p2), work 3/12 (p1, p7), health 15/15.
    means, shares = by_hand()
    assert means[0] == pytest.approx((1 + 1 + 2 / 5 + 1 + 3 / 4 + 0 + 1 / 3 + 1 + 2 / 3 + 0) / 10)
    assert means[1] == pytest.approx((1 + 3 / 5 + 0 + 1 + 3 / 4 + 0 + 1 / 3 + 0 + 2 / 3 + 0) / 10)
    assert {theme: share[0] for theme, share in shares.items()} == {
        "language": pytest.approx(2 / 12), "work": pytest.approx(3 / 12), "health": 1.0,
    }  # fmt: skip


def test_match_and_ranking_equal_the_hand_count_of_ten_people():
    # Twice the ten people: at least twenty are needed, and every mean and share stays the same.
    voice = voice_of(the_ten(copies=2))
    means, shares = by_hand()
    match = {name: row_of(voice["needs_match"], statistic=name) for name in ("match_offered", "match_received")}
    assert match["match_offered"]["estimate"] == pytest.approx(means[0])
    assert match["match_received"]["estimate"] == pytest.approx(means[1])
    assert row_of(voice["needs_match"], statistic="met_herself")["estimate"] == pytest.approx(means[2])
    assert match["match_received"]["n"] == 20
    assert match["match_received"]["events"] == 12  # p0, p1, p3, p4, p6, p8, twice
    for theme, (without, not_met, voiced) in shares.items():
        row = row_of(voice["unmet"], statistic="share_without_activity", cause=theme)
        assert (row["estimate"], row["n"]) == (pytest.approx(without), 2 * voiced)
        assert row_of(voice["unmet"], statistic="share_not_met_herself", cause=theme)["estimate"] == pytest.approx(
            not_met
        )


def test_ranks_follow_the_shares_and_overlapping_ones_are_shared():
    voice = voice_of(the_ten(copies=4))
    ranks = {row["cause"]: (row["estimate"], row["lower"], row["upper"])
             for row in rows_of(voice["unmet"], statistic="rank_without_activity").iter_rows(named=True)}  # fmt: skip
    assert ranks["health"] == (1.0, 1.0, 1.0)  # nobody has begun anything for health
    assert ranks["language"][0] == ranks["work"][0] == 2.0  # 2/12 and 3/12 of so few cannot be told apart
    assert ranks["work"][1:] == (2.0, 3.0)


def test_ten_people_alone_are_too_few_for_an_index_but_are_counted():
    row = row_of(voice_of(the_ten())["needs_match"], statistic="match_received")
    assert (row["n"], row["status"], row["reason"], row["estimate"]) == (10, "insufficient", "FEW_PEOPLE", None)


def test_a_need_coded_by_one_person_only_is_not_quantified():
    voice = voice_of(the_ten(copies=2, second=False))
    for table in ("unmet", "needs_over_time"):
        own = rows_of(voice[table]).filter(~pl.col("statistic").str.starts_with("one_level"))
        assert own.select("status", "reason").rows() == [("blocked", "ONE_CODER")]
        assert [hit.code for hit in voice[table].guards] == ["G-CODING"]
    row = row_of(voice["needs_match"], statistic="match_received")
    assert (row["status"], row["reason"], row["estimate"], row["events"]) == ("blocked", "ONE_CODER", None, None)
    # What she answered herself needs no themes.
    assert row_of(voice["needs_match"], statistic="met_herself")["status"] == "ok"


def test_coders_who_do_not_agree_are_not_quantified():
    other = {"language": ["work"], "work": ["health"], "health": ["language"]}
    people = the_ten(copies=2)
    people["need"] = [{**row, "coder2": other[row["coder1"][0]]} for row in people["need"]]
    voice = voice_of(people)
    kappa = row_of(voice["coding"], statistic="kappa")
    assert kappa["estimate"] < 0.6
    assert kappa["reason"] == "LOW_AGREEMENT"
    assert row_of(voice["unmet"])["reason"] == "LOW_AGREEMENT"
    assert row_of(voice["coding"], statistic="coded_twice")["estimate"] == 1.0


def test_needs_no_longer_wanted_are_left_out_and_counted():
    cohort = cohort_of(the_ten(), someone("gone"), need("gone", "health", still_wanted=False))
    assert "gone" not in cohort.voice.needs["pid"]
    lost = cohort.voice.lost.filter(frame="needs")
    assert lost.rows() == [("needs", "no_longer_wanted", 1)]


def test_a_declined_activity_is_not_received_and_a_later_one_is_not_known_yet():
    cohort = cohort_of(
        activity("a", "language"), someone("no"), someone("later"), need("no", "language"), need("later", "language"),
        began("no", "a", declined_on=after(30)), began("later", "a", day=900),
    )  # fmt: skip
    assert cohort.voice.needs.select("offered", "received").rows() == [(True, False), (True, False)]


def test_an_activity_that_had_ended_before_the_need_was_voiced_is_not_offered():
    cohort = cohort_of(
        activity("a", "language", end=after(10)), activity("b", "work", start=after(200)), someone("p"),
        need("p", "language"), need("p", "work", number=1), need("p", "health", number=2),
    )  # fmt: skip
    assert cohort.voice.needs["offered"].to_list() == [False, True, False]


def test_staffs_view_of_a_need_is_not_hers():
    cohort = cohort_of(someone("p"), need("p", "work", met_by="staff"))
    assert cohort.voice.needs.select("met_herself", "met_staff").row(0) == (False, True)


def test_rare_themes_are_told_as_one():
    people = the_ten(copies=2)
    rare = together(*(need(f"p{i}-0", f"rare_{i}", number=9) for i in range(3)))
    voice = voice_of(people, rare)
    causes = set(voice["unmet"].table["cause"].drop_nulls())
    assert causes == {"health", "language", "other", "work"}
    assert row_of(voice["unmet"], statistic="share_without_activity", cause="other")["n"] == 3


def test_needs_that_appear_and_disappear_stand_beside_the_activities_of_the_year():
    people = [someone(f"p{i}") for i in range(30)]
    first = [need(f"p{i}", "language") for i in range(15)]
    second = [need(f"p{i}", "health", number=1, stated=400) for i in range(15, 30)]
    kept = [need(f"p{i}", "work", number=2, stated=20 + 380 * (i % 2)) for i in range(30)]
    voice = voice_of(
        *people, *first, *second, *kept, activity("a", "language", end=date(2010, 6, 1)),
        activity("a", "language", start=date(2010, 6, 1), ver=2), activity("h", "health", start=date(2011, 2, 1)),
        starts_on=date(2010, 1, 1),
    )  # fmt: skip
    table = voice["needs_over_time"]
    said = {(row["cause"], row["outcome"]): row["reason"] for row in rows_of_everybody(table)}
    assert said["health", "year_2"] == "APPEARED"
    assert said["language", "year_2"] == "GONE"
    assert said["work", "year_1"] is None
    assert said["work", "year_2"] is None
    beside = table.estimand_key.partition(":")[2].split(",")
    assert "language:1=language:1+language:2" in beside
    assert "health:2=language:1" in beside
    assert not any(item.startswith("health:1=") for item in beside)


def rows_of_everybody(table):
    return table.table.filter(pl.col("gender").is_null()).iter_rows(named=True)


def test_own_words_are_in_no_frame_of_the_cohort():
    said = "Jag vill bli svetsare, helst i Tumba"
    cohort = cohort_of(the_ten(), someone("p"), need("p", "work", own_words=said))
    frames = [getattr(cohort.voice, name) for name in ("follow_ups", "answers", "needs", "coverage", "lost")]
    assert not any(said in str(frame.rows()) for frame in [*frames, cohort.frame, cohort.flow])
