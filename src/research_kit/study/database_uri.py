"""Where a database is: what its URI says, without any password, and how it is called in reports."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

SQLITE = "sqlite:///"
POSTGRESQL = ("postgresql://", "postgres://")

_SECRETS = ("password", "sslpassword")
_LIKE_TO_KNOW = {
    "application_name": "research-kit",
    "connect_timeout": "10",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
}
"""Said to PostgreSQL unless the URI says otherwise: who asks, and after how many seconds a dead line is given up."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PostgresqlDatabase:
    """A PostgreSQL database: the URI to connect with, its name, and the server it is on. No password is in any."""

    uri: str
    name: str
    server: str


def is_postgresql(uri: str) -> bool:
    """Whether a URI is one of PostgreSQL."""
    return uri.casefold().startswith(POSTGRESQL)


def refused_uri(uri: str) -> str | None:
    """Why a database's URI is refused; null where it is not. What the URI holds is never repeated."""
    if uri.startswith(SQLITE):
        return None
    if not is_postgresql(uri):
        return "a database is `sqlite:///path/to/file.db` or `postgresql://user@server/database`"
    try:
        parts = urlsplit(uri)
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        has_password = parts.password is not None or any(key.casefold() in _SECRETS for key in options)
        parts.port  # noqa: B018 - a port that is no number is found out here
    except ValueError:
        return "the URI cannot be read: write `postgresql://user@server:5432/database`"
    if has_password:
        return (
            "a password stands in the URI: the parameters file is kept with the project's history. Take it out, change "
            "it (it has been written down), and put it into ~/.pgpass (chmod 600), a service file, or PGPASSWORD"
        )
    return None


def postgresql_database(uri: str) -> PostgresqlDatabase:
    """The database of a URI that is not refused."""
    parts = urlsplit(uri)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    service = f"service {options['service']}" if "service" in options else ""
    said = urlencode(_LIKE_TO_KNOW | options, quote_via=quote)
    host = parts.hostname or options.get("host") or service or "this computer"
    port = parts.port or options.get("port")
    return PostgresqlDatabase(
        uri=f"postgresql://{parts.netloc}{parts.path}?{said}",
        name=unquote(parts.path.strip("/")) or options.get("dbname") or service or "PostgreSQL",
        server=f"{host}:{port}" if port else str(host),
    )


def database_name(uri: str) -> str:
    """How a database is called in reports: the file of an SQLite database, the name of any other."""
    return postgresql_database(uri).name if is_postgresql(uri) else uri.rpartition("/")[2]
