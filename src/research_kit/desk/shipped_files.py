"""What every new study starts from: the shipped notebooks, and the templates of the files that are its own."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

from research_kit.errors import DeclarationError

_PACKAGE = Path(__file__).parents[1]


def shipped_notebooks() -> dict[str, str]:
    """The text of each shipped notebook, by its file name.

    An installed package carries them beside this module (the wheel takes them in when it is built); in a checkout of
    the project they stand in its folder `notebooks`.

    Raises
    ------
    DeclarationError
        The installation has no notebooks.
    """
    for folder in (Path(__file__).parent / "notebooks", _PACKAGE.parents[1] / "notebooks"):
        found = sorted(folder.glob("*.ipynb"))
        if found:
            return {path.name: path.read_text(encoding="utf-8") for path in found}
    raise DeclarationError(
        "this installation of research-kit has no notebooks to start a study from. Install it again from its wheel, "
        "or run the command in a checkout of the project."
    )


def template(file: str, /, **values: str) -> str:
    """A file of a new study, with `@KEY@` replaced by its value."""
    text = resources.files("research_kit.desk").joinpath("templates", file).read_text(encoding="utf-8")
    for key, value in values.items():
        text = text.replace(f"@{key.upper()}@", value)
    return text


def notebook_of(text: str, parameters: str) -> str:
    """The same notebook, reading another parameters file, without outputs."""
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        if "parameters" in cell["metadata"].get("tags", []):
            cell["source"] = [_pointing_to(line, parameters) for line in "".join(cell["source"]).splitlines(True)]
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _pointing_to(line: str, parameters: str) -> str:
    if not line.startswith("parameters ="):
        return line
    _, mark, comment = line.partition("  #")
    return f"parameters = {json.dumps(parameters)}{mark}{comment}"
