"""What the five partners of the Botkyrka-like study deliver."""

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
    FileForm,
    PersonColumn,
)
from research_kit.synthetic.indicator_tables import MUNICIPALITY
from research_kit.synthetic.partner_words import GENDER_DIGITS, GENDER_LETTERS, TARGET_GROUPS

_MUNICIPALITY = PersonColumn(column="Personnummer", writing="12-")
_EMPLOYMENT_SERVICE = PersonColumn(column="Pnr", writing="10-")
_NETWORK_CENTRE = PersonColumn(column="Medlem", writing="own", scheme="kvinnonavet")
_LANGUAGE_FRIENDS = PersonColumn(column="Personnummer", writing="10-")
_THE_WAY = PersonColumn(column="Personnummer", writing="12")

_FROM = pl.col("organisation")
_ALSO_KNOWN = pl.col("person") % 5 == 0
"""People whom the employment service knows besides the partner that referred them."""
_OF_MUNICIPALITY = pl.col("indicator").is_in(MUNICIPALITY)
_SHARED = "botkyrka"
_WITH_ENROLMENT = ("referral", "enrolment", "participation", "coach_contact", "wave", "item_response")


def botkyrka_deliveries() -> list[Delivery]:
    """Every table that a partner delivers, in the order of the parameters file."""
    return [
        *_municipality(),
        *_employment_service(),
        *_network_centre(),
        *_language_friends(),
        *_the_way(),
    ]


def _delivery(
    partner: str,
    table: str,
    place: tuple[str, FileForm],
    person: PersonColumn | None = None,
    rows: pl.Expr | None = None,
) -> Delivery:
    file, form = place
    file, _, sheet = file.partition("#")
    link = partner if table == "identity_link" else None
    return Delivery(
        partner=partner,
        table=table,
        file=f"{partner}/{file}",
        sheet=sheet or None,
        form=form,
        person=person,
        recorded_on=date(2018, 3, 1) if link else None,
        id_scheme=_SHARED if table in _WITH_ENROLMENT else link,
        rows=pl.lit(True) if rows is None else rows,
        second_hand=_FROM != "af" if (partner, table) == ("arbetsformedlingen", "participant") else None,
        own_codes=_TARGET_GROUPS | _GENDER.get(partner, {}) if table == "participant" else {},
    )


_TARGET_GROUPS = {"target_groups": {theirs: ours for theirs, ours in TARGET_GROUPS.items() if ours != "long_term_sick"}}
_GENDER = {"kommunen": {"gender": GENDER_LETTERS}, "vagen": {"gender": GENDER_DIGITS}}


def _municipality() -> list[Delivery]:
    partner = "kommunen"
    return [
        _delivery(partner, "participant", ("deltagare.csv", CP1252), _MUNICIPALITY, _FROM == "kommun"),
        _delivery(partner, "consent", ("samtycken.csv", CP1252), _MUNICIPALITY),
        _delivery(partner, "referral", ("remisser.csv", CP1252), _MUNICIPALITY),
        _delivery(partner, "enrolment", ("inskrivningar.csv", CP1252), _MUNICIPALITY),
        _delivery(partner, "activity_version", ("insatser.csv", CP1252)),
        _delivery(partner, "wave", ("uppfoljningar.csv", CP1252)),
        _delivery(partner, "staff_training", ("utbildningar.csv", CP1252)),
        _delivery(partner, "indicator_value", ("indikatorer.csv", CP1252), None, _OF_MUNICIPALITY),
    ]


def _employment_service() -> list[Delivery]:
    partner, known = "arbetsformedlingen", (_FROM == "af") | _ALSO_KNOWN
    return [
        _delivery(partner, "participant", ("deltagare.txt", TAB_WITH_MARK), _EMPLOYMENT_SERVICE, known),
        _delivery(partner, "status_spell", ("sysselsattning.txt", TAB_WITH_MARK), _EMPLOYMENT_SERVICE),
    ]


def _network_centre() -> list[Delivery]:
    partner = "kvinnonavet"
    written = PersonColumn(column="Personnummer", writing="12-")
    activities = pl.col("act_id").is_in(["B1", "B4"])
    return [
        _delivery(partner, "participant", ("navet.xlsx#Medlemmar", EXCEL), _NETWORK_CENTRE, _FROM == "nav"),
        _delivery(partner, "identity_link", ("navet.xlsx#Koppling", EXCEL), written),
        _delivery(partner, "participation", ("navet.xlsx#Träffar", EXCEL), None, activities),
        _delivery(partner, "coach_contact", ("navet.xlsx#Samtal", EXCEL)),
        _delivery(partner, "need", ("navet.xlsx#Behov", EXCEL), _NETWORK_CENTRE),
    ]


def _language_friends() -> list[Delivery]:
    partner = "sprakvannerna"
    activities = pl.col("act_id").is_in(["B2", "B5"])
    return [
        _delivery(partner, "participant", ("deltagare.csv", COMMA_OTHER_DATES), _LANGUAGE_FRIENDS, _FROM == "sprak"),
        _delivery(partner, "participation", ("kurser.csv", COMMA_OTHER_DATES), None, activities),
    ]


def _the_way() -> list[Delivery]:
    partner = "vagen"
    return [
        _delivery(partner, "participant", ("deltagare.parquet", PARQUET), _THE_WAY, _FROM == "vag"),
        _delivery(partner, "participation", ("yrkesutbildning.parquet", PARQUET), None, pl.col("act_id") == "B3"),
        _delivery(partner, "item", ("fragor.parquet", PARQUET)),
        _delivery(partner, "item_response", ("svar.parquet", PARQUET)),
        _delivery(partner, "org", ("organisationer.parquet", PARQUET)),
        _delivery(partner, "benchmark", ("jamforelsetal.parquet", PARQUET)),
        _delivery(partner, "indicator_value", ("indikatorer.parquet", PARQUET), None, ~_OF_MUNICIPALITY),
    ]
