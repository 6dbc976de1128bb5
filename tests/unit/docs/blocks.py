"""The fenced blocks of the documents, and what each kind of them is held to."""

from __future__ import annotations

import re
import shlex
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from textwrap import dedent
from typing import Any, NamedTuple

import typer
from pydantic import ValidationError
from ruamel.yaml import YAML

from research_kit.cli import app
from research_kit.cohort.definition import CohortDefinition
from research_kit.declarations import Declaration
from research_kit.ledger.decision_file import DecisionFile
from research_kit.reporting.declaration import ParametersFile

ROOT = Path(__file__).parents[3]
SHELL = {
    ".", "cd", "mkdir", "export", "git", "ls", "cp", "mv", "cat", "sed", "chmod", "open", "pip", "conda", "sudo",
    "systemctl", "journalctl", "crontab",
}  # fmt: skip
"""What a reader's own machine has; these are not looked into."""


class Block(NamedTuple):
    """A fenced block: its page, the line it begins in, what it is said to be, and its text without indentation."""

    page: str
    line: int
    language: str
    text: str

    @property
    def first(self) -> str:
        return next((line.strip() for line in self.text.splitlines() if line.strip()), "")


def pages() -> list[Path]:
    """Every document for readers; what Sphinx builds is none."""
    docs = [path for path in (ROOT / "docs").rglob("*.md") if "_build" not in path.parts]
    return sorted([*ROOT.glob("*.md"), *docs])


def blocks() -> list[Block]:
    """Every fenced block that is code or output, and no directive of the site."""
    return [block for page in pages() for block in _blocks_of(page) if not block.language.startswith("{")]


def _blocks_of(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for found in re.finditer(r"^( *)```([^\n`]*)\n(.*?)^\1```$", text, flags=re.MULTILINE | re.DOTALL):
        line = text[: found.start()].count("\n") + 1
        yield Block(str(page.relative_to(ROOT)), line, found[2].strip(), dedent(found[3]))


def is_commands(block: Block) -> bool:
    """Whether a block is typed into a terminal."""
    if block.language in ("console", "sh", "bash", "shell"):
        return True
    first = re.sub(r"^\$ ", "", block.first).split(" ")[0].rpartition("/")[2]
    return not block.language and first in {"research-kit", "make", *SHELL}


def wrong_commands(text: str) -> list[str]:
    """The commands, options and targets of a block that there are not."""
    joined = text.replace("\\\n", " ")
    lines = [re.sub(r"^\$ ", "", line) for line in joined.splitlines() if line.strip()]
    if any(line.startswith("$ ") for line in joined.splitlines()):  # the others are what it answers
        lines = [line.removeprefix("$ ") for line in joined.splitlines() if line.startswith("$ ")]
    return [fault for line in lines for one in line.split(" && ") for fault in _wrong(shlex.split(one, comments=True))]


def _wrong(words: list[str]) -> list[str]:
    if not words:
        return []
    program = words[0].rpartition("/")[2]
    if program == "make":
        return [word for word in words[1:] if "=" not in word and word not in targets()]
    if program != "research-kit":
        return [] if program in SHELL else [program]
    if len(words) < 2 or words[1] not in commands():
        return [" ".join(words[:2])]
    known = commands()[words[1]]
    return [f"{words[1]} {word}" for word in words[2:] if word.startswith("--") and word.split("=")[0] not in known]


@lru_cache(maxsize=1)
def targets() -> frozenset[str]:
    """The targets of the Makefile."""
    return frozenset(
        re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    )


@lru_cache(maxsize=1)
def commands() -> Mapping[str, frozenset[str]]:
    """The commands of `research-kit` with their options."""
    group: Any = typer.main.get_command(app)
    told = {
        name: {opt for one in made.params for opt in (*one.opts, *one.secondary_opts)}
        for name, made in group.commands.items()
    }
    return {name: frozenset(options | {"--help"}) for name, options in told.items()}


def wrong_yaml(text: str) -> list[str]:
    """Why a piece of YAML is none of ours: the faults under the declaration that it fits best; none where it fits."""
    said = YAML(typ="safe").load(text)
    values = said if isinstance(said, list) else [said]
    return [fault for value in values for fault in min((_faults(model, value) for model in _models()), key=len)]


def _models() -> list[type[Declaration]]:
    found: list[type[Declaration]] = [ParametersFile, DecisionFile, CohortDefinition]
    todo: list[type[Declaration]] = [Declaration]
    while todo:
        below = todo.pop().__subclasses__()
        found += [model for model in below if model.__module__.startswith("research_kit")]
        todo += below
    return list(dict.fromkeys(found))


def _faults(model: type[Declaration], value: Any) -> list[str]:
    """What is wrong besides what a piece of a file leaves out."""
    try:
        model.model_validate(value)
    except ValidationError as error:
        return _besides_missing(error)
    return []


def _besides_missing(error: ValidationError) -> list[str]:
    by_place: dict[Any, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one in error.errors():
        branch = next((str(part) for part in one["loc"][1:2] if str(part)[:1].isupper()), "")
        faults = by_place[one["loc"][:1]][branch]
        if one["type"] not in ("missing", "value_error"):
            faults.append(f"{'.'.join(map(str, one['loc']))}: {one['msg']}")
    return [fault for branches in by_place.values() for fault in min(branches.values(), key=len)]
