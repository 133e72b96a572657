"""Long lists for machines, one figure a line: workbooks and delimited text in every encoding an office's Excel writes."""

import datetime
import random
import unicodedata

from .form import body, header, letterhead, rows_for
from .kit import COMMUNES, DEPARTMENTS, N, REPORTERS, Style, en, figures, maybe, name, nothing, right, title, vi, workbook, wrong
from .tables import fill, heading, numbers_of

VI = ["Mã đơn vị", "Mã chỉ tiêu", "Kỳ", "Tử số", "Mẫu số"]
OF = ("SKHCN", "2026-10")
SPLIT = ["CQS-02", "CQS-03", "CQS-07", "XHS-08", "DLH-04", "DLH-08"]


def entries(seed, count, units=None, codes=SPLIT, periods=("2026-10",)):
    """Distinct (unit, code, period) with a figure each."""
    dice, found = random.Random(seed), []
    pool = [(u, c, p) for u in units or DEPARTMENTS[1:12] + COMMUNES for c in codes if u in REPORTERS[c] for p in periods]
    for unit, code, period in dice.sample(pool, count):
        num, den = figures(f"{seed} {unit} {code} {period}", [code])[code]
        found.append({"unit": unit, "ind": code, "period": period, "num": num, "den": den})
    return found


def write(grid, rows, heads=VI, row=1, keys=("unit", "ind", "period", "num", "den"), shown=None):
    """`shown` says how a key is written: {"unit": name}; a row's own "unit_text" and the like win."""
    shown = shown or {}
    grid.line(row, *heads)
    for at, item in enumerate(rows, row + 1):
        for column, key in enumerate(keys, 1):
            if key in ("num", "den"):
                n = item[key]
                if n is None:
                    continue
                if not isinstance(n, N):
                    n = right(shown.get(key, lambda v: v)(n), n)
                grid.plant(at, column, n, item["ind"], "numerator" if key == "num" else "denominator", item["unit"], item["period"])
            else:
                text = item.get(f"{key}_text")
                grid.put(at, column, text if text is not None else shown.get(key, lambda v: v)(item.get(key)))


def faulty(item, why, **changes):
    """A line that must not pass in silence; a remark on any of its cells will do, as the fault is the line's."""
    return {**item, "num": wrong(item["num"], why, row=True), "den": wrong(item["den"], why, row=True), **changes}


def list_of(name_, about, engine="csv", **options):
    return workbook(name_, *OF, about, engine, **options)


@list_of("list-vietnamese", "Codes under Vietnamese headings, two months, a title above.", engine="xlsxwriter")
def _(b):
    grid = b.sheet("Dữ liệu")
    grid.put(1, 1, "DANH SÁCH SỐ LIỆU THÁNG 9 VÀ THÁNG 10 NĂM 2026")
    write(grid, entries("a", 30, periods=("2026-09", "2026-10")), row=3)


@list_of("list-english", "English headings, as a system exports them.", engine="openpyxl")
def _(b):
    write(b.sheet("export"), entries("b", 24), ["unit", "indicator", "period", "numerator", "denominator"])


@list_of("list-names", "Names instead of codes for unit and indicator, and the unit of measure between them.", engine="openpyxl")
def _(b):
    keys = ("stt", "unit", "ind", "measure", "period", "num", "den", "note")
    rows = [{**r, "stt": n, "measure": "%", "note": f"BC {n}/2026"} for n, r in enumerate(entries("c", 20), 1)]
    heads = ["STT", "Đơn vị", "Tên chỉ tiêu", "ĐVT", "Kỳ báo cáo", "Tử số", "Mẫu số", "Ghi chú"]
    write(b.sheet("Bảng kê"), rows, heads, keys=keys, shown={"unit": name, "ind": title, "period": lambda p: "Tháng 10 năm 2026"})


PERIODS = ["2026-10", "10/2026", "T10/2026", "Tháng 10 năm 2026", "tháng 10/2026", "10-2026", "Tháng 10-2026", "2026/10", "T10-2026", "31/10/2026"]


