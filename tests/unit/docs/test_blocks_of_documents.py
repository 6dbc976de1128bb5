"""Every fenced block of every document is run, or held to the schemas and the commands, or says why it is not.

Python is run as it is written by `tests/acceptance/test_code_in_documents.py`. Commands are compared with what the
command line and the Makefile offer, YAML with the declarations that read it. What a program answers, and the rest,
stands in `docs/blocks_not_run.yaml` with the reason.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.unit.docs.blocks import ROOT, Block, blocks, commands, is_commands, targets, wrong_commands, wrong_yaml

BLOCKS = blocks()
REASONS: dict[str, dict[str, str]] = YAML(typ="safe").load((ROOT / "docs" / "blocks_not_run.yaml").read_text("utf-8"))


def name_of(block: Block) -> str:
    return f"{block.page}:{block.line}"


def is_excused(block: Block) -> bool:
    return block.first in REASONS.get(block.page, {})


def of(language: str) -> list[Any]:
    return [block for block in BLOCKS if block.language == language and not is_excused(block)]


@pytest.mark.parametrize("block", [b for b in BLOCKS if is_commands(b)], ids=name_of)
def test_commands_are_those_that_there_are(block):
    assert wrong_commands(block.text) == []


@pytest.mark.parametrize("block", of("yaml"), ids=name_of)
def test_yaml_is_what_the_declarations_read(block):
    assert wrong_yaml(block.text) == []


def test_python_is_on_pages_whose_python_is_run():
    folders = ("README.md", "docs/how-to/", "docs/methods/", "docs/tutorial/")
    assert [name_of(block) for block in of("python") if not block.page.startswith(folders)] == []


def test_what_is_neither_run_nor_compared_says_why():
    shown = {block.page for block in BLOCKS if block.language == "python" and block.page.startswith("docs/methods/")}
    left = [
        name_of(block)
        for block in BLOCKS
        if block.language not in ("python", "yaml") and not is_commands(block) and not is_excused(block)
        and not (block.language == "text" and block.page in shown)
    ]  # fmt: skip
    assert left == [], "run them, or give the reason in docs/blocks_not_run.yaml"


def test_no_reason_is_left_over():
    there = {(block.page, block.first) for block in BLOCKS}
    assert [(page, first) for page, said in REASONS.items() for first in said if (page, first) not in there] == []
    assert all(len(reason) > 15 for said in REASONS.values() for reason in said.values())


def test_there_is_something_of_each_kind():
    kinds = Counter("commands" if is_commands(block) else block.language for block in BLOCKS)
    assert min(kinds["commands"], kinds["yaml"], kinds["python"]) >= 15
    assert {"check", "run", "init", "map"} <= set(commands())
    assert {"demo", "test", "docs", "validate"} <= targets()


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("research-kit chekc parameters/samba.yaml", ["research-kit chekc"]),
        ("$ . .venv/bin/activate\n$ research-kit run p.yaml --asof 2011-06-30\nanswer", ["run --asof"]),
        ("make demos  # all", ["demos"]),
        ("rm -rf reports", ["rm"]),
        ("make demo && research-kit check p.yaml", []),
    ],
)
def test_a_command_that_there_is_not_is_found(text, wrong):
    assert wrong_commands(text) == wrong


@pytest.mark.parametrize(
    "text", ["disclosure: {kk: 5}\n", "report: {languages: sv}\n", "alerts: {recipient: [x]}\n", "strange: 1\n"]
)
def test_yaml_that_nobody_reads_is_found(text):
    assert wrong_yaml(text)
