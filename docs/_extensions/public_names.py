"""The pages of `reference/`: every public name of the package, from `__all__` and its docstring, and no other name."""

from __future__ import annotations

import inspect
from importlib import import_module
from types import ModuleType
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

import research_kit

MARK = "<!-- public names -->"
"""Where a page of the reference wants the names of the module that its file is called after."""


def public_names(module: str) -> list[str]:
    """What a module offers, in its own order; a module within it is told on a page of its own."""
    found = import_module(module)
    if module == "research_kit.errors":
        return [name for name, value in vars(found).items() if inspect.isclass(value)]
    return [name for name in found.__all__ if not isinstance(getattr(found, name), ModuleType)]


def described(module: str) -> str:
    """The directives that describe each public name of a module, with a table of them first."""
    names = sorted(public_names(module), key=str.casefold)
    told = [name for name in names if callable(getattr(import_module(module), name))]
    table = [".. autosummary::", "   :nosignatures:", "", *(f"   ~{module}.{name}" for name in told), ""]
    lines = [*table, *(line for name in names for line in _directive(module, name))]
    return "\n".join(["```{eval-rst}", *lines, "```"])


def _directive(module: str, name: str) -> list[str]:
    value = getattr(import_module(module), name)
    if inspect.isclass(value):
        return [f".. autoclass:: {module}.{name}", "   :members:", "   :member-order: bysource", ""]
    if not callable(value):
        return [f".. py:data:: {module}.{name}", ""]
    return [f".. autofunction:: {module}.{name}", ""]


def _fill(_: Sphinx, page: str, source: list[str]) -> None:
    if not page.startswith("reference/") or MARK not in source[0]:
        return
    last = page.removeprefix("reference/")
    module = "research_kit" if last == "research_kit" else f"research_kit.{last}"
    source[0] = source[0].replace(MARK, described(module))


def _plain(app: Sphinx, _env: Any, node: nodes.Element, content: nodes.Node) -> nodes.Node | None:
    """Types of other libraries, and types that nobody outside needs to name, are written without a link."""
    if node.get("refdomain") != "py" or node.get("refexplicit"):
        return None
    target = str(node.get("reftarget", ""))
    place = _page_of(target.rpartition(".")[2])
    if place is None or app.builder.format != "html":
        return content
    page, anchor = place
    link = nodes.reference("", "", content, internal=True)
    link["refuri"] = app.builder.get_relative_uri(str(node.get("refdoc", "index")), page) + f"#{anchor}"
    return link


def _page_of(name: str) -> tuple[str, str] | None:
    """Where a public name is described, however it was written; errors are what docstrings name most."""
    for module in documented():
        if name in public_names(module):
            return f"reference/{module.removeprefix('research_kit.')}", f"{module}.{name}"
    return None


def documented() -> list[str]:
    """The modules that have a page each: the errors, and every package that the package offers."""
    return ["research_kit.errors", *(f"research_kit.{folder}" for folder in research_kit._FOLDERS)]


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("source-read", _fill)
    app.connect("missing-reference", _plain)
    return {"parallel_read_safe": True}
