"""HTML is written by templates that escape everything that comes from data."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader(__package__, "templates")
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def write_html(template: str, **values: object) -> str:
    """The template filled in; text is escaped, and only what `safe` has marked is taken as it is."""
    return _environment().get_template(f"{template}.html.j2").render(**values)


def safe(html: str) -> str:
    """HTML that a template or a drawing of this package has already escaped."""
    from markupsafe import Markup

    return Markup(html)  # noqa: S704


@lru_cache(maxsize=1)
def stylesheet() -> str:
    """The CSS of items: design tokens, type, figures and tables; on the board page and in a notebook alike."""
    return (resources.files(__package__) / "style" / "items.css").read_text(encoding="utf-8")
