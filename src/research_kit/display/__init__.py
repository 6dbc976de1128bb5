"""Display: released tables as sentences, figures with text alternatives, tables and page furniture.

Everything a reader sees is written here, from what disclosure control has let through.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_NAMES: dict[str, str] = {
    "show": "shown",
    "show_questions": "shown",
    "explain_questions": "shown",
    "show_decided": "loop.shown_loop",
    "show_news": "loop.shown_loop",
    "explain_decided": "loop.shown_loop",
    "explain_news": "loop.shown_loop",
    "claim_sentence": "loop.claims",
    "what_is_measured": "loop.claims",
    "whom": "loop.claims",
    "Shown": "shown",
    "MIME": "shown",
    "render_item": "items",
    "render_missing": "items",
    "item_heading": "items",
    "sentence": "sentences",
    "page_header": "page",
    "page_footer": "page",
    "page_resources": "page",
    "contents": "page",
    "parts_of": "page_parts",
    "depth_of": "page_parts",
    "short_name": "page_parts",
    "entries_of": "page",
    "Entry": "page",
    "untold_of": "untold",
    "stylesheet": "markup",
    "languages": "catalogue",
}

__all__ = [*_NAMES]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name in _NAMES:
        module = import_module(f"{__name__}.{_NAMES[name]}")
        value = getattr(module, name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}. It offers: {', '.join(sorted(__all__))}.")


def __dir__() -> list[str]:
    return sorted(__all__)
