"""Partners' tables that were written for these tests alone: other words than the synthetic studies', and traps.

In each table, a column is what it truly is (null: none of ours) and its values. Those of `SECOND` were written when the
lists of words had been widened by what the first ones lacked; the lists have been widened by them since.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

ROWS = 40
NAMES = ("Svensson", "Bergström", "Lindqvist")
Column = tuple[str | None, list[str | None]]


def days(form: str = "%Y-%m-%d", *, year: int = 2019) -> list[str | None]:
    """Days over two years, in a form."""
    rng = np.random.default_rng(4)
    return [(date(year, 1, 1) + timedelta(days=int(n))).strftime(form) for n in rng.integers(0, 700, ROWS)]


def of(*values: str | None) -> list[str | None]:
    """The values over and over again."""
    return [values[i % len(values)] for i in range(ROWS)]


def numbered(form: str) -> list[str | None]:
    """Every row its own."""
    return [form.format(i) for i in range(ROWS)]


def identity_number(i: int) -> str:
    """A valid number, with serial digits that are kept for tests; its last digit but one says man or woman by turns."""
    nine = f"{60 + i % 35:02}{1 + i % 12:02}{1 + i % 28:02}{980 + i % 20}"
    total = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(nine))
    return f"19{nine[:6]}-{nine[6:]}{-total % 10}"


NUMBERS = [identity_number(i) for i in range(ROWS)]
MEN_AND_WOMEN = ["1" if int(number[-2]) % 2 else "2" for number in NUMBERS]
PEOPLE: Column = (None, list(NUMBERS))
SURNAMES: Column = (None, of(*NAMES))
AFTER = days(year=2021)

FIRST: dict[str, tuple[str, dict[str, Column]]] = {
    "clients": (
        "participant",
        {
            "Client ID": (None, numbered("C{}")),
            "Sex": ("gender", of("F", "M")),
            "Born outside Sweden": ("foreign_born", of("yes", "no", "no")),
            "Year of Birth": ("birth_year", of("1980", "1991", "1975")),
            "Highest level of education": ("education", of("Upper secondary", "University", "Compulsory school")),
            "Mother tongue support": ("language_support", of("yes", "no")),
            "Phone": (None, numbered("070-{:07}")),
            "Name": (None, numbered("Anna Svensson {}")),
            "Last updated": ("recorded_at", days("%d/%m/%Y")),
        },
    ),
    "personlista": (
        "participant",
        {
            "Pers.nr": PEOPLE,
            "Efternamn": SURNAMES,
            "Kön (K/M)": ("gender", of("K", "M")),
            "Födelsedatum": (None, days(year=1980)),
            "Född i Sverige": (None, of("Ja", "Nej")),
            "Utbildningsnivå (SUN)": ("education", of("1", "2", "3", "4")),
            "Kommun": (None, of("Botkyrka", "Salem")),
            "Funktionsneds.": ("disability_support", of("Ja", "Nej", "Nej")),
            "Antal barn <18": ("children_u18_band", of("0", "1-2")),
            "Anteckning": (None, [f"ringt modern {number}" for number in NUMBERS]),
            "Ändrad datum": ("recorded_at", days()),
        },
    ),
    "status_uttag": (
        "status_spell",
        {
            "Personnr": PEOPLE,
            "Status": ("kind", of("Ordinarie anställning", "Arbetslös", "Nystartsjobb", "Sjukskriven", "Timanställd")),
            "Fr.o.m.": ("start", days()),
            "T.o.m.": ("end", AFTER),
            "Omfattning (%)": ("hours_pct", of("100", "50", "75")),
            "Bekräftad datum": ("verified_on", days()),
            "Handläggare": SURNAMES,
            "Uppdaterad": ("recorded_at", days()),
        },
    ),
    "narvarolista": (
        "participation",
        {
            "Inskr.nr": ("enr_id", numbered("10{:02}")),
            "Aktivitet": ("act_id", of("A1", "A2")),
            "Startdatum": ("start", days()),
            "Slutdatum": ("end", AFTER),
            "Planerade tim": ("planned_h", of("40", "12,5")),
            "Närvaro tim": ("attended_h", of("30", "10,5")),
            "Slutfört": ("completed", of("J", "N")),
            "Registrerad den": ("recorded_at", days()),
        },
    ),
    "Coachmöten 2020": (
        "coach_contact",
        {
            "Mötes-ID": ("id", numbered("{}")),
            "Inskrivnings-ID": ("enr_id", of("11", "12", "13")),
            "Jobbcoach": ("coach_id", of("c1", "c2")),
            "Datum": ("on", days()),
            "Mötesform": ("mode", of("Fysiskt möte", "Per telefon", "Videomöte")),
            "Tid (min)": ("minutes_band", of("30-60", "0-30")),
            "Status": ("kind", of("Genomfört", "Uteblev")),
            "Registrerat": ("recorded_at", days()),
        },
    ),
    "inskrivna": (
        "enrolment",
        {
            "ID-nummer": PEOPLE,
            "Ärendenr": ("ref_id", numbered("{}")),
            "Inskrivningsdatum": ("start", days()),
            "Planerat slutdatum": ("planned_end", AFTER),
            "Utskrivningsdatum": ("end", AFTER),
            "Avslutningsorsak": ("exit_reason", of("Arbete", "Studier", "Flyttat", "Avslutad enligt plan")),
            "Inskrivningsnr": ("enr_id", numbered("5{:02}")),
        },
    ),
    "personer med fel i": (  # names that promise what the values do not hold
        "participant",
        {
            "Personnummer": PEOPLE,
            "Kön": (None, of("Ja", "Nej")),
            "Utbildning": (None, days()),
            "Födelseår": (None, days()),
            "Utrikes född": (None, of("Malmö", "Lund", "Burlöv")),
            "Målgrupper": (None, numbered("Karin Svensson {}")),
        },
    ),
}

SECOND: dict[str, tuple[str, dict[str, Column]]] = {
    "Klientlista soc": (
        "participant",
        {
            "Klient-ID": (None, numbered("K{:04}")),
            "Juridiskt kön": ("gender", of("Man", "Kvinna")),
            "Födelseland": ("foreign_born", of("Sverige", "Utomlands")),
            "Född (år)": ("birth_year", of("1980", "1999")),
            "Högsta utbildning": ("education", of("Grundskola", "Gymnasieskola", "Högskola/universitet")),
            "Ek. bistånd sedan": (None, days()),
            "Tolkbehov": ("language_support", of("Ja", "Nej")),
            "Hemmavarande barn": ("children_u18_band", of("0", "1-2")),
            "Boendeform": ("housing", of("Hyresrätt", "Inneboende", "Hemlös")),
            "Senast uppdaterad": ("recorded_at", days()),
        },
    ),
    "AF utdrag sökande": (
        "status_spell",
        {
            "Persnr": PEOPLE,
            "Sökandekategori": ("kind", of("Öppet arbetslös", "Nystartsjobb", "Program", "Deltidsarbetslös")),
            "Kategori from": ("start", days()),
            "Kategori tom": ("end", AFTER),
            "Sökandekategori kod": (None, of("11", "31", "70", "21")),
            "Kontor": (None, of("Botkyrka", "Söder")),
            "Uttagsdatum": ("recorded_at", days()),
        },
    ),
    "FK ersattning": (
        "status_spell",
        {
            "PNR": PEOPLE,
            "Förmån": ("kind", of("Sjukpenning", "Sjukersättning", "Föräldrapenning")),
            "From_datum": ("start", days()),
            "Tom_datum": ("end", AFTER),
            "Omfattning": ("hours_pct", of("100", "75", "50", "25")),
            "Registreringsdatum": ("recorded_at", days()),
        },
    ),
    "enrolments": (
        "enrolment",
        {
            "enrolment_id": ("enr_id", numbered("30{:02}")),
            "participant_id": (None, numbered("K{:04}")),
            "enrolled": ("start", days()),
            "planned_exit": ("planned_end", AFTER),
            "exited": ("end", AFTER),
            "exit_reason": ("exit_reason", of("employment", "education", "moved", "completed")),
            "date_entered": ("recorded_at", days()),
        },
    ),
    "Aktualiseringar": (
        "referral",
        {
            "Remiss nr": ("ref_id", numbered("30{:02}")),
            "Personnummer": PEOPLE,
            "Remitterande enhet": ("org_id", of("AF", "Soc", "FK")),
            "Remissdatum": ("referred_on", days()),
            "Beslut": ("decision", of("Beviljad", "Avslag")),
            "Beslutsdatum": ("decided_on", days(year=2020)),
            "Orsak avslag": ("decline_reason", of("Språk", "Hälsa")),
            "Kommentar": (None, numbered("kommentar om Karin {}")),
        },
    ),
    "Uppföljningsenkät": (
        "wave",
        {
            "Inskrivningsnummer": ("enr_id", numbered("30{:02}")),
            "Uppföljning": ("k", of("1", "2", "3")),
            "Planerat datum": ("planned_on", days()),
            "Genomfört": ("actual_on", days()),
            "Svarssätt": ("mode", of("Telefon", "Webbenkät", "Besök")),
            "Vem svarade": ("respondent", of("Deltagaren", "Coachen")),
            "Orsak till bortfall": ("missing_reason", of("Avböjde", "Sjuk")),
            "Reg.datum": ("recorded_at", days()),
        },
    ),
    "Närvaro kurs": (
        "participation",
        {
            "Inskrivningsnr": ("enr_id", numbered("30{:02}")),
            "Kurskod": ("act_id", of("A1", "B2")),
            "Kursstart": ("start", days()),
            "Kursslut": ("end", AFTER),
            "Erbjuden": ("offered_on", days()),
            "Tackat nej": ("declined_on", of(None)),
            "Tim plan": ("planned_h", of("40", "20")),
            "Tim närvaro": ("attended_h", of("30", "12")),
            "Fullföljt kurs": ("completed", of("ja", "nej")),
            "Ändrad": ("recorded_at", days()),
        },
    ),
}

TABLES = {name: pl.DataFrame({called: cells for called, (_, cells) in columns.items()})
          for name, (_, columns) in (FIRST | SECOND).items()}  # fmt: skip
TRUTH = {name: (table, {called: ours for called, (ours, _) in columns.items() if ours})
         for name, (table, columns) in (FIRST | SECOND).items()}  # fmt: skip
"""Table by table: which of ours it is, and which of ours each column is, those that are none of ours left out."""
