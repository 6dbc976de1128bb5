"""People who were erased leave the review file; what she wrote in it about others stays as she wrote it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import polars as pl

from research_kit.errors import ErasureError, SourceError
from research_kit.study.name_linkage.answers import coded_pairs, codes_about
from research_kit.study.name_linkage.journal import read_journal
from research_kit.study.name_linkage.review_file import REVIEW_FILE, forget_half_written, read_review, write_review
from research_kit.study.pseudonyms import PseudonymKey


def forget_in_review(folder: Path, persons: Collection[str], key: PseudonymKey) -> int:
    """Take the rows about people out of the review file; how many there were.

    A row whose code is none of the study's goes too: whom it is about cannot be known. Where no row is left, the file
    goes.

    Raises
    ------
    ErasureError
        The file cannot be read; it is left as it is.
    """
    forget_half_written(folder)
    try:
        review, journal = read_review(folder), read_journal(folder)
    except SourceError:
        raise ErasureError(
            f"{folder / REVIEW_FILE}: the file cannot be read, so that nobody can be taken out of it. Everything else "
            "was erased. Close it in Excel and save it as .xlsx with its sheets as they were, or delete it (answers "
            "that are not recorded go with it). Then run the same command again."
        ) from None
    known = set(coded_pairs([*journal.proposed, *journal.answers], key)) - codes_about(persons, journal, key)
    is_kept = pl.col("code").str.strip_chars().is_in(known).fill_null(False)
    kept = {name: rows.filter(is_kept) for name, rows in review.sheets.items()}
    gone = sum(rows.height for rows in review.sheets.values()) - sum(rows.height for rows in kept.values())
    if not any(rows.height for rows in kept.values()):
        (folder / REVIEW_FILE).unlink(missing_ok=True)
    elif gone:
        write_review(folder, kept, instead_of=review)
    return gone
