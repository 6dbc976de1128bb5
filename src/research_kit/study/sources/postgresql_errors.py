"""What a PostgreSQL database answers instead of rows, in our words: its own may quote values, or a password."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence

from research_kit.errors import SourceError, SourceUnavailableError
from research_kit.study.database_uri import PostgresqlDatabase

_PASSES = ("08", "40", "53", "55", "57", "58")
"""Classes of SQLSTATE that may pass: no connection, a clash, no room, a lock, an operator, the system."""
_TOO_LONG = "57014"
_NAMES = {"42P01": "table", "3F000": "schema", "42703": "column", "42883": "function"}
_LASTING = {
    "password authentication failed": "the user's password is not right",
    "no password supplied": "no password was found",
    "does not exist": "there is no such user or database",
    "no pg_hba.conf entry": "the server lets nobody in from here as this user",
    "permission denied": "the user may not connect to it",
}


class LacksAnswer(Exception):  # noqa: N818 - it is caught where it is raised, and becomes a fault
    """The database gives no rows, for a reason that lasts: the `rule` of the fault, and the `problem` in our words."""

    def __init__(self, rule: str, problem: str) -> None:
        super().__init__(rule)
        self.rule = rule
        self.problem = problem


def with_reason(
    error: Exception, *, tables: Callable[[], Sequence[str]] = tuple, wanted: str | None = None
) -> Exception:
    """The error to raise for one of the driver's: a lasting one becomes a fault, another one stays as it is.

    Parameters
    ----------
    error
        The driver's error.
    tables
        The tables that are there, to name one that is nearly called as the one asked for.
    wanted
        The table asked for.
    """
    state = str(getattr(error, "sqlstate", None) or "")
    if state == "42501":
        return LacksAnswer("no_permission", "")
    if state in _NAMES:
        near = _near(wanted, tables()) if wanted else ""
        return LacksAnswer("missing_table", f"there is no such {_NAMES[state]}{near}")
    if state.startswith("42"):
        return LacksAnswer("failing_query", f"it is no SQL that the database understands (SQLSTATE {state})")
    if state and not state.startswith(_PASSES):
        return LacksAnswer(
            "failing_query", f"it fails on some row, or asks for what may not be done (SQLSTATE {state})"
        )
    return error


def unavailable(error: Exception, database: PostgresqlDatabase) -> SourceError:
    """The error to pass on where a database could not be reached or went away, or lets this user not in."""
    where = f"the database `{database.name}` on {database.server}"
    if getattr(error, "sqlstate", None) == _TOO_LONG:
        return SourceUnavailableError(
            f"{_capital(where)} took longer over the answer than `timeout_s` allows. Nothing was written. Run again; "
            "if it happens again, ask for an index, or raise `timeout_s` of the source."
        )
    lasting = next((said for sign, said in _LASTING.items() if sign in str(error)), None)
    if lasting is not None:
        return SourceError(
            f"{_capital(where)} cannot be opened: {lasting}. Nothing was written. Check user and database in the URI, "
            "and the password in ~/.pgpass (chmod 600), the service file or PGPASSWORD."
        )
    return SourceUnavailableError(
        f"{_capital(where)} cannot be reached, or went away while it was read. Nothing was written. Run again when it "
        "is up; if it is, check server and port in the URI."
    )


def _near(wanted: str, tables: Sequence[str]) -> str:
    names = {name.casefold(): name for name in tables} | {name.rpartition(".")[2].casefold(): name for name in tables}
    near = difflib.get_close_matches(wanted.casefold(), list(names), n=1, cutoff=0.5)
    return f"; did you mean `{names[near[0]]}`?" if near else ""


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
