"""Rows that are not as METHODS 12.2 wants them, and why: nothing else may depart."""

from __future__ import annotations

from tests.simulation.acceptance import Row

Label = tuple[str, int, str]

DEPARTURES: dict[Label, str] = {
    ("Kaplan–Meier, beta-product", 10, "censoring U(6, 36), 3 months"): (
        "Reading a curve before its first row gives no limits, those of beta-product included; by chance nobody of ten "
        "has left by three months in 18 % of studies. Where there are limits they cover as METHODS says."
    ),
}


def label_of(row: Row) -> Label:
    """What tells a row from all others."""
    return row.estimator, row.n, row.scenario


def reason_of(row: Row) -> str | None:
    """Why a row departs; None if nobody has said."""
    return DEPARTURES.get(label_of(row))
