"""What README and the how-to and methods pages show as Python runs as it is written, and prints what they say.

All other blocks are held to the command line and to the schemas by `tests/unit/docs/test_blocks_of_documents.py`; those
that `docs/blocks_not_run.yaml` excuses are not run here either.
"""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

import polars as pl
import pytest
from ruamel.yaml import YAML

import research_kit as rk
from research_kit.counts import write_life_table
from tests.demo_once import write_demo

ROOT = Path(__file__).parents[2]
NOT_RUN = YAML(typ="safe").load((ROOT / "docs" / "blocks_not_run.yaml").read_text(encoding="utf-8"))


def with_python(*pages: Path) -> list[str]:
    """Those of the pages that show Python."""
    return sorted(str(page.relative_to(ROOT)) for page in pages if "```python" in page.read_text(encoding="utf-8"))


PAGES = with_python(ROOT / "README.md", *(ROOT / "docs" / "how-to").glob("*.md"))
METHODS = with_python(*(ROOT / "docs" / "methods").glob("*.md"))


def blocks(page: str) -> list[str]:
    """The page's Python; lines that need a Spark session are left out (`tests/validate` runs them)."""
    text = (ROOT / page).read_text(encoding="utf-8")
    found = re.findall(r"^( *)```python\n(.*?)^ *```$", text, flags=re.MULTILINE | re.DOTALL)
    excused = NOT_RUN.get(page, {})
    shown = [dedent(code) for _, code in found if code.strip().splitlines()[0].strip() not in excused]
    return ["".join(line for line in code.splitlines(keepends=True) if "spark." not in line) for code in shown]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of what the pages take for granted: declarations, partner files, a table of people, another site's."""
    for name in ("parameters/samba.yaml", "cohorts/samba.yaml", "tests/reference/data/lung_complete.csv"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    people().write_parquet(tmp_path / "people.parquet")
    write_life_table(rk.counts.life_table(people(), duration="days", event="cause", by="gender"), tmp_path / "site_b")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def people() -> pl.DataFrame:
    """Of each gender and birth the same three."""
    rows = [(g, b, d) for g in ("woman", "man") for b in ("yes", "no") for d in (30, 60, 90)]
    frame = pl.DataFrame(rows, schema=["gender", "foreign_born", "days"], orient="row")
    return frame.with_columns(cause=pl.col("days") // 30 - 1)


@pytest.mark.parametrize("page", PAGES)
def test_the_python_of_a_page_runs(page, folder):
    if "open_study" in "".join(blocks(page)):
        write_demo("samba", folder / "parameters" / "samba.yaml")
    known: dict[str, object] = {"frame": people()}
    for code in blocks(page):
        exec(compile(code, page, "exec"), known)
    if "tables_from_partners" in page:
        assert known["pooled"].table["entered"].sum() == 2 * people().height  # type: ignore[attr-defined]
    if page == "README.md":
        assert known["model"].coefficients.height == 2  # type: ignore[attr-defined]


@pytest.mark.parametrize("page", METHODS)
def test_a_page_on_methods_shows_what_its_code_prints(page, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    known: dict[str, object] = {}
    with pl.Config():
        for code in blocks(page):
            exec(compile(code, page, "exec"), known)
    printed = [line for line in capsys.readouterr().out.splitlines() if line.strip()]
    shown = (ROOT / page).read_text(encoding="utf-8").splitlines()
    assert printed
    assert [line for line in printed if line not in shown] == []


def test_every_page_with_python_is_read():
    assert {"README.md", "docs/how-to/larger_data.md", "docs/how-to/tables_from_partners.md"} <= set(PAGES)
