"""Every faulty input is named by file, row and column, with the sentence that helps; nothing is written."""

from datetime import date, timedelta

import polars as pl
import pytest

from research_kit.errors import DeclarationError, FaultyInputError, KeyFileError
from research_kit.study import check_study, open_study
from tests.unit.study.conftest import PNR, status, write_excel


def replaced(text: str, line: int, old: str, new: str) -> str:
    lines = text.split("\n")
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new)
    return "\n".join(lines)


def only(faults_of, report, rule):
    found = faults_of(report, rule)
    assert len(found) == 1, report.to_text()
    assert report.blocking == bool((report.table["severity"] == "error").any())
    return found[0]


def test_columns_are_called_as_the_partner_calls_them(small_study):
    small_study.people = replaced(small_study.people, 3, ";K;", ";Kvinna;")
    small_study.enrolments = replaced(small_study.enrolments, 4, "2010-05-01", "2010-01-01")
    small_study.status[0]["kind"] = "jobb"
    report = small_study.check()
    columns = report.table.select("file", "row", "column", "our_column").rows()
    assert {("deltagare.csv", 3, "Kön", "gender"), ("inskrivna.csv", 4, "ut", "end")} < set(columns)
    assert ("status.xlsx", 2, "kind", "kind") in columns
    assert "deltagare.csv, row 3, column Kön (gender) (kommun, participant)" in report.to_text()
    assert "status.xlsx, row 2, column kind (af, status_spell)" in report.to_text()
    assert "<td>Kön (gender)</td>" in report.to_html()


def test_a_value_that_cannot_be_read_is_one_fault(small_study):
    small_study.enrolments = replaced(small_study.enrolments, 5, "2010-02-10", "10/02/2010")
    assert small_study.check().table["rule"].to_list() == ["second_date_format"]


def test_a_missing_file(small_study, faults_of):
    path = small_study.write()
    (small_study.folder / "narvaro.csv").unlink()
    file, row, _, message, remedy = only(faults_of, check_study(path), "missing_file")
    assert (file, row, message) == ("narvaro.csv", None, "there is no such file")
    assert "ask the partner for the delivery" in remedy


@pytest.mark.parametrize("content", [b"", b"\n\n  \n"])
def test_an_empty_file(small_study, faults_of, content):
    path = small_study.write()
    (small_study.folder / "narvaro.csv").write_bytes(content)
    file, *_, remedy = only(faults_of, check_study(path), "empty_file")
    assert file == "narvaro.csv"
    assert "deliver it again" in remedy


def test_a_header_without_rows_is_a_warning(small_study, faults_of):
    small_study.participations = small_study.participations.split("\n", 1)[0] + "\n"
    report = small_study.check()
    assert only(faults_of, report, "no_rows")[0] == "narvaro.csv"
    assert not report.blocking


def test_a_wrong_delimiter(small_study, faults_of):
    small_study.source("enrolment")["csv"] = {"delimiter": ","}
    file, row, _, message, remedy = only(faults_of, small_study.check(), "wrong_delimiter")
    assert (file, row) == ("inskrivna.csv", 1)
    assert "only one column found" in message
    assert "not a comma" in message
    assert "Set `csv.delimiter`" in remedy
    assert "looks like a semicolon" in remedy


def test_an_unknown_code_is_placed_and_answered_with_the_valid_ones(small_study, faults_of):
    small_study.people = replaced(small_study.people, 3, ";K;", ";Kvinna;")
    file, row, column, message, remedy = only(faults_of, small_study.check(), "unknown_code")
    assert (file, row, column) == ("deltagare.csv", 3, "gender")
    assert message == "the code is not known"
    assert "Valid: woman, man, non_binary, unstated" in remedy


@pytest.mark.parametrize("words", ["Svensson", "Anna Svensson", "070-1234567", "a" * 21])
def test_an_unknown_code_is_not_shown_since_it_may_be_a_name(small_study, faults_of, words):
    small_study.people = replaced(small_study.people, 3, ";K;", f";{words};")
    report = small_study.check()
    assert only(faults_of, report, "unknown_code")[3] == "the code is not known"
    assert words not in report.to_text() + report.to_html()


