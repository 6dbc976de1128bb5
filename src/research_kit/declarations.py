"""YAML declarations (cohorts, parameters, policies) read into typed, frozen models.

Every YAML reader of the project is built on this module, so that a misspelt key is refused everywhere in the
same way: with its line, and the nearest valid key. Each model gives editors a JSON Schema.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import YAMLError

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
    "organisation",
)
"""The top-level keys of a parameters file; each is read by the layer it belongs to."""


class Declaration(BaseModel):
    """A part of a YAML file: unknown keys are refused, and what was read cannot change."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


D = TypeVar("D", bound=Declaration)


class _PlainConstructor(RoundTripConstructor):
    """Keeps dates as text, so that a model decides what they are and an error can quote what was written."""


_PlainConstructor.add_constructor("tag:yaml.org,2002:timestamp", lambda self, node: self.construct_scalar(node))


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


def read_yaml(path: str | Path) -> CommentedMap:
    """A YAML mapping with line numbers kept and dates as text; to be read, not changed."""
    path = Path(path)
    try:
        return _parsed(path, path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise DeclarationError(
            f"{path}: there is no such file. Check the path, which is read from {Path.cwd()}."
        ) from None
    except UnicodeDecodeError as error:
        raise DeclarationError(f"{path}: not UTF-8 text at byte {error.start}. Save the file as UTF-8.") from None
    except OSError as error:
        raise DeclarationError(f"{path}: cannot be read ({error.strerror}). Name a YAML file.") from None


@lru_cache(maxsize=8)  # several layers read their section of one file, and parsing it with line numbers is slow
def _parsed(path: Path, text: str) -> CommentedMap:
    yaml = YAML(typ="rt")
    yaml.Constructor = _PlainConstructor
    try:
        document = yaml.load(text)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "unknown line"
        raise DeclarationError(
            f"{path}, {where}: not readable as YAML ({getattr(error, 'problem', error)}). "
            "Look at that line for a missing colon, quote or space."
        ) from None
    except RecursionError:
        raise DeclarationError(f"{path}: {_TOO_DEEP}") from None
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, OverflowError) as error:
        raise DeclarationError(
            f"{path}: not readable as YAML: a value is not what it is said to be ({type(error).__name__}). "
            "Look for a tag (`!`), or a number with thousands of digits, and write it as plain text or a plain number."
        ) from None
    if not isinstance(document, CommentedMap):
        raise DeclarationError(f"{path}: expected keys and values at the top level, found {type(document).__name__}.")
    _require_written_out(path, document)
    return document


_TOO_DEEP = "brackets or indentation are nested too deeply to be meant. Look for a bracket that is never closed."
_DEEPEST = 50


def _require_written_out(path: Path, document: CommentedMap) -> None:
    """Refuse what stands for a part written elsewhere (`&`, `*`): a few lines of it can unfold into a full memory."""
    seen: set[int] = set()
    level: list[Any] = [document]
    for _ in range(_DEEPEST):
        seen |= {id(node) for node in level}
        below = [node for one in level for node in _inside(one) if isinstance(node, Mapping | list)]
        if len({id(node) for node in below} | seen) < len(below) + len(seen):
            raise DeclarationError(
                f"{path}: a part stands for one that is written elsewhere (`&name`, `*name`). Write it out."
            )
        level = below
    if level:
        raise DeclarationError(f"{path}: {_TOO_DEEP}")


def _inside(node: Any) -> Iterable[Any]:
    return node.values() if isinstance(node, Mapping) else node


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
