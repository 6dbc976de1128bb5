"""YAML declarations (cohorts, parameters, policies) read into typed, frozen models.

Every YAML reader of the project is built on this module, so that a misspelt key is refused everywhere in the
same way: with its line, and the nearest valid key. Each model gives editors a JSON Schema.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from research_kit import yaml_files
from research_kit.errors import DeclarationError

PARAMETER_SECTIONS = (
    "study",
    "data",
    "cohort",
    "disclosure",
    "report",
    "targets",
    "equity",
    "plan",
    "voice",
    "effects",
    "indicators",
    "alerts",
    "schedule",
    "retention",
    "organisation",
)
"""The top-level keys of a parameters file; each is read by the layer it belongs to."""


read_yaml = yaml_files.read_yaml


class Declaration(BaseModel):
    """A part of a YAML file: unknown keys are refused, and what was read cannot change."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


D = TypeVar("D", bound=Declaration)


class _Fault(NamedTuple):
    line: int | None
    text: str


def read_declaration(path: str | Path, model: type[D]) -> D:
    """A whole YAML file as one declaration.

    Parameters
    ----------
    path
        The YAML file.
    model
        The declaration it holds.

    Raises
    ------
    DeclarationError
        The file is missing, is not YAML, or has unknown or unfit keys; every fault is named with its line.
    """
    return _validated(Path(path), read_yaml(path), model)


def read_section(path: str | Path, section: str, model: type[D]) -> D:
    """One top-level section of a parameters file; a section left out is read as an empty one.

    Raises
    ------
    DeclarationError
        As `read_declaration`; also where the file has a top-level key that is no section.
    """
    document = read_yaml(path)
    unknown = [
        _unknown_key(_line(document, key), str(key), PARAMETER_SECTIONS)
        for key in document
        if key not in PARAMETER_SECTIONS
    ]
    if unknown:
        raise _declaration_error(Path(path), unknown)
    part = document.get(section)
    return _validated(Path(path), CommentedMap() if part is None else part, model, within=document, section=section)


def read_sections(path: str | Path, sections: tuple[str, ...], model: type[D]) -> D:
    """Several top-level sections of a parameters file as one declaration; those left out are as the model says.

    Raises
    ------
    DeclarationError
        As `read_declaration`.
    """
    document = read_yaml(path)
    chosen = {name: document[name] for name in sections if document.get(name) is not None}
    return _validated(Path(path), chosen, model, within=document)


def json_schema(model: type[Declaration]) -> dict[str, Any]:
    """The JSON Schema by which an editor completes and checks a declaration as it is written."""
    return model.model_json_schema()


def _validated(
    path: Path,
    document: Any,
    model: type[D],
    *,
    within: CommentedMap | None = None,
    section: str | None = None,
) -> D:
    try:
        return model.model_validate(_plain(document))
    except ValidationError as error:
        prefix = () if section is None else (section,)
        top = document if within is None else within
        faults = [_fault(top, (*prefix, *e["loc"]), dict(e), model, len(prefix)) for e in error.errors()]
        raise _declaration_error(path, faults) from None


def _declaration_error(path: Path, faults: list[_Fault]) -> DeclarationError:
    lines = [f"{path}{f', line {fault.line}' if fault.line else ''}: {fault.text}" for fault in faults]
    return DeclarationError("\n".join(lines))


def _fault(top: Any, location: tuple[Any, ...], error: dict[str, Any], model: type[Declaration], skip: int) -> _Fault:
    line = _line_of(top, location)
    key = ".".join(str(part) for part in location)
    if error["type"] == "extra_forbidden":
        return _unknown_key(line, key, _valid_keys(model, location[skip:-1]))
    if error["type"] == "missing":
        return _Fault(line, f"the key `{key}` is missing. Add it.")
    return _Fault(line, f"`{key}`" + (_misfit(error) or ": " + _sentence(str(error["msg"]))))


def _misfit(error: Mapping[str, Any]) -> str:
    """What is wrong with a value of the wrong kind or size: what was seen (never the value), and what is expected."""
    kind, limits = str(error["type"]), error.get("ctx", {})
    if kind in _RULES:
        return " " + _RULES[kind].format(**limits)
    expected = _EXPECTED.get(kind.removesuffix("_attributes_type").split("_")[0])
    if expected is None or not kind.endswith(("_type", "_parsing", "_from_float")):
        return ""
    return f" is {_seen(error['input'])}, but must be {expected}."


_RULES = {
    "literal_error": "must be {expected}.",
    "enum": "must be {expected}.",
    "greater_than": "must be more than {gt}.",
    "greater_than_equal": "must be at least {ge}.",
    "less_than": "must be less than {lt}.",
    "less_than_equal": "must be at most {le}.",
    "string_too_short": "must have at least {min_length} characters.",
    "string_too_long": "must have at most {max_length} characters.",
    "string_pattern_mismatch": "is not written as it must be, which is: {pattern}",
    "too_short": "must have at least {min_length} entries.",
    "too_long": "must have at most {max_length} entries.",
}
_EXPECTED = {
    "string": "text (in quotes)",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "date": "a date, as in 2019-04-01",
    **dict.fromkeys(("tuple", "list", "set", "frozen"), "a list, as in [first, second]"),
    **dict.fromkeys(("dict", "mapping", "model"), "keys with values, as in {key: value}"),
}


def _seen(value: Any) -> str:
    """The kind of a value, in words; true and false are numbers to Python, so they come first."""
    return next((words for kind, words in _KINDS.items() if isinstance(value, kind)), "something else")


_KINDS: dict[type, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
    list: "a list",
    dict: "keys with values",
    type(None): "empty",
}


def _unknown_key(line: int | None, key: str, valid: tuple[str, ...]) -> _Fault:
    last = key.rsplit(".", 1)[-1]
    near = difflib.get_close_matches(last, valid, n=1, cutoff=0.5)
    hint = f"Did you mean `{near[0]}`?" if near else f"Valid keys here: {', '.join(valid)}."
    return _Fault(line, f"there is no key `{key}`. {hint}")


def _sentence(text: str) -> str:
    text = text.removeprefix("Value error, ").strip()
    return text if text.endswith((".", "?")) else text + "."


def _valid_keys(model: Any, location: tuple[Any, ...]) -> tuple[str, ...]:
    """The keys of the models that `location` may lead to, in the order they are declared."""
    models = [model]
    for part in location:
        models = list(dict.fromkeys(inner for m in models for inner in _step(m, part)))
    return tuple(dict.fromkeys(name for m in models for name in m.model_fields))


def _step(model: type[BaseModel], part: Any) -> Iterator[type[BaseModel]]:
    if part in model.model_fields:
        yield from _models_in(model.model_fields[part].annotation)
    else:  # a list index, a mapping key, or the name of a branch of a union
        yield model


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _models_in(inner)


def _line_of(node: Any, location: tuple[Any, ...]) -> int | None:
    """The line of the innermost key of `location` that stands in the file."""
    line: int | None = None
    for part in location:
        found = _line(node, part)
        if found is None:
            continue  # the name of a branch of a union, or a key that is missing
        line, node = found, node[part]
    return line


def _line(node: Any, part: Any) -> int | None:
    inside = isinstance(node, CommentedMap) and part in node
    if inside:
        return int(node.lc.key(part)[0]) + 1
    if isinstance(node, CommentedSeq) and isinstance(part, int) and part < len(node):
        return int(node.lc.item(part)[0]) + 1
    return None


def _plain(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {key: _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    return node
