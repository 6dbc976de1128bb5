"""The mapping assistant against what the files really are: the synthetic studies' parameters, and other partners."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from research_kit.desk.describe_mapping import describe_mapping
from research_kit.desk.partner_file import read_partner_file
from research_kit.desk.proposal import SURE, MappingProposal, PartnerContext
from research_kit.desk.propose_mapping import propose_mapping
from research_kit.desk.source_entry import source_entry
from research_kit.desk.words.vocabulary import study_vocabulary
from research_kit.study.declaration import DataDeclaration, Source, read_data_declaration
from research_kit.study.mapping import specs_for
from research_kit.study.schemas import INTAKE_SCHEMAS
from research_kit.synthetic import partner_files
from research_kit.synthetic.studies import botkyrka_like, samba_like
from tests.unit.desk.partner_tables import MEN_AND_WOMEN, NUMBERS, ROWS, TABLES, TRUTH, days, of

ROOT = Path(__file__).parents[3]
STUDIES = {"samba": samba_like, "botkyrka": botkyrka_like}
TODAY = date(2026, 11, 23)
ANY = DataDeclaration.model_validate({"sources": [{"partner": "p", "table": "wave", "file": "f.csv"}]})
Cases = list[tuple[Source, pl.DataFrame, MappingProposal]]


def schemas(data: DataDeclaration = ANY):
    return {table: specs_for(table, data) for table in INTAKE_SCHEMAS}


def proposed(table: pl.DataFrame, *called: str, only: str | None = None, k: int = 5) -> MappingProposal:
    known = {only: specs_for(only, ANY)} if only else schemas()
    return propose_mapping(table, known, context=PartnerContext(partner="p", called=called, today=TODAY, k=k))


@cache
def of_partner(name: str) -> MappingProposal:
    return proposed(TABLES[name], name)


@pytest.fixture(scope="module")
def studies(tmp_path_factory) -> Cases:
    """Every source of the two synthetic studies, of 40 people each, with what the assistant proposes for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(partner_files, "TRUTH_PEOPLE", 500)  # the truth's lives are not looked at here
        return [case for name in STUDIES for case in _cases(name, tmp_path_factory.mktemp(name))]


def _cases(name: str, folder: Path) -> Cases:
    partner_files.write_partner_files(STUDIES[name](), folder, seed=3, participants=40)
    data = read_data_declaration(ROOT / "parameters" / f"{name}.yaml")
    context = PartnerContext(partner="p", study=name, today=TODAY, vocabulary=study_vocabulary(data))
    cases = []
    for source in data.sources:
        (table,) = read_partner_file(folder / str(source.file).partition(f"/{name}/")[2], sheet=source.sheet)
        known = PartnerContext(
            partner=source.partner, called=table.called, study=name, today=TODAY, vocabulary=context.vocabulary
        )
        cases.append((source, table.raw.columns, propose_mapping(table.raw.columns, schemas(data), context=known)))
    return cases


def test_every_table_and_identifier_of_the_synthetic_studies_is_found(studies):
    for source, _, proposal in studies:
        assert (proposal.table, proposal.table_sureness >= SURE) == (source.table, True)
        found = proposal.identifier and (proposal.identifier.column, proposal.identifier.kind)
        assert found == (source.identifier and (source.identifier.column, source.identifier.kind)), source.file


def test_the_columns_of_the_synthetic_studies_are_proposed_rightly_or_left_to_her(studies):
    right = total = 0
    for source, _, proposal in studies:
        truth = {theirs: ours for ours, theirs in source.columns.items()}
        assert [one for one in proposal.columns if one.is_sure and truth.get(one.theirs) != one.ours] == []
        right += sum(one.is_sure for one in proposal.columns)
        total += len(truth)
    assert total > 380
    assert right >= 0.9 * total


def test_the_codes_of_the_synthetic_studies_are_proposed_rightly(studies):
    right = total = 0
    for source, cells, proposal in studies:
        for column, codes in source.codes.items():
            truth = {theirs.casefold(): ours for theirs, ours in codes.items()}
            one = proposal.column(column)
            sure = {code.theirs.casefold(): code.ours for code in one.codes.proposed if code.sureness >= SURE}
            assert {theirs: ours for theirs, ours in sure.items() if truth.get(theirs, ours) != ours} == {}
            written = ",".join(cells[source.columns[column]].drop_nulls().str.to_lowercase())
            there = {code for code in truth if code in written}
            right += len(there & {*sure, *specs_for(source.table, ANY)[column].codes})
            total += len(there)
    assert total > 200
    assert right >= 0.9 * total


def test_dates_written_with_days_first_are_found(studies):
    for source, _, proposal in studies:
        if source.table != "identity_link":  # holds no days
            assert proposal.date_format == source.csv.date_format, source.file


@pytest.mark.parametrize("name", list(TABLES))
def test_nothing_that_is_sure_is_wrong_in_files_with_other_words(name):
    proposal = of_partner(name)
    table, truth = TRUTH[name]
    assert proposal.table == table
    assert {one.theirs: one.ours for one in proposal.columns if one.is_sure and truth.get(one.theirs) != one.ours} == {}


def test_most_columns_are_proposed_in_files_with_other_words():
    sure = {name: [one.theirs for one in of_partner(name).columns if one.is_sure] for name in TABLES}
    columns = [(name, theirs) for name, (_, truth) in TRUTH.items() for theirs in truth]
    assert len(columns) == 86
    assert sum(theirs in sure[name] for name, theirs in columns) >= 0.9 * len(columns)


