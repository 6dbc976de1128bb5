"""The language catalogues: every text a reader sees, in `language/<code>.ftl` (Project Fluent).

Swedish is the reference. Adding a language is adding a file with the same keys.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Any

from research_kit.errors import ResearchKitError

REFERENCE = "sv"


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """The languages there is a catalogue for, Swedish first."""
    folder = resources.files(__package__) / "language"
    found = {entry.name.removesuffix(".ftl") for entry in folder.iterdir() if entry.name.endswith(".ftl")}
    return (REFERENCE, *sorted(found - {REFERENCE}))


@lru_cache
def _bundle(language: str) -> Any:
    from fluent.runtime import FluentBundle, FluentResource

    if language not in languages():
        raise ResearchKitError(
            f"there is no catalogue for the language {language!r}; there are: {', '.join(languages())}. "
            f"Add `display/language/{language}.ftl` with the keys of `sv.ftl`."
        )
    source = (resources.files(__package__) / "language" / f"{language}.ftl").read_text(encoding="utf-8")
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource(source))
    return bundle


def has(language: str, key: str) -> bool:
    """Whether the catalogue has this key."""
    return bool(_bundle(language).has_message(key))


def text(language: str, key: str, **values: str | int) -> str:
    """The text of `key`, with its variables filled in; numbers arrive as written text, counts for plurals as int.

    Raises
    ------
    ResearchKitError
        The key is unknown, or a variable that its text needs is missing.
    """
    bundle = _bundle(language)
    if not bundle.has_message(key):
        raise ResearchKitError(f"the catalogue `{language}` has no text {key!r}. Add it to every language.")
    written, errors = bundle.format_pattern(bundle.get_message(key).value, values)
    if errors:
        raise ResearchKitError(f"the text {key!r} in `{language}` could not be filled in: {errors[0]}.")
    return str(written)
