"""HTML is written by templates that escape everything that comes from data."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader(__package__, "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["unbroken"] = unbroken
    return environment


def write_html(template: str, **values: object) -> str:
    """The template filled in; text is escaped, and only what `safe` has marked is taken as it is."""
    return _environment().get_template(f"{template}.html.j2").render(**values)


_RANGE = re.compile(r"\(?−?\d[\d.,]*(?:–| \w{2,4} )−?\d[\d.,]*(?:\u202f%|%)?\)?")


def safe(html: str) -> str:
    """HTML that a template or a drawing of this package has already escaped."""
    from markupsafe import Markup

    return Markup(html)


def unbroken(text: str) -> str:
    """The text escaped, with ranges such as 1,5–2,8 held on one line."""
    from markupsafe import escape

    return safe(_RANGE.sub(r'<span class="nb">\g<0></span>', str(escape(text))))


@lru_cache(maxsize=1)
def stylesheet() -> str:
    """The CSS of items: design tokens, type, figures and tables; on the board page and in a notebook alike."""
    return (resources.files(__package__) / "style" / "items.css").read_text(encoding="utf-8")