@pytest.mark.parametrize("name", list(TABLES))
def test_no_value_of_a_participant_is_shown_or_written(name):
    proposal = of_partner(name)
    text = describe_mapping(proposal, file="x.csv") + "\n".join(source_entry(proposal, where={"file": "x.csv"}))
    coded = {one.theirs for one in proposal.columns if one.codes.proposed}
    cells = [TABLES[name][column] for column in TABLES[name].columns if column not in coded]
    values = {cell for column in cells for cell in column.drop_nulls().cast(pl.String)}
    long_ones = [value for value in values if len(value) > 5]
    assert long_ones
    assert [value for value in long_ones if value in text] == []


def test_an_identity_number_in_another_column_is_told_without_being_shown():
    proposal = proposed(TABLES["personlista"], "personlista")
    assert any("`Anteckning` holds identity numbers" in told for told in proposal.told)
    assert proposal.identifier.column == "Pers.nr"


def test_an_identity_number_in_a_header_is_never_repeated():
    table = TABLES["status_uttag"].rename({"Handläggare": f"till {NUMBERS[0]}"})
    assert NUMBERS[0] not in describe_mapping(proposed(table, "status"), file="x.csv")


def test_digits_for_gender_are_sure_only_where_identity_numbers_say_the_same():
    table = pl.DataFrame({"Personnummer": NUMBERS, "Kön": MEN_AND_WOMEN, "Födelseår": of("1980")})
    sure = proposed(table, only="participant").column("gender")
    assert {code.theirs: code.ours for code in sure.codes.proposed} == {"1": "man", "2": "woman"}
    assert sure.is_sure
    swapped = table.with_columns(pl.col("Kön").replace({"1": "2", "2": "1"}))
    unsure = proposed(swapped, only="participant").column("gender")
    assert not unsure.is_sure
    assert max(code.sureness for code in unsure.codes.proposed) < SURE
    alone = proposed(table.with_columns(Personnummer=pl.Series([f"D{i}" for i in range(ROWS)])), only="participant")
    assert not alone.column("gender").is_sure


def test_a_column_that_could_be_two_is_left_to_her():
    table = pl.DataFrame({"Deltagarnr": [f"D{i}" for i in range(ROWS)], "Kön": of("K", "M"), "Gender": of("K", "M")})
    assert [one.is_sure for one in proposed(table, only="participant").columns] == [False]


def test_an_empty_column_is_known_by_its_name():
    table = pl.DataFrame({"Personnr": NUMBERS, "Gäller": of("Projektet"), "Återkallat": [None] * ROWS})
    one = proposed(table, only="consent").column("withdrawn_on")
    assert one.is_sure
    assert "the column is empty" in one.why


def test_what_a_table_cannot_do_without_is_named():
    proposal = proposed(pl.DataFrame({"Avslutad": days(), "Omgång": of("1")}), only="enrolment")
    assert proposal.missing == ("identifier", "enr_id", "start")


def test_a_file_that_could_be_two_tables_is_not_decided():
    proposal = proposed(pl.DataFrame({"Personnr": NUMBERS, "Registrerad": days()}))
    assert proposal.table_sureness < SURE
    assert "it could also be the table" in proposal.told[0]


def test_days_that_could_be_months_are_told():
    ambiguous = pl.DataFrame({"Personnr": NUMBERS, "Lämnat": of("01/02/2019", "03/04/2019"), "Gäller": of("Projektet")})
    assert any("days are taken to stand before months" in told for told in proposed(ambiguous, only="consent").told)
    clear = ambiguous.with_columns(Lämnat=pl.Series(of("31/02/2019", "25/04/2019", "03/04/2019")))
    assert not any("days are taken" in told for told in proposed(clear, only="consent").told)


def test_a_header_with_a_line_break_or_an_escape_sequence_is_shown_on_one_line():
    table = pl.DataFrame({"Personnr": NUMBERS, "Kön\n(K/M)": of("K", "M"), "\x1b[31mTelefon": of("070")})
    proposal = proposed(table, only="participant")
    assert proposal.column("gender").is_sure
    text = describe_mapping(proposal, file="x.csv")
    assert "Kön (K/M) → gender" in text
    assert "\x1b" not in text
    assert '  gender: "Kön\\n(K/M)"' in source_entry(proposal, where={"file": "x.csv"})


def test_a_dimension_of_the_study_s_own_is_known_by_what_the_study_calls_it():
    towns = {"0127": {"sv": "Botkyrka"}, "0128": {"sv": "Salem"}}
    dimensions = {"municipality": {"labels": {"sv": "Hemkommun", "en": "Home"}, "codes": towns}}
    source = {"partner": "p", "table": "participant", "file": "f.csv"}
    data = DataDeclaration.model_validate({"sources": [source], "dimensions": dimensions})
    context = PartnerContext(partner="p", today=TODAY, vocabulary=study_vocabulary(data))
    table = pl.DataFrame({"Personnr": NUMBERS, "Hemkommun": of("Botkyrka", "Salem"), "Kön": of("K", "M")})
    one = propose_mapping(table, {"participant": specs_for("participant", data)}, context=context).column(
        "municipality"
    )
    assert (one.theirs, one.is_sure) == ("Hemkommun", True)
    assert {code.theirs: code.ours for code in one.codes.proposed} == {"Botkyrka": "0127", "Salem": "0128"}