def test_a_date_in_the_future(small_study, faults_of):
    late = (date.today() + timedelta(days=1)).isoformat()
    small_study.enrolments = replaced(small_study.enrolments, 6, "2010-02-20", late)
    file, row, column, message, remedy = only(faults_of, small_study.check(), "future_date")
    assert (file, row, column) == ("inskrivna.csv", 6, "start")
    assert "later than the day the row was recorded" in message
    assert "Correct it with the partner" in remedy


def test_a_date_later_than_its_day_of_record(small_study, faults_of):
    small_study.status[1]["recorded_at"] = date(2010, 8, 31)
    assert only(faults_of, small_study.check(), "future_date")[:3] == ("status.xlsx", 3, "start")


def test_a_date_in_a_second_format(small_study, faults_of):
    small_study.enrolments = replaced(small_study.enrolments, 5, "2010-02-10", "10/02/2010")
    file, row, column, message, remedy = only(faults_of, small_study.check(), "second_date_format")
    assert (file, row, column) == ("inskrivna.csv", 5, "start")
    assert "in another way than an ISO date, `2011-06-30`" in message
    assert "csv.date_format" in remedy
    assert "10/02/2010" not in message + remedy


def test_a_second_format_among_the_date_cells_of_a_sheet(small_study, faults_of):
    small_study.status[0]["start"] = "01/06/2009"
    assert only(faults_of, small_study.check(), "second_date_format")[:3] == ("status.xlsx", 2, "start")


def test_a_date_that_is_none(small_study, faults_of):
    small_study.enrolments = replaced(small_study.enrolments, 5, "2010-02-10", "2010-02-30")
    assert only(faults_of, small_study.check(), "not_a_date")[:3] == ("inskrivna.csv", 5, "start")


def test_an_end_before_its_start(small_study, faults_of):
    small_study.enrolments = replaced(small_study.enrolments, 4, "2010-05-01", "2010-01-01")
    file, row, column, message, remedy = only(faults_of, small_study.check(), "end_not_before_start")
    assert (file, row, column, message) == ("inskrivna.csv", 4, "end", "the end comes before the start")
    assert remedy == "Correct one of the dates with the partner."


def test_overlapping_enrolments(small_study, faults_of):
    small_study.enrolments += f"e7;{PNR['britt']};r2;2010-04-01;;;;2010-04-05\n"
    file, row, column, message, remedy = only(faults_of, small_study.check(), "overlapping_enrolments")
    assert (file, row, column) == ("inskrivna.csv", 7, "start")
    assert "before the person's earlier one has ended" in message
    assert "end the earlier enrolment" in remedy


def test_overlapping_status_spells(small_study, faults_of):
    small_study.status[1]["start"] = date(2010, 8, 1)
    file, row, column, message, _ = only(faults_of, small_study.check(), "overlapping_spells")
    assert (file, row, column) == ("status.xlsx", 3, "start")
    assert "before the person's earlier main activity has ended" in message


def test_work_may_run_beside_studies_and_a_doubtful_day_is_no_overlap(small_study, faults_of):
    recorded = date(2010, 9, 10)
    small_study.status += [
        status(PNR["amina"], "regular_edu", date(2010, 9, 5), None, recorded),
        status(PNR["eva"], "unemployed", date(2010, 1, 1), "2010-05", recorded),
        status(PNR["eva"], "programme", "2010-05", None, recorded),
    ]
    report = small_study.check()
    assert not faults_of(report, "overlapping_spells")
    assert not faults_of(report, "open_spell_overtaken")


def test_a_spell_without_end_that_is_overtaken_is_a_warning(small_study, faults_of):
    small_study.status[0]["end"] = None
    report = small_study.check()
    assert only(faults_of, report, "open_spell_overtaken")[:3] == ("status.xlsx", 3, "start")
    assert not report.blocking


def test_partners_who_disagree_on_a_birth_year(small_study, faults_of):
    small_study.add_source(
        partner="af", table="participant", file="af.csv", recorded_on="2010-05-01",
        identifier={"column": "pnr", "kind": "personal_number"}, columns={"birth_year": "ar"},
    )  # fmt: skip
    (small_study.folder / "af.csv").write_text(f"pnr;ar\n{PNR['dana'][2:]};1990\n{PNR['eva'][2:]};1958\n")
    report = small_study.check()
    found = faults_of(report, "conflicting_birth_year")
    assert [fault[:3] for fault in found] == [("af.csv", 3, "birth_year"), ("deltagare.csv", 6, "birth_year")]
    assert "disagree on the birth year of the same person" in found[0][3]
    assert "Find out with both partners" in found[0][4]
    assert report.blocking


