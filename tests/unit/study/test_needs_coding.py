"""The coding aid: two coders, a codebook with versions, codes that are only ever added (METHODS M6.5)."""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from research_kit.errors import ResearchKitError, SourceError
from research_kit.study.needs_coding.agreed_themes import coding_hash, with_codes
from research_kit.study.needs_coding.coding import NeedsCoding
from research_kit.study.needs_coding.coding_file import read_codes
from research_kit.study.voice_plan import VoicePlan

DAY = date(2011, 3, 1)
BOOK = {"version": "1", "from_on": date(2010, 1, 1), "themes": {"work": {"sv": "arbete"}, "health": {"sv": "hälsa"}}}
PLAN = VoicePlan(codebooks=(BOOK,), coding_file="codes.csv")
SAID = ["Jag vill jobba", "Jag vill må bra", "Jag vill båda"]


@pytest.fixture
def needs():
    empty = pl.Series([None] * 3, dtype=pl.List(pl.String))
    return pl.DataFrame(
        {"need_id": ["a", "b", "c"], "stated_on": [DAY] * 3, "own_words": SAID, "themes": empty, "coder1": empty,
         "coder2": empty}
    )  # fmt: skip


@pytest.fixture
def coding(needs, tmp_path):
    return NeedsCoding(codebook=PLAN.codebook, _path=tmp_path / "codes.csv", _needs=needs)


def test_a_coder_is_given_what_is_left_and_not_what_the_other_gave(coding):
    coding.code("a", ["work"], coder="first", on=DAY)
    assert coding.to_code("first")["need_id"].to_list() == ["b", "c"]
    assert coding.to_code("second")["need_id"].to_list() == ["a", "b", "c"]
    assert coding.to_code("second").columns == ["need_id", "stated_on", "own_words"]


def test_lines_are_only_added_and_the_last_one_counts(coding, needs, tmp_path):
    coding.code("a", ["work"], coder="first", on=DAY)
    coding.code("a", ["health"], coder="first", on=DAY)
    assert read_codes(tmp_path / "codes.csv").height == 2
    assert with_codes(needs, PLAN, tmp_path, as_of=DAY)["coder1"].to_list() == [["health"], None, None]


def test_what_both_gave_and_what_they_agreed_on_become_columns_of_the_needs(coding, needs, tmp_path):
    for coder, given in (("first", [["work"], ["health"], []]), ("second", [["work"], ["work"], []])):
        for need_id, themes in zip("abc", given, strict=True):
            coding.code(need_id, themes, coder=coder, on=DAY)
    assert coding.differing()["need_id"].to_list() == ["b", "b"]
    before = with_codes(needs, PLAN, tmp_path, as_of=DAY)
    assert before["themes"].to_list() == [["work"], ["health"], []]
    coding.code("b", ["work", "health"], coder="agreed", on=DAY)
    after = with_codes(needs, PLAN, tmp_path, as_of=DAY)
    assert after["themes"].to_list() == [["work"], ["work", "health"], []]
    # Agreement is measured on what each gave alone.
    assert after["coder1"].to_list() == [["work"], ["health"], []]
    assert after["coder2"].to_list() == [["work"], ["work"], []]
    assert coding.differing().height == 0


def test_codes_of_two_versions_of_the_codebook_are_not_held_against_each_other(coding, needs, tmp_path):
    coding.code("a", ["work"], coder="first", on=DAY)
    coding.code("b", ["work"], coder="first", on=DAY)
    coding.code("b", ["work"], coder="second", on=DAY)
    newer = {**BOOK, "version": "2", "from_on": date(2011, 1, 1)}
    plan = VoicePlan(codebooks=(BOOK, newer), coding_file="codes.csv")
    later = replace(coding, codebook=plan.codebook)
    assert later.to_code("first").height == 3  # a new version: everything is coded again
    later.code("a", ["health"], coder="second", on=DAY)
    coded = with_codes(needs, plan, tmp_path, as_of=DAY)
    assert coded["coder2"].to_list() == [None, ["work"], None]


def test_a_code_given_after_the_cut_is_not_known_yet(coding, needs, tmp_path):
    coding.code("a", ["work"], coder="first", on=date(2011, 4, 1))
    assert with_codes(needs, PLAN, tmp_path, as_of=DAY)["coder1"].null_count() == 3


def test_what_a_partner_coded_stands_where_the_file_has_nothing(coding, needs, tmp_path):
    delivered = needs.with_columns(coder1=pl.lit(["health"], dtype=pl.List(pl.String)))
    coding.code("a", ["work"], coder="first", on=DAY)
    assert with_codes(delivered, PLAN, tmp_path, as_of=DAY)["coder1"].to_list() == [["work"], ["health"], ["health"]]


def test_the_file_is_its_owners_alone_and_holds_nobodys_words(coding, tmp_path):
    for need_id in "abc":
        coding.code(need_id, ["work"], coder="first", on=DAY)
    path = tmp_path / "codes.csv"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not any(said in path.read_text() for said in SAID)
    assert not any(said in repr(coding) for said in SAID)
    assert coding_hash(PLAN, tmp_path)


def test_a_third_coder_a_name_and_an_unknown_theme_are_refused(coding):
    coding.code("a", ["work"], coder="first", on=DAY)
    coding.code("a", ["work"], coder="second", on=DAY)
    with pytest.raises(ResearchKitError, match=r"Two people code already \(first, second\)"):
        coding.to_code("third")
    with pytest.raises(ResearchKitError, match="is a role in small letters"):
        coding.code("a", ["work"], coder="Anna Svensson", on=DAY)
    with pytest.raises(ResearchKitError, match="A new theme is a new version of the codebook"):
        coding.code("a", ["money"], coder="first", on=DAY)
    with pytest.raises(ResearchKitError, match="There is no such need"):
        coding.code("z", ["work"], coder="first", on=DAY)


def test_nothing_is_agreed_before_both_have_coded(coding):
    coding.code("a", ["work"], coder="first", on=DAY)
    with pytest.raises(ResearchKitError, match="has not been coded by two people yet"):
        coding.code("a", ["work"], coder="agreed", on=DAY)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("who,what\na,b\n", "is no file of codes"),
        ("need_id,coder,themes,codebook,coded_on\na,first,work\n", "a line was cut short"),
        ("need_id,coder,themes,codebook,coded_on\na,,work,1,2011-01-01\n", "1 of 1 lines have no need, coder or day"),
        ("need_id,coder,themes,codebook,coded_on\na,first,money,1,2011-01-01\n", "uses money: in no version"),
    ],
)
def test_a_damaged_file_says_what_is_wrong_with_it(needs, tmp_path, text, said):
    (tmp_path / "codes.csv").write_text(text)
    with pytest.raises(SourceError, match=said):
        with_codes(needs, PLAN, tmp_path, as_of=DAY)


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ({"months": [5]}, "list some of these, in order"),
        ({"coding_file": "codes.csv"}, "needs a codebook"),
        ({"codebooks": [BOOK, BOOK]}, "in the order of their days"),
        ({"codebooks": [BOOK, {**BOOK, "from_on": date(2011, 1, 1)}]}, "a change is a new version"),
    ],
)
def test_a_plan_that_cannot_be_followed_is_refused(section, said):
    with pytest.raises(ValueError, match=said):
        VoicePlan(**section)
