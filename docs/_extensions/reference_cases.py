"""The end of each page of `methods/`: its reference case, computed when the site is built, from the test's own file.

A number that does not agree stops the build; so does a page that has neither a case nor a reason why not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl
from ruamel.yaml import YAML
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

import research_kit as rk

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "reference"


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """A number of a case: what it is, as expected, as we compute it, and how near it has to be."""

    what: str
    expected: float
    ours: float
    margin: float

    @property
    def agrees(self) -> bool:
        """Whether ours is as near as the case asks."""
        return math.isclose(self.ours, self.expected, rel_tol=0, abs_tol=self.margin)


@lru_cache(maxsize=1)
def declared() -> dict[str, dict[str, Any]]:
    """Which case each page ends with, as `docs/reference_cases.yaml` says."""
    return dict(YAML(typ="safe").load((ROOT / "docs" / "reference_cases.yaml").read_text(encoding="utf-8")))


def compared(page: str) -> list[Compared]:
    """The numbers of a page's case, each computed anew; none where the page has no case."""
    said = declared()[page]
    if "case" not in said:
        return []
    from tests.reference.cases import read_case

    case = read_case(said["case"])
    known: dict[str, Any] = {"rk": rk, "pl": pl, "root": ROOT, "case": case, "expected": case.get("expected")}
    known |= _data(case)
    exec(said["call"], known)
    return [_compared(row, known, case["tolerance"]) for row in said["numbers"]]


def _data(case: dict[str, Any]) -> dict[str, Any]:
    from tests.reference.cases import read_data

    path = CASES / str(case.get("data"))
    if not path.is_file():
        return {}
    text = path.read_text(encoding="utf-8")
    return {"text": text} if "no header" in str(case.get("notes")) else {"data": read_data(case), "text": text}


def _compared(row: list[str], known: dict[str, Any], tolerance: Any) -> Compared:
    what, *expressions = row
    expected, ours = (float(eval(str(each), known)) for each in expressions)
    limits = {"rel": 0.0, "abs": float(tolerance)} if not isinstance(tolerance, dict) else tolerance
    return Compared(what=what, expected=expected, ours=ours, margin=max(limits["abs"], limits["rel"] * abs(expected)))


def section(page: str) -> str:
    """The section that a page ends with, as Markdown."""
    if page not in declared():
        raise ExtensionError(f"docs/reference_cases.yaml names no case for methods/{page}, and no reason why not.")
    said = declared()[page]
    if "none" in said:
        return f"\n## Reference case\n\nNone: {said['none'].strip()}\n"
    rows = compared(page)
    wrong = [row.what for row in rows if not row.agrees]
    if wrong:
        raise ExtensionError(f"methods/{page}: {', '.join(wrong)} of the case {said['case']} do not agree.")
    return _told(said, rows)


def _told(said: dict[str, Any], rows: list[Compared]) -> str:
    from tests.reference.cases import read_case

    case = read_case(said["case"])
    source = case["source"] if isinstance(case.get("source"), dict) else {"call": case.get("source", "")}
    program = source.get("R") or source.get("versions") or case.get("program") or ""
    table = "\n".join(f"| {row.what} | {row.expected:.10g} | {row.ours:.10g} | {_gap(row)} |" for row in rows)
    return f"""
## Reference case

`{said["case"]}` in `tests/reference`: {case.get("how") or case.get("estimator") or "numbers from another program"}.

```python
{said["call"].rstrip()}
```

| | expected | ours | relative difference |
| --- | ---: | ---: | ---: |
{table}

Expected from: `{" ".join(str(source.get("call") or "").split())}`{f", {program}" if program else ""}. Ours was computed
when this page was built; the test of the same case compares everything in it.
"""


def _gap(row: Compared) -> str:
    gap = abs(row.ours - row.expected) / abs(row.expected) if row.expected else abs(row.ours)
    return "0" if gap == 0 else f"{gap:.0e}"


def _end(_: Sphinx, page: str, source: list[str]) -> None:
    folder, _, name = page.rpartition("/")
    if folder == "methods" and name != "index":
        source[0] = source[0].rstrip() + "\n" + section(name)


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("source-read", _end)
    return {"parallel_read_safe": True}
