"""The unit's own form with something wrong in it: each fault stands on a known cell, and its neighbours are sound."""

import datetime

from .form import PLAIN, body, change, footer, header, letterhead, rows_for, simple
from .kit import Error, Formula, maybe, nothing, right, title, workbook, wrong


def fault(shown, why, fmt=None, **flags):
    return {"num": wrong(shown, why, fmt, **flags), "ratio": None}


@workbook("fault-words", "SYT", "2026-10", "Words where a number belongs: some say there is none, some only look like a number.")
def _(b):
    rows = change(
        rows_for(b.unit, b.period),
        CQS_02=fault("khoảng 1250", "an estimate is no figure"),
        CQS_03={"num": nothing("chưa có"), "ratio": None},
        CQS_07={"num": nothing("N/A"), "den": nothing("N/A"), "ratio": None},
        XHS_07={"num": nothing("-"), "ratio": None},
        XHS_08={"num": nothing("không phát sinh", or_zero=True), "den": nothing("không phát sinh", or_zero=True), "ratio": None},
        DLH_01=fault("đang tổng hợp số liệu, dự kiến 15", "the number in the sentence is not reported"),
        DLH_04={"num": nothing("x"), "den": nothing("…"), "ratio": None},
        DLH_05={"num": right(0)},
    )
    simple(b, [*PLAIN[:-1], "state", "note"], rows)


@workbook("fault-units-in-cell", "SNNMT", "2026-10", "The unit of measure, a remark or a footnote mark stands in the cell with the number.")
def _(b):
    rows = rows_for(b.unit, b.period)
    plain = {r["ind"]: r for r in rows}
    num = lambda code: plain[code]["num"]
    rows = change(
        rows,
        CQS_02={"num": maybe(f"{num('CQS-02')} hồ sơ", num("CQS-02"))},
        CQS_03={"num": maybe(f"{num('CQS-03')} dịch vụ công", num("CQS-03"))},
        CQS_07={"num": maybe("1.254 (đã làm tròn)", 1254), "den": 1987},
        KTS_01={"num": maybe(f"{num('KTS-01')}(1)", num("KTS-01"))},
        XHS_08={"num": maybe(f"{num('XHS-08')}¹", num("XHS-08"))},
        DLH_04={"num": maybe(f"{num('DLH-04')}*", num("DLH-04"))},
        DLH_05=fault("6-7", "a range is not one number"),
        DLH_06=fault("trên 25", "a bound is no figure"),
        DLH_07=fault(f"{num('DLH-07')}?", "the writer was not sure"),
        DLH_08=fault("1O", "a letter O for a zero"),
    )
    simple(b, PLAIN, rows, ratio=None)


@workbook("fault-two-numbers", "SXD", "2026-10", "Numerator and denominator in one cell, with a slash or words between them.")
def _(b):
    rows = rows_for(b.unit, b.period)
    plain = {r["ind"]: r for r in rows}
    pair = lambda code, text: {"num": maybe(text.format(**plain[code]), plain[code]["num"]), "den": None, "ratio": None}
    rows = change(rows, CQS_02=pair("CQS-02", "{num}/{den}"), CQS_07=pair("CQS-07", "{num} trên {den}"), DLH_04=pair("DLH-04", "{num}/{den}"))
    simple(b, PLAIN, rows)
    for code in ("CQS-02", "CQS-07", "DLH-04"):
        (cell,) = [c for c in b.cells if c["indicator"] == code]
        b.cells.append({**cell, "part": "denominator", "value": str(plain[code]["den"])})


@workbook("fault-odd-digits", "SVHTTDL", "2026-10", "Full-width digits, trailing dots, letters for digits, a minus, a plus, leading zeros.")
def _(b):
    rows = change(
        rows_for(b.unit, b.period),
        CQS_02={"num": maybe("１２３４", 1234), "den": 1650},
        CQS_03={"num": maybe("187.", 187), "den": 204},
        CQS_07=fault("l254", "a letter l for a one"),
        XHS_08={"num": wrong("-120", "a count below zero"), "ratio": None},
        DLH_04={"num": maybe("+6", 6), "den": 8},
        DLH_05={"num": maybe("007", 7), "den": 9},
        DLH_08=fault("(4)", "in accounts brackets are a minus"),
    )
    simple(b, PLAIN, rows, ratio=None)


@workbook("fault-errors", "SNV", "2026-10", "Formulas that ended in an error, with the error stored as their result.", engine="xlsxwriter")
def _(b):
    rows = change(
        rows_for(b.unit, b.period),
        CQS_02=fault(Error("#DIV/0!"), "division by zero"),
        CQS_03=fault(Error("#REF!", "Sheet9!A1"), "a sheet that is gone"),
        CQS_07=fault(Error("#N/A", 'VLOOKUP("x",A1:B2,2,FALSE)'), "nothing found"),
        XHS_08={"den": wrong(Error("#VALUE!", '"a"+1'), "text was added up"), "ratio": None},
        DLH_04=fault(Error("#NAME?", "SUMM(A1)"), "no such function"),
    )
    simple(b, PLAIN, rows)


