"""From the file of codes to the columns `coder1`, `coder2` and `themes` of the needs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from research_kit.errors import SourceError
from research_kit.provenance import hash_file
from research_kit.study.needs_coding.coding_file import latest_codes, read_codes, unknown_themes
from research_kit.study.voice_plan import VoicePlan

AGREED = "agreed"


def coding_hash(plan: VoicePlan, folder: Path) -> str:
    """Of the bytes of the file of codes; empty where there is none yet."""
    path = None if plan.coding_file is None else folder / plan.coding_file
    return hash_file(path) if path is not None and path.exists() else ""


def with_codes(needs: pl.DataFrame, plan: VoicePlan, folder: Path, *, as_of: date) -> pl.DataFrame:
    """The needs with what their coders gave them by a day, where they were coded in the study's own file.

    Parameters
    ----------
    needs
        The table `need`; what a partner delivered as codes stands where the file has none.
    plan
        The section `voice`, with the codebook and the file.
    folder
        Of the parameters file.
    as_of
        The cut.

    Returns
    -------
    The same rows. `coder2` is null where two codes were given by different versions of the codebook: they cannot be
    held against each other. `themes`: what both agreed on; else what both gave; else the first coder's.

    Raises
    ------
    SourceError
        The file is damaged, three people have coded, or a theme is in no version of the codebook.
    """
    if plan.coding_file is None:
        return needs
    codes = latest_codes(read_codes(folder / plan.coding_file), as_of=as_of)
    if not codes.height:
        return needs
    _require_codebook(codes, plan)
    coded = _side_by_side(codes)
    joined = needs.join(coded, on="need_id", how="left", validate="1:1", maintain_order="left")
    own = pl.col("_first").is_not_null()
    themes = pl.coalesce("_agreed", "_first")
    return joined.with_columns(
        coder1=pl.when(own).then("_first").otherwise("coder1"),
        coder2=pl.when(own).then("_second").otherwise("coder2"),
        themes=pl.when(own).then(themes).otherwise("themes"),
    ).drop("_first", "_second", "_agreed")


def _require_codebook(codes: pl.DataFrame, plan: VoicePlan) -> None:
    known = [theme for book in plan.codebooks for theme in book.themes]
    if unknown := unknown_themes(codes, known):
        raise SourceError(f"The file of codes uses {', '.join(unknown)}: in no version of the codebook. Add a version.")
    coders = set(codes["coder"]) - {AGREED}
    if len(coders) > 2:
        raise SourceError(f"{len(coders)} people have coded needs; agreement is between two. Give two roles.")


def _side_by_side(codes: pl.DataFrame) -> pl.DataFrame:
    """One row per need: `need_id, _first, _second, _agreed`."""
    coders = sorted(set(codes["coder"]) - {AGREED})
    parts = {
        name: codes.filter(pl.col("coder") == coder).select("need_id", themes="themes", codebook="codebook")
        for name, coder in zip(("_first", "_second", "_agreed"), [*[*coders, "", ""][:2], AGREED], strict=True)
    }
    rows = codes.select("need_id").unique(maintain_order=True)
    for name, part in parts.items():
        named = part.rename({"themes": name, "codebook": f"{name}_by"})
        rows = rows.join(named, on="need_id", how="left", validate="1:1", maintain_order="left")
    alone = pl.col("_first").is_null()  # only the second coder has coded it
    swapped = rows.with_columns(
        _first=pl.coalesce("_first", "_second"), _second=pl.when(~alone).then("_second"), _by=pl.col("_first_by")
    )
    alike = pl.col("_by") == pl.col("_second_by")
    return swapped.select("need_id", "_first", _second=pl.when(alike).then("_second"), _agreed="_agreed")
