"""The people to compare: one row for each person of each partner's numbers, with names in one spelling."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from research_kit.study.checks.fault_log import FaultLog
from research_kit.study.declaration import DataDeclaration
from research_kit.study.linkage import link_persons
from research_kit.study.name_linkage.spelling import parts_of, spelled
from research_kit.study.pseudonyms import PseudonymKey
from research_kit.study.sources import place_of

DETAILS = "identity_details"
SHOWN = ("first_name", "last_name", "birth_date", "municipality", "phone")
"""What she sees of a person when she decides."""

_DIGITS_COMPARED = 7


def people_to_compare(
    tables: Mapping[str, pl.DataFrame], data: DataDeclaration, decided: pl.DataFrame, key: PseudonymKey
) -> pl.DataFrame:
    """One row is a person in one list of numbers.

    Parameters
    ----------
    tables
        The tables as delivered: `identity_details`, and `identity_link` where there is one.
    data
        The declaration, which says whose numbers tell people apart.
    decided
        Links decided so far: `own_id`, `pid`.
    key
        The key, for the fingerprint.

    Returns
    -------
    `person` (the pseudonym after all links known so far), `pid`, `list` (whose numbers), the columns of `SHOWN` as
    delivered; `given`, `family` and `parts` in one spelling, `born` (ISO), `born_swapped`, `is_placeholder`, `place`,
    `digits`; `fingerprint`, a keyed digest of all that is compared.
    """
    lists = _lists(data)
    details = tables[DETAILS].join(lists, on=["_partner", "_file"], how="left", maintain_order="left")
    known = link_persons({"people": details.with_columns(_own=pl.col("pid"))} | _links(tables, decided), FaultLog())
    rows = known["people"].rename({"pid": "person", "_own": "pid"}).drop_nulls("pid")
    latest = rows.sort("recorded_at", nulls_last=False, maintain_order=True).group_by(
        "person", "pid", "list", maintain_order=True
    )
    people = latest.agg(pl.col(name).drop_nulls().last() for name in (*SHOWN, "name"))
    return _with_fingerprint(spelled_people(_with_whole_names(people)), key).sort("list", "person", "pid")


def _lists(data: DataDeclaration) -> pl.DataFrame:
    """Whose numbers each source of details uses: within one list, two numbers are two people."""
    rows = []
    for source in data.sources:
        identifier = source.identifier
        if source.table != DETAILS or identifier is None:
            continue
        own = f"{identifier.kind}|{identifier.scheme or source.partner}"
        whose = "personal_number" if identifier.kind == "personal_number" else own
        rows.append((source.partner, place_of(source).file, whose))
    schema = {"_partner": pl.String, "_file": pl.String, "list": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").unique(["_partner", "_file"], keep="first")


def _links(tables: Mapping[str, pl.DataFrame], decided: pl.DataFrame) -> dict[str, pl.DataFrame]:
    delivered = tables.get("identity_link")
    columns = ["own_id", "pid", "_partner", "_file", "_row"]
    nothing = pl.DataFrame(schema=dict.fromkeys(columns[:4], pl.String) | {"_row": pl.Int64})
    ours = decided.select("own_id", "pid", _partner=pl.lit(""), _file=pl.lit(""), _row=pl.lit(0, pl.Int64))
    return {"identity_link": pl.concat([nothing if delivered is None else delivered.select(columns), ours])}


def _with_whole_names(people: pl.DataFrame) -> pl.DataFrame:
    """First and last name, taken from the whole name where they are not delivered."""
    whole = pl.col("name").str.strip_chars()
    has_comma = whole.str.contains(",", literal=True)
    before, after = whole.str.extract(r"^([^,]*),", 1), whole.str.extract(r",\s*(.*)$", 1)
    first, last = whole.str.extract(r"^(.*?)\s+\S+$", 1), whole.str.extract(r"(\S+)$", 1)
    return people.with_columns(
        first_name=pl.coalesce("first_name", pl.when(has_comma).then(after).otherwise(first)),
        last_name=pl.coalesce("last_name", pl.when(has_comma).then(before).otherwise(last)),
    ).drop("name")


def spelled_people(people: pl.DataFrame) -> pl.DataFrame:
    """The same people with everything they are compared by, in one spelling."""
    born = pl.col("birth_date")
    is_placeholder = (born.dt.day() == 1) & born.dt.month().is_in([1, 7])
    swapped = pl.when(born.dt.day() <= 12).then(pl.date(born.dt.year(), born.dt.day(), born.dt.month()))
    return people.with_columns(
        given=spelled(pl.col("first_name")),
        family=spelled(pl.col("last_name")),
        born=born.dt.to_string("%Y-%m-%d"),
        born_swapped=swapped.dt.to_string("%Y-%m-%d"),
        is_placeholder=is_placeholder.fill_null(False),
        place=spelled(pl.col("municipality")),
        digits=pl.col("phone").str.replace_all(r"\D", "").str.slice(-_DIGITS_COMPARED),
    ).with_columns(
        given_parts=parts_of(pl.col("given")).list.join(" "),
        family_parts=parts_of(pl.col("family")).list.join(" "),
        parts=parts_of(pl.concat_str("given", "family", separator=" ", ignore_nulls=True)).list.join(" "),
    )


def _with_fingerprint(people: pl.DataFrame, key: PseudonymKey) -> pl.DataFrame:
    compared = ("person", "list", "given", "family", "born", "place", "digits")
    said = people.select(said=pl.concat_str([pl.col(name).fill_null("") for name in compared], separator="\x1f"))
    return people.with_columns(fingerprint=key.pseudonyms(said["said"], namespace="linkage_details").str.slice(0, 16))
