"""The threat model claims nothing that no test shows."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.import_graph import PACKAGE

ROOT = PACKAGE.parents[1]
MODEL = (ROOT / "docs" / "security" / "threat_model.md").read_text(encoding="utf-8")
CLAIMS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in MODEL.splitlines()
    if line.startswith("| ") and not line.startswith(("| wants", "| ---"))
]


def named(cell: str) -> list[str]:
    return re.findall(r"`(tests/[\w/]+\.py(?:::\w+)?)`", cell)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim[0][:40])
def test_each_claim_has_a_test_that_is_there(claim):
    assert len(claim) == 3
    tests = named(claim[2])
    assert tests, f"no test is named for: {claim[1]}"
    for one in tests:
        file, _, function = one.partition("::")
        assert (ROOT / file).is_file(), one
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert function in defined if function else any(name.startswith("test_") for name in defined), one


def test_there_are_claims_about_everybody_and_what_is_not_stopped_is_said():
    assert len(CLAIMS) >= 25
    assert len(re.findall(r"^## ", MODEL, flags=re.MULTILINE)) == 7
    assert MODEL.count("*Not stopped:*") >= 5
