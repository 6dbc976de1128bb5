"""What the five partners of the SAMBA-like study deliver."""

from __future__ import annotations

from datetime import date

import polars as pl

from research_kit.synthetic.delivery import (
    COMMA_OTHER_DATES,
    CP1252,
    EXCEL,
    PARQUET,
    TAB_WITH_MARK,
    Delivery,
    PersonColumn,
)
from research_kit.synthetic.indicator_tables import MUNICIPALITY
from research_kit.synthetic.partner_words import GENDER_DIGITS, GENDER_LETTERS, INCOME, INCOME_COLUMN

_MUNICIPALITY = PersonColumn(column="Personnummer", writing="12-")
_EMPLOYMENT_SERVICE = PersonColumn(column="Pnr", writing="10-")
_INSURANCE = PersonColumn(column="Personnr", writing="12")
_HEALTH_CARE = PersonColumn(column="Patientnr", writing="own", scheme="varden")
_OFFICE = PersonColumn(column="Deltagarnr", writing="own", scheme="projektet")

_FROM = pl.col("organisation")
_ALSO_KNOWN = pl.col("person") % 5 == 0
"""People whom the employment service knows besides the partner that referred them."""
_PAID_BY_INSURANCE = pl.col("kind").is_in(["sick", "parental_leave", "retired", "died"])
_OF_MUNICIPALITY = pl.col("indicator").is_in(MUNICIPALITY)
_HEALTH_ACTIVITIES = pl.col("act_id").is_in(["A7", "A8"])
_SHARED = "samba"
_INCOME = {"income_source": INCOME_COLUMN}
_LINKED_ON = date(2009, 5, 1)


def samba_deliveries() -> list[Delivery]:
    """Every table that a partner delivers, in the order of the parameters file."""
    return [*_municipality(), *_employment_service(), *_insurance(), *_health_care(), *_office()]


def _municipality() -> list[Delivery]:
    def delivery(table: str, file: str, person: PersonColumn | None = None, **more: object) -> Delivery:
        return Delivery(
            partner="kommunen", table=table, file=f"kommunen/{file}.csv", form=CP1252, person=person, **more  # type: ignore[arg-type]
        )  # fmt: skip

    return [
        delivery(
            "participant", "deltagare", _MUNICIPALITY, rows=_FROM == "burlov", own_codes={"gender": GENDER_LETTERS}
        ),
        delivery("consent", "samtycken", _MUNICIPALITY),
        delivery("referral", "remisser", _MUNICIPALITY, id_scheme=_SHARED),
        delivery("staff_training", "utbildningar"),
        delivery("benchmark", "jamforelsetal"),
        delivery("indicator_value", "indikatorer", rows=_OF_MUNICIPALITY),
    ]


def _employment_service() -> list[Delivery]:
    return [
        Delivery(
            partner="arbetsformedlingen",
            table="participant",
            file="arbetsformedlingen/deltagare.txt",
            form=TAB_WITH_MARK,
            person=_EMPLOYMENT_SERVICE,
            rows=(_FROM == "af") | _ALSO_KNOWN,
            second_hand=_FROM != "af",
        ),
        Delivery(
            partner="arbetsformedlingen",
            table="status_spell",
            file="arbetsformedlingen/sysselsattning.txt",
            form=TAB_WITH_MARK,
            person=_EMPLOYMENT_SERVICE,
            rows=~_PAID_BY_INSURANCE,
            own_columns=_INCOME,
            own_codes={"income_source": INCOME},
        ),
    ]


def _insurance() -> list[Delivery]:
    def sheet(table: str, name: str, rows: pl.Expr, codes: dict[str, dict[str, str]]) -> Delivery:
        return Delivery(
            partner="forsakringskassan",
            table=table,
            file="forsakringskassan/utdrag.xlsx",
            sheet=name,
            form=EXCEL,
            person=_INSURANCE,
            rows=rows,
            own_columns=_INCOME if table == "status_spell" else {},
            own_codes=codes,
        )

    return [
        sheet("participant", "Personer", _FROM == "fk", {"gender": GENDER_DIGITS}),
        sheet("status_spell", "Ersättning", _PAID_BY_INSURANCE, {"income_source": INCOME}),
    ]


def _health_care() -> list[Delivery]:
    def delivery(table: str, file: str, person: PersonColumn | None, rows: pl.Expr | None = None) -> Delivery:
        return Delivery(
            partner="varden",
            table=table,
            file=f"varden/{file}.csv",
            form=COMMA_OTHER_DATES,
            person=person,
            id_scheme=_SHARED if table == "participation" else "varden" if table == "identity_link" else None,
            recorded_on=_LINKED_ON if table == "identity_link" else None,
            rows=pl.lit(True) if rows is None else rows,
        )

    return [
        delivery("participant", "patienter", _HEALTH_CARE, _FROM == "varden"),
        delivery("identity_link", "koppling", PersonColumn(column="Personnummer", writing="12"), _FROM == "varden"),
        delivery("participation", "friskvard_kultur", None, _HEALTH_ACTIVITIES),
    ]


def _office() -> list[Delivery]:
    def parquet(table: str, file: str, person: PersonColumn | None = None, rows: pl.Expr | None = None) -> Delivery:
        return Delivery(
            partner="projektet",
            table=table,
            file=f"projektet/{file}.parquet",
            form=PARQUET,
            person=person,
            id_scheme=_SHARED,
            rows=pl.lit(True) if rows is None else rows,
        )

    def sheet(table: str, name: str, person: PersonColumn | None = None) -> Delivery:
        file = "projektet/register.xlsx"
        return Delivery(partner="projektet", table=table, file=file, sheet=name, form=EXCEL, person=person)

    return [
        Delivery(
            partner="projektet",
            table="identity_link",
            file="projektet/koppling.parquet",
            form=PARQUET,
            person=PersonColumn(column="Personnummer", writing="12"),
            id_scheme="projektet",
            recorded_on=_LINKED_ON,
        ),
        parquet("enrolment", "inskrivningar", _OFFICE),
        parquet("phase", "faser"),
        parquet("activity_version", "insatser"),
        parquet("participation", "deltagande", None, ~_HEALTH_ACTIVITIES),
        parquet("coach_contact", "moten"),
        parquet("wave", "uppfoljningar"),
        parquet("item_response", "svar"),
        sheet("item", "Frågor"),
        sheet("need", "Behov", _OFFICE),
        sheet("org", "Organisationer"),
        parquet("indicator_value", "indikatorer", None, ~_OF_MUNICIPALITY),
    ]
