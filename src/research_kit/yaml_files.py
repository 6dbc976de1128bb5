"""YAML files as mappings with line numbers; what would unfold, sink or run is refused before anything reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import YAMLError

from research_kit.errors import DeclarationError


class _PlainConstructor(RoundTripConstructor):
    """Keeps dates as text, so that a model decides what they are and an error can quote what was written."""


_PlainConstructor.add_constructor("tag:yaml.org,2002:timestamp", lambda self, node: self.construct_scalar(node))


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
    except (YAMLError, RecursionError, *_UNFIT) as error:
        raise _unreadable(path, error) from None
    if not isinstance(document, CommentedMap):
        raise DeclarationError(f"{path}: expected keys and values at the top level, found {type(document).__name__}.")
    _require_written_out(path, document)
    return document


_UNFIT = (ValueError, TypeError, AttributeError, KeyError, IndexError, OverflowError)
"""What the library raises where a tag says of a value what it is not."""


def _unreadable(path: Path, error: BaseException) -> DeclarationError:
    if isinstance(error, RecursionError):
        return DeclarationError(f"{path}: {_TOO_DEEP}")
    if not isinstance(error, YAMLError):
        return DeclarationError(
            f"{path}: not readable as YAML: a value is not what it is said to be ({type(error).__name__}). "
            "Look for a tag (`!`), or a number with thousands of digits, and write it as plain text or a plain number."
        )
    mark = getattr(error, "problem_mark", None)
    where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "unknown line"
    return DeclarationError(
        f"{path}, {where}: not readable as YAML ({getattr(error, 'problem', error)}). "
        "Look at that line for a missing colon, quote or space."
    )


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
