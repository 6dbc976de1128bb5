"""Who may be in the study at the cut: consent given and not withdrawn, or another legal basis."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from research_kit.study.knowledge import RowCount
from research_kit.study.study import Removed


def erased_persons(tables: Mapping[str, pl.DataFrame]) -> pl.Series:
    """Persons who have demanded that their data are erased, on whatever day: they are in no rebuilt release either."""
    if "consent" not in tables:
        return pl.Series("pid", dtype=pl.String)
    return tables["consent"].filter(pl.col("erase").fill_null(False))["pid"].unique()


def apply_consent(
    tables: Mapping[str, pl.DataFrame], erased: pl.Series, *, legal_basis: str, as_of: date, count: RowCount
) -> tuple[dict[str, pl.DataFrame], Removed]:
    """The tables of the persons who may be used at the cut, and how many were removed.

    Parameters
    ----------
    tables
        The tables as known at the cut.
    erased
        Persons who have demanded erasure at any time.
    legal_basis
        The basis where no consent row says otherwise.
    as_of
        The cut.
    count
        Where rows set aside are noted.
    """
    persons = tables["participant"]["pid"] if "participant" in tables else pl.Series("pid", dtype=pl.String)
    latest = _latest_project_consent(tables)
    withdrawn = latest.filter(pl.col("withdrawn_on") <= as_of)["pid"]
    given = latest.filter(pl.col("given_on").is_not_null() | _has_other_basis(legal_basis))["pid"]
    is_erased, is_withdrawn = persons.is_in(erased.implode()), persons.is_in(withdrawn.implode())
    needs = legal_basis == "consent"
    has_none = ~persons.is_in(given.implode()) if needs else pl.Series([False]).new_from_index(0, len(persons))
    removed = Removed(
        erased=int(is_erased.sum()),
        withdrawn=int((is_withdrawn & ~is_erased).sum()),
        no_consent=int((has_none & ~is_withdrawn & ~is_erased).sum()),
    )
    kept = persons.filter(~(is_erased | is_withdrawn | has_none))
    return _without_register(_of_persons(tables, kept, count), as_of, count), removed


def _latest_project_consent(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    if "consent" not in tables:
        return pl.DataFrame(
            schema={"pid": pl.String, "given_on": pl.Date, "withdrawn_on": pl.Date, "legal_basis": pl.String}
        )
    project = tables["consent"].filter(pl.col("scope") == "project_data")
    return project.sort("version", maintain_order=True).unique("pid", keep="last", maintain_order=True)


def _has_other_basis(legal_basis: str) -> pl.Expr:
    return pl.col("legal_basis").fill_null(legal_basis) != "consent"


def _of_persons(tables: Mapping[str, pl.DataFrame], kept: pl.Series, count: RowCount) -> dict[str, pl.DataFrame]:
    """Rows about other persons fall away: by person, and by enrolment where a table knows no person."""
    of_persons = {
        name: rows.filter(pl.col("pid").is_in(kept.implode())) if "pid" in rows.columns else rows
        for name, rows in tables.items()
    }
    if "enrolment" in of_persons:
        enrolments = of_persons["enrolment"]["enr_id"].implode()
        for name, rows in of_persons.items():
            if "enr_id" in rows.columns and "pid" not in rows.columns:
                of_persons[name] = rows.filter(pl.col("enr_id").is_in(enrolments))
    return {name: count.kept(name, "no_consent_at_cut", tables[name], rows) for name, rows in of_persons.items()}


def _without_register(tables: dict[str, pl.DataFrame], as_of: date, count: RowCount) -> dict[str, pl.DataFrame]:
    """Facts taken from registers fall away for persons who have withdrawn their consent to being linked."""
    if not {"consent", "status_spell"} <= set(tables):
        return tables
    linked = tables["consent"].filter(pl.col("scope") == "register_link").sort("version", maintain_order=True)
    latest = linked.unique("pid", keep="last", maintain_order=True)
    withdrawn = latest.filter(pl.col("withdrawn_on") <= as_of)["pid"].implode()
    spells = tables["status_spell"]
    is_theirs = pl.col("pid").is_in(withdrawn) & (pl.col("verified_by") == "register").fill_null(False)
    return tables | {
        "status_spell": count.kept("status_spell", "no_register_consent", spells, spells.filter(~is_theirs))
    }
