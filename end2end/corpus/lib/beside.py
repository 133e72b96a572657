"""What stands beside a figure and makes it another one, or does not: lines inside a table, parts named in a column of their own, a month
over some columns only, a sum to date beside the form, formats in thousands."""

from .form import PLAIN, body, footer, header, letterhead, rows_for, simple
from .kit import right, title, workbook, wrong

COUNT = [*PLAIN[:3], "num", "den", "note"]


def plan(rows):
    """Typed lines: no figure may come from them."""
    return [[n + 1, title(r["ind"]), "%", r["num"] + 7, r["den"] + 9] for n, r in enumerate(rows)]


@workbook("beside-plan-and-results", "SNV", "2026-10", "One table in two parts: the year's plan, then the month's results.")
def _(b):
    rows = [r for r in rows_for(b.unit, b.period, b.name) if r["den"]]
    simple(b, COUNT, ["I. Kế hoạch giao năm 2026", *plan(rows), "II. Kết quả thực hiện tháng 10", *rows])


@workbook("beside-two-months", "STP", "2026-10", "One table in two parts: September's figures, then October's.", engine="xlsxwriter")
def _(b):
    codes = [r["ind"] for r in rows_for(b.unit, b.period) if r["den"]]
    grid = b.sheet("Biểu 01")
    row = header(grid, letterhead(grid, width=len(COUNT)), COUNT)
    for month in ("2026-09", "2026-10"):
        row, _ = body(grid, row, COUNT, [f"Số liệu tháng {int(month[5:])}/2026"], period=month)
        row, _ = body(grid, row, COUNT, rows_for(b.unit, month, f"{b.name} {month}", codes), period=month)
    footer(grid, row + 1, len(COUNT))


@workbook("beside-parts-in-a-column", "SYT", "2026-10", "Each figure in two rows, the part in a column of its own behind the office that helps.")
def _(b):
    grid = b.sheet("Biểu 01")
    row = letterhead(grid, width=6)
    grid.line(row, "TT", "Chỉ tiêu", "Cơ quan phối hợp", "Thành phần", "Số liệu", "Ghi chú", bold=True)
    helpers = ["Sở Nội vụ", "VNPT", "Sở Tư pháp", "Công an tỉnh"]
    for n, item in enumerate(r for r in rows_for(b.unit, b.period, b.name) if r["den"]):
        row += 1
        grid.line(row, n + 1, title(item["ind"]), helpers[n % 4], "Tử số (A)" if n % 2 else "Tử số")
        grid.plant(row, 5, item["num"], item["ind"], "numerator")
        row += 1
        grid.line(row, helpers[(n + n % 3) % 4], "Mẫu số (B)" if n % 2 else "Mẫu số", column=3)
        grid.plant(row, 5, item["den"], item["ind"], "denominator")
    footer(grid, row + 2, 6)


@workbook("beside-levels", "SKHCN", "2026-10", "Figures of the levels below two indicators; the row of the second one is empty.")
def _(b):
    first, second, *rest = [r for r in rows_for(b.unit, b.period, b.name) if r["den"]]
    grid = b.sheet("Biểu 01")
    row = header(grid, letterhead(grid, width=len(COUNT)), COUNT)
    row, _ = body(grid, row, COUNT, [first, ["", "- Cấp tỉnh", "", 41, 52], ["", "- Cấp xã", "", 60, 77]])
    row, _ = body(grid, row, COUNT, [["", title(second["ind"])]])
    for level, num, den in (("- Cấp tỉnh", 31, 47), ("- Cấp xã", 58, 81)):
        grid.put(row, 2, level)
        grid.plant(row, 4, wrong(num, "of a level, and the indicator's own row is empty"), second["ind"], "numerator")
        grid.put(row, 5, den)
        row += 1
    row, _ = body(grid, row, COUNT, rest)
    footer(grid, row + 1, len(COUNT))


@workbook("beside-month-over-parts", "SCT", "2026-10", "The month stands over numerator and denominator, not over the percentage.")
def _(b):
    columns = [*PLAIN[:3], ("num", "Tử số (tháng 10)"), ("den", "Mẫu số (tháng 10)"), "ratio", "note"]
    simple(b, columns)


@workbook("beside-sum-to-date", "SXD", "2026-10", "One more column beside the form's: what was done since January, of which nobody can make a percentage.")
def _(b):
    rows = [{**r, "more": 3 * r["num"]} for r in rows_for(b.unit, b.period, b.name) if r["den"]]
    simple(b, [*PLAIN[:3], "num", "den", "ratio", ("more", "Lũy kế từ đầu năm")], rows)


@workbook("beside-remarks", "SGDDT", "2026-10", "Remarks that take the figure back, and remarks that do not.", engine="xlsxwriter")
def _(b):
    objects = ["Nhập nhầm", "Số liệu ước tính", "Giữ nguyên số tháng 9", "Số đúng: 120"]
    harmless = ["Tăng so với tháng trước", "Theo Kế hoạch số 12/KH-UBND", "Nguồn: Cổng DVC quốc gia", ""]
    rows = [r for r in rows_for(b.unit, b.period, b.name) if r["den"]]
    for n, row in enumerate(rows):
        if n % 2:
            row["note"] = harmless[n // 2 % 4]
        else:
            row |= {"note": objects[n // 2 % 4], "num": wrong(row["num"], "the remark objects"), "den": right(row["den"])}
    simple(b, COUNT, rows)


@workbook("beside-formats", "SNNMT", "2026-10", "Formats that show thousands, a guess, a footnote or nothing.", engine="xlsxwriter")
def _(b):
    rows = [r for r in rows_for(b.unit, b.period, b.name) if r["den"]]
    formats = ['0" nghìn"', '"khoảng "0', '0" (1)"', ";;;", '[=0]0;0" nghìn"', "#,##0", '#,##0" hồ sơ"', "0.00E+00"]
    for n, row in enumerate(rows):
        fmt = formats[n % 8]
        row["num"] = right(row["num"], row["num"], fmt) if n % 8 > 4 else wrong(row["num"], "it is shown as something else", fmt)
    simple(b, COUNT, rows)
