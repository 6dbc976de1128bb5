"""What fuzzing starts from: a sound file of each kind, and faulty ones that were found before (`corpus/`)."""

from __future__ import annotations

import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import xlsxwriter

from research_kit.counts import life_table, write_life_table
from tests.fuzz.readers import CANARY, ROOT, sound_site

CORPUS = Path(__file__).parent / "corpus"
"""A folder a target; each file in it once broke a reader. It is replayed by every `make test`."""

HEADER = ("Nr", "Kön", "Född utomlands", "Födelseår", "Målgrupper", "Utbildning", "Registrerad", "Yrke")
ROWS = (
    ("p1", "K", "ja", "1980", "unemployed", "9y", "2010-01-10", CANARY),
    ("p2", "M", "nej", "1981", "long_term_sick,unemployed", "upper_sec", "2010-01-11", ""),
    ("p3", CANARY, CANARY, CANARY, CANARY, CANARY, CANARY, "1"),
)


def seeds_of(target: str) -> list[bytes]:
    """The sound file of a target and what is in its corpus, always in the same order."""
    found = sorted((CORPUS / target).glob("*")) if (CORPUS / target).is_dir() else []
    return [*_SOUND[target](), *(path.read_bytes() for path in found)]


def _csv() -> list[bytes]:
    lines = [";".join(row) for row in (HEADER, *ROWS)]
    quoted = "\n".join(",".join(f'"{cell}"' for cell in row) for row in (HEADER, *ROWS))
    return ["\n".join(lines).encode(), quoted.encode("cp1252"), "\r\n".join(lines).encode("utf-16")]


def _excel() -> list[bytes]:
    made = []
    for titles in (0, 3):
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            sheet = book.add_worksheet("Deltagare")
            for number, row in enumerate((HEADER, *ROWS), start=titles):
                sheet.write_row(number, 0, row)
            if titles:
                sheet.merge_range(0, 0, 0, 3, "Uttag ur registret")
        made.append(buffer.getvalue())
    return made


def _frame() -> pl.DataFrame:
    return pl.DataFrame(ROWS, schema=list(HEADER), orient="row")


def _parquet() -> list[bytes]:
    typed = _frame().with_columns(
        pl.lit(1980).alias("Födelseår"), pl.lit("2010-01-10").str.to_date().alias("Registrerad")
    )
    made = []
    for frame, compression in ((_frame(), "uncompressed"), (typed, "zstd")):
        buffer = io.BytesIO()
        frame.write_parquet(buffer, compression=compression)  # type: ignore[arg-type]
        made.append(buffer.getvalue())
    return made


def _sqlite() -> list[bytes]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file.db"
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA page_size = 512")
            columns = ", ".join('"' + name + '"' for name in HEADER)
            connection.execute(f"CREATE TABLE deltagare ({columns})")
            connection.executemany("INSERT INTO deltagare VALUES (?, ?, ?, ?, ?, ?, ?, ?)", ROWS)
            connection.commit()
        return [path.read_bytes()]


def _files(*names: str) -> list[bytes]:
    return [(ROOT / name).read_bytes() for name in names]


def _findings() -> dict[str, object]:
    claim = {"answer": "equity", "table": "access", "statistic": "share_through_gate", "time": 60.0}
    told = {"estimate": 0.3, "lower": 0.2, "upper": 0.4, "n": 100, "events": 30, "unknown": 0, "unit": "share"}
    graded = {
        "status": "ok",
        "grade": "E1",
        "grade_reasons": ["OWN_GROUP"],
        "method_id": "M4.4",
        "sentence_key": "M4.4",
    }
    days = {"as_of": "2011-Q2", "until": "2011-06-30", "quarter": "2011-Q2"}
    return {"id": "F1-2011-Q2", "claim": claim, **told, **graded, **days, "line": "0123456789ab"}


