"""How the site is built from this folder: `make docs`, into `docs/_build/html/index.html`."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE / "_extensions"), str(HERE.parent / "src"), str(HERE.parent)]

from research_kit import __version__  # noqa: E402

project = "research-kit"
author = "The research-kit developers"
project_copyright = author
release = version = __version__
language = "en"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "public_names",
    "reference_cases",
    "section_lists",
    "layer_matrix",
]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_*", "README.md"]
nitpicky = True
suppress_warnings: list[str] = []

myst_enable_extensions = ["dollarmath", "deflist", "attrs_inline"]
myst_heading_anchors = 4
myst_links_external_new_tab = False

autosummary_generate = False
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
napoleon_google_docstring = False
# What is returned is said in a sentence, not as a type with a description.
napoleon_custom_sections = [("Returns", "in words")]
default_role = "literal"

html_theme = "furo"
html_title = "research-kit"
html_static_path = ["_static"]
html_css_files = ["house.css"]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "light_css_variables": {
        "color-background-primary": "#fbfaf7",
        "color-background-secondary": "#ffffff",
        "color-foreground-primary": "#1b2127",
        "color-foreground-secondary": "#4d5761",
        "color-foreground-muted": "#4d5761",
        "color-foreground-border": "#7c858d",
        "color-background-border": "#dfdcd3",
        "color-brand-primary": "#14487a",
        "color-brand-content": "#14487a",
        "color-brand-visited": "#14487a",
    },
    "dark_css_variables": {
        "color-background-primary": "#12171c",
        "color-background-secondary": "#1a2127",
        "color-foreground-primary": "#eceff1",
        "color-foreground-secondary": "#b3bcc4",
        "color-foreground-muted": "#b3bcc4",
        "color-foreground-border": "#79848d",
        "color-background-border": "#313a43",
        "color-brand-primary": "#86bdf0",
        "color-brand-content": "#86bdf0",
        "color-brand-visited": "#86bdf0",
    },
}
# The network is not asked: addresses outside are looked at for how they are written, and no further.
linkcheck_ignore = [r"https?://.*"]


def setup(app: Any) -> None:
    """Called by Sphinx: Fluent's texts are shown as they are, and a bar in a docstring is a bar."""
    from pygments.lexers.special import TextLexer

    app.add_lexer("ftl", TextLexer)
    app.connect("autodoc-process-docstring", _plain_bars)


def _plain_bars(_app: Any, _what: str, _name: str, _value: Any, _options: Any, lines: list[str]) -> None:
    lines[:] = [re.sub(r"(?<!`)\|(?=\w)", r"\|", line) if "`|" not in line else line for line in lines]
