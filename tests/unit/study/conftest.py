"""A small study of five persons, delivered by four partners in four formats; tests break it one thing at a time."""

from __future__ import annotations

import copy
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from research_kit.study import check_study, create_key, open_study


def check_digit(nine: str) -> str:
    total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(nine))
    return str(-total % 10)


def valid_number(date_digits: str, serial: str = "238") -> str:
    """A valid number for a date written YYYYMMDD (day plus 60 for a coordination number)."""
    return f"{date_digits}-{serial}{check_digit(date_digits[2:] + serial)}"


PNR = {
    "amina": valid_number("19800101"),
    "britt": valid_number("19810203"),
    "carl": valid_number("19821122", "239"),
    "dana": valid_number("19900412"),
    "eva": valid_number("19850178"),  # a coordination number: day 18 + 60
}
PLANTED = valid_number("19640823", "323")

PEOPLE = f"""Personnr;Kön;Född utomlands;Födelseår;Målgrupper;Utbildning;Språkstöd;Registrerad
{PNR["amina"]};K;ja;1980;arbetslös,nyanländ;gymnasium;ja;2010-01-10
{PNR["britt"]};K;nej;1981;långtidssjuk;eftergymnasial;nej;2010-01-10
{PNR["carl"]};M;nej;1982;;9y;nej;2010-02-10
{PNR["dana"].replace("-", "")};K;ja;1990;arbetslös;<9y;1;2010-02-10
{PNR["eva"]};M;okänd;1985;arbetslös;;0;2010-03-10
"""
REFERRALS = f"""ref;Personnr;org;remitterad;beslut;beslutsdatum;recorded_at
r1;{PNR["amina"]};af;2010-01-01;accepted;2010-01-05;2010-01-10
r2;{PNR["britt"]};af;2010-01-02;accepted;2010-01-08;2010-01-10
r3;{PNR["carl"]};self;2010-02-01;accepted;2010-02-03;2010-02-10
r4;{PNR["dana"]};af;2010-02-01;accepted;2010-02-05;2010-02-10
r5;{PNR["eva"]};af;2010-03-01;no_show;2010-03-05;2010-03-10
"""
ENROLMENTS = f"""enr;Personnr;ref;in;ut;planerat;orsak;recorded_at
e1;{PNR["amina"]};r1;2010-01-10;;2010-12-31;;2010-01-15
e1;{PNR["amina"]};r1;2010-01-10;2010-09-01;2010-12-31;ord_emp;2010-09-10
e2;{PNR["britt"]};r2;2010-01-15;2010-05-01;;lost;2010-05-10
e3;{PNR["carl"]};r3;2010-02-10;;;;2010-02-15
e4;{PNR["dana"]};r4;2010-02-20;;;;2010-02-25
"""
PARTICIPATIONS = """enr,act,ver,start,end,planned,attended,completed,recorded_at
e1,sprak,1,2010-02-01,2010-05-01,"40,5","38,25",ja,2010-05-05
e2,sprak,1,2010-02-01,2010-04-01,40,10,nej,2010-05-05
e4,praktik,1,2010-03-01,,60,,,2010-03-05
"""

COLUMNS = {
    "participant": {
        "gender": "Kön",
        "foreign_born": "Född utomlands",
        "birth_year": "Födelseår",
        "target_groups": "Målgrupper",
        "education": "Utbildning",
        "language_support": "Språkstöd",
        "recorded_at": "Registrerad",
    },
    "referral": {
        "ref_id": "ref",
        "org_id": "org",
        "referred_on": "remitterad",
        "decision": "beslut",
        "decided_on": "beslutsdatum",
    },
    "enrolment": {
        "enr_id": "enr",
        "ref_id": "ref",
        "start": "in",
        "end": "ut",
        "planned_end": "planerat",
        "exit_reason": "orsak",
    },
    "participation": {"enr_id": "enr", "act_id": "act", "planned_h": "planned", "attended_h": "attended"},
}
PERSON = {"column": "Personnr", "kind": "personal_number"}
SHARED = "samba"


def base_parameters() -> dict[str, Any]:
    return {
        "study": {
            "name": "liten",
            "title": {"sv": "Liten", "en": "Small"},
            "as_of": "2010-12-31",
            "starts_on": "2010-01-01",
        },
        "data": {
            "key_file": "key",
            "legal_basis": "public_task",
            "target_groups": {
                "unemployed": {"sv": "arbetslösa"},
                "long_term_sick": {"sv": "långtidssjuka"},
                "newly_arrived": {"sv": "nyanlända"},
            },
            "sources": [
                {
                    "partner": "kommun",
                    "table": "participant",
                    "file": "deltagare.csv",
                    "identifier": PERSON,
                    "columns": COLUMNS["participant"],
                    "codes": {
                        "gender": {"K": "woman", "M": "man"},
                        "target_groups": {
                            "arbetslös": "unemployed",
                            "långtidssjuk": "long_term_sick",
                            "nyanländ": "newly_arrived",
                        },
                        "education": {"Gymnasium": "upper_sec", "eftergymnasial": "post_sec"},
                    },
                },
                {
                    "partner": "kommun",
                    "table": "referral",
                    "file": "remisser.csv",
                    "identifier": PERSON,
                    "id_scheme": SHARED,
                    "columns": COLUMNS["referral"],
                },
                {
                    "partner": "kommun",
                    "table": "enrolment",
                    "file": "inskrivna.csv",
                    "identifier": PERSON,
                    "id_scheme": SHARED,
                    "columns": COLUMNS["enrolment"],
                },
                {
                    "partner": "forening",
                    "table": "participation",
                    "file": "narvaro.csv",
                    "id_scheme": SHARED,
                    "columns": COLUMNS["participation"],
                },
                {
                    "partner": "af",
                    "table": "status_spell",
                    "file": "status.xlsx",
                    "identifier": {"column": "pnr", "kind": "personal_number"},
                },
                {"partner": "forskare", "table": "wave", "file": "uppf.parquet", "id_scheme": SHARED},
                {
                    "partner": "fk",
                    "table": "consent",
                    "database": "sqlite:///fk.db",
                    "table_name": "samtycke",
                    "identifier": {"column": "pnr", "kind": "personal_number"},
                },
            ],
        },
    }


