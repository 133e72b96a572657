"""How numbers are written: one convention a column, told by the column's other cells; and columns that contradict themselves."""

from .form import PLAIN, change, rows_for, simple
from .kit import Style, en, maybe, nothing, percent, right, vi, workbook, wrong

COUNT = [*PLAIN[:3], "num", "den", "note"]


def written(rows, style, **flags):
    """Every figure as text in one convention; what the text means is the figure."""
    return [{**r, "num": right(style(r["num"]), r["num"], **flags), "den": right(style(r["den"]), r["den"], **flags)} for r in rows]


def spaced(blank):
    return lambda n: f"{n:,}".replace(",", blank)


@workbook("number-vi-text", "CAT", "2026-10", "Text in Vietnamese writing; a figure of millions proves that the dot groups thousands.")
def _(b):
    rows = change(rows_for(b.unit, b.period), XHS_09={"num": 1234, "den": 1567})
    simple(b, COUNT, written(rows, vi))


@workbook("number-en-text", "CAT", "2026-10", "The same in English writing: a comma groups, and 1,234 is 1234.", engine="xlsxwriter")
def _(b):
    rows = change(rows_for(b.unit, b.period, "english"), XHS_09={"num": 1234, "den": 1567})
    simple(b, COUNT, written(rows, en))


@workbook("number-spaces", "BHXH", "2026-10", "Thousands grouped by blanks: no-break in one column, thin and narrow in the other.")
def _(b):
    rows = rows_for(b.unit, b.period)
    for n, row in enumerate(rows):
        row["num"] = right(spaced("\u00a0")(row["num"]), row["num"])
        row["den"] = right(spaced("\u2009" if n % 2 else "\u202f")(row["den"]), row["den"])
    simple(b, COUNT, rows)


@workbook("number-apostrophe-text", "SXD", "2026-10", "Numbers stored as text with Excel's leading apostrophe and with blanks around them.")
def _(b):
    rows = rows_for(b.unit, b.period)
    for n, row in enumerate(rows):
        row["num"] = right(str(row["num"]), row["num"], quote=True)
        row["den"] = right(f" {row['den']}\u00a0" if n % 2 else f"{row['den']}\n", row["den"])
    simple(b, COUNT, rows)


@workbook(
    "number-text-and-numeric", "SYT", "2026-10", "Numeric cells and dotted text in one column; 345.678 as text is decided by 1.234.567 beside it."
)
def _(b):
    rows = rows_for(b.unit, b.period)
    rows = change(rows, DLH_01={"num": right("1.234.567", 1234567), "den": right("1.543.210", 1543210)},
                  CQS_02={"num": right("1.234", 1234), "den": right("1.852", 1852)}, CQS_07={"num": right("345.678", 345678), "den": right("401.293", 401293)})  # fmt: skip
    simple(b, COUNT, rows)


@workbook(
    "number-contradiction",
    "SNNMT",
    "2026-10",
    "Vietnamese and English writing in one column: what each cell means alone is clear, 1.234 and 2,345 are not.",
)
def _(b):
    rows = change(
        rows_for(b.unit, b.period),
        CQS_02={"num": maybe("1.234.567", 1234567), "den": 1750000 + 3},
        CQS_07={"num": maybe("1,234,567", 1234567), "den": 1750000 + 7},
        CQS_03={"num": wrong("1.234", "1234 or 1.234: the column says both"), "den": 1789},
        KTS_01={"num": wrong("2,345", "2345 or 2.345: the column says both"), "den": 2897},
    )
    simple(b, COUNT, rows)


@workbook("number-dot-decimal", "SNNMT", "2026-10", "A column of decimals: 0.875 and 12.5 prove that 1.234 is a little more than one.")
def _(b):
    # An office that counts in thousands of records; the fraction may be remarked on, but never be made a thousand times larger.
    rows = rows_for(b.unit, b.period)
    texts = ["12.5", "0.875", "1.234", "7.25", "10.75", "3.5", "2.125", "4.5", "6.75", "9.5"]
    for row, text in zip(rows, texts):
        row |= {"num": maybe(text, text), "den": maybe("16.5", "16.5")}
    simple(b, COUNT, rows)


@workbook(
    "number-undecided", "SKHCN", "2026-10", "Every cell has one dot and three digits behind it, and nothing decides; a count of dossiers is meant."
)
def _(b):
    rows = [r for r in rows_for(b.unit, b.period) if r["ind"] in ("CQS-02", "CQS-07", "XHS-08")]
    for n, row in enumerate(rows):
        row |= {"num": maybe(f"{n + 1}.234", 1000 * n + 1234), "den": maybe(f"{n + 2}.567", 1000 * n + 2567)}
    simple(b, COUNT, rows)


@workbook(
    "number-typed-in-english-excel", "STP", "2026-10", "Typed as 1.234 for 1234 into an English Excel: the cell holds a little more than one dossier."
)
def _(b):
    rows = change(
        rows_for(b.unit, b.period),
        CQS_02={"num": wrong(1.234, "a fraction of a dossier"), "den": 1815},
        XHS_08={"num": wrong(2.345, "a fraction of a dossier", row=True), "den": wrong(3.117, "a fraction of a dossier", row=True)},
        CQS_07={"num": right(987, may_find=True), "den": wrong(1.254, "a fraction of a dossier", row=True)},
    )
    simple(b, COUNT, rows)


@workbook(
    "number-two-decimals",
    "SVHTTDL",
    "2026-10",
    "18500.00 must never become 1 850 000: text and number formats with two decimals.",
    engine="xlsxwriter",
)
def _(b):
    rows = change(
        rows_for(b.unit, b.period),
        CQS_02={"num": right("18500.00", 18500), "den": right("23125.00", 23125)},
        CQS_03={"num": right("214.00", 214), "den": right("263.00", 263)},
        CQS_07={"num": right(17650, fmt="#,##0.00"), "den": right(21013, fmt="0.00")},
        XHS_08={"num": right("9251.00", 9251), "den": right(11874, fmt="#,##0.00")},
    )
    simple(b, COUNT, rows)


