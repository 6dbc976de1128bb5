"""A real PostgreSQL for these tests alone: Debian's server as an ordinary user, on a socket in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.unit.study.conftest import SmallStudy

dbapi = pytest.importorskip("adbc_driver_postgresql.dbapi", reason='needs `pip install "research-kit[postgres]"`')

_PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
_PASSWORD = "not-in-any-file-of-a-study"


@dataclass(frozen=True)
class Server:
    """A server that runs; `superuser` connects as the owner of everything, `reader` needs a password."""

    binaries: Path
    folder: Path

    @property
    def where(self) -> str:
        return f"host={self.folder}&port=54999"

    @property
    def superuser(self) -> str:
        return f"postgresql://postgres@/postgres?{self.where}"

    @property
    def reader(self) -> str:
        return f"postgresql://reader@/postgres?{self.where}"

    @property
    def password(self) -> str:
        return _PASSWORD

    def run(self, *statements: str) -> None:
        with dbapi.connect(self.superuser, autocommit=True) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def one(self, query: str) -> Any:
        with dbapi.connect(self.superuser, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchone()[0]

    def control(self, *arguments: str) -> None:
        subprocess.run(
            [*_as_postgres(), str(self.binaries / "pg_ctl"), "-D", str(self.folder / "data"), *arguments],
            check=True, capture_output=True, cwd=self.folder,
        )  # fmt: skip

    def start(self) -> None:
        settings = f"-k {self.folder} -p 54999 -c listen_addresses='' -c fsync=off -c full_page_writes=off"
        self.control("-o", settings, "-w", "-l", str(self.folder / "log"), "start")


def _as_postgres() -> list[str]:
    """A server refuses to run as root."""
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    if not _PLACES:
        pytest.skip("no PostgreSQL server here: `apt-get install postgresql`")
    if os.geteuid() == 0 and shutil.which("runuser") is None:
        pytest.skip("root cannot run PostgreSQL, and there is no `runuser`")
    folder = Path(tempfile.mkdtemp(prefix="rkpg"))  # short: a socket's path has at most 107 letters
    folder.chmod(0o777)
    running = Server(_PLACES[0], folder)
    secret = folder / "secret"
    secret.write_text(_PASSWORD, encoding="utf-8")
    secret.chmod(0o644)
    try:
        _initialise(running, secret)
        running.start()
        running.run(f"CREATE USER reader PASSWORD '{_PASSWORD}'")
        yield running
    finally:
        subprocess.run(
            [*_as_postgres(), str(running.binaries / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "stop"],
            check=False, capture_output=True, cwd=folder,
        )  # fmt: skip
        shutil.rmtree(folder, ignore_errors=True)


def _initialise(running: Server, secret: Path) -> None:
    made = subprocess.run(
        [*_as_postgres(), str(running.binaries / "initdb"), "-D", str(running.folder / "data"), "-U", "postgres",
         "-A", "scram-sha-256", "--pwfile", str(secret), "--encoding=UTF8", "--locale=C", "--no-sync"],
        check=False, capture_output=True, cwd=running.folder,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("PostgreSQL cannot be set up here")
    rules = "local all postgres trust\nlocal all all scram-sha-256\n"
    own = ["tee", str(running.folder / "data" / "pg_hba.conf")]
    subprocess.run([*_as_postgres(), *own], input=rules, text=True, check=True, capture_output=True)


@pytest.fixture
def small_study(tmp_path: Path) -> SmallStudy:
    return SmallStudy(tmp_path)
