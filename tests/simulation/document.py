"""The validation as a page: one table per family, figures with their Monte Carlo standard errors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.simulation.acceptance import EXPECTED, Figure, Limit, Row, disagreements, is_as_it_should, verdict

NAMES = {
    "bias": "bias",
    "coverage": "coverage",
    "narrow": "80 % interval",
    "mean": "mean estimate",
    "undefined": "no interval",
    "refused": "refused",
    "rejections": "significant",
    "ratio": "ratio",
    "typical": "median study's bias",
    "lower": "lower bound",
    "upper": "upper bound",
    "red": "ever red",
    "early": "red by quarter 4",
    "yellow": "ever yellow",
    "first": "yellow first",
    "signals": "false signal",
    "less_error": "less error",
}
UNITS = {
    "points": "percentage points",
    "months": "months",
    "log ratio": "log hazard ratio",
    "events": "events a person",
    "people": "people",
    "deviations": "standard deviations",
}
_SHARES = frozenset(
    {"coverage", "undefined", "refused", "rejections", "narrow", "red", "early", "yellow", "first", "signals"}
    | {"less_error"}
)
"""Always read in per cent."""
_CHECKS = ("undefined", "refused")
"""Shown only where they are not 0."""
_FIRST = ("estimator", "method", "n", "scenario", "replications", "truth")
_LAST = ("accepted", "METHODS", "verdict")


@dataclass(frozen=True, kw_only=True, slots=True)
class Family:
    """A table of the page with the words above it."""

    title: str
    text: str
    rows: tuple[Row, ...]


def page(families: Sequence[Family], *, heading: str) -> str:
    """The whole page; `heading` is what precedes the tables."""
    parts = [heading.rstrip(), _summary(families), *(_section(family) for family in families)]
    return "\n\n".join(part for part in parts if part) + "\n"


def table(rows: Sequence[Row], margin: float = 0.0) -> str:
    """A Markdown table of the rows, without columns that none of them fills; `margin` as for `verdict`."""
    quantities = [name for name in NAMES if _is_shown(name, rows)]
    header = [*_FIRST, *(NAMES[name] for name in quantities), *_LAST]
    lines = [header, ["---"] * len(header), *(_cells(row, quantities, margin) for row in rows)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def amount(quantity: str, value: float, row: Row) -> str:
    """A number in the unit that its column is read in."""
    if quantity in _SHARES:
        return f"{100 * value:.1f} %"
    if quantity == "ratio":
        return f"{value:.2f}"
    if row.unit == "points":
        return f"{round(100 * value, 2) + 0.0:+.2f}" if quantity == "bias" else f"{100 * value:.1f} %"
    return f"{round(value, 3) + 0.0:+.3f}"


def _summary(families: Sequence[Family]) -> str:
    rows = [row for family in families for row in family.rows]
    counted = "; ".join(f"“{each}” {sum(verdict(row) == each for row in rows)}" for each in _verdicts(rows))
    parts = ["## In short", f"{len(rows)} rows: {counted}.", _departing(rows), _compared(rows)]
    return "\n\n".join(part for part in parts if part)


def _departing(rows: Sequence[Row]) -> str:
    """Each row that is not as it should be."""
    lines = [
        f"- {row.estimator}, n = {row.n}, {row.scenario}: {verdict(row)}." for row in rows if not is_as_it_should(row)
    ]
    return "\n".join(["Not as it should be:", "", *lines]) if lines else ""


def _compared(rows: Sequence[Row]) -> str:
    """How many figures of METHODS are found again, and which are not."""
    differing = sum(len(disagreements(row)) for row in rows)
    text = (
        f"{sum(len(row.measured) for row in rows)} figures are compared with those that METHODS quotes for the same "
        f"setting; {differing} differ by more than three standard errors{':' if differing else '.'}"
    )
    lines = [
        f"- {row.estimator}, n = {row.n}, {row.scenario}: {_differences(row)}" for row in rows if disagreements(row)
    ]
    return "\n".join([text, "", *lines]) if lines else text


def _differences(row: Row) -> str:
    return ", ".join(
        f"{NAMES[each.quantity]} {_figure(each.quantity, row.figures[each.quantity], row)} here, "
        f"{amount(each.quantity, each.value, row)} there"
        for each in row.measured
        if each.quantity in disagreements(row)
    )


def _verdicts(rows: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(verdict(row) for row in rows))


def _section(family: Family) -> str:
    units = {row.unit for row in family.rows}
    unit = " or ".join(UNITS[each] for each in UNITS if each in units)
    has_bias = any("bias" in row.figures for row in family.rows)
    parts = [f"## {family.title}", family.text.strip(), *([f"Bias in {unit}."] if has_bias else []), table(family.rows)]
    return "\n\n".join(parts)


def _is_shown(quantity: str, rows: Sequence[Row]) -> bool:
    figures = [row.figures[quantity] for row in rows if quantity in row.figures]
    return any(each.value > 0 for each in figures) if quantity in _CHECKS else bool(figures)


def _cells(row: Row, quantities: Sequence[str], margin: float) -> list[str]:
    found = [_figure(name, row.figures.get(name), row) for name in quantities]
    judged = "; ".join(_limit(limit, row) for limit in (*row.accepted, *row.required))
    quoted = "; ".join(f"{NAMES[each.quantity]} {amount(each.quantity, each.value, row)}" for each in row.measured)
    replications = f"{row.replications:,}".replace(",", " ") if row.replications else "all"
    return [
        row.estimator,
        row.method,
        str(row.n),
        row.scenario,
        replications,
        _truth(row),
        *found,
        judged,
        quoted + (" (differs)" if disagreements(row) else ""),
        _emphasised(verdict(row, margin)),
    ]


def _truth(row: Row) -> str:
    if row.truth is None:
        return ""
    return f"{100 * row.truth:.1f} %" if row.unit == "points" else f"{row.truth:.3f}"


def _emphasised(text: str) -> str:
    return text if text in EXPECTED else f"**{text}**"


def _figure(quantity: str, figure: Figure | None, row: Row) -> str:
    if figure is None:
        return ""
    if not figure.error or quantity in _CHECKS:
        return amount(quantity, figure.value, row)
    error = amount(quantity, figure.error, row).lstrip("+").removesuffix(" %")
    return f"{amount(quantity, figure.value, row)} ± {error}"


def _limit(limit: Limit, row: Row) -> str:
    name = NAMES[limit.quantity]
    low, high = (amount(limit.quantity, each, row) for each in (limit.low, limit.high))
    if limit.low == -limit.high:
        return f"{name} ±{high.lstrip('+')}"
    if limit.high == float("inf"):
        return f"{name} ≥ {low}"
    if limit.low == -float("inf"):
        return f"{name} < {high}"
    return f"{name} {low.removesuffix(' %')}–{high}"
