"""A study of her own: every file that it starts with, written all at once or not at all."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from research_kit.desk.shipped_files import notebook_of, shipped_notebooks, template
from research_kit.errors import DeclarationError
from research_kit.reporting.schemas import schema_texts
from research_kit.study.pseudonyms import create_key

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_QUESTION = re.compile(r"(?!00_)\d\d_")
"""Notebooks that answer a question of the report; the tour (00) and coding needs (04b) are for the researcher."""
_LETTERS = str.maketrans("åäöéü", "aaoeu")


@dataclass(frozen=True, kw_only=True, slots=True)
class NewStudy:
    """A study that has just been made: its `folder`, its `name`, and the `files` in it, as paths within the folder."""

    folder: Path
    name: str
    files: tuple[str, ...]

    @property
    def parameters(self) -> Path:
        """Its parameters file."""
        return self.folder / "parameters" / f"{self.name}.yaml"


def make_study(folder: str | Path, *, name: str | None = None, today: date | None = None) -> NewStudy:
    """Write a new study: cohort, parameters, notebooks, pseudonym key, ignore rules, README and YAML schemas.

    Parameters
    ----------
    folder
        Made where it is missing. Where it holds files already, nothing of them is touched.
    name
        The study's name in files and commands: lower-case letters, digits, underscores. The folder's where left out.
    today
        The study reports what was known at the end of the quarter before this day.

    Raises
    ------
    DeclarationError
        The name cannot be used, or a file of the study is there already: nothing has been written.
    """
    folder = Path(folder).resolve()
    name = _study_name(name or folder.name, is_given=name is not None)
    texts = _texts(name, folder.name, today or date.today())
    key = f"data/{name}/pseudonyms.key"
    _require_room(folder, [*texts, key])
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=folder.parent))
    try:
        for path, text in texts.items():
            _write(staging / path, text)
        (staging / key).parent.mkdir(parents=True)
        (staging / "data").chmod(0o700)
        create_key(staging / key)
        _put_in_place(staging, folder, [*texts, key])
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return NewStudy(folder=folder, name=name, files=(*texts, key))


def _study_name(wished: str, *, is_given: bool) -> str:
    name = wished if is_given else re.sub(r"[^a-z0-9]+", "_", wished.casefold().translate(_LETTERS)).strip("_")
    if _NAME.fullmatch(name):
        return name
    raise DeclarationError(
        f"`{wished}` cannot be a study's name: it must begin with a letter and hold lower-case letters a to z, digits "
        "and underscores. Give one with `--name`. Nothing was written."
    )


def _texts(name: str, title: str, today: date) -> dict[str, str]:
    """Every file of the study but its key, by its path in the folder."""
    notebooks = shipped_notebooks()
    questions = [Path(file).stem for file in notebooks if _QUESTION.match(file)]
    values = {
        "name": name,
        "title": title.replace('"', "'"),
        "as_of": _last_quarter_end(today).isoformat(),
        "notebooks": "\n".join(f"    - {question}" for question in questions),
    }
    own = {
        ".gitignore": "gitignore",
        "README.md": "README.md",
        f"cohorts/{name}.yaml": "cohort.yaml",
        f"parameters/{name}.yaml": "parameters.yaml",
    }
    return {
        **{path: template(file, **values) for path, file in own.items()},
        **schema_texts(),
        **{f"notebooks/{file}": notebook_of(text, f"../parameters/{name}.yaml") for file, text in notebooks.items()},
    }


def _last_quarter_end(today: date) -> date:
    first_of_quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    return first_of_quarter - timedelta(days=1)


def _require_room(folder: Path, paths: list[str]) -> None:
    if folder.exists() and not folder.is_dir():
        raise DeclarationError(f"{folder} is a file, not a folder. Name another one. Nothing was written.")
    there = [path for path in paths if (folder / path).exists()]
    if there:
        raise DeclarationError(
            f"{folder} holds {len(there)} of the {len(paths)} files of a new study already, such as {there[0]}: "
            "nothing is ever overwritten. Choose another folder. Nothing was written."
        )


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _put_in_place(staging: Path, folder: Path, paths: list[str]) -> None:
    """Into an empty or missing folder by one rename; beside other files one by one, all of them or none."""
    if not folder.exists() or not any(folder.iterdir()):
        staging.chmod(0o755)
        staging.replace(folder)
        return
    placed: list[Path] = []
    try:
        for path in paths:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            _copy_anew(staging / path, folder / path)
            placed.append(folder / path)
    except OSError:
        for one in placed:
            one.unlink()
        raise


def _copy_anew(made: Path, to: Path) -> None:
    """A copy with the same rights, never over a file that has come in the meantime."""
    handle = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, made.stat().st_mode & 0o777)
    try:
        with os.fdopen(handle, "wb") as copy:
            copy.write(made.read_bytes())
    except OSError:
        to.unlink()
        raise
