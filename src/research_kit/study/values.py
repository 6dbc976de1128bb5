"""From delivered text to typed values; what cannot be read is a fault, never a guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from research_kit.study import codes
from research_kit.study.birth_countries import foreign_born_by_country
from research_kit.study.checks.fault_log import FaultLog, Place
from research_kit.study.dates import DateForm, last_short_day, read_days, read_possible_days, serial_days
from research_kit.study.declaration import Source
from research_kit.study.schemas.columns import ColumnSpec
from research_kit.study.sets import read_sets

_ENDS = ("end", "valid_to")
_SPACES = r"[\s\u00a0\u202f]"
_YES_NO = dict.fromkeys(codes.TRUE_WORDS, "yes") | dict.fromkeys(codes.FALSE_WORDS, "no")
_YES_NO |= dict.fromkeys(codes.UNKNOWN_WORDS, "unknown")


@dataclass(frozen=True, kw_only=True, slots=True)
class ValueReader:
    """Reads the columns of one source; faults are placed at its rows."""

    source: Source
    place: Place
    rows: pl.Series
    typed_dates: bool
    log: FaultLog

    def read(self, spec: ColumnSpec, written: pl.Series) -> pl.DataFrame:
        """The typed column of a spec; for a partial date the columns `_lo`, `_hi` and `_precision`."""
        if written.null_count() == len(written) and "" not in self.source.codes.get(spec.name, {}):
            return _nothing(spec, len(written))
        text = self._without_nothing(spec, written)
        if spec.kind == "partial_date":
            return self._possible_days(spec, text)
        readers = {
            "date": self._days,
            "code": self._codes,
            "set": self._sets,
            "bool": self._flags,
            "int": self._whole_numbers,
            "float": self._numbers,
        }
        reader = readers.get(spec.kind)
        values = self._words(spec, text) if reader is None else reader(spec, text)
        return values.alias(spec.name).to_frame()

    def date_form(self, spec: ColumnSpec) -> DateForm:
        """How this source writes the dates of a column."""
        short_until = None if spec.name == "birth_date" else last_short_day(self.source.recorded_on)
        return DateForm(self.source.csv.date_format, self.typed_dates, short_until)

    def _without_nothing(self, spec: ColumnSpec, written: pl.Series) -> pl.Series:
        stripped = written.str.strip_chars(" \t\n\u00a0\u202f")
        meant = {word.strip().casefold() for word in self.source.codes.get(spec.name, {})}
        if "" in meant:
            stripped = stripped.fill_null("")
        nothing = [word for word in _nothing_words(spec) if word not in meant]
        return (
            stripped.to_frame("t").select(pl.when(~pl.col("t").str.to_lowercase().is_in(nothing)).then("t")).to_series()
        )

    def _fault(self, rule: str, spec: ColumnSpec, where: pl.Series, **texts: object) -> None:
        self.log.add(rule, self.place, column=spec.name, rows=self.rows.filter(where.fill_null(False)), **texts)

    def _days(self, spec: ColumnSpec, text: pl.Series) -> pl.Series:
        text = self._without_serials(spec, text)
        read = read_days(text, self.date_form(spec))
        self._date_faults(spec, text, read["day"].is_null(), read["other"])
        return read["day"]

    def _without_serials(self, spec: ColumnSpec, text: pl.Series) -> pl.Series:
        """The days that a spreadsheet has left as numbers written as days; it is told, since nobody sees it there."""
        days = serial_days(text)
        self._fault("serial_days", spec, days.is_not_null())
        return days.cast(pl.String).fill_null(text)

    def _date_faults(self, spec: ColumnSpec, text: pl.Series, unread: pl.Series, other: pl.Series) -> None:
        self._fault("second_date_format", spec, other, form=self.date_form(spec).spoken)
        self._fault("not_a_date", spec, text.is_not_null() & unread & ~other, form=self.date_form(spec).spoken)

    def _possible_days(self, spec: ColumnSpec, text: pl.Series) -> pl.DataFrame:
        known = (
            text.to_frame("t")
            .select(pl.when(~pl.col("t").str.to_lowercase().is_in(codes.UNKNOWN_WORDS)).then("t"))
            .to_series()
        )
        known = self._without_serials(spec, known)
        read = read_possible_days(known, self.date_form(spec))
        self._date_faults(spec, known, read["precision"].is_null(), read["other"])
        names = {name: f"{spec.name}_{name}" for name in ("lo", "hi", "precision")}
        return read.select("lo", "hi", "precision").rename(names)

    def _codes(self, spec: ColumnSpec, text: pl.Series) -> pl.Series:
        table = self._translation(spec)
        folded = text.str.to_lowercase()
        values = folded.replace_strict(table, default=None, return_dtype=pl.String)
        self._code_faults(spec, text, text.is_not_null() & values.is_null())
        return values if spec.default is None else values.fill_null(spec.default)

    def _sets(self, spec: ColumnSpec, text: pl.Series) -> pl.Series:
        read = read_sets(text, self._translation(spec), separator=self.source.separator, open_ended=not spec.codes)
        self._fault("unknown_code", spec, read["unknown"], shown="", valid=", ".join(spec.codes))
        return read["members"]

    def _flags(self, spec: ColumnSpec, text: pl.Series) -> pl.Series:
        own = {
            key.strip().casefold(): value.strip().casefold()
            for key, value in self.source.codes.get(spec.name, {}).items()
        }
        table = _YES_NO | {key: _YES_NO.get(value, value) for key, value in own.items()}
        words = text.str.to_lowercase().replace_strict(table, default=None, return_dtype=pl.String)
        self._fault("not_yes_or_no", spec, text.is_not_null() & ~words.is_in(["yes", "no", "unknown"]).fill_null(False))
        return words.replace_strict({"yes": True, "no": False}, default=None, return_dtype=pl.Boolean)

    def _numbers(self, spec: ColumnSpec, text: pl.Series) -> pl.Series:
        values = self._plain_number(self._translate_words(spec, text)).cast(pl.Float64, strict=False)
        values = values.to_frame("v").select(pl.when(pl.col("v").is_finite()).then("v")).to_series()
        self._fault("not_a_number", spec, text.is_not_null() & values.is_null())
        return self._as_per_cent(spec, text, values) if spec.name == "hours_pct" else values

    def _as_per_cent(self, spec: ColumnSpec, text: pl.Series, values: pl.Series) -> pl.Series:
        """Per cent of full time, where a spreadsheet holds `0.75` for what it shows as `75 %`.

        Not asked about is what says itself what it means: by the sign, or by a line under `codes`.
        """
        is_said = text.str.ends_with("%") | text.str.to_lowercase().is_in(list(self._own_codes(spec)))
        bare = (values > 0) & ~is_said
        shares, more = bare & (values <= 1), bare & (values > 1)
        has_parts = (shares & (values < 1)).any()
        if has_parts and not more.any():
            self._fault("shares_for_per_cent", spec, values.is_not_null() & ~is_said)
            return (values * 100).round(6).zip_with(~is_said.fill_null(True), values)
        if has_parts or not more.any():
            self._fault("share_or_per_cent", spec, shares, shares=shares.sum(), more=more.sum())
        return values

    def _whole_numbers(self, spec: ColumnSpec, text: pl.Series) -> pl.Series:
        translated = self._translate_words(spec, text)
        numbers = self._plain_number(translated).cast(pl.Float64, strict=False)
        values = numbers.to_frame("v").select(pl.when(pl.col("v") == pl.col("v").round()).then("v")).to_series()
        whole = values.cast(spec.dtype, strict=False)
        self._fault("not_a_whole_number", spec, text.is_not_null() & whole.is_null())
        return whole

    def _plain_number(self, text: pl.Series) -> pl.Series:
        plain = text.str.replace_all(_SPACES, "").str.replace("−", "-", literal=True).str.strip_suffix("%")
        if self.source.csv.decimal == ".":
            return plain.str.replace_all(",", "", literal=True)
        if self.source.csv.decimal == ",":
            plain = (
                plain.str.replace_all(".", "", literal=True) if plain.str.contains(",", literal=True).any() else plain
            )
            return plain.str.replace(",", ".", literal=True)
        has_both = plain.str.contains(r"\..*,")
        without_points = plain.str.replace_all(".", "", literal=True)
        return without_points.zip_with(has_both.fill_null(False), plain).str.replace(",", ".", literal=True)

    def _words(self, spec: ColumnSpec, text: pl.Series) -> pl.Series:
        return text if spec.kind == "id" else self._translate_words(spec, text)

    def _translate_words(self, spec: ColumnSpec, text: pl.Series) -> pl.Series:
        table = self._own_codes(spec)
        if not table:
            return text
        return text.str.to_lowercase().replace_strict(table, default=None, return_dtype=pl.String).fill_null(text)

    def _own_codes(self, spec: ColumnSpec) -> dict[str, str]:
        return {key.strip().casefold(): value.strip() for key, value in self.source.codes.get(spec.name, {}).items()}

    def _translation(self, spec: ColumnSpec) -> Mapping[str, str]:
        own = self._own_codes(spec)
        if spec.codes:
            for wrong in sorted(set(own.values()) - set(spec.codes)):
                shown = f" `{wrong}` in the parameters file"
                self.log.add("unknown_code", self.place, column=spec.name, shown=shown, valid=", ".join(spec.codes))
        yes_no = {
            word: code for word, code in _YES_NO.items() if {"yes", "no"} <= set(spec.codes) and code in spec.codes
        }
        countries = foreign_born_by_country() if spec.name == "foreign_born" else {}
        return {**countries, **yes_no, **{code.casefold(): code for code in spec.codes}, **own}

    def _code_faults(self, spec: ColumnSpec, text: pl.Series, unknown: pl.Series) -> None:
        # What was written is not shown: in a shifted row it may be a name, and an error ends up in logs.
        for written in text.filter(unknown).unique(maintain_order=True):
            self._fault("unknown_code", spec, unknown & (text == written), shown="", valid=", ".join(spec.codes))


def _nothing_words(spec: ColumnSpec) -> tuple[str, ...]:
    """What says nothing in a column: of a day or a number that it is unknown says no more."""
    has_no_unknown = spec.kind in ("date", "int", "float") or (spec.kind == "code" and "unknown" not in spec.codes)
    unknown = codes.UNKNOWN_WORDS if has_no_unknown else ()
    return (*codes.NOTHING_WORDS, *unknown, *(codes.NO_END_WORDS if spec.name in _ENDS else ()))


def _nothing(spec: ColumnSpec, height: int) -> pl.DataFrame:
    """A column that nobody has delivered."""
    types = {spec.name: spec.dtype}
    if spec.kind == "partial_date":
        types = {f"{spec.name}_lo": pl.Date(), f"{spec.name}_hi": pl.Date(), f"{spec.name}_precision": pl.String()}
    return pl.DataFrame(
        {name: pl.Series([spec.default], dtype=dtype).new_from_index(0, height) for name, dtype in types.items()}
    )
