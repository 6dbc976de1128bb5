"""Declarations: a misspelt key is refused with its line and the nearest valid key, wherever it stands."""

from __future__ import annotations

import pytest

from research_kit.declarations import Declaration, json_schema, read_declaration, read_section
from research_kit.errors import DeclarationError


class Inner(Declaration):
    delimiter: str = ";"


class Outer(Declaration):
    name: str
    inner: Inner = Inner()
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
        ("name: x\nzzz: 1\n", 2, "Valid keys here: name, inner, many."),
        ("name: [1]\n", 1, "`name`: Input should be a valid string."),
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
    assert set(schema["properties"]) == {"name", "inner", "many"}
