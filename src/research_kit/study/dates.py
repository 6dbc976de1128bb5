"""Dates as partners write them: whole days, and parts of dates that become intervals of possible days."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import polars as pl

TIME_ZONE = "Europe/Stockholm"
"""Whose calendar day a moment with a time zone is."""

_ISO = r"^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?$"
_ZONED = r"(?i)^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)? ?(?:Z|([+-])(\d{2}):?(\d{2})?)$"
_OTHER_FORMATS = (
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%Y%m%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%y%m%d",
    "%d %b %Y",
)
_TWO_DIGITS = 2
_EARLIEST = pl.date(1900, 1, 1)
_MONTH = r"^(?<year>\d{4})-(?<part>\d{2})$"
_QUARTER = r"(?i)^(?<year>\d{4})[ -]?(?:q|kv|kvartal)\.? ?(?<part>[1-4])$"
_QUARTER_FIRST = r"(?i)^(?:q|kv|kvartal)\.? ?(?<part>[1-4])[ -]?(?<year>\d{4})$"
_YEAR = r"^(?<year>\d{4})$"
_MONTHS = (
    ("januari", "jan", "january"), ("februari", "feb", "febr", "february"), ("mars", "mar", "march"),
    ("april", "apr"), ("maj", "may"), ("juni", "jun", "june"), ("juli", "jul", "july"),
    ("augusti", "aug", "august"), ("september", "sep", "sept"), ("oktober", "okt", "oct", "october"),
    ("november", "nov"), ("december", "dec"),
)  # fmt: skip
_MONTH_OF_WORD = {word: number for number, words in enumerate(_MONTHS, start=1) for word in words}
_IN_WORDS = r"(?i)^(?:den )?(\d{1,2})(?::[ae])?\.? ([a-z]{3,9})\.?,? (\d{4})$"
_MONTH_IN_WORDS = r"(?i)^(?<part>[a-z]{3,9})\.?,? (?<year>\d{4})$"
_IN_WORDS_MONTH_FIRST = r"(?i)^([a-z]{3,9})\.? (\d{1,2}),? (\d{4})$"
_SWEDISH = r"^(\d{1,2})/(\d{1,2})[ -](\d{4})$"
_SWEDISH_SHORT = r"^(\d{1,2})/(\d{1,2})[ -](\d{2})$"
_YEARS_AHEAD = 5
_UNMISTAKABLE = {"%Y%m%d": r"^\d{8}$", "%Y/%m/%d": r"^\d{4}/\d{2}/\d{2}$", "%Y.%m.%d": r"^\d{4}\.\d{2}\.\d{2}$"}
_SERIAL = r"^[2-6]\d{4}$"
"""A day as a spreadsheet counts it, from 1954 to 2091; a column of days holds no other number of five digits."""


def last_short_day(known_on: date | None = None) -> date:
    """The last day that a year of two digits may mean, in what was known on a day (today, where it is not said)."""
    return date((known_on or date.today()).year + _YEARS_AHEAD, 12, 31)


@dataclass(frozen=True, slots=True)
class DateForm:
    """How the dates of a source are written; `allows_iso`: real dates may stand beside a stated format.

    Where no format is stated every form is read that can mean one day only: `2011-06-30`, `20110630`, `2011/06/30`,
    `30/6 2011`, `30/6-11`, `30 juni 2011`. Others (`03/04/2011`) are not guessed at, and no century is: a short year
    is one of this century and no day after `short_until`; where that is null, as of a birth, it is no day.
    """

    stated: str | None = None
    allows_iso: bool = True
    short_until: date | None = field(default_factory=last_short_day)

    @property
    def spoken(self) -> str:
        """The form as it is named in a fault."""
        return f"`{self.stated}`" if self.stated else "an ISO date, `2011-06-30`"


def read_days(written: pl.Series, form: DateForm) -> pl.DataFrame:
    """One row is a value: `day` (null where it is none) and `other`, whether it is a date in another form.

    A moment with a time zone is the day that it was in Sweden; one without is the day that it says.
    """
    text = pl.col("text")
    texts = pl.DataFrame({"text": written.str.strip_chars()})
    if texts["text"].str.contains(_ZONED).any():
        texts = texts.select(text=pl.coalesce(_swedish_day(text), text))
    read = texts.with_columns(day=pl.coalesce(_in_form(text, form)))
    if read["day"].null_count() == read["text"].null_count():
        return read.select("day", other=False)
    if form.stated is None or form.allows_iso:
        read = read.with_columns(
            day=pl.coalesce("day", *(_plausible(day) for day in _unmistakable(text, form.short_until)))
        )
    others = pl.coalesce([_plausible(text.str.to_date(other, strict=False)) for other in ("%Y-%m-%d", *_OTHER_FORMATS)])
    return read.select("day", other=pl.col("day").is_null() & others.is_not_null())


def read_possible_days(written: pl.Series, form: DateForm) -> pl.DataFrame:
    """One row is a value: the first and the last day it may mean (`lo`, `hi`), its `precision`, and `other`.

    `2010-03` is a month, `2010-Q1` and `2010 kv1` are quarters, `2010` is a year (precision unknown). `precision` is
    null where the value is no date at all.
    """
    parts = _parts(written)
    lo = pl.coalesce("day", _plausible(pl.date("year", "first", 1)))
    in_words = pl.col("months").replace_strict({1: "month", 3: "quarter", 12: "unknown"}, return_dtype=pl.String)
    precision = pl.when(pl.col("day").is_not_null()).then(pl.lit("day")).when(pl.col("lo").is_not_null()).then(in_words)
    return (
        pl.concat([read_days(written, form), parts], how="horizontal")
        .with_columns(lo=lo)
        .select(
            "lo",
            hi=pl.coalesce("day", _last_day(pl.col("lo"), pl.col("months"))),
            precision=precision,
            other=pl.col("other") & pl.col("lo").is_null(),
        )
    )


def _parts(written: pl.Series) -> pl.DataFrame:
    """For parts of dates: the `year`, the `first` month, and how many `months` it is."""
    text = pl.col("text")
    month = text.str.extract(_MONTH, 2).cast(pl.Int32)
    in_words = _month_of_word(text.str.extract(_MONTH_IN_WORDS, 1))
    quarter = text.str.extract(_QUARTER, 2).fill_null(text.str.extract(_QUARTER_FIRST, 1)).cast(pl.Int32)
    years = [text.str.extract(pattern, 1) for pattern in (_MONTH, _QUARTER, _YEAR)]
    first = pl.coalesce(month, in_words, quarter * 3 - 2, pl.lit(1))
    return pl.DataFrame({"text": written.str.strip_chars()}).select(
        year=pl.coalesce(
            *years,
            text.str.extract(_QUARTER_FIRST, 2),
            pl.when(in_words.is_not_null()).then(text.str.extract(_MONTH_IN_WORDS, 2)),
        ).cast(pl.Int32),
        first=pl.when(first.is_between(1, 12)).then(first),
        months=pl.when(month.is_not_null() | in_words.is_not_null())
        .then(1)
        .when(quarter.is_not_null())
        .then(3)
        .otherwise(12),
    )


def widened(lo: pl.Expr, precision: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The first and last possible day of a date that its partner says is known to the month or quarter only."""
    unit = pl.when(precision == "month").then(1).when(precision == "quarter").then(3)
    first = (
        pl.when(precision == "month").then(lo.dt.month_start()).when(precision == "quarter").then(lo.dt.truncate("1q"))
    )
    return pl.coalesce(first, lo), pl.coalesce(_last_day(first, unit), lo)


