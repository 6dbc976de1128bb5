import numpy as np
import polars as pl
import pytest
from personnummer import personnummer

from research_kit.synthetic.identity_numbers import check_digits, draw_identity_numbers, write_identity_number


def drawn(size=3_000, *, coordination=False, seed=1):
    rng = np.random.default_rng(seed)
    woman = rng.random(size) < 0.5
    years = rng.integers(1946, 1994, size)
    marks = np.full(size, coordination)
    return draw_identity_numbers(years, woman, coordination=marks, rng=rng), years, woman


def test_the_check_digit_is_that_of_the_tax_agencys_example():
    # 640823-3234, the example in Skatteverket, SKV 704.
    assert check_digits(np.array([640823323])).tolist() == [4]


@pytest.mark.parametrize("coordination", [False, True])
def test_every_number_is_valid_and_different(coordination):
    numbers, _, _ = drawn(coordination=coordination)
    assert numbers.n_unique() == len(numbers)
    assert all(personnummer.valid(number) for number in numbers)
    assert all(personnummer.parse(n).is_coordination_number() == coordination for n in numbers)


def test_a_number_tells_birth_year_and_sex_and_is_a_test_number():
    numbers, years, woman = drawn()
    assert [int(number[:4]) for number in numbers] == years.tolist()
    assert [int(number[10]) % 2 == 0 for number in numbers] == woman.tolist()
    assert {int(number[8:11]) for number in numbers} <= set(range(980, 1000))


def test_a_number_is_written_in_the_partners_way():
    frame = pl.DataFrame({"n": ["198112189876"]})
    written = [frame.select(write_identity_number(pl.col("n"), way)).item() for way in ("12", "12-", "10-")]
    assert written == ["198112189876", "19811218-9876", "811218-9876"]


def test_more_people_than_numbers_is_refused():
    many = 3_361
    with pytest.raises(ValueError, match="Write fewer participants"):
        draw_identity_numbers(
            np.full(many, 1980), np.ones(many, bool), coordination=np.zeros(many, bool), rng=np.random.default_rng(1)
        )
