"""The forms the program gave out (blank/), filled by openpyxl as an office fills them."""

from pathlib import Path

import openpyxl

from .form import rows_for
from .kit import N, nothing, right, workbook
from .write import settle

BLANK = Path(__file__).parents[1] / "blank"


def with_blank(book, path):
    out = openpyxl.load_workbook(BLANK / f"{book.unit}-{book.period}.xlsx")
    for grid in book.grids:
        for (row, column), value in grid.cells.items():
            out[grid.title].cell(row, column).value = value
    out.save(path)
    settle(path)


def filled(book, changes=None):
    """Fills rows by their code: numerator in G, denominator in H, state in J, note in K."""
    blank = openpyxl.load_workbook(BLANK / f"{book.unit}-{book.period}.xlsx").worksheets[0]
    rows = {blank.cell(row, 1).value: row for row in range(9, blank.max_row + 1) if blank.cell(row, 1).value}
    grid = book.sheet(blank.title)
    figures = {r["ind"]: {"num": r["num"], "den": r["den"]} for r in rows_for(book.unit, book.period, book.name)}
    for code, figure in (figures | (changes or {})).items():
        row = rows[code]
        grid.plant(row, 7, figure["num"], code)
        if figure.get("den") is not None:
            grid.plant(row, 8, figure["den"], code, "denominator")
            if not isinstance(figure["num"], N):
                grid.clean(row, 9)
        grid.put(row, 10, figure.get("state"))
        grid.put(row, 11, figure.get("note"))


@workbook(
    "form-original", "SGDDT", "2026-10", "The form as it is given out, filled with openpyxl: the ratio's formulas have lost their results.", "blank"
)
def _(b):
    filled(b)


@workbook("form-original-all-kinds", "SKHCN", "2026-12", "December's form as it is given out: ratios, counts, states in words.", "blank")
def _(b):
    words = {"CQS-51": ("Hoàn thành", 3), "DLH-61": ("Đang thẩm định", 2), "DLH-92": ("Đang soạn thảo", 1), "KTS-91": ("Chưa bắt đầu", 0)}
    filled(b, {code: {"num": right(word, value), "state": "Có số liệu"} for code, (word, value) in words.items()})


@workbook("form-original-gaps", "X-tri-an", "2026-09", "A commune's form as it is given out, two answers left open with their reason.", "blank")
def _(b):
    gap = lambda state, note: {"num": nothing(None), "den": nothing(None), "state": state, "note": note}
    filled(
        b,
        {"CQS-06": gap("Chưa có số liệu", "Chờ hướng dẫn tại CV 118/SNV ngày 12/9/2026"), "XHS-08": gap("Không phát sinh", "0 hồ sơ trong tháng 9")},
    )
    for absent in b.absent:
        if absent["indicator"] == "XHS-08":
            absent["or_zero"] = True
