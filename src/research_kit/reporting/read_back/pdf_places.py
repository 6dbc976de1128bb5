"""The places of a PDF that can hold a number: text, metadata, alternative texts, annotations, outline, attachments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from research_kit.display import catalogue
from research_kit.errors import RunError
from research_kit.reporting.read_back.found import Place

if TYPE_CHECKING:
    from pypdf import PdfReader

_NAMESPACE = re.compile(r'\sxmlns:\w+="http://[\w./#-]+"|(?:<\?xpacket begin="\ufeff?" id=")W5M0MpCehiHzreSzNTczkc9d"')
"""What every XMP packet begins with, which is nobody's number: the names of its vocabularies and its own mark."""
_TEXTS = ("/Alt", "/ActualText", "/E", "/T", "/TU", "/V", "/Contents", "/JS", "/Title")
"""Entries of the file's own objects that hold text which a reader or a screen reader is given."""


def read_pdf_places(path: Path) -> tuple[list[Place], str]:
    """The places, and the language that the file says it is in.

    Raises
    ------
    RunError
        The file is locked or damaged, or something is attached to it.
    """
    from pypdf import PdfReader
    from pypdf.errors import PdfReadError

    try:
        reader = PdfReader(path)
        if reader.attachments:
            raise RunError(f"{path.name}: {len(reader.attachments)} file(s) are attached to it. Make it without them.")
        places = [*_pages(reader), *_metadata(reader), *_objects(reader)]
        return places, catalogue.of_tag(str(reader.root_object.get("/Lang", "")))
    except PdfReadError as error:
        raise RunError(f"{path.name} cannot be read as a PDF ({type(error).__name__}). Make it again.") from None


def _pages(reader: PdfReader) -> Iterator[Place]:
    for number, page in enumerate(reader.pages, start=1):
        for line, said in enumerate((page.extract_text() or "").splitlines(), start=1):
            # An ordinary space in a PDF may stand between two columns: only spaces that do not break join digits.
            wide = said.replace(" ", "  ")
            yield Place(item=f"page {number}", place=f"page {number}, line {line}", kind="text", said=wide)


def _metadata(reader: PdfReader) -> Iterator[Place]:
    for key, value in (reader.metadata or {}).items():
        yield Place(item="file", place=f"metadata {key}", kind="metadata", said=str(value))
    xmp = reader.root_object.get("/Metadata")
    if xmp is not None:
        said = xmp.get_object().get_data().decode("utf-8", errors="replace")
        yield Place(item="file", place="metadata XMP", kind="metadata", said=_NAMESPACE.sub("", said))


def _objects(reader: PdfReader) -> Iterator[Place]:
    """The texts in every object of the file, those included that no page shows."""
    from pypdf.generic import IndirectObject

    written = [(number, generation) for generation, entries in reader.xref.items() for number in entries]
    packed = [(number, 0) for number in reader.xref_objStm]
    for number, generation in sorted({*written, *packed}):
        found: Any = IndirectObject(number, generation, reader).get_object()
        for key in _TEXTS if hasattr(found, "get") else ():
            value = found.get(key)
            if isinstance(value, str):
                yield Place(item="file", place=f"object {number} {key}", kind="attribute", said=value)
