"""What every workbook of the corpus is made of: sheets of cells, and beside each planted cell what must come back from it.

The catalogue's files say which unit is asked for what; nothing here knows how the program reads a workbook.
"""

import csv
import json
import random
import tomllib
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from openpyxl.utils import get_column_letter

CATALOGUE = Path(__file__).parents[3] / "server/catalogue"
INDICATORS = {i["code"]: i for i in tomllib.loads((CATALOGUE / "indicators.toml").read_text())["indicator"]}
with (CATALOGUE / "units.csv").open() as file:
    UNITS = {u["code"]: u for u in csv.DictReader(file) if u["province"] == "dong-nai"}
COMMUNES = [c for c, u in UNITS.items() if u["kind"] in ("commune", "ward")]
DEPARTMENTS = [c for c, u in UNITS.items() if u["parent"] == "DN" and c not in COMMUNES]
GROUPS = {"all_communes": COMMUNES, "all_departments": DEPARTMENTS, "all_units": DEPARTMENTS + COMMUNES}
MONTHS = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}


def reporters(indicator):
    rows = tomllib.loads((CATALOGUE / "assignments.toml").read_text())["assignment"]
    named = [u for a in rows if a["indicator"] == indicator and a["part"] == "reports" for u in a["units"]]
    return [u for name in named for u in GROUPS.get(name, [name])]


REPORTERS = {code: reporters(code) for code, i in INDICATORS.items() if i["province"] == "dong-nai"}


def asked(unit, period, kinds=("ratio", "count", "yes_no")):
    """Codes a unit is asked in a month's round, in the catalogue's order."""
    month = int(period[5:7])
    due = lambda i: month % MONTHS[i["frequency"]] == 0 and i["kind"] in kinds
    return [code for code, units in REPORTERS.items() if unit in units and due(INDICATORS[code])]


def title(code):
    return INDICATORS[code]["name"]


def name(unit):
    return UNITS[unit]["name"]


# Usual sizes of a denominator; the others are dossiers.
SIZES = {"CQS-01": (900, 1900), "CQS-03": (80, 390), "CQS-04": (210, 690), "CQS-05": (1200, 1900), "CQS-06": (41, 290),
         "CQS-08": (900, 1900), "DLH-04": (4, 13), "DLH-05": (5, 16), "DLH-06": (31, 77), "DLH-07": (53, 130), "DLH-08": (5, 19),
         "KTS-01": (110, 420), "KTS-02": (23, 61), "KTS-03": (31, 88), "KTS-04": (21, 66), "KTS-05": (19, 47), "XHS-01": (11000, 64000),
         "XHS-02": (61, 240), "XHS-03": (710000, 990000), "XHS-04": (710000, 990000), "XHS-05": (7, 23), "XHS-06": (700000, 990000),
         "XHS-07": (17, 59), "DLH-01": (120000, 900000), "DLH-02": (3100000, 4400000), "DLH-03": (11, 47)}  # fmt: skip


def figures(seed, codes):
    """For each code a numerator and a denominator no check can take exception to: 62 to 95 %, none of them round."""
    dice = random.Random(seed)
    found = {}
    for code in codes:
        low, high = SIZES.get(code, (340, 9400))
        den = dice.randint(low, high)
        den += den % 10 == 0
        num = int(den * dice.uniform(0.62, 0.95))
        num += num % 10 == 0
        found[code] = (num, den) if INDICATORS[code]["kind"] == "ratio" else (dice.randint(3, 8), None)
    return found


def percent(num, den, places=2):
    return float(round(Decimal(100) * Decimal(num) / Decimal(den), places))


def vi(number, places=None):
    """As written in Vietnamese: 12345.5 is 12.345,5."""
    return f"{number:,}".translate(str.maketrans(",.", ".,")) if places is None else f"{number:,.{places}f}".translate(str.maketrans(",.", ".,"))


def en(number):
    return f"{number:,}"


def bare(text):
    """Without diacritics, as typed on a machine without Vietnamese keys."""
    flat = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in flat if not unicodedata.combining(c))


@dataclass
class Formula:
    text: str
    cached: object = None


@dataclass
class Error:
    """An error value as the spreadsheet shows it, with the formula that led to it."""

    text: str
    formula: str = "1/0"


@dataclass
class N:
    """A planted cell: what stands in it and what it means. `value` None with `fault` None means: no number may come from it."""

    shown: object
    value: object = None
    fault: str = None
    fmt: str = None
    flags: dict = field(default_factory=dict)


