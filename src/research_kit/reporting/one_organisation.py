"""The report for one partner organisation: its own participants beside all others, in the project's own tables.

It is no report of its own people alone: the same tables are split by whether the organisation referred a person, so
that the gate sees every cell beside the project's totals and beside everything that was published before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from research_kit.cohort import Cohort
from research_kit.errors import RunError
from research_kit.study.texts import Texts

if TYPE_CHECKING:
    from research_kit.ledger import Entry

DIMENSION, OTHERS = "partner_organisation", "others"
SPLIT_BY = (DIMENSION, "gender")
"""What the report is split by: the organisation and the others, women and men, and both together."""
_NAMES = {
    "labels": Texts(sv="Organisation", en="Organisation"),
    OTHERS: Texts(sv="andra organisationer", en="other organisations"),
}


def beside_others(cohort: Cohort, organisation: str, *, k: int) -> Cohort:
    """The same participants, divided into those whom one organisation referred and all others.

    Raises
    ------
    RunError
        Nobody was referred by such an organisation, or it, or all others together, have fewer than `k` participants.
    """
    own = cohort.records.referrals.filter(pl.col("org_id") == organisation)["pid"]
    people = int(cohort.frame["pid"].is_in(own.implode()).sum())
    if not k <= people <= len(cohort) - k:
        known = sorted(set(cohort.records.referrals["org_id"].drop_nulls()))
        raise RunError(
            f"a report for the organisation `{organisation}` would tell of fewer than {k} people, its own or all "
            f"others. Those who have referred somebody are: {', '.join(known) or 'none'}. Nothing has been written."
        )
    divided = pl.when(pl.col("pid").is_in(own.implode())).then(pl.lit(organisation)).otherwise(pl.lit(OTHERS))
    column = divided.cast(pl.Enum([organisation, OTHERS])).alias(DIMENSION)
    name = cohort.codes.get("organisation", {}).get(organisation, Texts(sv=organisation))
    return replace(
        cohort,
        frame=cohort.frame.with_columns(column),
        flow=cohort.flow.with_columns(column),
        labels={**cohort.labels, DIMENSION: _NAMES["labels"]},
        codes={**cohort.codes, DIMENSION: {organisation: name, OTHERS: _NAMES[OTHERS]}},
        study=cohort.study.model_copy(update={"title": _titled(cohort.study.title, name)}),
    )


def require_one_organisation(entries: Iterable[Entry], label: str) -> None:
    """Of one study there are reports for one organisation at most.

    Those for two could be subtracted from each other and from the project's: what is left are those whom the other
    organisations referred, and nobody has looked at how many they are.

    Raises
    ------
    RunError
        One for another organisation was published before.
    """
    others = sorted({_organisation(entry.label) for entry in entries} - {"", _organisation(label)})
    if others and _organisation(label):
        raise RunError(
            f"a report for the organisation `{others[0]}` was published of this study. One for another could be "
            "subtracted from it, and would tell of those whom all the others referred: that is not looked at yet, so "
            "it is refused. Nothing has been written."
        )


def _organisation(label: str) -> str:
    """From a label such as `2011-Q2-burlov`."""
    return "-".join(label.split("-")[2:])


def _titled(title: Texts, name: Texts) -> Texts:
    said: Mapping[str, str] = {lang: f"{title.get(lang)} – {name.get(lang)}" for lang in ("sv", "en")}
    return Texts(**said)
