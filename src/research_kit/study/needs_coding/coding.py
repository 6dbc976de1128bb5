"""The coding aid: which needs are left to code, by whom each was coded, and what both gave them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from research_kit.errors import ResearchKitError
from research_kit.study.declaration import read_study_declaration
from research_kit.study.needs_coding.agreed_themes import AGREED
from research_kit.study.needs_coding.coding_file import Code, append_code, latest_codes, read_codes
from research_kit.study.opening import open_study
from research_kit.study.voice_plan import Codebook

_CODER = re.compile(r"[a-z][a-z0-9_]*")
MOST_CODERS = 2


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class NeedsCoding:
    """The needs of a study and the codes they have been given; it shows how many, never what anybody said.

    Attributes
    ----------
    codebook
        The version by which needs are coded now.
    """

    codebook: Codebook
    _path: Path
    _needs: pl.DataFrame = field(repr=False)

    def to_code(self, coder: str) -> pl.DataFrame:
        """The needs that a coder has yet to code by this version: `need_id, stated_on, own_words`, in a set order.

        For the coder's eyes in the analysis room: own words are in no result, and outputs of notebooks are not kept.
        What the other coder gave is not shown.

        Raises
        ------
        ResearchKitError
            The coder is no role, or two others code already.
        """
        self._require_coder(coder)
        mine = self._codes().filter((pl.col("coder") == coder) & (pl.col("codebook") == self.codebook.version))
        left = self._needs.join(mine.select("need_id"), on="need_id", how="anti")
        return left.select("need_id", "stated_on", "own_words").sort("need_id")

    def code(self, need_id: str, themes: Sequence[str], *, coder: str, on: date | None = None) -> None:
        """Note the themes that a coder gives a need; an empty list where none fits. A second line replaces the first.

        Parameters
        ----------
        need_id
            As `to_code` lists it.
        themes
            Codes of the codebook.
        coder
            A role such as `first`, never a name; `agreed` for what both agreed on afterwards.
        on
            The day; today where left out.

        Raises
        ------
        ResearchKitError
            There is no such need or theme, the coder is no role, two others code already, or `agreed` is given before
            both have coded.
        """
        if coder != AGREED:
            self._require_coder(coder)
        elif self._codes().filter((pl.col("need_id") == need_id) & (pl.col("coder") != AGREED)).height < MOST_CODERS:
            raise ResearchKitError("This need has not been coded by two people yet: there is nothing to agree on.")
        if need_id not in self._needs["need_id"]:
            raise ResearchKitError("There is no such need in this study. Take `need_id` from `to_code`.")
        unknown = [theme for theme in themes if theme not in self.codebook.themes]
        if isinstance(themes, str) or unknown:
            raise ResearchKitError(
                f"{', '.join(unknown) or 'the text given'}: no theme of codebook {self.codebook.version}, which has "
                f"{', '.join(self.codebook.themes)}. A new theme is a new version of the codebook."
            )
        given = tuple(dict.fromkeys(themes))
        append_code(self._path, Code(need_id, coder, given, self.codebook.version, on or date.today()))

    def differing(self) -> pl.DataFrame:
        """The needs that both coded otherwise and have not agreed on since: `need_id`, and each coder's themes."""
        codes = self._codes().filter(pl.col("codebook") == self.codebook.version)
        agreed = codes.filter(pl.col("coder") == AGREED).select("need_id")
        own = codes.filter(pl.col("coder") != AGREED).with_columns(pl.col("themes").list.sort())
        twice = own.filter(pl.len().over("need_id") == MOST_CODERS).join(agreed, on="need_id", how="anti")
        differs = twice.filter(pl.col("themes").n_unique().over("need_id") > 1)
        return differs.sort("need_id", "coder").select("need_id", "coder", "themes")

    def progress(self) -> pl.DataFrame:
        """How many needs each coder has coded by this version: `coder, coded, needs`."""
        codes = self._codes().filter(pl.col("codebook") == self.codebook.version)
        counts = codes.group_by("coder").agg(coded=pl.len().cast(pl.Int64)).sort("coder")
        return counts.with_columns(needs=pl.lit(self._needs.height, dtype=pl.Int64))

    def _codes(self) -> pl.DataFrame:
        known = self._needs["need_id"].implode()
        return latest_codes(read_codes(self._path), as_of=date.max).filter(pl.col("need_id").is_in(known))

    def _require_coder(self, coder: str) -> None:
        if not _CODER.fullmatch(coder) or coder == AGREED:
            raise ResearchKitError(f"`coder` is a role in small letters, such as `first`; `{AGREED}` is for both.")
        others = set(read_codes(self._path)["coder"]) - {AGREED, coder}
        if len(others) >= MOST_CODERS:
            raise ResearchKitError(f"Two people code already ({', '.join(sorted(others))}): use one of these roles.")

    def __repr__(self) -> str:
        coded = ", ".join(f"{row['coder']} {row['coded']}" for row in self.progress().iter_rows(named=True))
        return f"NeedsCoding(codebook {self.codebook.version}, {self._needs.height} needs; coded: {coded or 'none'})"


def open_needs_coding(parameters: str | Path, as_of: date | None = None) -> NeedsCoding:
    """The needs of a study, ready to be coded. Codes are kept in the file that the section `voice` names.

    Parameters
    ----------
    parameters
        The study's parameters file, with `voice.codebooks` and `voice.coding_file`.
    as_of
        The day whose needs are coded; as `study.as_of` where left out.

    Raises
    ------
    ResearchKitError
        The parameters file has no codebook or no coding file, or the study has no needs.
    FaultyInputError
        The partner files have blocking faults.
    """
    plan = read_study_declaration(parameters).promises.voice
    if plan.codebook is None or plan.coding_file is None:
        raise ResearchKitError("The section `voice` names no `codebooks`, or no `coding_file`: needs cannot be coded.")
    study = open_study(parameters, as_of)
    needs = study.table("need").filter(pl.col("own_words").is_not_null())
    if not needs.height:
        raise ResearchKitError("The study has no needs in participants' own words: there is nothing to code.")
    path = Path(parameters).parent / plan.coding_file
    return NeedsCoding(codebook=plan.codebook, _path=path, _needs=needs)
