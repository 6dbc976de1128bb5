"""The kinds of column that the study tables are made of; what they say here is what readers and checks go by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dataframely as dy
import polars as pl
from dataframely._rule import RuleFactory


class StudyTable(dy.Schema):
    """What every study table has besides its own columns: who delivered the row, and when it became known."""

    source = dy.String(nullable=False, description="the partner who delivered the row", metadata={"kind": "text"})
    recorded_at = dy.Date(
        nullable=True,
        description="the day the row became known; empty: known from the beginning",
        metadata={"kind": "date"},
    )


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """What a reader needs to know of one column.

    `kind` is one of id, text, code, set, date, partial_date, int, float, bool; `id_kind` is what an id counts
    (person, enrolment, …) or `plain` for ids that are not about a person.
    """

    name: str
    dtype: pl.DataType
    kind: str
    required: bool = False
    codes: tuple[str, ...] = ()
    default: Any = None
    planned: bool = False
    id_kind: str = ""
    is_key: bool = False


def specs_of(schema: type[dy.Schema]) -> dict[str, ColumnSpec]:
    """The columns of a schema as plain values, by name."""
    return {name: _spec(name, column) for name, column in schema.columns().items()}


def _spec(name: str, column: dy.Column) -> ColumnSpec:
    known = dict(column.metadata or {})
    is_key = known.pop("is_key", column.primary_key)
    return ColumnSpec(name=name, dtype=column.dtype, required=not column.nullable, is_key=is_key, **known)


def identifier(id_kind: str, *, key: bool = False, required: bool = True, description: str = "") -> dy.String:
    """A keyed pseudonym; `id_kind` is the name space in which the same id means the same thing."""
    return dy.String(
        primary_key=key,
        nullable=not (key or required),
        description=description or None,
        metadata={"kind": "id", "id_kind": id_kind},
    )


def plain_id(*, key: bool = False, description: str = "") -> dy.String:
    """An id of something that is no person (an activity, an organisation, a question); kept as it is."""
    return dy.String(
        primary_key=key,
        nullable=not key,
        description=description or None,
        metadata={"kind": "id", "id_kind": "plain"},
    )


def code(
    codes: Sequence[str],
    *,
    key: bool = False,
    required: bool = False,
    default: str | None = None,
    description: str = "",
) -> dy.String:
    """One of a closed list; `default` stands where the partner left it empty."""
    allowed = list(codes)
    return dy.String(
        primary_key=key,
        nullable=not (key or required or default),
        check={"known_code": lambda column: column.is_in(allowed)},
        description=description or None,
        metadata={"kind": "code", "codes": tuple(codes), "default": default},
    )


def code_set(codes: Sequence[str] = (), *, description: str = "") -> dy.List:
    """Several codes at once; `codes` empty: the project's own words."""
    metadata = {"kind": "set", "codes": tuple(codes)}
    return dy.List(dy.String(nullable=False), nullable=True, description=description or None, metadata=metadata)


def day(*, key: bool = False, required: bool = False, planned: bool = False, description: str = "") -> dy.Date:
    """A calendar day; a planned day may lie in the future."""
    return dy.Date(
        primary_key=key,
        nullable=not (key or required),
        description=description or None,
        metadata={"kind": "date", "planned": planned},
    )


def whole(
    *,
    key: bool = False,
    required: bool = False,
    least: int | None = None,
    most: int | None = None,
    description: str = "",
) -> dy.Int32:
    """A whole number."""
    return dy.Int32(
        primary_key=key,
        nullable=not (key or required),
        min=least,
        max=most,
        description=description or None,
        metadata={"kind": "int"},
    )


def number(
    *, required: bool = False, least: float | None = None, most: float | None = None, description: str = ""
) -> dy.Float64:
    """A number; the unit is in the description."""
    return dy.Float64(
        nullable=not required, min=least, max=most, description=description or None, metadata={"kind": "float"}
    )


def flag(*, required: bool = False, description: str = "") -> dy.Bool:
    """Yes or no; empty is unknown, never no."""
    return dy.Bool(nullable=not required, description=description or None, metadata={"kind": "bool"})


def text(*, key: bool = False, description: str = "") -> dy.String:
    """Words or a band of the project's own."""
    return dy.String(primary_key=key, nullable=not key, description=description or None, metadata={"kind": "text"})


def holds(expression: pl.Expr) -> RuleFactory:
    """A rule about one row; a comparison with a missing value holds."""
    return dy.rule()(lambda _: expression.fill_null(True))


def in_order(first: str, then: str) -> RuleFactory:
    """`then` is not before `first`."""
    return holds(pl.col(then) >= pl.col(first))