def test_a_partner_may_correct_its_own_birth_year(small_study):
    small_study.people += f"{PNR['eva']};M;okänd;1958;;;;2010-02-01\n"
    study = small_study.open()
    assert study.table("participant")["birth_year"].to_list().count(1985) == 1


def test_a_missing_column_names_the_nearest_one(small_study, faults_of):
    small_study.people = small_study.people.replace("Födelseår", "Födelsear")
    file, row, column, message, remedy = only(faults_of, small_study.check(), "missing_column")
    assert (file, row, column) == ("deltagare.csv", None, "birth_year")
    assert message == "the column `Födelseår` is missing"
    assert remedy.startswith("Did you mean `Födelsear`?")


def test_bytes_that_are_no_text_in_the_stated_encoding(small_study, faults_of):
    small_study.source("participant")["csv"] = {"encoding": "utf-8"}
    file, row, _, message, remedy = only(faults_of, small_study.check(), "undecodable")
    assert (file, row, message) == ("deltagare.csv", 1, "bytes that are not utf-8 text")
    assert "Set `csv.encoding`" in remedy


def test_an_excel_file_called_csv(small_study, faults_of):
    path = small_study.write()
    (small_study.folder / "narvaro.csv").write_bytes((small_study.folder / "status.xlsx").read_bytes())
    assert "it is an Excel file" in only(faults_of, check_study(path), "not_text")[3]


def test_rows_that_contradict_each_other(small_study, faults_of):
    small_study.enrolments += f"e4;{PNR['dana']};r4;2010-02-21;;;;2010-02-25\n"
    found = faults_of(small_study.check(), "duplicate_key")
    assert [fault[:3] for fault in found] == [("inskrivna.csv", 6, "enr_id"), ("inskrivna.csv", 7, "enr_id")]


def test_identical_rows_are_used_once_and_counted(small_study, faults_of):
    small_study.participations += small_study.participations.split("\n")[2] + "\n"
    report = small_study.check()
    assert only(faults_of, report, "identical_duplicate")[:2] == ("narvaro.csv", 5)
    assert not report.blocking
    assert small_study.open().table("participation").height == 3


def test_two_partners_who_use_the_same_numbers_for_different_rows(small_study, faults_of):
    small_study.add_source(
        partner="af", table="referral", file="af.csv", recorded_on="2010-05-01", id_scheme="samba",
        identifier={"column": "pnr", "kind": "personal_number"}, columns={"ref_id": "nr", "referred_on": "dag"},
    )  # fmt: skip
    (small_study.folder / "af.csv").write_text(f"nr;pnr;dag\nr1;{PNR['dana']};2010-04-01\n")
    found = faults_of(small_study.check(), "same_id_two_partners")
    assert [fault[:3] for fault in found] == [("af.csv", 2, "ref_id"), ("remisser.csv", 2, "ref_id")]
    small_study.parameters["data"]["sources"][-1]["id_scheme"] = "af"
    assert not small_study.check().blocking


def test_rows_without_a_parent(small_study, faults_of):
    small_study.participations += "e9,sprak,1,2010-02-01,,40,10,nej,2010-05-05\n"
    small_study.enrolments += "e8;19121212-1212;;2010-02-01;;;;2010-02-05\n"
    found = faults_of(small_study.check(), "orphan")
    assert [fault[:3] for fault in found] == [("inskrivna.csv", 7, "pid"), ("narvaro.csv", 5, "enr_id")]
    assert found[1][3] == "the enr_id is in no row of enrolment"
    assert "give both sources the same `id_scheme`" in found[1][4]


def test_an_identifier_that_is_no_personal_number(small_study, faults_of):
    wrong = PNR["dana"].replace("-", "")[:-1] + str((int(PNR["dana"][-1]) + 1) % 10)
    small_study.people = replaced(small_study.people, 5, PNR["dana"].replace("-", ""), wrong)
    report = small_study.check()
    assert only(faults_of, report, "invalid_identifier")[:3] == ("deltagare.csv", 5, "pid")
    assert wrong not in report.to_text() + report.to_html()


