"""What holds for every identity number, however it is written and wherever it stands."""

from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from personnummer import personnummer

from research_kit.study.identity_numbers import (
    MARK,
    cells_with_identity_numbers,
    contains_identity_number,
    read_identity_number,
    scrub,
)
from research_kit.study.pseudonyms import PseudonymKey

KEY = PseudonymKey(b"k" * 32)
RECORDED = date(2010, 6, 30)


def with_check_digit(nine: str) -> str:
    total = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(nine))
    return nine + str(-total % 10)


@st.composite
def numbers(draw, *, earliest=date(1911, 1, 1)):
    """A valid number of a person under 100 at the day of record: its century and its ten digits."""
    born = draw(st.dates(earliest, RECORDED))
    day = born.day + draw(st.sampled_from([0, 60]))
    serial = draw(st.integers(1, 999))
    return f"{born.year // 100}", with_check_digit(f"{born:%y%m}{day:02}{serial:03}")


def writings(century: str, ten: str) -> list[str]:
    birth, last = ten[:6], ten[6:]
    shorts = [f"{birth}{sign}{last}" for sign in ("", "-", " ", " - ", "\u2013", "\u2011")]
    return shorts + [century + short for short in shorts] + [f" {century}{birth}-{last} ", f"{century} {birth}-{last}"]


@given(numbers())
def test_every_writing_of_a_number_is_one_pseudonym(number):
    century, ten = number
    read = {read_identity_number(written, RECORDED) for written in writings(century, ten)}
    assert read == {century + ten}
    made = KEY.pseudonyms(pl.Series(sorted(read)), namespace="personal_number")
    assert made.str.contains("^[a-p]{32}$").all()


@given(numbers(earliest=date(1800, 1, 1)))
def test_our_reading_agrees_with_the_personnummer_library(number):
    century, ten = number
    assert personnummer.valid(century + ten) == (read_identity_number(century + ten, RECORDED) is not None)


@given(st.from_regex(r"\A[0-9]{6}[-+]?[0-9]{4}\Z"))
def test_we_find_whatever_the_personnummer_library_accepts(written):
    assert not personnummer.valid(written) or contains_identity_number(written)


TEXT = st.text(st.characters(codec="utf-8"), max_size=30).filter(lambda text: not contains_identity_number(text))


@given(numbers(), TEXT, TEXT, st.data())
def test_a_scan_never_misses_a_number_within_a_text(number, before, after, data):
    written = data.draw(st.sampled_from(writings(*number))).strip()
    left = before if before[-1:] not in set("0123456789") else before + ","
    right = after if after[:1] not in set("0123456789") else "," + after
    text = left + "," + written + "," + right
    assert contains_identity_number(text)
    assert cells_with_identity_numbers(pl.Series([text, None])).to_list() == [True, False]
    assert not contains_identity_number(scrub(text))
    assert MARK in scrub(text)


@given(st.text(max_size=200))
def test_scrubbing_twice_changes_nothing_more(text):
    assert scrub(scrub(text)) == scrub(text)


@given(st.lists(st.text(max_size=20), max_size=20), st.sampled_from(["a", "b"]))
def test_equal_values_and_only_those_share_a_pseudonym(values, namespace):
    made = KEY.pseudonyms(pl.Series(values, dtype=pl.String), namespace=namespace)
    assert made.n_unique() == len(set(values)) or not values
    assert dict(zip(values, made, strict=True)) == {
        value: KEY.pseudonyms(pl.Series([value]), namespace=namespace).item() for value in values
    }
