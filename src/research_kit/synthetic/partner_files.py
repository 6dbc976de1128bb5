"""A synthetic study written out as its partners would deliver it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from research_kit.synthetic.botkyrka_partners import botkyrka_deliveries
from research_kit.synthetic.delivery import Delivery, FileForm
from research_kit.synthetic.file_writers import write_file
from research_kit.synthetic.identity_numbers import draw_identity_numbers, write_identity_number
from research_kit.synthetic.lives import Lives, draw_lives
from research_kit.synthetic.mess import (
    with_corrections,
    with_disagreements,
    with_duplicates,
    with_other_writing,
    with_untidy_text,
)
from research_kit.synthetic.partner_words import RECORDED
from research_kit.synthetic.samba_partners import samba_deliveries
from research_kit.synthetic.study_tables import study_tables
from research_kit.synthetic.true_values import write_truth
from research_kit.synthetic.truth import Mess, StudyTruth

MOST_PARTICIPANTS = 10_000
"""Beyond this, `write_analysis_frames` gives what an analysis needs without the mess."""

TRUTH_PEOPLE = 200_000
"""Referred people whose lives are simulated for `truth.json`: shares are then known to about a tenth of a point."""

DELIVERIES: dict[str, Callable[[], list[Delivery]]] = {"samba": samba_deliveries, "botkyrka": botkyrka_deliveries}

_README = """\
{title}

Everybody in these files is invented. They were drawn at random by research_kit.synthetic (seed {seed}),
to try the toolkit on data whose truth is known. The identity numbers have serial digits 980-999, which the
Swedish Tax Agency keeps for tests: they belong to nobody. Organisations have the roles of real ones, but did
not deliver anything.

Alla personer i filerna är påhittade. Personnumren är testnummer och tillhör ingen.

