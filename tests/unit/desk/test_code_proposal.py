"""Codes: recognised by words, never shown where few have them."""

from __future__ import annotations

import polars as pl

from research_kit.desk.code_proposal import CodeQuestion, propose_codes, share_recognised
from research_kit.desk.words.vocabulary import Vocabulary
from research_kit.study.schemas import specs


def question(table: str, column: str, *, people: pl.Series | None, k: int = 3) -> CodeQuestion:
    spec, words = specs(table)[column], Vocabulary()
    return CodeQuestion(spec=spec, words=words.codes(table, spec), spoken=words.spoken(table, spec), k=k, people=people)


def persons(cells: pl.Series) -> pl.Series:
    return pl.Series([f"p{i}" for i in range(len(cells))])


def asked(column: str, *cells: str | None, table: str = "participant", k: int = 3):
    written = pl.Series(list(cells), dtype=pl.String)
    return propose_codes(written, question(table, column, people=persons(written), k=k))


def test_a_code_on_enough_rows_is_proposed_as_it_is_mostly_written():
    codes = asked("gender", "Kvinna", " kvinna ", "Kvinna", "KVINNA", "Kvinna", None, "-")
    assert [(one.theirs, one.ours, one.rows) for one in codes.proposed] == [("Kvinna", "woman", 5)]


def test_a_rare_code_is_not_taken_from_the_cells_but_all_words_for_codes_not_shown_are_proposed():
    few = asked("gender", "Kvinna", "Kvinna", "Kvinna", "Manlig")
    other_few = asked("gender", "Kvinna", "Kvinna", "Kvinna", "Icke-binär", "Vill ej uppge")
    assert {one.ours for one in few.proposed if one.rows is None} == {"man", "non_binary", "unstated"}
    assert "Manlig" not in {one.theirs for one in few.proposed}
    words = [one.theirs for one in few.proposed]
    assert [one.theirs for one in other_few.proposed] == words  # which rare code is there cannot be told


def test_a_rare_code_that_no_word_says_is_counted_and_not_shown():
    codes = asked("gender", *["Kvinna"] * 4, "Anna Svensson", "Hen")
    assert (codes.open, codes.not_shown) == ((), 2)


def test_a_code_of_one_person_on_many_rows_is_not_shown():
    cells = pl.Series(["Öppet arbetslös"] * 9 + ["Vilar"] * 4)
    one_person = pl.Series([f"p{i}" for i in range(9)] + ["anna"] * 4)
    codes = propose_codes(cells, question("status_spell", "kind", people=one_person))
    assert (codes.open, codes.not_shown) == ((), 1)
    many = propose_codes(cells, question("status_spell", "kind", people=persons(cells)))
    assert many.open == (("Vilar", 4),)


def test_values_of_a_column_that_is_no_column_of_codes_are_never_shown():
    codes = asked("education", *["Anna Svensson"] * 5, *["Eva Berg"] * 5)
    assert (codes.proposed, codes.open, codes.not_shown) == ((), (), 2)


def test_a_slip_of_the_pen_is_proposed_without_being_sure():
    codes = asked("education", *["Gymnasium"] * 9, *["Gymnasiun"] * 3)
    slip = next(one for one in codes.proposed if one.theirs == "Gymnasiun")
    assert (slip.ours, slip.sureness < 0.8) == ("upper_sec", True)


def test_digits_of_the_official_list_are_proposed_without_being_sure():
    codes = asked("education", *["1"] * 3, *["3"] * 3, *["5"] * 4)
    assert {(one.theirs, one.ours, one.sureness < 0.8) for one in codes.proposed} == {
        ("1", "<9y", True), ("3", "upper_sec", True), ("5", "post_sec", True),
    }  # fmt: skip


def test_a_set_is_parted_by_the_sign_that_gives_known_codes():
    cells = ["Arbetslös;Ung", "Arbetslös", "Ung; Arbetslös", "Ung", None]
    codes = asked("target_groups", *cells)
    assert codes.separator == ";"
    assert {(one.theirs, one.ours, one.rows) for one in codes.proposed} == {
        ("Arbetslös", "unemployed", 3),
        ("Ung", "youth", 3),
    }


def test_what_the_reader_understands_needs_no_line():
    assert asked("foreign_born", "Ja", "Nej", "Vet ej", "yes", "NO", "okänd").proposed == ()
    assert asked("gender", "woman", "WOMAN", "man").proposed == ()


def test_codes_of_what_is_about_nobody_are_shown_however_few():
    cells = pl.Series(["Nätverk", "Fotvandring"])
    codes = propose_codes(cells, question("activity_version", "type", people=None))
    assert [(one.theirs, one.ours) for one in codes.proposed] == [("Nätverk", "network")]
    assert codes.open == (("Fotvandring", 1),)


def test_the_share_recognised_counts_rows_all_of_whose_codes_are_known():
    cells = pl.Series(["Ung,Arbetslös", "Ung,Okänd grupp", None, "Nyanländ"])
    assert share_recognised(cells, question("participant", "target_groups", people=None)) == 2 / 3
    assert share_recognised(pl.Series([None, ""], dtype=pl.String), question("participant", "gender", people=None)) == 0
