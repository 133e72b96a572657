"""Fills a form as an office does: fill.py FORM.xlsx OUT.xlsx VALUES

VALUES is JSON: {"<indicator code>": {"numerator": 12, "denominator": 30, "note": "…"}}. A value is written as given: a number as
a number, a text as a text, null empties the cell. The header is the first row that names the code and the numerator; rows are found
by their code. Exit 1 when the form has no such header, column or code: a test must not believe that it filled what it did not.
"""

import json
import sys
import unicodedata

import openpyxl

COLUMNS = {
    "code": ("mã code", "mã", "mã chỉ tiêu"),
    "numerator": ("tử số",),
    "denominator": ("mẫu số",),
    "ratio": ("tỷ lệ", "tỷ lệ (%)"),
    "state": ("tình trạng",),
    "note": ("ghi chú",),
    "evidence": ("minh chứng",),
}


def plain(value):
    return " ".join(unicodedata.normalize("NFC", str(value or "")).lower().split())


def find_header(book):
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            named = {plain(cell.value): cell.column for cell in row}
            columns = {key: named[text] for key, texts in COLUMNS.items() for text in texts if text in named}
            if "code" in columns and "numerator" in columns:
                return sheet, row[0].row, columns
    sys.exit("fill.py: no row of the form names both “Mã” and “Tử số”")


def main(form, out, values):
    book = openpyxl.load_workbook(form)
    sheet, header, columns = find_header(book)
    rows = {plain(sheet.cell(row, columns["code"]).value): row for row in range(header + 1, sheet.max_row + 1)}
    for code, cells in json.loads(values).items():
        row = rows.get(plain(code)) or sys.exit(f"fill.py: no row of the form has the code {code}")
        for key, value in cells.items():
            column = columns.get(key) or sys.exit(f"fill.py: the form has no column for {key}")
            sheet.cell(row, column).value = value
            print(f"{code} {key} {sheet.title}!{sheet.cell(row, column).coordinate}")
    book.save(out)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