@workbook(
    "fault-formulas-uncached",
    "SGDDT",
    "2026-10",
    "Formulas without a stored result, as openpyxl writes them; the ratio's formula is of no consequence.",
)
def _(b):
    rows = change(
        rows_for(b.unit, b.period),
        CQS_02=fault(Formula("410+212"), "no result is stored"),
        CQS_07={"den": wrong(Formula("SUM(D12:D13)"), "no result is stored"), "ratio": None},
        XHS_06=fault(Formula("'Chi tiết'!B2"), "no result is stored"),
    )
    grid, _ = simple(b, PLAIN, rows)
    other = b.sheet("Chi tiết")
    other.line(1, "Nội dung", "Số lượng")
    other.line(2, "Người học và nhà giáo", 612345)


@workbook(
    "fault-formulas-zero-cache",
    "STC",
    "2026-10",
    "XlsxWriter stores 0 as the result of a formula it cannot compute; Excel would show the sum.",
    engine="xlsxwriter",
)
def _(b):
    rows = change(
        rows_for(b.unit, b.period),
        CQS_02={"num": maybe(Formula("410+212+33"), 655), "den": 801},
        CQS_07={"num": right(Formula("SUM(400,215)", 615), 615), "den": 733},
        XHS_08={"num": maybe(Formula("SUM('Chi tiết'!B2:B4)"), 523), "den": 689},
    )
    simple(b, PLAIN, rows, ratio=None)
    other = b.sheet("Chi tiết")
    for row, n in enumerate((101, 209, 213), 2):
        other.line(row, f"Phòng {row - 1}", n)


@workbook("fault-dates", "SCT", "2026-10", "Dates in number cells: Excel took 5/10 for a day, and a date was typed as text.", engine="xlsxwriter")
def _(b):
    day = datetime.datetime(2026, 10, 5)
    rows = change(
        rows_for(b.unit, b.period),
        CQS_02=fault(day, "a date cell", "dd/mm/yyyy"),
        CQS_07={"den": wrong(datetime.datetime(2026, 12, 1), "a date cell", "d-mmm"), "ratio": None},
        XHS_08=fault("31/10/2026", "a date typed as text"),
        DLH_05=fault(day, "a date cell with the month alone", "mm/yyyy"),
    )
    simple(b, PLAIN, rows)


@workbook(
    "fault-percent-in-count", "STP", "2026-10", "Percent where a number of dossiers belongs, as a cell format and as text.", engine="xlsxwriter"
)
def _(b):
    rows = change(
        rows_for(b.unit, b.period),
        CQS_02=fault(0.755, "a share in the numerator's column", "0.0%"),
        CQS_07=fault("82,5%", "a share in the numerator's column"),
        DLH_05={"num": right(7, may_find=True), "den": wrong(1, "100 % in the denominator's column", "0%"), "ratio": None},
    )
    simple(b, PLAIN, rows)


@workbook("fault-larger-than-whole", "SKHCN", "2026-10", "More parts than the whole, twice: a slipped digit and exchanged columns.")
def _(b):
    rows = rows_for(b.unit, b.period)
    plain = {r["ind"]: r for r in rows}
    beside = lambda code, den: {
        "num": wrong(plain[code]["num"] * 10, "above the denominator", row=True),
        "den": right(den, may_find=True),
        "ratio": None,
    }
    rows = change(
        rows,
        CQS_02=beside("CQS-02", plain["CQS-02"]["den"]),
        DLH_05={"num": wrong(14, "above the denominator", row=True), "den": right(9, may_find=True), "ratio": None},
    )
    simple(b, PLAIN, rows)


@workbook("fault-typed-percent", "SDTTG", "2026-10", "The typed percentage does not follow from numerator and denominator in two rows.")
def _(b):
    rows = change(
        rows_for(b.unit, b.period),
        CQS_03={"num": 187, "den": 220, "ratio": wrong(78.5, "187 of 220 are 85 %")},
        XHS_08={"num": 301, "den": 420, "ratio": wrong(17.67, "301 of 420 are 71.67 %: digits exchanged")},
    )
    for row in (rows[1], rows[3]):  # which of the three is wrong is open, so a remark on them is no false alarm
        row |= {"num": right(row["num"], may_find=True), "den": right(row["den"], may_find=True)}
    simple(b, PLAIN, rows)


@workbook(
    "fault-not-asked", "SYT", "2026-10", "Rows for an indicator that other units report, for one that does not exist, and one that comes twice."
)
def _(b):
    grid = b.sheet("Biểu 01")
    row = header(grid, letterhead(grid), PLAIN)
    rows = [r for r in rows_for(b.unit, b.period) if r["ind"] != "DLH-05"]
    row, _ = body(grid, row, PLAIN, rows)
    for text, why, code in (
        (title("XHS-06"), "reported by another department", "XHS-06"),
        ("Số máy bay không người lái phục vụ nông nghiệp", "no such indicator", None),
        (title("CQS-01"), "reported by the People's Committee's office", "CQS-01"),
    ):
        grid.line(row, row - 8, text)
        grid.plant(row, 4, wrong(412, why, row=True), code)
        grid.plant(row, 5, wrong(515, why, row=True), code, "denominator")
        row += 1
    for figure, other in (((5, 8), row + 1), ((6, 8), row)):
        grid.line(row, row - 8, title("DLH-05"))
        also = [grid.at(other, 2), grid.at(other, 4)]
        grid.plant(row, 4, wrong(figure[0], "the indicator stands in two rows with different figures", row=True, also=also), "DLH-05")
        grid.plant(row, 5, right(figure[1], may_find=True), "DLH-05", "denominator")
        row += 1
    footer(grid, row + 1)


