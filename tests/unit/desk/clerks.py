"""Seven partner files as three municipalities' clerks, a county and an association would write them; and the truth."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.unit.study.conftest import check_digit

MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
    "december",
)  # fmt: skip
SCHOOLS = {"<9y": "Ej fullföljd grundskola", "9y": "Grundskola", "upper_sec": "Gymnasium", "post_sec": "Eftergymnasial"}
REASONS = {"ord_emp": "Anställning", "regular_edu": "Studier", "sick": "Sjukdom", None: ""}
KINDS = {"unemployed": "Öppet arbetslös", "sick": "Sjukskriven", "ord_emp": "Arbete med lön", "regular_edu": "Studier"}
NBSP = "\u00a0"


def people(seed: int = 5, count: int = 60) -> list[dict[str, Any]]:
    """The truth: one row is a person."""
    rng = random.Random(seed)
    rows = []
    for i in range(count):
        born = date(1955, 1, 1) + timedelta(days=rng.randrange(14_000))
        serial = f"{100 + 2 * i + (i % 2):03d}"  # its last digit is even for a woman
        written = f"{born:%Y%m%d}{serial}"
        start = date(2009, 6, 1) + timedelta(days=rng.randrange(500))
        end = start + timedelta(days=rng.randrange(60, 130)) if rng.random() < 0.6 else None
        rows.append(
            {
                "number": written + check_digit(written[2:]), "gender": "woman" if i % 2 == 0 else "man",
                "birth_year": born.year, "foreign_born": rng.choice(["yes", "no"]),
                "education": rng.choice(list(SCHOOLS)), "start": start, "end": end,
                "exit_reason": rng.choice(["ord_emp", "regular_edu", "sick"]) if end else None,
                "disability_support": rng.choice(["yes", "no", "no"]) if i > 2 else "unknown",
                "language_support": rng.choice([True, None]), "hours": rng.randrange(20, 1400) + rng.choice([0, 0.5]),
                "kind": rng.choice(list(KINDS)), "referred_on": start - timedelta(days=30), "enr": str(i + 1),
            }
        )  # fmt: skip
    return rows


def write_clerks_files(folder: Path, rows: list[dict[str, Any]], *, seed: int = 6) -> None:
    """`lund`, `malmo`, `burlov`, `region` and `forening`, each with its own habits."""
    rng = random.Random(seed)
    for partner in ("lund", "malmo", "burlov", "region", "forening"):
        (folder / partner).mkdir(parents=True, exist_ok=True)
    _participants(folder / "lund" / "Deltagare t.o.m. dec.csv", rows, rng)
    _enrolments(folder / "malmo" / "inskrivningar.csv", rows, rng)
    _attendance(folder / "burlov" / "Närvaro.xlsx", rows, rng)
    _statuses(folder / "malmo" / "Försörjning och status.csv", rows, rng)
    _health(folder / "region" / "Vården.xlsx", rows, rng)
    _members(folder / "forening" / "medlemmar.csv", rows, rng)
    _referrals(folder / "lund" / "remisser.txt", rows, rng)


def _number(row: dict[str, Any], rng: random.Random) -> str:
    one = row["number"]
    return rng.choice([one, f"{one[:8]}-{one[8:]}", f"{one[2:8]}-{one[8:]}", one[2:], f"{one[:8]} {one[8:]}"])


def by_hand(day: date) -> str:
    return f"{day.day}/{day.month} {day.year}"


def in_words(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _participants(path: Path, rows: list[dict[str, Any]], rng: random.Random) -> None:
    """UTF-16 with tabs, as a spreadsheet's "Unicode text"; titles above, a count below, days written by hand."""
    lines = ["Deltagarförteckning SAMBA", "Utskriven 2011-01-15 av Kommunkontoret", ""]
    lines.append("Personnr\tKön\tUtrikes född\tUtbildningsnivå\tRegistrerad")
    for row in rows:
        said = ["Kv" if row["gender"] == "woman" else "M", "Ja" if row["foreign_born"] == "yes" else "Nej"]
        lines.append("\t".join([_number(row, rng), *said, SCHOOLS[row["education"]], by_hand(row["start"])]))
    lines += ["", f"Antal deltagare: {len(rows)}", ""]
    path.write_bytes(b"\xff\xfe" + "\r\n".join(lines).encode("utf-16-le"))