truth.json holds what the numbers were drawn from. No analysis reads it.
"""


def write_partner_files(
    truth: StudyTruth, folder: str | Path, *, seed: int, participants: int | None = None
) -> list[Path]:
    """Write a study as the messy files of its partners, with `truth.json` and a README beside them.

    Parameters
    ----------
    truth
        The study.
    folder
        The study's data folder, e.g. `data/samba`; made where it is missing. The pseudonym key is not written.
    seed
        The same seed gives the same files.
    participants
        Number of enrolled people, 1 to 10,000; the truth's own where null.

    Returns
    -------
    The paths written, in order.

    Raises
    ------
    ValueError
        More participants than partner files are written for.
    """
    if participants is not None and not 1 <= participants <= MOST_PARTICIPANTS:
        raise ValueError(
            f"{participants} participants were asked for; partner files are written for 1 to {MOST_PARTICIPANTS}. "
            "Use `write_analysis_frames` for larger studies."
        )
    folder = Path(folder)
    truth = truth.with_participants(participants)
    rng = np.random.default_rng(seed)
    lives = draw_lives(truth, rng=rng)
    tables = study_tables(lives, truth=truth, rng=rng)
    tables["identity_link"] = _identities(lives, truth, rng)
    tables = {
        name: with_corrections(table, name, share=truth.mess.corrections, rng=rng) for name, table in tables.items()
    }
    paths = _write_deliveries(DELIVERIES[truth.name](), tables, folder, mess=truth.mess, rng=rng)
    readme = folder / "README.txt"
    readme.write_text(_README.format(title=f"Synthetic study: {truth.name}", seed=seed), encoding="utf-8")
    return [*paths, readme, write_truth(truth, folder / "truth.json", people=TRUTH_PEOPLE)]


def _identities(lives: Lives, truth: StudyTruth, rng: np.random.Generator) -> pl.DataFrame:
    """One row per referred person: `person`, `organisation`, `number` of twelve digits and `own_id`."""
    people = lives.people
    age = people["age_years"].to_numpy().astype(int)
    referred = np.datetime64(truth.starts_on, "D") + people["referred_day"].to_numpy().astype("timedelta64[D]")
    birth_year = referred.astype("datetime64[Y]").astype(int) + 1970 - age
    woman, foreign_born = people["woman"].to_numpy(), people["foreign_born"].to_numpy()
    coordination = foreign_born & (rng.random(people.height) < truth.mess.coordination_numbers)
    own = rng.permutation(people.height * 3)[: people.height]
    return people.select(
        "person",
        "organisation",
        number=draw_identity_numbers(birth_year, woman, coordination=coordination, rng=rng),
        own_id=pl.format("D{}", pl.Series(own).cast(pl.String).str.zfill(5)),
    )


def _write_deliveries(
    deliveries: list[Delivery], tables: dict[str, pl.DataFrame], folder: Path, *, mess: Mess, rng: np.random.Generator
) -> list[Path]:
    """One file per path; deliveries of the same path are the sheets of one workbook."""
    contents: dict[Path, dict[str, pl.DataFrame]] = {}
    forms: dict[Path, FileForm] = {}
    for delivery in deliveries:
        rows = _untidy_rows(tables, delivery, mess=mess, rng=rng)
        path = folder / delivery.file
        contents.setdefault(path, {})[delivery.sheet or "Blad1"] = rows
        forms[path] = delivery.form
    for path, sheets in contents.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(sheets, path, forms[path])
    return list(contents)


def _untidy_rows(
    tables: dict[str, pl.DataFrame], delivery: Delivery, *, mess: Mess, rng: np.random.Generator
) -> pl.DataFrame:
    table = tables[delivery.table]
    if delivery.second_hand is not None:
        table = with_disagreements(table, delivery.second_hand, share=mess.disagreements, rng=rng)
    rows = partner_rows(table, delivery, tables["identity_link"])
    if delivery.person and delivery.person.writing != "own":
        rows = with_other_writing(rows, delivery.person.column, share=mess.other_writing, rng=rng)
    rows = with_untidy_text(rows, _text_columns(rows, delivery), mess=mess, rng=rng)
    return with_duplicates(rows, share=mess.duplicates, rng=rng)


def partner_rows(table: pl.DataFrame, delivery: Delivery, people: pl.DataFrame) -> pl.DataFrame:
    """A table's rows as one partner holds them: its rows, columns, codes and way of telling people apart."""
    rows = table.filter(delivery.rows)
    if "recorded_at" in rows.columns:
        rows = rows.sort("recorded_at", maintain_order=True)
    shown = [_shown(rows, ours, delivery).alias(theirs) for ours, theirs in delivery.columns.items()]
    if "recorded_at" in rows.columns:
        shown.append(pl.col("recorded_at").alias(RECORDED))
    if delivery.person is None:
        return rows.select(shown)
    identity = people.select("person", _number="number", _own="own_id")
    rows = rows.join(identity, on="person", how="left", validate="m:1", maintain_order="left")
    writing = delivery.person.writing
    person = pl.col("_own") if writing == "own" else write_identity_number(pl.col("_number"), writing)
    return rows.select(person.alias(delivery.person.column), *shown)


def _shown(rows: pl.DataFrame, column: str, delivery: Delivery) -> pl.Expr:
    """A column in the partner's codes; yes and no in Swedish where the file holds text."""
    codes = {ours: theirs for theirs, ours in delivery.codes.get(column, {}).items()}
    cell = pl.col(column)
    if column in ("target_groups",):
        return pl.concat_str(
            [_member(cell, ours, theirs) for ours, theirs in codes.items()], separator=",", ignore_nulls=True
        )
    if codes:
        return cell.replace(codes)
    if rows.schema[column] == pl.Boolean and delivery.form.kind != "parquet":
        return pl.when(cell).then(pl.lit("Ja")).when(~cell).then(pl.lit("Nej"))
    if column in ("foreign_born", "disability_support", "accessible"):
        return cell.replace({"yes": "Ja", "no": "Nej", "unknown": "Vet ej"})
    return cell


def _member(cell: pl.Expr, ours: str, theirs: str) -> pl.Expr:
    return pl.when(cell.str.split(",").list.contains(ours)).then(pl.lit(theirs))


def _text_columns(rows: pl.DataFrame, delivery: Delivery) -> list[str]:
    """Columns whose cells may be untidy: codes, and yes and no."""
    tidy = {"org_id", *delivery.own_columns}
    coded = {delivery.columns[column] for column in delivery.codes if column not in tidy}
    return [name for name in rows.columns if name in coded and rows.schema[name] == pl.String]
