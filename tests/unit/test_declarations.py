"""Declarations: a misspelt key is refused with its line and the nearest valid key, wherever it stands."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pytest
from pydantic import Field

from research_kit.declarations import Declaration, json_schema, read_declaration, read_section
from research_kit.errors import DeclarationError


class Inner(Declaration):
    delimiter: str = ";"


class Numbers(Declaration):
    whole: int = Field(default=2, ge=2)
    share: float = Field(default=0.5, lt=1)
    on: date | None = None
    flag: bool = True
    unit: Literal["day", "month"] = "day"
    code: str = Field(default="a", pattern=r"^[a-z]+$")
    why: str = Field(default="because", min_length=3)


class Outer(Declaration):
    name: str
    inner: Inner = Inner()
    numbers: Numbers = Numbers()
    many: tuple[Inner, ...] = ()


def written(tmp_path, text: str):
    path = tmp_path / "file.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_written_is_read(tmp_path):
    path = written(tmp_path, "name: ä\ninner: {delimiter: ','}\n")
    assert read_declaration(path, Outer) == Outer(name="ä", inner=Inner(delimiter=","))


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("nmae: x\nname: x\n", 1, "no key `nmae`. Did you mean `name`?"),
        ("name: x\ninner:\n  delimitr: ','\n", 3, "no key `inner.delimitr`. Did you mean `delimiter`?"),
        ("name: x\nmany:\n  - {delimiter: a}\n  - {delimeter: a}\n", 4, "Did you mean `delimiter`?"),
        ("name: x\nzzz: 1\n", 2, "Valid keys here: name, inner, numbers, many."),
        ("name: [1]\n", 1, "`name` is a list, but must be text (in quotes)."),
        ("name: 5\n", 1, "`name` is a whole number, but must be text (in quotes)."),
        ("name:\n", 1, "`name` is empty, but must be text (in quotes)."),
        ("name: x\ninner: a\n", 2, "`inner` is text, but must be keys with values, as in {key: value}."),
        (
            "name: x\nmany: {delimiter: a}\n",
            2,
            "`many` is keys with values, but must be a list, as in [first, second].",
        ),
        ("name: x\nmany:\n  - a\n", 3, "`many.0` is text, but must be keys with values, as in {key: value}."),
        ("name: x\nnumbers: {whole: 1.5}\n", 2, "`numbers.whole` is a number, but must be a whole number."),
        ("name: x\nnumbers: {whole: ten}\n", 2, "`numbers.whole` is text, but must be a whole number."),
        ("name: x\nnumbers: {whole: 1}\n", 2, "`numbers.whole` must be at least 2."),
        ("name: x\nnumbers: {share: high}\n", 2, "`numbers.share` is text, but must be a number."),
        ("name: x\nnumbers: {share: 1.5}\n", 2, "`numbers.share` must be less than 1.0."),
        ("name: x\nnumbers: {on: soon}\n", 2, "`numbers.on` is text, but must be a date, as in 2019-04-01."),
        ("name: x\nnumbers: {on: [1]}\n", 2, "`numbers.on` is a list, but must be a date, as in 2019-04-01."),
        ("name: x\nnumbers: {flag: perhaps}\n", 2, "`numbers.flag` is text, but must be true or false."),
        ("name: x\nnumbers: {unit: year}\n", 2, "`numbers.unit` must be 'day' or 'month'."),
        ("name: x\nnumbers: {code: A}\n", 2, "`numbers.code` is not written as it must be, which is: ^[a-z]+$"),
        ("name: x\nnumbers: {why: no}\n", 2, "`numbers.why` must have at least 3 characters."),
    ],
)
def test_every_fault_names_its_line_and_what_to_do(tmp_path, text, line, says):
    with pytest.raises(DeclarationError, match=f"line {line}: ") as error:
        read_declaration(written(tmp_path, text), Outer)
    assert says in str(error.value)


def test_all_faults_are_named_at_once(tmp_path):
    with pytest.raises(DeclarationError) as error:
        read_declaration(written(tmp_path, "nmae: x\ninner: {delimitr: 1}\n"), Outer)
    assert len(str(error.value).splitlines()) == 3  # two unknown keys and the missing name


def test_a_section_that_no_layer_reads_is_refused(tmp_path):
    with pytest.raises(DeclarationError, match="Did you mean `disclosure`"):
        read_section(written(tmp_path, "disclosur: {k: 5}\n"), "disclosure", Inner)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- 1\n", "expected keys and values"),
        ("a: [1\nb: 2\n", "not readable as YAML"),
        ("", "expected keys and values"),
    ],
)
def test_a_file_that_is_no_mapping_is_refused_with_where(tmp_path, text, says):
    with pytest.raises(DeclarationError, match=says):
        read_declaration(written(tmp_path, text), Outer)


def test_a_missing_file_says_where_it_was_looked_for(tmp_path):
    with pytest.raises(DeclarationError, match="there is no such file"):
        read_declaration(tmp_path / "nothing.yaml", Outer)


def test_dates_stay_as_they_were_written(tmp_path):
    assert read_declaration(written(tmp_path, "name: 2011-06-30\n"), Outer).name == "2011-06-30"


def test_a_key_written_twice_is_refused(tmp_path):
    with pytest.raises(DeclarationError, match="line 2"):
        read_declaration(written(tmp_path, "name: a\nname: b\n"), Outer)


def test_editors_get_a_schema_that_knows_no_other_keys():
    schema = json_schema(Outer)
    assert schema["additionalProperties"] is False
    assert set(schema["properties"]) == {"name", "inner", "numbers", "many"}