def status(who: str, kind: str, start: Any, end: Any, recorded_at: date, hours: float | None = None) -> dict[str, Any]:
    return {"pnr": who, "kind": kind, "start": start, "end": end, "hours_pct": hours, "recorded_at": recorded_at}


def status_rows() -> list[dict[str, Any]]:
    autumn = date(2010, 9, 1)
    return [
        status(PNR["amina"], "unemployed", date(2009, 6, 1), autumn, date(2010, 9, 10)),
        status(PNR["amina"][2:], "ord_emp", autumn, None, date(2010, 9, 10), 75.5),
        status(PNR["britt"], "lost", "2010-05", None, date(2010, 6, 10)),
        status(PNR["carl"], "sick", "2009 kv4", None, date(2010, 3, 10)),
        status(PNR["dana"], "unemployed", "okänd", None, date(2010, 3, 10)),
    ]


def consent(who: str, **changes: Any) -> dict[str, Any]:
    row = {"pnr": who, "scope": "project_data", "version": 1, "given_on": "2010-01-10", "withdrawn_on": None}
    return row | {"erase": 0, "recorded_at": "2010-01-10"} | changes


def wave_frame() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "enr_id": ["e1", "e1", "e2", "e3"],
            "k": [1, 2, 1, 1],
            "planned_on": [date(2010, 4, 11), date(2010, 7, 11), date(2010, 4, 16), None],
            "actual_on": [date(2010, 4, 15), date(2010, 7, 8), None, date(2010, 5, 12)],
            "missing_reason": [None, None, "not_reached", None],
            "recorded_at": [date(2010, 4, 15), date(2010, 7, 10), date(2010, 5, 20), date(2010, 5, 12)],
        },
        schema_overrides={"k": pl.Int64},
    )


def write_excel(path: Path, rows: list[dict[str, Any]], *, sheet: str = "Blad1") -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": datetime(2011, 1, 1)})  # else the file's bytes follow the clock
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        page = book.add_worksheet(sheet)
        page.write_row(0, 0, list(rows[0]))
        for i, row in enumerate(rows, start=1):
            for j, value in enumerate(row.values()):
                if isinstance(value, date):
                    page.write_datetime(i, j, value, day)
                elif value is not None:
                    page.write(i, j, value)


def write_database(path: Path, table: str, rows: list[dict[str, Any]]) -> None:
    names = ", ".join(f'"{name}"' for name in rows[0])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"CREATE TABLE {table} ({names})")
        marks = ", ".join("?" for _ in rows[0])
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", [tuple(row.values()) for row in rows])
        connection.commit()


@dataclass
class SmallStudy:
    """The study's files before they are written; `write` writes them and gives the parameters file."""

    folder: Path
    parameters: dict[str, Any] = field(default_factory=lambda: copy.deepcopy(base_parameters()))
    people: str = PEOPLE
    referrals: str = REFERRALS
    enrolments: str = ENROLMENTS
    participations: str = PARTICIPATIONS
    status: list[dict[str, Any]] = field(default_factory=status_rows)
    waves: pl.DataFrame = field(default_factory=wave_frame)
    consents: list[dict[str, Any]] = field(default_factory=lambda: [consent(PNR["amina"])])

    def source(self, table: str) -> dict[str, Any]:
        return next(one for one in self.parameters["data"]["sources"] if one["table"] == table)

    def add_source(self, **source: Any) -> dict[str, Any]:
        self.parameters["data"]["sources"].append(source)
        return source

    def write(self) -> Path:
        folder = self.folder
        if not (folder / "key").exists():
            create_key(folder / "key")
        (folder / "deltagare.csv").write_bytes(self.people.encode("cp1252"))
        (folder / "remisser.csv").write_bytes(b"\xef\xbb\xbf" + self.referrals.replace("\n", "\r\n").encode())
        (folder / "inskrivna.csv").write_text(self.enrolments, encoding="utf-8")
        (folder / "narvaro.csv").write_text(self.participations, encoding="utf-8")
        write_excel(folder / "status.xlsx", self.status)
        self.waves.write_parquet(folder / "uppf.parquet")
        (folder / "fk.db").unlink(missing_ok=True)
        write_database(folder / "fk.db", "samtycke", self.consents)
        path = folder / "liten.yaml"
        path.write_text(json.dumps(self.parameters, ensure_ascii=False, indent=1), encoding="utf-8")
        return path

    def open(self, as_of: date | None = None) -> Any:
        return open_study(self.write(), as_of)

    def check(self, as_of: date | None = None) -> Any:
        return check_study(self.write(), as_of)


@pytest.fixture
def small_study(tmp_path: Path) -> SmallStudy:
    return SmallStudy(tmp_path)


@pytest.fixture
def faults_of() -> Callable[..., list[tuple[Any, ...]]]:
    """The faults of a rule as `(file, row, our column, message, remedy)`."""

    def read(report: Any, rule: str) -> list[tuple[Any, ...]]:
        table = report.table.filter(pl.col("rule") == rule)
        return table.select("file", "row", pl.coalesce("our_column", "column"), "message", "remedy").rows()

    return read