def _enrolments(path: Path, rows: list[dict[str, Any]], rng: random.Random) -> None:
    """Windows' letters, days without signs, a sum in the last row, no line break at the end."""
    lines = ["Löpnr;Pers.nr;Inskr.datum;Utskr.datum;Avslutsorsak;Reg.datum"]
    for row in rows:
        end = f"{row['end']:%Y%m%d}" if row["end"] else ""
        days = [f"{row['start']:%Y%m%d}", end, REASONS[row["exit_reason"]], end or f"{row['start']:%Y%m%d}"]
        lines.append(";".join([row["enr"], _number(row, rng), *days]))
    lines.append(f"Summa;{len(rows)};;;;")
    path.write_bytes("\r\n".join(lines).encode("cp1252"))


def _attendance(path: Path, rows: list[dict[str, Any]], rng: random.Random) -> None:
    """A title over merged cells, a header of two rows, empty columns, days as numbers, hidden rows, a sum."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Närvaro 2010")
        sheet.merge_range(0, 0, 0, 7, "Närvarolista - alla aktiviteter")
        sheet.write(1, 0, "Utskrift 2011-01-12")
        for column, name in ((0, "Löpnr"), (2, "Aktivitet")):
            sheet.write(3, column, name)
        sheet.merge_range(3, 4, 3, 5, "Tid")
        sheet.merge_range(3, 6, 3, 7, "Timmar")
        sheet.write_row(4, 4, ["Från", "Till", "Planerade", "Närvarande"])
        at = 5
        for row in rows:
            if row["end"] is None:
                continue
            sheet.write(at, 0, int(row["enr"]))
            sheet.write(at, 2, "Svenska")
            sheet.write_row(at, 4, [(day - date(1899, 12, 30)).days for day in (row["start"], row["end"])])
            sheet.write_row(at, 6, [_swedish(row["hours"]), _swedish(row["hours"] / 2)])
            if at % 7 == 0:
                sheet.set_row(at, None, None, {"hidden": True})
            at += 1
        sheet.write_row(at + 1, 0, ["Totalt", "", "", "", "", "", "9 999,5"])
        book.add_worksheet("Blad2")


def _swedish(number: float) -> str:
    return f"{number:,.2f}".replace(",", NBSP).replace(".", ",")


def _statuses(path: Path, rows: list[dict[str, Any]], rng: random.Random) -> None:
    """Commas and quotes, a mark at the beginning, months in words and quarters."""
    lines = ["Personnummer,Status,Från,Till,Uppdaterad"]
    for row in rows:
        end = f"kv{(row['end'].month + 2) // 3} {row['end'].year}" if row["end"] else ""
        start = f"{MONTHS[row['start'].month - 1]} {row['start'].year}"
        lines.append(f'"{_number(row, rng)}","{KINDS[row["kind"]]}","{start}",{end},{in_words(date(2011, 1, 10))}')
    path.write_bytes(b"\xef\xbb\xbf" + ("\n".join(lines) + "\n").encode())


def _health(path: Path, rows: list[dict[str, Any]], rng: random.Random) -> None:
    """Real days; a code about health on three people only; a cross where it is so."""
    with xlsxwriter.Workbook(path) as book:
        sheet, day = book.add_worksheet("Blad1"), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["Personnummer", "Har funktionsnedsättning", "Språkstöd?", "Uppdaterat"])
        for at, row in enumerate(rows, start=1):
            said = {"yes": "Ja", "no": "Nej", "unknown": "Utreds"}[row["disability_support"]]
            sheet.write_row(at, 0, [_number(row, rng), said, "X" if row["language_support"] else ""])
            sheet.write_datetime(at, 3, datetime(2010, 12, 1), day)


def _members(path: Path, rows: list[dict[str, Any]], rng: random.Random) -> None:
    """No line of names."""
    lines = [f"{_number(row, rng)};{'K' if row['gender'] == 'woman' else 'M'};{row['birth_year']}" for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _referrals(path: Path, rows: list[dict[str, Any]], rng: random.Random) -> None:
    """Bars between the columns, and four ways to write a day in one of them."""
    lines = ["Remiss nr|Personnummer|Remitterad av|Datum|Beslut|Beslutsdatum|Inlagd"]
    for i, row in enumerate(rows):
        day, decided = row["referred_on"], (row["referred_on"] + timedelta(days=9)).isoformat()
        written = [day.isoformat(), by_hand(day), f"{day:%Y%m%d}", in_words(day)][i % 4]
        by = rng.choice(["Arbetsförmedlingen", "Försäkringskassan"])
        lines.append(f"R{i}|{_number(row, rng)}|{by}|{written}|Antagen|{decided}|{decided}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
