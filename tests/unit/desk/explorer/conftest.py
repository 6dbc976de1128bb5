from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import research_kit as rk
from tests.demo_once import write_demo

ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="session")
def samba(tmp_path_factory):
    """The folder of the demonstration's study."""
    folder = tmp_path_factory.mktemp("samba")
    for name in ("parameters/samba.yaml", "cohorts/samba.yaml"):
        (folder / name).parent.mkdir()
        (folder / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".*"))
    write_demo("samba", folder / "parameters" / "samba.yaml")
    return folder


@pytest.fixture(scope="session")
def cohort(samba):
    """The demonstration's participants."""
    return rk.open_run(str(samba / "parameters" / "samba.yaml")).cohort
