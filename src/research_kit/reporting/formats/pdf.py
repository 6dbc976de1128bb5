"""The board's page as an accessible PDF (PDF/UA-1): tagged, with bookmarks, and the same bytes from the same page."""

from __future__ import annotations

import io
import logging
from functools import lru_cache
from pathlib import Path
from typing import Any

from research_kit.reporting.formats.pdf_drawings import draw_in_place
from research_kit.reporting.formats.pdf_tags import finish_tags
from research_kit.reporting.formats.print_page import print_page

_VARIANT = "pdf/ua-1"
_NEEDED = (
    "the libraries that lay out text for it are missing ({}). On Debian or Ubuntu: `apt-get install libpango-1.0-0 "
    "libpangoft2-1.0-0 libharfbuzz-subset0`; elsewhere install Pango"
)


@lru_cache(maxsize=1)
def why_no_pdf() -> str:
    """Why no PDF can be made on this machine; empty where it can."""
    try:
        import pikepdf  # noqa: F401 - asked for, not used
        import weasyprint  # noqa: F401
    except OSError as error:
        return _NEEDED.format(str(error).splitlines()[0][:120])
    except ImportError as error:
        return f"the package {error.name} is not installed: `make setup` does that"
    return ""


def write_pdf(html: str, path: Path) -> None:
    """Write a finished page of the report as a PDF.

    Parameters
    ----------
    html
        The page, as published.
    path
        Where the PDF goes.
    """
    import pikepdf
    from weasyprint import HTML

    for name in ("weasyprint", "fontTools"):  # what paper cannot show of a screen's style is no news to a reader
        logging.getLogger(name).setLevel(logging.ERROR)
    page = HTML(string=html, base_url=None, url_fetcher=_nothing)
    root = print_page(page.etree_element)
    made = page.write_pdf(pdf_variant=_VARIANT, pdf_identifier=b"research-kit", dpi=150)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        finish_tags(pdf, _links(root))
        draw_in_place(pdf)
        pdf.save(path, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _nothing(url: str, *_: object, **__: object) -> dict[str, Any]:
    """A page fetches nothing; what asks to is refused."""
    raise ValueError(f"a page of the report asked for {url[:40]}")


def _links(root: Any) -> dict[str, str]:
    """The words of each link, by the id it leads to."""
    found = ((link.get("href", ""), " ".join("".join(link.itertext()).split())) for link in root.iter("a"))
    return {target.removeprefix("#"): words for target, words in found if target.startswith("#")}
