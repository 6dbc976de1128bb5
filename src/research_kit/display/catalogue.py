"""The language catalogues: every text a reader sees, in `language/<language>/*.ftl` (Project Fluent).

Swedish is the reference. A language is a folder. Its texts `language-tag` and `language-name` say what it is; one that
has not every text says in `language-falls-back-on` where the others come from. More folders are found where the
environment variable `RESEARCH_KIT_LANGUAGES` says (docs/how-to/add_a_language.md).
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from research_kit.errors import ResearchKitError

REFERENCE = "sv"
MORE = "RESEARCH_KIT_LANGUAGES"
"""The environment variable that names a folder with folders of more languages; several as in `PATH`."""
TAG, NAME, FALLS_BACK_ON = "language-tag", "language-name", "language-falls-back-on"
"""Texts by which a catalogue says what it is. It has them itself: they are never those of another language."""


def languages() -> tuple[str, ...]:
    """The languages there is a catalogue for, Swedish first."""
    return tuple(_folders(os.environ.get(MORE, "")))


@lru_cache
def _folders(more: str) -> Mapping[str, Path]:
    """The folder of each language, Swedish first; one of the package's own is never another's."""
    places = [Path(place) for place in more.split(os.pathsep) if place] + [Path(__file__).parent / "language"]
    missing = [place for place in places if not place.is_dir()]
    if missing:
        raise ResearchKitError(f"{MORE} names {missing[0]}, which is no folder. Correct it, or leave it out.")
    found = {folder.name: folder for place in places for folder in place.iterdir() if any(folder.glob("*.ftl"))}
    return {name: found[name] for name in (REFERENCE, *sorted(found.keys() - {REFERENCE}))}


def _folder(language: str) -> Path:
    folders = _folders(os.environ.get(MORE, ""))
    if language not in folders:
        raise ResearchKitError(
            f"there is no catalogue for the language {language!r}; there are: {', '.join(folders)}. "
            f"Add the folder `display/language/{language}` with the keys of `sv`."
        )
    return folders[language]


def chain(language: str) -> tuple[str, ...]:
    """The language itself, then those that it falls back on, the nearest first.

    Raises
    ------
    ResearchKitError
        There is no such language, or it falls back on itself.
    """
    return _chain(language, os.environ.get(MORE, ""))


@lru_cache
def _chain(language: str, more: str) -> tuple[str, ...]:
    del more  # what the folders are depends on it
    found = [language]
    while (last := own(found[-1], FALLS_BACK_ON)) is not None:
        if last in found:
            raise ResearchKitError(f"the language {last!r} falls back on itself. Correct its `{FALLS_BACK_ON}`.")
        found.append(last)
    return tuple(found)


def folders(language: str) -> tuple[Path, ...]:
    """Where the texts of a language are from: its own folder, then those of what it falls back on."""
    return _folders_of(language, os.environ.get(MORE, ""))


@lru_cache
def _folders_of(language: str, more: str) -> tuple[Path, ...]:
    del more  # what the folders are depends on it
    return tuple(_folder(one) for one in chain(language))


def source(language: str) -> str:
    """A catalogue as it is written: its files in the order of their names, then those of what it falls back on."""
    return "\n".join(_source(folder) for folder in folders(language))


@lru_cache
def _source(folder: Path) -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.ftl")))


def entries(language: str) -> tuple[Any, ...]:
    """The parsed texts of a catalogue, then those of what it falls back on."""
    return tuple(entry for folder in folders(language) for entry in _parsed(folder).body)


@lru_cache
def _parsed(folder: Path) -> Any:
    from fluent.runtime import FluentResource

    return FluentResource(_source(folder))


@lru_cache
def _bundle(folder: Path) -> Any:
    """The texts of one folder, with the plural forms of its tag."""
    from fluent.runtime import FluentBundle

    texts = _parsed(folder)
    tag = re.search(rf"^{TAG} = *([\w-]+)", _source(folder), flags=re.MULTILINE)
    if tag is None:
        raise ResearchKitError(
            f"the catalogue `{folder.name}` does not say which language it is. Add `{TAG} = …` (BCP 47, such as `fi`)."
        )
    bundle = FluentBundle([_known_locale(tag[1])], use_isolating=False)
    bundle.add_resource(texts)
    return bundle


@lru_cache
def _known_locale(tag: str) -> str:
    """What Babel calls the language of a tag: as much of it as Babel knows."""
    from babel import Locale, UnknownLocaleError

    parts = tag.split("-")
    for length in range(len(parts), 0, -1):
        try:
            return str(Locale.parse("_".join(parts[:length])))
        except (UnknownLocaleError, ValueError):
            continue
    raise ResearchKitError(f"it is not known how numbers and days are written in {tag!r}. Correct the `{TAG}`.")


def tag(language: str) -> str:
    """The language's tag (BCP 47), as pages and files say it."""
    return _tag(_folder(language))


@lru_cache
def _tag(folder: Path) -> str:
    return _own(folder, TAG) or ""


def locale(language: str) -> str:
    """What Babel calls the language, for its numbers, days and plural forms."""
    return _known_locale(tag(language))


def of_tag(written: str) -> str:
    """The language that a page or a file says it is in; empty where there is none of that tag, or of its beginning."""
    known = {tag(language).lower(): language for language in reversed(languages())}
    parts = written.lower().replace("_", "-").split("-")
    tags = ("-".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((known[one] for one in tags if one in known), "")


def own(language: str, key: str) -> str | None:
    """A text without variables that the language has itself; none where it has not."""
    return _own(_folder(language), key)


@lru_cache(maxsize=1_000)
def _own(folder: Path, key: str) -> str | None:
    bundle = _bundle(folder)
    return str(bundle.format_pattern(bundle.get_message(key).value)[0]) if bundle.has_message(key) else None


def chosen(labels: Mapping[str, str], language: str) -> str:
    """A study's own label in a language, else in what it falls back on, else in Swedish, else in any that it has."""
    names = (*chain(language), REFERENCE, *labels)
    return next((labels[name] for name in names if labels.get(name)), "")


def has(language: str, key: str) -> bool:
    """Whether the catalogue, or one that it falls back on, has this key."""
    return _having(language, key) is not None


def _having(language: str, key: str) -> Any:
    there = (_bundle(folder) for folder in folders(language))
    return next((bundle for bundle in there if bundle.has_message(key)), None)


def text(language: str, key: str, **values: str | int) -> str:
    """The text of `key`, with its variables filled in; numbers arrive as written text, counts for plurals as int.

    Raises
    ------
    ResearchKitError
        The key is unknown, or a variable that its text needs is missing.
    """
    if not values:
        return _plain_text(language, key, folders(language))
    return _filled_in(language, key, values)


@lru_cache(maxsize=10_000)
def _plain_text(language: str, key: str, there: tuple[Path, ...]) -> str:
    del there  # what the text is depends on it
    return _filled_in(language, key, {})


def _filled_in(language: str, key: str, values: Mapping[str, str | int]) -> str:
    bundle = _having(language, key)
    if bundle is None:
        raise ResearchKitError(f"the catalogue `{language}` has no text {key!r}. Add it to every language.")
    written, errors = bundle.format_pattern(bundle.get_message(key).value, values)
    if errors:
        raise ResearchKitError(f"the text {key!r} in `{language}` could not be filled in: {errors[0]}.")
    return str(written)