def _last_day(first: pl.Expr, months: pl.Expr) -> pl.Expr:
    return first.dt.offset_by(pl.format("{}mo", months)).dt.offset_by("-1d")


def _in_form(text: pl.Expr, form: DateForm) -> list[pl.Expr]:
    iso = pl.when(text.str.contains(_ISO)).then(text.str.slice(0, 10)).str.to_date("%Y-%m-%d", strict=False)
    stated = [] if form.stated is None else [_plausible(text.str.to_date(form.stated, strict=False))]
    return [*stated, *([_plausible(iso)] if form.stated is None or form.allows_iso else [])]


def _swedish_day(text: pl.Expr) -> pl.Expr:
    """The day, as ISO, on which a moment with a time zone was in Sweden; null for anything else."""
    clock = pl.concat_str(text.str.extract(_ZONED, 1), text.str.extract(_ZONED, 2), separator=" ")
    hours, minutes = (text.str.extract(_ZONED, group).cast(pl.Int64).fill_null(0) for group in (4, 5))
    sign = pl.when(text.str.extract(_ZONED, 3) == "-").then(-1).otherwise(1)
    ahead = pl.duration(minutes=sign * (hours * 60 + minutes))
    moment = clock.str.to_datetime("%Y-%m-%d %H:%M", strict=False, time_unit="us") - ahead
    return moment.dt.replace_time_zone("UTC").dt.convert_time_zone(TIME_ZONE).dt.strftime("%Y-%m-%d")


def serial_days(written: pl.Series) -> pl.Series:
    """The days that a spreadsheet has left as numbers, counted from 30 December 1899; null for anything else."""
    text = pl.col("text")
    number = pl.when(text.str.contains(_SERIAL)).then(text).cast(pl.Int32, strict=False)
    day = pl.date(1899, 12, 30) + pl.duration(days=number)
    return pl.DataFrame({"text": written.str.strip_chars()}).select(day=day).to_series()


def _unmistakable(text: pl.Expr, short_until: date | None) -> list[pl.Expr]:
    """Days in digits beginning with the year, as Swedish people write them by hand, and with the month as a word."""
    in_digits = [
        pl.when(text.str.contains(shape)).then(text).str.to_date(written, strict=False)
        for written, shape in _UNMISTAKABLE.items()
    ]
    short = _day_of(text, _SWEDISH_SHORT, 1, 2, 3)
    in_this_century = [] if short_until is None else [pl.when(short <= short_until).then(short)]
    forms = ((_SWEDISH, 1, 2, 3), (_IN_WORDS, 1, 2, 3), (_IN_WORDS_MONTH_FIRST, 2, 1, 3))
    return [
        *in_digits,
        *in_this_century,
        *(_day_of(text, pattern, day, month, year) for pattern, day, month, year in forms),
    ]


def _day_of(text: pl.Expr, pattern: str, day: int, month: int, year: int) -> pl.Expr:
    parts = [text.str.extract(pattern, group) for group in (year, month, day)]
    number = pl.coalesce(parts[1].cast(pl.Int32, strict=False), _month_of_word(parts[1]))
    year_of = pl.when(parts[0].str.len_chars() == _TWO_DIGITS).then(pl.lit("20") + parts[0]).otherwise(parts[0])
    iso = pl.concat_str(year_of, number.cast(pl.String).str.zfill(2), parts[2].str.zfill(2), separator="-")
    return iso.str.to_date("%Y-%m-%d", strict=False)


def _month_of_word(word: pl.Expr) -> pl.Expr:
    return word.str.to_lowercase().replace_strict(_MONTH_OF_WORD, default=None, return_dtype=pl.Int32)


def _plausible(day: pl.Expr) -> pl.Expr:
    return pl.when(day.is_between(_EARLIEST, pl.date(2200, 1, 1))).then(day)