@workbook(
    "number-both-signs", "SNV", "2026-10", "18.500,00 in the numerator's column and 23,125.00 in the denominator's: each column has its own writing."
)
def _(b):
    rows = rows_for(b.unit, b.period)
    for row in rows:
        row |= {"num": right(vi(row["num"], 2), row["num"]), "den": right(f"{row['den']:,.2f}", row["den"])}
    simple(b, COUNT, rows)


@workbook(
    "number-display-formats",
    "SNNMT",
    "2026-10",
    "Formats that show something else than the cell holds: grouped by a dot, in thousands, with a unit, in powers.",
    engine="xlsxwriter",
)
def _(b):
    formats = {"CQS-02": '0"."000', "CQS-03": "#,##0", "CQS-07": "#,##0,", "KTS-01": '0" sản phẩm"', "XHS-08": "0.00E+00",
               "DLH-04": "[Red]#,##0;-#,##0", "DLH-05": "00000", "DLH-06": "@", "DLH-07": "_-* #,##0_-;-* #,##0_-", "DLH-08": "General"}  # fmt: skip
    rows = rows_for(b.unit, b.period)
    for row in rows:
        fmt = formats[row["ind"]]
        make = maybe if fmt.endswith(",") else right  # shown in thousands: it may be asked whether the whole was meant
        row |= {"num": make(row["num"], row["num"], fmt), "den": make(row["den"], row["den"], fmt)}
    simple(b, COUNT, rows)


@workbook(
    "number-broken-groups", "STC", "2026-10", "Groups of the wrong length, signs mixed up, powers as text: nothing that may be put together by guess."
)
def _(b):
    rows = change(
        rows_for(b.unit, b.period),
        CQS_02={"num": wrong("1.23.456", "groups of two and three digits")},
        CQS_03={"num": wrong("12,34.5", "a comma before two digits and a dot")},
        CQS_07={"num": wrong("1.234.56", "a last group of two digits")},
        XHS_08={"num": maybe("1'254'301", 1254301), "den": 1500007},
        DLH_04={"num": wrong("..5", "dots before the digit")},
        DLH_05={"num": maybe("1E1", 10), "den": 13},
        DLH_08={"num": wrong("3 4", "a blank between two digits, one number or two")},
    )
    simple(b, COUNT, rows)


@workbook("percent-four-ways", "SYT", "2026-10", "0,8, 80, 80% and 80,0 % in one column, each of them true beside its numerator and denominator.")
def _(b):
    rows = rows_for(b.unit, b.period)
    texts = ["0,8", "80", "80%", "80,0 %", 80, "80.0", "80", "80,00%", "80%"]
    for n, (row, text) in enumerate(zip(rows, texts)):
        row |= {"den": 5 * (7 * n + 41), "ratio": text}
        row["num"] = row["den"] * 4 // 5
    grid, cells = simple(b, PLAIN, rows)
    for row, text in zip(rows, texts):
        if text != "0,8":  # the odd one may be asked about
            b.clean.append([grid.title, cells[row["ind"]]["ratio"]])


@workbook(
    "percent-formats", "SCT", "2026-10", "The ratio as a fraction shown in percent, as Excel keeps it; the whole column alike.", engine="xlsxwriter"
)
def _(b):
    rows = rows_for(b.unit, b.period)
    for row in rows:
        row["ratio"] = round(row["num"] / row["den"], 4)
    grid, cells = simple(b, PLAIN, rows)
    for row in rows:
        at = cells[row["ind"]]["ratio"]
        grid.styles[int(at[1:]), 6] = Style("0.00%")
        b.clean.append([grid.title, at])


@workbook("percent-fractions", "SGDDT", "2026-10", "The ratio as a plain fraction in the whole column, heading “Tỷ lệ”: 0.81 is 81 %.")
def _(b):
    rows = rows_for(b.unit, b.period)
    for row in rows:
        row["ratio"] = round(row["num"] / row["den"], 4)
    grid, cells = simple(b, [*PLAIN[:5], ("ratio", "Tỷ lệ"), "note"], rows)
    b.clean += [[grid.title, cells[row["ind"]]["ratio"]] for row in rows]


@workbook(
    "percent-alone",
    "SXD",
    "2026-10",
    "Only percentages, no numerator and denominator: taken as they are or refused on the row, never counted as dossiers.",
)
def _(b):
    rows = rows_for(b.unit, b.period)
    texts = ["75,5%", 81.25, "92%", "66,7 %", 0.9, "70", 88, 94.5]
    means = ["75.5", "81.25", "92", "66.7", None, "70", "88", "94.5"]
    for row, text, value in zip(rows, texts, means):
        figure = maybe(text, value, row=True) if value else wrong(text, "0.9 % or 90 %", row=True)
        row |= {"num": None, "den": None, "ratio": figure}
    simple(b, [*PLAIN[:3], "ratio", "note"], rows)


@workbook("number-zero-and-gaps", "X-tri-an", "2026-10", "Zeros are figures, blanks are not; a row of zeros stands beside a row left empty.")
def _(b):
    rows = change(
        rows_for(b.unit, b.period),
        CQS_02={"num": right(0)},
        CQS_07={"num": right("0", 0)},
        XHS_08={"num": nothing(None), "den": nothing(None), "ratio": None},
    )
    rows = [{**r, "ratio": percent(0, r["den"])} if r["ind"] in ("CQS-02", "CQS-07") else r for r in rows]
    simple(b, PLAIN, rows)