@list_of("list-period-writings", "One month in ten writings.", engine="xlsxwriter")
def _(b):
    rows = [{**r, "period_text": PERIODS[n % len(PERIODS)]} for n, r in enumerate(entries("d", 20))]
    write(b.sheet("Kỳ"), rows)


@list_of("list-date-cells", "The period is a date cell, the first of the month, shown as mm/yyyy.", engine="xlsxwriter")
def _(b):
    grid = b.sheet("Ngày")
    rows = entries("e", 16, periods=("2026-09", "2026-10"))
    write(grid, [{**r, "period_text": datetime.datetime(2026, int(r["period"][5:]), 1)} for r in rows])
    for at in range(2, 18):
        grid.styles[at, 3] = Style("mm/yyyy")


@list_of("list-quarters", "Quarters for quarterly indicators, written in Roman, as Q3 and as a code; states of the third quarter.", engine="openpyxl")
def _(b):
    # A quarter's figure may be named by the quarter or by its last month.
    rows = entries("f", 15, units=DEPARTMENTS + COMMUNES, codes=["CQS-06"], periods=("2026-Q3",))
    writings = ["Quý III/2026", "Q3/2026", "2026-Q3", "quý 3 năm 2026", "Quý III năm 2026"]
    write(b.sheet("Quý"), [{**r, "period_text": writings[n % 5]} for n, r in enumerate(rows)])


@list_of(
    "list-faulty-lines",
    "Unknown unit, unknown indicator, unknown period, a quarter for a monthly indicator, a unit that is not asked.",
    engine="openpyxl",
)
def _(b):
    rows = entries("g", 16)
    why = ["no such unit", "no such indicator", "no such month", "a monthly indicator cannot have a quarter", "no period", "no unit"]
    changes = [{"unit": "X-khong-co"}, {"ind": "CQS-77"}, {"period": "?", "period_text": "2026-13"}, {"period": "?", "period_text": "Quý III/2026"},
               {"period": "?", "period_text": ""}, {"unit": "?", "unit_text": ""}]  # fmt: skip
    for n, (text, change) in enumerate(zip(why, changes)):
        rows[2 * n + 1] = faulty(rows[2 * n + 1], text, **change)
    rows[13] = faulty({**rows[13], "unit": "CAT", "ind": "CQS-02"}, "the police do not report this")
    rows[15] = faulty({**rows[15], "ind": "XHS-01", "unit": "SYT"}, "communes alone report this")
    write(b.sheet("Dữ liệu"), rows)


@list_of("list-duplicates", "One line comes twice alike, another twice with other figures.", engine="xlsxwriter")
def _(b):
    rows, grid = entries("h", 12), b.sheet("Dữ liệu")
    loose = lambda r: {**r, "num": maybe(r["num"], r["num"], row=True), "den": maybe(r["den"], r["den"], row=True)}
    same, other = dict(rows[2]), dict(rows[5])
    rows[2], rows[5] = loose(rows[2]), loose(rows[5])
    rows += [loose(same), faulty({**other, "num": other["num"] + 3}, "the same unit, indicator and month with another figure")]
    write(grid, rows)
    lines = {2: (4, 14), 5: (7, 15)}
    for pair in lines.values():
        for cell in b.cells:
            if int(cell["cell"][1:]) in pair:
                cell["also"] = [f"{c}{line}" for line in pair for c in "ABCDE"]


@list_of("csv-semicolon-bom", "Semicolons, UTF-8 with BOM, as a Vietnamese Excel saves.", delimiter=";", bom=b"\xef\xbb\xbf")
def _(b):
    write(b.sheet("CSV"), entries("i", 20))


@list_of("csv-comma", "Commas, UTF-8 without BOM, line feeds alone.", newline="\n")
def _(b):
    write(b.sheet("CSV"), entries("j", 20), ["unit", "indicator", "period", "numerator", "denominator"])


