"""An identity number planted anywhere in the input is refused, and stands in nothing that leaves the intake."""

import contextlib
import io
import json
import logging
import re

import polars as pl
import pytest

from research_kit.errors import ResearchKitError
from research_kit.study import check_study, open_study
from tests.unit.study.conftest import PLANTED, PNR, SmallStudy, write_database, write_excel

FORMS = (PLANTED, PLANTED[2:], PLANTED.replace("-", ""), PLANTED[2:].replace("-", ""), PLANTED.replace("-", " "))


def plant_in_a_free_column(study: SmallStudy, number: str) -> None:
    study.referrals = study.referrals.replace("org;", "org;decline_reason;").replace(";af;", f";af;ring {number};", 1)
    study.referrals = study.referrals.replace(";af;2", ";af;;2").replace(";self;", ";self;;")


def plant_in_a_code_column(study: SmallStudy, number: str) -> None:
    study.people = study.people.replace(";K;", f";{number};", 1)


def plant_in_a_date_column(study: SmallStudy, number: str) -> None:
    study.enrolments = study.enrolments.replace("2010-02-20", number)


def plant_in_a_number_column(study: SmallStudy, number: str) -> None:
    study.participations = study.participations.replace(",40,", f",{number},", 1)


def plant_in_an_id_column(study: SmallStudy, number: str) -> None:
    study.enrolments = study.enrolments.replace("e4;", f"{number};")


def plant_in_a_plain_id_column(study: SmallStudy, number: str) -> None:
    study.participations = study.participations.replace("praktik", number)


def plant_in_an_unmapped_column(study: SmallStudy, number: str) -> None:
    lines = study.people.splitlines()
    study.people = (
        "\n".join([lines[0] + ";Anteckning", lines[1] + f";{number}", *(line + ";" for line in lines[2:])]) + "\n"
    )


def plant_in_a_header(study: SmallStudy, number: str) -> None:
    lines = study.people.splitlines()
    study.people = "\n".join([f"{lines[0]};{number}", *(f"{line};" for line in lines[1:])]) + "\n"


def plant_in_a_quoted_value(study: SmallStudy, number: str) -> None:
    study.participations = study.participations.replace("sprak", f'"sprak\nför {number}"', 1)


def plant_in_a_sheet_cell(study: SmallStudy, number: str) -> None:
    study.status[2]["support_scheme"] = f"handl. {number}"
    study.status = [{**dict.fromkeys(study.status[2]), **row} for row in study.status]


def plant_as_a_number_in_a_sheet(study: SmallStudy, number: str) -> None:
    study.status[2]["hours_pct"] = int(re.sub(r"\D", "", number))


def plant_in_a_parquet_column(study: SmallStudy, number: str) -> None:
    study.waves = study.waves.with_columns(kommentar=pl.lit(number))


def plant_as_a_number_in_parquet(study: SmallStudy, number: str) -> None:
    study.waves = study.waves.with_columns(lopnr=pl.lit(float(re.sub(r"\D", "", number))))


def plant_in_a_parquet_header(study: SmallStudy, number: str) -> None:
    study.waves = study.waves.with_columns(pl.lit("x").alias(number))


def plant_in_the_database(study: SmallStudy, number: str) -> None:
    study.consents[0]["scope"] = f"se {number}"


def plant_in_a_database_header(study: SmallStudy, number: str) -> None:
    study.consents[0][f"k {number}"] = 1


def plant_in_a_constant(study: SmallStudy, number: str) -> None:
    study.source("referral")["constants"] = {"decline_reason": number}


def plant_in_a_code_of_the_parameters(study: SmallStudy, number: str) -> None:
    study.source("participant")["codes"]["gender"][number] = "woman"


def plant_as_a_code_that_does_not_exist(study: SmallStudy, number: str) -> None:
    study.source("participant")["codes"]["gender"]["K"] = number


def plant_in_a_column_that_is_asked_for(study: SmallStudy, number: str) -> None:
    study.source("participant")["columns"]["housing"] = number


