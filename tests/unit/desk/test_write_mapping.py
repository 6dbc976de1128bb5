"""Proposals in a parameters file: comments stay, nothing is overwritten, what is unsure is a comment."""

from __future__ import annotations

from pathlib import Path

import pytest

from research_kit.desk.proposal import CodeProposal, CodesOfColumn, ColumnProposal, IdentifierProposal, MappingProposal
from research_kit.desk.source_entry import source_entry
from research_kit.desk.write_mapping import Placed, write_mapping
from research_kit.errors import DeclarationError
from research_kit.study.declaration import read_data_declaration

PARAMETERS = """\
# The head of the file.
study:
  name: liten          # a name
  title: {sv: "Liten: en studie", en: 'Small'}
  as_of: 2010-12-31

data:
  legal_basis: public_task   # by law
  key_file: key
  # about the sources
  sources:
    # the first one, by hand
    - partner: af
      table: wave
      file: af/uppf.csv
      columns: {k: "Nr"}   # a comment of hers

disclosure:
  k: 7   # more than the house's
"""


def proposal(**changes) -> MappingProposal:
    gender = CodesOfColumn(
        proposed=(
            CodeProposal(theirs="K", ours="woman", sureness=1.0, rows=9),
            CodeProposal(theirs="Mna", ours="man", sureness=0.7, rows=6),
        ),
        open=(("Övrigt", 8),),
        not_shown=2,
    )
    fields = {
        "partner": "kommunen",
        "table": "participant",
        "table_sureness": 1.0,
        "rows": 30,
        "identifier": IdentifierProposal(column="Pers.nr", kind="personal_number", sureness=0.99, why="digits"),
        "columns": (
            ColumnProposal(theirs="Kön: K/M", ours="gender", sureness=1.0, why="name", codes=gender),
            ColumnProposal(theirs="Yes", ours="language_support", sureness=0.9, why="name"),
            ColumnProposal(theirs="Skola", ours="education", sureness=0.6, why="values"),
        ),
        "open": {},
        "missing": (),
        "date_format": "%d/%m/%Y",
        "decimal": ",",
    }
    return MappingProposal(**(fields | changes))


@pytest.fixture
def parameters(tmp_path: Path) -> Path:
    path = tmp_path / "parameters" / "liten.yaml"
    path.parent.mkdir()
    path.write_text(PARAMETERS, encoding="utf-8")
    return path


def placed(folder: Path, **changes) -> Placed:
    return Placed(proposal=proposal(**changes), file=folder / "data" / "kommunen" / "deltagare.csv", sheet=None)


def test_what_stands_there_stays_to_the_letter(parameters):
    written = write_mapping(parameters, [placed(parameters.parents[1])])
    text = parameters.read_text(encoding="utf-8")
    assert (written.added, written.left) == (1, ())
    before, after = PARAMETERS.split("\ndisclosure:")
    assert text.startswith(before)
    assert text.endswith("disclosure:" + after)


def test_the_entry_is_read_as_it_was_meant(parameters):
    write_mapping(parameters, [placed(parameters.parents[1])])
    source = read_data_declaration(parameters).sources[1]
    assert (source.partner, source.table, source.file) == ("kommunen", "participant", "../data/kommunen/deltagare.csv")
    assert (source.csv.date_format, source.csv.decimal) == ("%d/%m/%Y", ",")
    assert (source.identifier.column, source.identifier.kind) == ("Pers.nr", "personal_number")
    assert source.columns == {"gender": "Kön: K/M", "language_support": "Yes"}
    assert source.codes == {"gender": {"K": "woman"}}


def test_what_is_not_sure_is_a_comment_for_her(parameters):
    written = write_mapping(parameters, [placed(parameters.parents[1])])
    lines = [line.strip() for line in parameters.read_text().splitlines() if line.strip().startswith("# decide:")]
    assert lines == [
        "# decide: recorded_on: YYYY-MM-DD, the day of delivery; no column says when rows became known",
        "# decide: education: Skola  # 60% sure: values",
        '# decide: gender: {"Mna": man}  # 70% sure',
        '# decide: gender: {"Övrigt": …} on 8 rows',
        "# decide: gender: 2 codes that are not shown; `check` says which rows",
    ]
    assert written.decide == len(lines)