@workbook("fault-other-period", "SXD", "2026-10", "The form of September was sent again in October's round.")
def _(b):
    grid = b.sheet("Biểu 01")
    row = header(grid, letterhead(grid, period="2026-09"), PLAIN)
    rows = rows_for(b.unit, b.period, "September")
    loose = {"may_find": True, "optional": True}
    rows = [{**r, "num": right(r["num"], **loose), "den": right(r["den"], **loose)} for r in rows]
    body(grid, row, PLAIN, rows, period="2026-09", ratio=None)
    b.cells.append({"sheet": grid.title, "cell": "A6", "fault": True, "anywhere": True, "why": "the form says it is September's"})


@workbook("fault-other-unit", "SNGV", "2026-10", "The form of another department was sent under this one's name.")
def _(b):
    grid = b.sheet("Biểu 01")
    row = header(grid, letterhead(grid, unit="SDTTG"), PLAIN)
    loose = {"may_find": True, "optional": True}
    rows = [{**r, "num": right(r["num"], **loose), "den": right(r["den"], **loose)} for r in rows_for("SDTTG", b.period)]
    body(grid, row, PLAIN, rows, unit="SDTTG", ratio=None)
    b.cells.append({"sheet": grid.title, "cell": "A2", "fault": True, "anywhere": True, "why": "the form is Sở Dân tộc và Tôn giáo's"})


@workbook("fault-thousands-unit", "SGDDT", "2026-10", "The headings say “nghìn”: the figures are a thousand times what stands in the cells.")
def _(b):
    rows = [r for r in rows_for(b.unit, b.period) if r["ind"] in ("XHS-06", "DLH-01")]
    heading = lambda shown, value: maybe(shown, value, also=["D8", "E8"])
    rows = change(rows, XHS_06={"num": heading("612,4", 612400), "den": heading("738,9", 738900)},
                  DLH_01={"num": heading(311.5, 311500), "den": heading(402.3, 402300)})  # fmt: skip
    simple(b, ["stt", "name", "measure", ("num", "Tử số (nghìn)"), ("den", "Mẫu số (nghìn)"), "ratio", "note"], rows, ratio=None)


@workbook("fault-merged-figures", "TTT", "2026-10", "One denominator is merged over two rows; a second row leaves it out as “nt” (as above).")
def _(b):
    rows = rows_for(b.unit, b.period)
    grid = b.sheet("Biểu 01")
    row = header(grid, letterhead(grid), PLAIN)
    first, second = {"ind": "CQS-02", "num": 388, "den": 512}, {"ind": "CQS-07", "num": 401, "den": None}
    end, cells = body(grid, row, PLAIN, [first, second, *[r for r in rows if r["ind"] not in ("CQS-02", "CQS-07", "XHS-08")],
                                         {"ind": "XHS-08", "num": 255, "den": nothing("nt"), "ratio": None}], ratio=None)  # fmt: skip
    top = int(cells["CQS-02"]["den"][1:])
    grid.merge(top, 5, 2, 1)
    b.cells.append({"sheet": grid.title, "cell": cells["CQS-07"]["den"], "unit": b.unit, "indicator": "CQS-07", "period": b.period,
                    "part": "denominator", "value": "512", "may_find": True, "row": True, "also": [cells["CQS-02"]["den"]]})  # fmt: skip
    footer(grid, end + 1)


@workbook("fault-in-period-and-to-date", "BQLKCN", "2026-10", "Figures of the month and of the year to date side by side; the month's are asked for.")
def _(b):
    grid = b.sheet("Biểu 01")
    row = letterhead(grid, width=8)
    grid.line(row, "STT", "Chỉ tiêu", "Trong tháng 10/2026", None, "Luỹ kế từ đầu năm 2026", None, "Tỷ lệ trong tháng (%)", "Ghi chú")
    grid.merge(row, 3, 1, 2)
    grid.merge(row, 5, 1, 2)
    grid.line(row + 1, "Tử số", "Mẫu số", "Tử số", "Mẫu số", column=3)
    also = [grid.at(r, c) for r in (row, row + 1) for c in range(3, 7)]
    for at, r in enumerate([r for r in rows_for(b.unit, b.period) if r["ind"] in ("CQS-02", "CQS-07", "XHS-08")], row + 2):
        grid.line(at, at - row - 1, title(r["ind"]))
        grid.plant(at, 3, maybe(r["num"], r["num"], also=also), r["ind"])
        grid.plant(at, 4, maybe(r["den"], r["den"], also=also), r["ind"], "denominator")
        grid.line(at, r["num"] * 9 + 41, r["den"] * 9 + 17, column=5)
