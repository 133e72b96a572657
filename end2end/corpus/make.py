"""Makes the corpus: every workbook in files/ and beside it, by the same hand, what must come back from it.

python3 -m venv venv && venv/bin/pip install openpyxl==3.1.5 XlsxWriter==3.3.1 && venv/bin/python make.py
Needs LibreOffice Calc (libreoffice-calc-nogui is enough) for the formats no library writes. The tests never run this.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from lib import beside, faults, hands, lists, numbers, original, raw, tables  # noqa: F401
from lib.broken import FILES
from lib.kit import MADE, dump
from lib.write import convert, with_csv, with_openpyxl, with_xlsxwriter

WRITERS = {"openpyxl": with_openpyxl, "xlsxwriter": with_xlsxwriter, "raw": raw.with_raw, "blank": original.with_blank, "csv": with_csv}

# The same books once more, saved by LibreOffice: what is expected stays the same, sheets and cells keep their names.
AGAIN = {
    "xls": ["form-original", "form-original-all-kinds", "form-formulas", "form-merged-header", "form-hidden-rows-columns", "fault-errors", "fault-dates", "number-display-formats",
            "number-two-decimals", "beside-formats", "table-blocks", "table-month-sheets", "list-date-cells"],
    "ods": ["form-original-gaps", "form-columns-moved", "form-formulas", "form-hidden-old-sheet", "form-two-tables", "fault-words", "fault-percent-in-count", "number-vi-text", "percent-formats", "beside-formats",
            "table-three-header-rows", "table-months-across", "list-period-writings"],
    "xlsx": ["form-original", "form-no-diacritics", "number-text-and-numeric", "table-unknown-units"],
}  # fmt: skip
WORDS = {"xls": "Excel 97-2003", "ods": "OpenDocument", "xlsx": "Excel, written by LibreOffice"}


def save(book, out):
    suffix = "csv" if book.engine == "csv" else "xlsx"
    WRITERS[book.engine](book, out / f"{book.name}.{suffix}")
    (out / f"{book.name}.json").write_text(dump(book.expectation()))


def save_again(books, out, work):
    for kind, names in AGAIN.items():
        folder = work / kind
        folder.mkdir()
        made = []
        for name in names:
            file = folder / f"{name}-{kind if kind != 'xlsx' else 'lo'}.xlsx"
            WRITERS[books[name].engine](books[name], file)
            made.append(file)
        (folder / "out").mkdir()
        convert(made, kind, folder / "out", work / "profile")
        for name, file in zip(names, made):
            shutil.copyfile(folder / "out" / f"{file.stem}.{kind}", out / f"{file.stem}.{kind}")
            expectation = books[name].expectation()
            expectation["about"] += f" Saved as {WORDS[kind]}."
            (out / f"{file.stem}.json").write_text(dump(expectation))


def main(out):
    out.mkdir(exist_ok=True)
    for old in out.iterdir():
        old.unlink()
    for book in MADE:
        save(book, out)
    for name, content, about in FILES:
        (out / name).write_bytes(content())
        exits = {"exit": [1, 2]} if "entity" in name else {}
        expectation = {"unit": "SKHCN", "period": "2026-10", "about": about, "readable": False, **exits, "cells": [], "clean": [], "absent": []}
        (out / name).with_suffix(".json").write_text(dump(expectation))
    with tempfile.TemporaryDirectory() as work:
        save_again({b.name: b for b in MADE}, out, Path(work))
    files = [f for f in out.iterdir() if f.suffix != ".json"]
    planted = sum(len(b.cells) for b in MADE)
    print(f"{len(files)} files, {sum(f.stat().st_size for f in out.iterdir()) // 1024} kB; {planted} cells planted in {len(MADE)} books")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "files")