def test_a_source_that_is_there_is_left_as_it_is_and_said_to_be(parameters):
    write_mapping(parameters, [placed(parameters.parents[1])])
    once = parameters.read_text()
    again = write_mapping(parameters, [placed(parameters.parents[1], columns=())])
    assert (again.added, again.left) == (0, ("../data/kommunen/deltagare.csv as participant",))
    assert parameters.read_text() == once


def test_several_entries_are_written_in_their_order(parameters):
    several = [
        placed(parameters.parents[1]),
        placed(parameters.parents[1], table="consent", columns=(), identifier=None),
    ]
    write_mapping(parameters, several)
    assert [one.table for one in read_data_declaration(parameters).sources] == ["wave", "participant", "consent"]


def test_an_empty_list_of_sources_is_begun(tmp_path):
    path = tmp_path / "ny.yaml"
    path.write_text("study: {name: ny, title: {sv: Ny}, as_of: 2010-12-31}\ndata:\n  sources: []\n# the end\n")
    write_mapping(path, [placed(tmp_path)])
    assert [one.table for one in read_data_declaration(path).sources] == ["participant"]
    assert "# the end" in path.read_text()


def test_a_file_that_would_not_be_valid_is_not_changed(parameters):
    broken = PARAMETERS.replace("legal_basis: public_task", "legal_basis: because")
    parameters.write_text(broken)
    with pytest.raises(DeclarationError, match=r"line 8: `data.legal_basis` must be .*\n?.*has not been changed"):
        write_mapping(parameters, [placed(parameters.parents[1])])
    assert parameters.read_text() == broken
    assert [path.name for path in parameters.parent.iterdir()] == ["liten.yaml"]


def test_a_file_that_is_not_yaml_is_named_with_its_line(parameters):
    parameters.write_text("study: {name: x\ndata: [")
    with pytest.raises(DeclarationError, match="not readable as YAML"):
        write_mapping(parameters, [placed(parameters.parents[1])])


def test_words_of_the_assistant_stand_under_a_line_that_says_so():
    own = [CodeProposal(theirs=f"ord {i}", ours="man", sureness=1.0) for i in range(12)]
    codes = CodesOfColumn(proposed=(CodeProposal(theirs="K", ours="woman", sureness=1.0, rows=9), *own))
    column = ColumnProposal(theirs="Kön", ours="gender", sureness=1.0, why="name", codes=codes)
    lines = source_entry(proposal(columns=(column,)), where={"file": "f.csv"})
    at = lines.index("    # known words, for codes that stand on few rows or on none")
    assert lines[at - 1 : at + 2] == ['    "K": woman', lines[at], '    "ord 0": man']


def test_names_are_quoted_where_yaml_would_read_them_otherwise():
    columns = (
        ColumnProposal(theirs="No", ours="gender", sureness=1.0, why=""),
        ColumnProposal(theirs="Kön # 1", ours="housing", sureness=1.0, why=""),
        ColumnProposal(theirs="Född utomlands", ours="foreign_born", sureness=1.0, why=""),
    )
    lines = source_entry(proposal(columns=columns), where={"file": "f.csv", "sheet": "Blad 1"})
    assert '  gender: "No"' in lines
    assert '  housing: "Kön # 1"' in lines
    assert "  foreign_born: Född utomlands" in lines
    assert "sheet: Blad 1" in lines


def test_a_comment_about_the_last_codes_is_not_lost(parameters):
    asked = ColumnProposal(
        theirs="Född i", ours="foreign_born", sureness=0.5, why="values",
        codes=CodesOfColumn(proposed=(CodeProposal(theirs="Utrikes", ours="yes", sureness=1.0, rows=9),)),
    )  # fmt: skip
    one = proposal(columns=(*proposal().columns, asked))
    write_mapping(parameters, [Placed(proposal=one, file=parameters.parent / "f.csv", sheet=None)])
    text = parameters.read_text(encoding="utf-8")
    assert '# decide: foreign_born: {"Utrikes": "yes"}' in text


def test_the_day_of_delivery_is_written_where_no_column_says_it(parameters):
    lines = source_entry(proposal(recorded_on="2026-06-20"), where={"file": "f.csv"})
    assert "recorded_on: 2026-06-20" in lines