def test_a_row_about_nobody(small_study, faults_of):
    small_study.people = replaced(small_study.people, 5, PNR["dana"].replace("-", ""), " ")
    assert only(faults_of, small_study.check(), "missing_identifier_value")[:2] == ("deltagare.csv", 5)


def test_decided_before_referred(small_study, faults_of):
    small_study.referrals = replaced(small_study.referrals, 2, "2010-01-05", "2009-12-05")
    assert only(faults_of, small_study.check(), "decided_not_before_referred")[:3] == ("remisser.csv", 2, "decided_on")


def test_a_follow_up_far_from_its_planned_day(small_study, faults_of):
    days = [date(2010, 4, 15), date(2010, 5, 20), None, date(2010, 5, 12)]
    small_study.waves = small_study.waves.with_columns(actual_on=pl.Series(days))
    report = small_study.check()
    assert only(faults_of, report, "actual_near_planned")[:3] == ("uppf.parquet", 2, "actual_on")
    assert not report.blocking


def test_more_hours_attended_than_planned(small_study, faults_of):
    small_study.participations = replaced(small_study.participations, 3, ",40,10,", ',40,"44,5",')
    report = small_study.check()
    file, row, column, message, _ = only(faults_of, report, "attended_at_most_planned")
    assert (file, row, column) == ("narvaro.csv", 3, "attended_h")
    assert message.startswith("G-DOSE")
    assert not report.blocking


def test_participation_outside_its_enrolment(small_study, faults_of):
    small_study.participations = replaced(small_study.participations, 3, "2010-04-01", "2010-05-03")
    assert only(faults_of, small_study.check(), "outside_enrolment")[:3] == ("narvaro.csv", 3, "end")


def test_an_age_outside_the_range(small_study, faults_of):
    small_study.people = replaced(small_study.people, 5, ";1990;", ";1999;")
    file, row, column, message, remedy = only(faults_of, small_study.check(), "age_outside")
    assert (file, row, column) == ("deltagare.csv", 5, "birth_year")
    assert message == "the age at enrolment is outside 15 to 75 years"
    assert "widen `age_years`" in remedy


def test_an_enrolment_before_the_project(small_study, faults_of):
    small_study.parameters["study"]["starts_on"] = "2010-02-14"
    found = only(faults_of, small_study.check(), "before_data_start")
    assert found[:3] == ("inskrivna.csv", 3, "start")
    assert found[3].startswith("G-TRUNC")


def test_a_missing_day_of_record_is_said_once_for_a_source(small_study, faults_of):
    del small_study.source("participant")["columns"]["recorded_at"]
    report = small_study.check()
    file, row, column, message, _ = only(faults_of, report, "missing_recorded_at")
    assert (file, row, column) == ("deltagare.csv", None, "recorded_at")
    assert message.startswith("5 rows do not say when")
    assert not report.blocking


@pytest.mark.parametrize(
    ("table", "line", "old", "new", "rule", "column"),
    [
        ("participations", 2, '"40,5"', '"40,5 h"', "not_a_number", "planned_h"),
        ("participations", 2, ",1,", ',"1,5",', "not_a_whole_number", "ver"),
        ("participations", 2, ",ja,", ",kanske,", "not_yes_or_no", "completed"),
        ("participations", 2, "2010-02-01", "", "missing_value", "start"),
        ("participations", 2, '"40,5"', "-3", "out_of_range", "planned_h"),
        ("participations", 3, ",40,10,", ",40,", "ragged_row", None),
    ],
)
def test_values_that_cannot_be_read(small_study, faults_of, table, line, old, new, rule, column):
    setattr(small_study, table, replaced(getattr(small_study, table), line, old, new))
    assert only(faults_of, small_study.check(), rule)[:3] == ("narvaro.csv", line, column)


def test_faults_of_one_file_do_not_hide_those_of_another(small_study, faults_of):
    small_study.people = replaced(small_study.people, 3, ";K;", ";Kvinna;")
    small_study.enrolments = replaced(small_study.enrolments, 5, "2010-02-10", "10/02/2010")
    path = small_study.write()
    (small_study.folder / "narvaro.csv").unlink()
    report = check_study(path)
    assert {"missing_file", "unknown_code", "second_date_format"} <= set(report.table["rule"])
    with pytest.raises(FaultyInputError) as error:
        open_study(path)
    assert all(name in str(error.value) for name in ("narvaro.csv", "deltagare.csv", "inskrivna.csv"))