def _decision() -> dict[str, object]:
    metric = {"answer": "process", "table": "waits", "statistic": "share_within_days", "time": 30.0}
    days = {"decided_on": "2010-07-12", "measured_from": "2010-08-02", "due": "2010-08-02", "review_on": "2011-06-01"}
    said = {"text": "Alla träffar en coach.", "type": "access", "owner_role": "process_lead", "stop_rule": "Färre."}
    baseline = {"estimate": 0.64, "lower": 0.52, "upper": 0.74, "as_of": "2010-Q2"}
    view = {"participants_view": {"view": "confirmed", "comment": ""}, "unit": "share", "finding_ids": ["F1-2010-Q2"]}
    expected = {"expected_direction": "higher", "expected_size": 0.15, "expected_n": 53}
    return {"id": "D1", "metric": metric, **days, **said, "baseline": baseline, **view, **expected}


def _remeasurement() -> dict[str, object]:
    before = {"id": "R1", "decision_id": "D1", "release": "2011-Q2", "release_hash": "0", "as_of": "2011-06-30"}
    after = {"estimate_before": 0.64, "estimate_after": 0.71, "after_lower": 0.58, "after_upper": 0.8, "n_after": 71}
    told = {"difference": 0.07, "lower": -0.1, "upper": 0.2, "verdict": "cannot_be_told", "sentence_key": "M11.1"}
    return {**before, **after, **told, "unit": "share", "data_hash": "0"}


def _alerts() -> dict[str, object]:
    about = {"group": "gender=woman", "compared_with": "rest", "statistic": "share_through_gate", "outcome": "enrolled"}
    return {"alerts": [{"level": "red", **about, "chance": None}, {"level": "yellow", **about, "chance": 0.1}]}


def _entry() -> dict[str, object]:
    facts = {"as_of": "2011-Q2", "release": "", "what": "findings"}
    head = {"number": 1, "label": "2011-Q2-findings", "previous": "", "hash": "0"}
    return {**head, "facts": facts, "files": {"findings.jsonl": "0"}}


def _counts() -> list[bytes]:
    people = pl.DataFrame({"days": [6, 6, 7, 10], "event": [1, 0, 1, 1], "gender": list("wmwm")})
    with TemporaryDirectory() as folder:
        head = write_life_table(
            life_table(people, duration="days", event="event", by=["gender"]), Path(folder, "table")
        )
        facts = json.loads(head.read_text(encoding="utf-8"))
        rows = (Path(folder) / "table.csv").read_bytes()
    facts["files"]["table.csv"]["sha256"] = "HASH"
    return [json.dumps(facts).encode() + b"\n\n" + rows]


def _release() -> dict[str, object]:
    subject = {"study": "liten", "title": {"sv": "Liten"}, "as_of": "2011-06-30", "starts_on": None, "synthetic": True}
    answer = {"tables": {}, "subject": subject, "guards": [], "definition": {}}
    head = {"quarter": "2011-Q2", "as_of": "2011-06-30", "audience": "board", "policy": {"k": 5}, "lost_sha256": "HASH"}
    return {**head, "answers": {"equity": answer}}


def _as_json(said: dict[str, object]) -> list[bytes]:
    return [json.dumps(said, ensure_ascii=False).encode() + b"\n"]


_SOUND = {
    "csv": _csv,
    "excel": _excel,
    "parquet": _parquet,
    "sqlite": _sqlite,
    "parameters": lambda: _files("parameters/samba.yaml", "parameters/unemployment_spells.yaml"),
    "cohort": lambda: _files("cohorts/samba.yaml", "cohorts/unemployment_spells.yaml"),
    "decision": lambda: _files("parameters/decisions/samba_2010.yaml"),
    "ledger_entry": lambda: _as_json(_entry()),
    "ledger_findings": lambda: _as_json(_findings()),
    "ledger_decision": lambda: _as_json(_decision()),
    "ledger_remeasurement": lambda: _as_json(_remeasurement()),
    "ledger_alerts": lambda: _as_json(_alerts()),
    "counts": _counts,
    "counts_of_site": lambda: [sound_site()["counts.json"]],
    "release": lambda: _as_json(_release()),
}