def plant_in_a_name_of_ours(study: SmallStudy, number: str) -> None:
    study.source("participant")["columns"][number] = "Kön"


def plant_in_a_table_name(study: SmallStudy, number: str) -> None:
    study.source("consent")["table_name"] = number


def plant_in_a_query(study: SmallStudy, number: str) -> None:
    del study.source("consent")["table_name"]
    study.source("consent")["query"] = f"SELECT * FROM samtycke WHERE pnr = '{number}' AND nix = 1"


def plant_in_a_sheet_name(study: SmallStudy, number: str) -> None:
    study.source("status_spell")["sheet"] = number


def plant_in_a_file_name(study: SmallStudy, number: str) -> None:
    study.source("participation")["file"] = f"{number}.csv"
    (study.folder / f"{number}.csv").write_text(study.participations)


PLANTS = {name.removeprefix("plant_"): plant for name, plant in globals().items() if name.startswith("plant_")}


def digits_of(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


CASES = [(plant, FORMS[i % len(FORMS)]) for i, plant in enumerate(PLANTS.values())]
CASES += [(plant_in_a_free_column, form) for form in FORMS] + [(plant_in_a_header, form) for form in FORMS]


@pytest.mark.parametrize(("plant", "number"), CASES)
def test_a_planted_number_is_refused_and_never_shown(small_study, plant, number, caplog):
    caplog.set_level(logging.DEBUG)
    plant(small_study, number)
    path = small_study.write()
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        report = check_study(path)
        with pytest.raises(ResearchKitError) as error:
            open_study(path)
    shown = [report.to_text(), report.to_html(), report.table.write_csv(), report.rows.write_csv(), repr(report)]
    shown += [str(error.value), caplog.text, out.getvalue()]
    seen = digits_of(PLANTED)[2:]
    assert not any(seen in re.sub(r"[-+ ]", "", text) for text in shown)
    assert error.value.__cause__ is None
    rules = set(report.table.filter(pl.col("severity") == "error")["rule"])
    assert any(rule.startswith("identity_number") for rule in rules), report.to_text()


def test_a_column_of_a_database_that_nobody_asks_for_is_not_read(small_study):
    small_study.consents[0]["notering"] = f"se {PLANTED}"
    assert small_study.check().table.is_empty()


def test_a_number_as_a_partners_own_id_is_refused(small_study):
    small_study.source("referral")["identifier"] = {"column": "Personnr", "kind": "own_id"}
    report = small_study.check()
    found = report.table.filter(pl.col("rule") == "identity_number_as_own_id")
    assert found["row"].to_list() == [2, 3, 4, 5, 6]
    assert "identifier.kind: personal_number" in found["remedy"][0]
    assert not any(number[2:] in report.to_text() for number in PNR.values())


def test_the_place_of_a_number_in_a_header_is_told_by_counting(small_study):
    plant_in_a_header(small_study, PLANTED)
    found = small_study.check().table.filter(pl.col("rule") == "identity_number_in_header")
    assert found.select("file", "row", "column").row(0) == ("deltagare.csv", 1, "[identity number]")
    assert "column 9" in found["message"].item()


def test_a_sound_study_holds_no_number_in_any_table_or_hash(small_study):
    study = small_study.open()
    everything = "".join(
        rows.with_columns(pl.selectors.list().list.join("|")).write_csv() for rows in study.tables.values()
    )
    everything += json.dumps(study.data.model_dump(mode="json")) + study.data_hash
    assert not any(digits_of(number)[2:] in everything.replace("-", "") for number in PNR.values())


def test_files_that_are_written_by_hand_are_what_they_seem(tmp_path):
    write_excel(tmp_path / "a.xlsx", [{"a": 1}])
    write_database(tmp_path / "a.db", "t", [{"a": 1}])
    assert {path.name for path in tmp_path.iterdir()} == {"a.xlsx", "a.db"}
