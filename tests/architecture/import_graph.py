"""What imports what in the package, read from its source: for the tests of the layers, and for their page."""

from __future__ import annotations

import ast
from collections import Counter
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "src" / "research_kit"
LAYERS = [
    "errors", "provenance", "yaml_files", "declarations",
    "study", "synthetic", "cohort", "counts", "statistics", "results", "ledger",
    "analyses", "disclosure", "display", "reporting", "desk", "cli",
]  # fmt: skip


@cache
def modules() -> dict[str, Path]:
    """Every module of the package by its name below `research_kit`."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def imported(path: Path) -> frozenset[str]:
    """Names below research_kit that a module imports, anywhere in it; for type checking alone does not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    names: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("research_kit"):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names if alias.name.startswith("research_kit")}
    return frozenset(name.removeprefix("research_kit").removeprefix(".") for name in names)


def layer_of(module: str) -> int | None:
    """The place of a module's layer in the way of the data; none for the package itself."""
    first = module.partition(".")[0]
    return LAYERS.index(first) if first in LAYERS else None


def imports_between_layers() -> Counter[tuple[str, str]]:
    """How many modules of one layer import something of another."""
    counted: Counter[tuple[str, str]] = Counter()
    for module, path in modules().items():
        own = module.partition(".")[0]
        counted.update({(own, name.partition(".")[0]) for name in imported(path)})
    return Counter({pair: n for pair, n in counted.items() if set(pair) <= set(LAYERS) and pair[0] != pair[1]})