def test_nothing_is_written_by_a_check(small_study):
    path = small_study.write()
    (small_study.folder / "narvaro.csv").unlink()
    before = sorted(small_study.folder.iterdir())
    assert check_study(path).blocking
    assert sorted(small_study.folder.iterdir()) == before


def test_a_missing_key_file(small_study):
    path = small_study.write()
    (small_study.folder / "key").unlink()
    with pytest.raises(KeyFileError, match=r"Restore it from its safe place.*a new key breaks the link"):
        open_study(path)


def test_a_key_is_needed_unless_the_data_are_about_nobody(small_study):
    small_study.parameters["data"]["key_file"] = None
    with pytest.raises(KeyFileError, match="data about persons, and personal numbers, need a pseudonym key"):
        small_study.open()


def test_personal_numbers_need_a_key_whatever_the_legal_basis(small_study):
    small_study.parameters["data"] |= {"key_file": None, "legal_basis": "not_personal"}
    with pytest.raises(KeyFileError, match="personal numbers, need a pseudonym key"):
        small_study.open()


def test_an_answer_without_its_follow_up_and_a_version_nobody_knows(small_study, faults_of):
    small_study.add_source(
        partner="forskare", table="item_response", file="svar.csv", id_scheme="samba", recorded_on="2010-08-01"
    )
    small_study.add_source(partner="projekt", table="activity_version", file="akt.csv", recorded_on="2010-01-01")
    (small_study.folder / "svar.csv").write_text("enr_id;k;item;value\ne1;1;a;3\ne1;5;a;3\n")
    text = "act_id;ver;type;valid_from;valid_to\nsprak;1;language;2010-02-01;2010-03-01\nsprak;2;language;2010-02-20;\n"
    (small_study.folder / "akt.csv").write_text(text)
    report = small_study.check()
    orphans = faults_of(report, "orphan")
    assert [fault[:3] for fault in orphans] == [("narvaro.csv", 4, "ver"), ("svar.csv", 3, "k")]
    assert [fault[:2] for fault in faults_of(report, "overlapping_versions")] == [("akt.csv", 3)]
    assert not faults_of(report, "outside_version")


def test_a_misspelt_parameters_key(small_study):
    small_study.parameters["data"]["legal_bassis"] = "consent"
    with pytest.raises(DeclarationError, match="Did you mean `legal_basis`"):
        small_study.check()


def test_a_misspelt_column_of_ours(small_study, faults_of):
    small_study.source("participant")["columns"]["birthyear"] = "Födelseår"
    assert "Did you mean `birth_year`?" in only(faults_of, small_study.check(), "unknown_column")[4]


def test_a_misspelt_table(small_study, faults_of):
    small_study.add_source(partner="af", table="participants", file="status.xlsx")
    assert "Did you mean `participant`?" in only(faults_of, small_study.check(), "unknown_table")[4]


def test_a_code_translated_into_one_that_does_not_exist(small_study, faults_of):
    small_study.source("participant")["codes"]["gender"]["M"] = "male"
    found = faults_of(small_study.check(), "unknown_code")
    assert "the code `male` in the parameters file is not known" in [fault[3] for fault in found]


def test_another_database_than_sqlite(small_study):
    small_study.source("consent")["database"] = "mysql://host/db"
    with pytest.raises(DeclarationError, match=r"a database is `sqlite:///path/to/file\.db` or `postgresql://"):
        small_study.check()


def test_a_missing_table_of_a_database_and_a_missing_sheet(small_study, faults_of):
    small_study.source("consent")["table_name"] = "samtycken"
    small_study.source("status_spell")["sheet"] = "Blad2"
    found = faults_of(small_study.check(), "missing_table")
    assert {fault[0] for fault in found} == {"fk.db [samtycken]", "status.xlsx [Blad2]"}
    assert any("Blad1" in fault[3] for fault in found)


def test_rows_of_a_sheet_are_numbered_as_the_sheet_shows_them(small_study, faults_of):
    blank = dict.fromkeys(small_study.status[0])
    small_study.status.insert(1, blank)
    small_study.status[2]["kind"] = "jobb"
    small_study.write()
    write_excel(small_study.folder / "status.xlsx", small_study.status)
    report = check_study(small_study.folder / "liten.yaml")
    assert only(faults_of, report, "unknown_code")[:3] == ("status.xlsx", 4, "kind")
