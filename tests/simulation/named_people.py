"""People with names, whom two partners know by numbers of their own: who is who is known, and how they were written."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

SWEDISH = (
    ["Anna", "Eva", "Maria", "Karin", "Kristina", "Lena", "Sara", "Emma", "Elin", "Ingrid", "Birgitta", "Åsa", "Märta",
     "Ann-Marie", "Lars", "Karl", "Anders", "Johan", "Per", "Erik", "Mikael", "Jan", "Göran", "Örjan", "Håkan", "Björn",
     "Carl-Johan", "Nils"],
    ["Andersson", "Johansson", "Karlsson", "Nilsson", "Eriksson", "Larsson", "Olsson", "Persson", "Svensson",
     "Gustafsson", "Pettersson", "Jönsson", "Öberg", "Åkesson", "Sjöström", "Lindqvist", "Bäckström", "Ek", "Nyström",
     "Hägg", "Wåhlin", "Berg"],
)  # fmt: skip
OTHER = (
    ["Fatima", "Aisha", "Amina", "Maryam", "Zahra", "Noor", "Layla", "Hodan", "Sahra", "Ifrah", "Mohammed", "Ahmed",
     "Ali", "Omar", "Hassan", "Yusuf", "Ibrahim", "Mustafa", "Abdi", "Samir", "Dragana", "Jasmina", "Emina", "Nermin",
     "Thi", "Oksana"],
    ["Ali", "Mohamed", "Ahmed", "Hassan", "Hussein", "Abdi", "Ibrahim", "Omar", "Al-Hakim", "Farah", "Warsame",
     "Haddad", "Khalil", "Yılmaz", "Kaya", "Begović", "Hadžić", "Petrović", "Nguyen", "Kovalenko", "Rahimi", "Karimi"],
)  # fmt: skip
TRANSLITERATED = {
    "Mohammed": ["Muhammad", "Mohamed", "Muhammed"], "Fatima": ["Fatma", "Fatimah"], "Yusuf": ["Youssef", "Yousuf"],
    "Hussein": ["Husein", "Hussain"], "Aisha": ["Aicha", "Ayesha"], "Maryam": ["Mariam", "Meryem"],
    "Sahra": ["Zahra"], "Omar": ["Umar"], "Hassan": ["Hasan"], "Ahmed": ["Ahmad"], "Kristina": ["Christina"],
    "Erik": ["Eric"], "Karl": ["Carl"], "Gustafsson": ["Gustavsson"], "Pettersson": ["Petersson"],
    "Lindqvist": ["Lindkvist"],
}  # fmt: skip
ERRORS = {
    "none": 0.50, "letters": 0.08, "typing": 0.08, "other_script": 0.07, "swapped": 0.05, "double": 0.05,
    "day_month": 0.04, "one_digit": 0.04, "placeholder": 0.05, "married": 0.04,
}  # fmt: skip
"""How the second partner writes somebody, and of how many people in a hundred."""


def two_lists(
    seed: int, *, in_both: int = 90, only_first: int = 160, only_second: int = 110
) -> dict[str, pl.DataFrame]:
    """`first` and `second`: one row is a person as a partner has written her; `truth`: the numbers of those in both."""
    rng = np.random.default_rng(seed)
    people = _people(in_both + only_first + only_second, rng)
    order = rng.permutation(people.height)
    both, first, second = np.split(order, [in_both, in_both + only_first])
    written = [_written(person, rng) for person in people[[*both, *second]].iter_rows(named=True)]
    numbers = [f"m{one}" for one in rng.permutation(len(written))]
    return {
        "first": people[[*both, *first]].with_columns(pl.Series("number", [f"k{one}" for one in (*both, *first)])),
        "second": pl.DataFrame(written, schema=people.schema).with_columns(pl.Series("number", numbers)),
        "truth": pl.DataFrame({"first": [f"k{one}" for one in both], "second": numbers[: len(both)]}),
    }


def _people(count: int, rng: np.random.Generator) -> pl.DataFrame:
    rows = []
    while len(rows) < count:
        foreign = rng.random() < 0.5
        givens, families = OTHER if foreign else SWEDISH
        family = families[min(int(rng.exponential(6)), len(families) - 1)]
        born = date(1955, 1, 1) + timedelta(days=int(rng.integers(0, 18_000)))
        if foreign and rng.random() < 0.2:
            born = date(born.year, 1, 1)
        twins = 2 if rng.random() < 0.02 else 1
        for given in rng.choice(givens, twins, replace=False):
            rows.append((str(given), family, born, str(rng.choice(["Burlöv", "Malmö", "Lund"])), _phone(rng)))
    schema = {"first_name": pl.String, "last_name": pl.String, "birth_date": pl.Date, "municipality": pl.String}
    return pl.DataFrame(rows[:count], schema=schema | {"phone": pl.String}, orient="row")


def _phone(rng: np.random.Generator) -> str | None:
    return None if rng.random() < 0.4 else f"07{rng.integers(10**7, 10**8)}"


def _written(person: dict, rng: np.random.Generator) -> dict:
    """The same person as the other partner has written her, with one kind of difference or none."""
    kind = str(rng.choice(list(ERRORS), p=list(ERRORS.values())))
    one = dict(person)
    if kind == "letters":
        plain = str.maketrans("åäöÅÄÖćžı", "aaoAAOczi")
        one |= {name: one[name].translate(plain).replace("-", " ") for name in ("first_name", "last_name")}
    elif kind == "typing":
        name = str(rng.choice(["first_name", "last_name"]))
        at = int(rng.integers(0, len(one[name])))
        one[name] = one[name][:at] + str(rng.choice(list("aeinrs"))) + one[name][at + 1 :]
    elif kind == "other_script":
        for name in ("first_name", "last_name"):
            one[name] = str(rng.choice(TRANSLITERATED.get(one[name], [one[name]])))
    elif kind == "swapped":
        one["first_name"], one["last_name"] = one["last_name"], one["first_name"]
    elif kind == "double":
        one["last_name"] = f"{one['last_name']} {rng.choice(SWEDISH[1])}"
    elif kind == "day_month" and one["birth_date"].day <= 12:
        one["birth_date"] = date(one["birth_date"].year, one["birth_date"].day, one["birth_date"].month)
    elif kind == "one_digit":
        one["birth_date"] = one["birth_date"].replace(year=one["birth_date"].year + int(rng.choice([-1, 1])))
    elif kind == "placeholder":
        one["birth_date"] = date(one["birth_date"].year, 1, 1)
    elif kind == "married":
        one["last_name"] = str(rng.choice(SWEDISH[1]))
    if rng.random() < 0.3:
        one["phone"] = _phone(rng)
    if rng.random() < 0.15:
        one["municipality"] = "Malmö"
    return one