@list_of("csv-tab", "Tabs, names of units with commas in them.", delimiter="\t")
def _(b):
    write(b.sheet("CSV"), entries("k", 16, units=["SVHTTDL", "BQLKCN", "SNV"]), shown={"unit": name, "ind": title})


@list_of("csv-utf16-le", "Excel's “Unicode text”: UTF-16 little-endian with BOM and tabs.", delimiter="\t", encoding="utf-16-le", bom=b"\xff\xfe")
def _(b):
    write(b.sheet("CSV"), entries("l", 16), shown={"unit": name, "ind": title})


@list_of("csv-utf16-be", "UTF-16 big-endian with BOM and semicolons.", delimiter=";", encoding="utf-16-be", bom=b"\xfe\xff")
def _(b):
    write(b.sheet("CSV"), entries("m", 14), shown={"unit": name, "ind": title})


def windows_1258(text):
    """Letters whole where the code page has them, tone marks as characters of their own."""
    out = []
    for letter in unicodedata.normalize("NFC", text):
        try:
            out.append(letter.encode("cp1258"))
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            tone = [c for c in parts if c in "\u0300\u0301\u0303\u0309\u0323"]
            base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in tone))
            out.append((base + "".join(tone)).encode("cp1258"))
    return b"".join(out)


@list_of("csv-windows-1258", "Windows-1258, the code page of a Vietnamese Windows.", delimiter=";", encode=windows_1258)
def _(b):
    write(b.sheet("CSV"), entries("n", 16), shown={"unit": name, "ind": title})


@list_of("csv-nfd", "UTF-8 with decomposed letters, as a Mac writes them.", encode=lambda t: unicodedata.normalize("NFD", t).encode())
def _(b):
    write(b.sheet("CSV"), entries("o", 16), shown={"unit": name, "ind": title})


@list_of("csv-quoted", "Quoted fields with line breaks, quotes and delimiters in them; every line ends with an empty field.", delimiter=";")
def _(b):
    heads = ["Đơn vị", "Mã chỉ tiêu", "Ghi chú", "Kỳ", "Tử số", "Mẫu số", ""]
    notes = ["Hai dòng:\n1;2;3", 'Theo "QĐ 12"', "a;b", "", "dòng 1\r\ndòng 2: 99;98"]
    rows = [{**r, "note": notes[n % 5], "end": ""} for n, r in enumerate(entries("p", 15))]
    write(b.sheet("CSV"), rows, heads, keys=("unit", "ind", "note", "period", "num", "den", "end"), shown={"unit": name})


@list_of("csv-sep-line", "A first line “sep=;” tells Excel the delimiter; an editor counts it, Excel does not.", delimiter=";", first="sep=;")
def _(b):
    b.extra["line_may_be"] = 1
    write(b.sheet("CSV"), entries("q", 12))


@list_of("csv-vi-numbers", "Semicolons and Vietnamese writing: 12.345,00 and 987,00.", delimiter=";", bom=b"\xef\xbb\xbf")
def _(b):
    write(b.sheet("CSV"), entries("r", 18), shown={"num": lambda n: vi(n, 2), "den": lambda n: vi(n, 2)})


@list_of("csv-en-numbers", "Commas delimit and group: numbers from a thousand on are quoted.")
def _(b):
    rows = [{**r, "num": r["num"] + 1000000, "den": r["den"] + 1000000} if n in (3, 9) else r for n, r in enumerate(entries("s", 18))]
    write(b.sheet("CSV"), rows, shown={"num": en, "den": en})


@list_of("csv-vi-thousands", "Semicolons and dots: 1.234 is 1234 because 1.001.234 stands below it.", delimiter=";")
def _(b):
    rows = [{**r, "num": r["num"] + 1000000, "den": r["den"] + 1000000} if n in (3, 9) else r for n, r in enumerate(entries("t", 18))]
    write(b.sheet("CSV"), rows, shown={"num": vi, "den": vi})