def right(shown, value=None, fmt=None, **flags):
    """Decided: exactly this number must come back, and a finding on the cell is a false alarm."""
    return N(shown, shown if value is None else value, None, fmt, flags)


def maybe(shown, value, fmt=None, **flags):
    """Not decided by the file alone: this number or a finding on the cell, never another number."""
    return N(shown, value, None, fmt, {"may_find": True, **flags})


def wrong(shown, why, fmt=None, **flags):
    """A finding must stand on the cell."""
    return N(shown, None, why, fmt, flags)


def nothing(shown, **flags):
    """No number may come from it; whether it is remarked on is open."""
    return N(shown, None, None, None, flags)


@dataclass
class Style:
    num: str = None
    bold: bool = False
    quote: bool = False


class Grid:
    def __init__(self, book, title, state="visible"):
        self.book, self.title, self.state = book, title, state
        self.cells, self.styles, self.merges, self.hidden_rows, self.hidden_columns = {}, {}, [], set(), set()

    def put(self, row, column, value, fmt=None, bold=False, quote=False):
        if value is None:
            return self.at(row, column)
        self.cells[row, column] = value
        if fmt or bold or quote:
            self.styles[row, column] = Style(fmt, bold, quote)
        return self.at(row, column)

    def line(self, row, *values, column=1, **style):
        for offset, value in enumerate(values):
            self.put(row, column + offset, value, **style)

    def merge(self, row, column, rows=1, columns=1):
        self.merges.append((row, column, row + rows - 1, column + columns - 1))

    def at(self, row, column):
        return f"{get_column_letter(column)}{row}"

    def plant(self, row, column, n, indicator=None, part="numerator", unit=None, period=None):
        """Writes a cell and notes what it must come back as."""
        if not isinstance(n, N):
            n = right(n)
        cell = self.put(row, column, n.shown, n.fmt, quote=n.flags.get("quote", False))
        key = {"unit": unit or self.book.unit, "indicator": indicator, "period": period or self.book.period}
        flags = {k: v for k, v in n.flags.items() if k != "quote"}
        place = {"sheet": self.title, "cell": cell}
        if n.fault:
            self.book.cells.append({**place, **key, "part": part, "fault": True, "why": n.fault, **flags})
        elif n.value is None:
            self.book.absent.append({**key, "part": part, **flags})
        else:
            self.book.cells.append({**place, **key, "part": part, "value": exact(n.value), **flags})
        return cell

    def clean(self, row, column):
        self.book.clean.append([self.title, self.at(row, column)])


def exact(value):
    return format(Decimal(str(value)), "f")


class Book:
    def __init__(self, name, unit, period, about, engine="openpyxl"):
        self.name, self.unit, self.period, self.about, self.engine = name, unit, period, about, engine
        self.grids, self.cells, self.clean, self.absent, self.extra, self.options = [], [], [], [], {}, {}

    def sheet(self, title, state="visible"):
        self.grids.append(Grid(self, title, state))
        return self.grids[-1]

    def expectation(self):
        # Where one part is missing, the program may leave out the figure whole, or ask about it on either cell.
        gaps = {(a["unit"], a["indicator"], a["period"]) for a in self.absent}
        for cell in self.cells:
            if (cell.get("unit"), cell.get("indicator"), cell.get("period")) in gaps:
                cell |= {"optional": True} | ({} if cell.get("fault") else {"may_find": True})
        head = {"unit": self.unit, "period": self.period, "about": self.about, "readable": True, **self.extra}
        return {**head, "cells": self.cells, "clean": self.clean, "absent": self.absent}


def dump(expectation):
    """One line a cell, so that a change of one is one changed line; the file's own unit and period are not said again."""
    lines = []
    spared = lambda k, v: k in ("unit", "period") and v == expectation[k]
    for key, value in expectation.items():
        if key in ("cells", "clean", "absent") and value:
            if key == "clean":  # only places: ten a line
                rows = [json.dumps(value[i : i + 10], ensure_ascii=False)[1:-1] for i in range(0, len(value), 10)]
            else:
                rows = [json.dumps({k: v for k, v in row.items() if not spared(k, v)}, ensure_ascii=False) for row in value]
            rows = ",\n".join("    " + row for row in rows)
            lines.append(f'  "{key}": [\n{rows}\n  ]')
        else:
            lines.append(f'  "{key}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


MADE = []


def workbook(name, unit, period, about, engine="openpyxl", **options):
    """Registers a function that fills a new book."""

    def register(fill):
        book = Book(name, unit, period, about, engine)
        book.options = options
        fill(book)
        MADE.append(book)
        return fill

    return register
