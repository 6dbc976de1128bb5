"""Files of four municipalities that nobody had seen when the lists of words were written; and the truth."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.unit.study.conftest import check_digit

REASON = {"ord_emp": "Arbete", "completed": "Fullföljt", "sick": "Sjukskriven", None: ""}
LANDS = ("Syrien", "Somalia", "Polen", "Irak", "Chile")
SPAN = timedelta(days=40)


def people(seed: int, count: int = 40) -> list[dict[str, Any]]:
    """The truth: one row is a person; every fifth was referred and never enrolled."""
    rng = random.Random(seed)
    rows = []
    for i in range(count):
        born = date(1999, 12, 1) + timedelta(days=40 * i) if i < 4 else date(1965, 1, 1) + timedelta(days=330 * i)
        serial = f"{100 + 2 * i + (i % 2):03d}"
        written = f"{born:%Y%m%d}{serial}"
        referred = date(2024, 2, 1) + timedelta(days=rng.randrange(300))
        start = referred + timedelta(days=rng.randrange(10, 40)) if i % 5 else None
        end = start + timedelta(days=rng.randrange(90, 300)) if start and rng.random() < 0.7 else None
        reason = ("ord_emp", "completed", "sick")[i % 3] if end else None
        rows.append(
            {
                "i": i, "number": written + check_digit(written[2:]), "gender": "man" if i % 2 else "woman",
                "foreign_born": "yes" if rng.random() < 0.5 else "no", "birth_year": born.year, "referred": referred,
                "start": start, "end": end, "reason": reason, "job": end if reason == "ord_emp" else None,
                "hours": rng.choice((50, 75, 100)), "seen": date(2026, 5, 1) + timedelta(days=i),
            }
        )  # fmt: skip
    return rows


def write_municipalities(folder: Path, rows: list[dict[str, Any]]) -> None:
    """`norr`, `soder`, `oster` and `vaster`: the same people, each written as another clerk would."""
    for name, write in {"norr": _norr, "soder": _soder, "oster": _oster, "vaster": _vaster}.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        write(folder / name, rows)


def _ten(row: dict[str, Any]) -> str:
    return f"{row['number'][2:8]}-{row['number'][8:]}"


def _twelve(row: dict[str, Any]) -> str:
    return f"{row['number'][:8]}-{row['number'][8:]}"


def _short(day: date | None) -> str:
    return f"{day:%y%m%d}" if day else ""


def _by_hand(day: date | None) -> str:
    return f"{day.day}/{day.month}-{day:%y}" if day else "-"


def _serial(day: date | None) -> int | str:
    return (day - date(1899, 12, 30)).days if day else ""


def _norr(folder: Path, rows: list[dict[str, Any]]) -> None:
    """One list for everything: days of six digits, what may be answered in the header, a sum below."""
    lines = [
        "Pnr;Namn;Kön K/M;Utrikesfödd J/N;Aktualiserad;Inskrivn.dat;Avslutad;Avslutsorsak;Arbete fr.o.m.;Grad;Koll"
    ]
    for row in rows:
        said = ["K" if row["gender"] == "woman" else "M", "J" if row["foreign_born"] == "yes" else "N"]
        days = [_short(row["referred"]), _short(row["start"]), _short(row["end"]), REASON[row["reason"]]]
        job = [_short(row["job"]), f"{row['hours']} %" if row["job"] else "", _short(row["seen"])]
        lines.append(";".join([_ten(row), "Kim Berg", *said, *days, *job]))
    lines += ["", f"Totalt;{len(rows)};;;;;;;;;", "* Preliminära uppgifter."]
    (folder / "Alla 2026.csv").write_bytes("\r\n".join(lines).encode("cp1252"))


def _soder(folder: Path, rows: list[dict[str, Any]]) -> None:
    """Two tables side by side, days as numbers, a cross or nothing, shares for per cent; no number of an enrolment."""
    with xlsxwriter.Workbook(folder / "Register.xlsx") as book:
        sheet = book.add_worksheet("Register")
        sheet.write(0, 0, "Deltagare")
        sheet.write(0, 5, "In och ut")
        sheet.write_row(1, 0, ["Personnr", "Kön (1=man, 2=kvinna)", "Utrikes född", "Reg.dat"])
        sheet.write_row(1, 5, ["Personnr", "Insatsstart", "Insats avslutad", "Avslutsorsak"])
        for at, row in enumerate(rows, start=2):
            cross = "X" if row["foreign_born"] == "yes" else ""
            sheet.write_row(at, 0, [_twelve(row), 2 - row["i"] % 2, cross, _serial(row["referred"])])
        for at, row in enumerate([row for row in rows if row["start"]], start=2):
            said = [_twelve(row), _serial(row["start"]), _serial(row["end"]), REASON[row["reason"]]]
            sheet.write_row(at, 5, said)
        sheet = book.add_worksheet("Sysselsättning")
        sheet.write_row(0, 0, ["Personnr", "Vad gör personen", "Datum", "Datum", "%", "Kollad"])
        for at, said in enumerate(_statuses(rows), start=1):
            person, kind, start, end, hours, seen = said
            share = hours / 100 if hours else ""
            sheet.write_row(at, 0, [_twelve(person), kind, _serial(start), _serial(end), share, _serial(seen)])


def _statuses(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    for row in rows:
        if row["start"]:
            found.append((row, "Arbetslös", row["referred"] - SPAN, row["job"], None, row["job"] or row["seen"]))
        if row["job"]:
            found.append((row, "Jobb", row["job"], None, row["hours"], row["seen"]))
    return found


def _oster(folder: Path, rows: list[dict[str, Any]]) -> None:
    """UTF-16 and tabs, `1/3-24`, the header on each page, codes of a letter; activities by personal number."""
    header = "P.nr\tMan/Kvinna\tFödelseland"
    lines = ["Lista", "", header]
    for row in rows:
        land = "Sverige" if row["foreign_born"] == "no" else LANDS[row["i"] % len(LANDS)]
        lines += ["", header] if row["i"] % 15 == 14 else []
        lines.append("\t".join([row["number"][2:], "Kvinna" if row["gender"] == "woman" else "Man", land]))
    (folder / "personer.txt").write_bytes(b"\xff\xfe" + "\r\n".join([*lines, ""]).encode("utf-16-le"))
    code = {"ord_emp": "A", "completed": "B", "sick": "C", None: "--"}
    lines = ["P.nr\tInskriven\tUtskriven\tOrsakskod\tInmatad"]
    for row in rows:
        if row["start"]:
            end = _by_hand(row["end"]) if row["end"] else "pågår"
            lines.append(
                "\t".join([row["number"][2:], _by_hand(row["start"]), end, code[row["reason"]], _by_hand(row["start"])])
            )
    (folder / "in_ut.txt").write_bytes(b"\xff\xfe" + "\r\n".join([*lines, ""]).encode("utf-16-le"))
    lines = ["P.nr\tKurs\tKursstart\tKursslut\tPlan. timmar\tNärv. timmar"]
    for row in rows:
        if row["start"]:
            days = [_by_hand(row["start"] + timedelta(days=7)), _by_hand(row["start"] + timedelta(days=60))]
            lines.append("\t".join([row["number"][2:], "Svenska", *days, "40,5", "20,25"]))
    (folder / "kurser.txt").write_bytes(b"\xff\xfe" + "\r\n".join([*lines, ""]).encode("utf-16-le"))


def _vaster(folder: Path, rows: list[dict[str, Any]]) -> None:
    """Personal numbers as numbers, their first zeros lost; line breaks in the header; two lists of the same people."""
    with xlsxwriter.Workbook(folder / "Alla.xlsx") as book:
        sheet = book.add_worksheet("Inskrivna")
        sheet.write_row(0, 0, ["Person-\nnummer", "Kön", "Inskrivn.-\ndatum", "Avsluts-\ndatum", "Orsak till\navslut"])
        for at, row in enumerate([row for row in rows if row["start"]], start=1):
            sheet.write_number(at, 0, int(row["number"][2:]))
            gender = "Kvinna" if row["gender"] == "woman" else "Man"
            end = str(row["end"]) if row["end"] else "saknas"
            sheet.write_row(at, 1, [gender, f"{row['start']} 00:00:00", end, REASON[row["reason"]] or "saknas"])
        sheet = book.add_worksheet("Bakgrund")
        sheet.write_row(0, 0, ["Person-\nnummer", "Utrikes\nfödd"])
        for at, row in enumerate(rows, start=1):
            sheet.write_number(at, 0, int(row["number"][2:]))
            sheet.write(at, 1, "Utrikes" if row["foreign_born"] == "yes" else "Inrikes")
