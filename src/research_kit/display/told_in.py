"""The languages in which what is released shows itself: all there are, or those that a run makes pages in."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from research_kit.display.catalogue import languages

TOLD_IN = "RESEARCH_KIT_TOLD_IN"
"""The environment variable by which a run tells its kernels the languages of its pages, such as `sv,en`."""


def told_in(*own: str) -> tuple[str, ...]:
    """The languages to show something in, in the catalogue's order; a notebook's own besides, where it is given."""
    asked = os.environ.get(TOLD_IN, "").split(",")
    known = languages()
    return tuple(one for one in known if one in (*asked, *own)) if any(asked) else known


@contextmanager
def pages_in(asked: Iterable[str]) -> Iterator[None]:
    """Here, and in the kernels that are started here, released things show themselves in these languages alone."""
    before = os.environ.get(TOLD_IN)
    os.environ[TOLD_IN] = ",".join(asked)
    try:
        yield
    finally:
        if before is None:
            del os.environ[TOLD_IN]
        else:
            os.environ[TOLD_IN] = before
