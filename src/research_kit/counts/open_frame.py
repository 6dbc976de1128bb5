"""Opening a large table where it lies, so that it is counted there: polars, DuckDB or Spark.

Nothing here distributes anything: the engine does, and only the counts come back.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any, Literal

import polars as pl

from research_kit.errors import SourceError

Engine = Literal["polars", "duckdb", "spark"]
LOCAL_SPARK = {
    "spark.driver.memory": "2g",
    "spark.sql.shuffle.partitions": "4",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.session.timeZone": "UTC",
}
"""A session on this computer, small; where a session is at work already (a cluster's), that one is used as it is."""


def open_files(engine: Engine, path: Path) -> Any:
    """A Parquet file, or every Parquet file of a folder, as a frame of an engine; nothing is read yet.

    Raises
    ------
    SourceError
        There is no such file or folder, or the engine is not installed.
    """
    found = sorted(path.glob("*.parquet")) if path.is_dir() else [path] if path.is_file() else []
    if not found:
        raise SourceError(f"{path}: there is no Parquet file, and no folder with any. Check the path.")
    files = [str(file) for file in found]
    if engine == "duckdb":
        return _duckdb(":memory:").read_parquet(files)
    if engine == "spark":
        return spark_session().read.parquet(*files)
    return pl.scan_parquet(files)


def open_table(engine: Engine, database: Path | None, table: str) -> Any:
    """A table of a DuckDB file, or of the catalogue of the Spark session, as a frame; nothing is read yet.

    Raises
    ------
    SourceError
        The engine keeps no tables (polars), is not installed, or does not have this one.
    """
    if engine == "polars":
        raise SourceError("polars reads files: give `file`, or `engine: duckdb` for a table of a DuckDB database.")
    try:
        if engine == "spark":
            return spark_session().table(table)
        if database is None or not database.is_file():
            raise SourceError(f"{database}: there is no DuckDB database. Give its path as `database`.")
        return _duckdb(str(database), read_only=True).table(table)
    except SourceError:
        raise
    except Exception as fault:  # the engines' own messages go on for pages
        raise SourceError(
            f"The table `{table}` cannot be opened by {engine} ({type(fault).__name__}). Check its name."
        ) from None


def spark_session() -> Any:
    """The Spark session at work, or a small one on two cores of this computer."""
    session = _module("pyspark.sql", "spark").SparkSession
    at_work = session.getActiveSession()
    if at_work is not None:
        return at_work
    builder = session.builder.master("local[2]").appName("research-kit")
    for key, value in LOCAL_SPARK.items():
        builder = builder.config(key, value)
    try:
        started = builder.getOrCreate()
    except Exception as fault:  # no Java, or one too old: the message is a page of Java
        raise SourceError(
            f"Spark does not start ({type(fault).__name__}). It needs Java 17 or later; on Debian: "
            "`apt-get install openjdk-17-jre-headless`."
        ) from None
    started.sparkContext.setLogLevel("ERROR")
    return started


def _duckdb(database: str, *, read_only: bool = False) -> Any:
    connection = _module("duckdb", "duckdb").connect(database, read_only=read_only)
    connection.execute("set enable_progress_bar = false")  # it would stand in the middle of what a command prints
    return connection


def _module(name: str, extra: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError:
        raise SourceError(
            f"{name.partition('.')[0]} is not installed. Install it with `pip install 'research-kit[{extra}]'`."
        ) from None