@list_of("csv-title-lines", "Title lines, a blank line, the header on line 5, a total and a signature after the table.", delimiter=";", trim=True)
def _(b):
    grid, rows = b.sheet("CSV"), entries("u", 12)
    grid.put(1, 1, "UBND TỈNH ĐỒNG NAI")
    grid.put(2, 1, "Số liệu tháng 10/2026; lập ngày 05/11/2026")
    write(grid, rows, row=5)
    grid.line(18, "Tổng cộng", "", "", sum(r["num"] for r in rows), sum(r["den"] for r in rows))
    grid.put(20, 4, "Đồng Nai, ngày 05 tháng 11 năm 2026")
    grid.put(21, 4, "Người lập biểu")


@list_of("csv-form", "The unit's own form saved as text: code, name, figures, ratio with a decimal comma.", delimiter=";")
def _(b):
    grid = b.sheet("CSV")
    columns = ["stt", "code", "name", "measure", "num", "den", "ratio", "note"]
    rows = rows_for(b.unit, b.period, b.name)
    for row in rows:
        row["ratio"] = f"{100 * row['num'] / row['den']:.2f}".replace(".", ",") + "%"
    body(grid, header(grid, letterhead(grid, width=8), columns), columns, rows)


@list_of("csv-table", "A cross-unit table saved as text: merged headings left only their first field.", bom=b"\xef\xbb\xbf")
def _(b):
    grid, codes = b.sheet("CSV"), ["CQS-02", "CQS-03"]
    grid.put(1, 1, "Tháng 10/2026")
    grid.line(2, "STT", "Đơn vị")
    row = heading(grid, 2, codes, 3, label=str)
    for n, unit in enumerate(DEPARTMENTS[2:10], 1):
        grid.line(row, n, name(unit))
        fill(grid, row, 3, unit, codes, numbers_of(b, unit, codes))
        row += 1


@list_of("csv-legacy-font", "Names typed for a .VnTime font are no Unicode; the codes beside them tell what is meant.", delimiter=";")
def _(b):
    keys = ("unit", "name", "ind", "what", "period", "num", "den")
    garbled = {"unit": "§¬n vÞ", "ind": "Hå s¬ thñ tôc hµnh chÝnh"}
    rows = [{**r, "name": garbled["unit"], "what": garbled["ind"]} for r in entries("v", 10)]
    write(b.sheet("CSV"), rows, ["Mã đơn vị", "Tên đơn vị", "Mã chỉ tiêu", "Tên chỉ tiêu", "Kỳ", "Tử số", "Mẫu số"], keys=keys)


@list_of("csv-ragged", "Lines with too few and too many fields, and a figure that slid one field to the right.", delimiter=";", trim=True)
def _(b):
    grid, rows = b.sheet("CSV"), entries("w", 10)
    rows[6] = {**rows[6], "den": nothing(None)}
    rows[3] = {**rows[3], "num": None, "den": None}
    write(grid, rows)
    line, item = 5, rows[3]  # line 5: an empty field came in before the numerator, so numerator and denominator slid
    for column, n in ((5, 4321), (6, 5432)):
        part = "denominator" if column == 5 else "numerator"
        grid.plant(line, column, wrong(n, "the line has a field more than the header", row=True), item["ind"], part, item["unit"], item["period"])


@list_of("csv-formula-text", "Cells that begin with = or + are text: nothing is computed, nothing comes of them in silence.", delimiter=";")
def _(b):
    rows = entries("x", 8)
    rows[1] = faulty(rows[1], "a formula as text", num=wrong("=400+12", "a formula as text", row=True))
    rows[4] = faulty(rows[4], "a formula as text", num=wrong('=HYPERLINK("http://vi.du";"412")', "a formula as text", row=True))
    rows[6] = faulty(rows[6], "a formula as text", num=wrong("@SUM(1,2)", "a formula as text", row=True))
    write(b.sheet("CSV"), rows)
