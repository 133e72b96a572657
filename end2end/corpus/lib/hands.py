"""The unit's own form in many hands: columns moved, names retyped, headers merged, sheets added. Nearly every figure is sound."""

from .form import OWN, PLAIN, body, change, footer, header, letterhead, rows_for, simple
from .kit import INDICATORS, Formula, bare, figures, maybe, name, nothing, percent, right, title, workbook


@workbook("form-columns-moved", "SYT", "2026-10", "Code column deleted, note and evidence moved to the front, denominator before numerator.")
def _(b):
    simple(b, ["stt", "note", "evidence", "name", "measure", "den", "num", "ratio", "state"])


@workbook(
    "form-columns-added",
    "SNV",
    "2026-10",
    "Columns of the office's own stand between those of the form, among them figures of last year and a deviation.",
)
def _(b):
    columns = ["stt", ("field", "Lĩnh vực"), "name", ("doc", "Văn bản giao"), ("last", "Kết quả năm 2025 (%)"), "num", ("who", "Phòng phụ trách"),
               "den", "ratio", ("more", "Tăng/giảm so với năm 2025 (%)"), "note", "code"]  # fmt: skip
    rows = rows_for("SNV", "2026-10")
    for n, row in enumerate(rows):
        row |= {"field": "CĐS", "doc": f"KH {112 + n}/KH-UBND", "last": 51.5 + n, "who": "P. CCHC", "more": 12.25 + n}
    simple(b, columns, rows)


@workbook("form-no-diacritics", "X-bu-gia-map", "2026-10", "A commune types the names without diacritics and in capitals; no codes.")
def _(b):
    rows = rows_for(b.unit, b.period)
    for n, row in enumerate(rows):
        row["name"] = bare(title(row["ind"])).upper() if n % 2 else bare(title(row["ind"]))
    simple(b, PLAIN, rows)


@workbook("form-abbreviations", "P-bien-hoa", "2026-10", "Names with the abbreviations every office uses: TTHC, DVC, CSDL, HS, ATTT.")
def _(b):
    names = {"CQS-02": "HS TTHC được xử lý trực tuyến", "CQS-03": "DVC trực tuyến đã đưa lên Cổng DVC quốc gia",
             "CQS-07": "HS giải quyết xong đã số hoá cả thành phần và kết quả", "XHS-01": "Dân số trưởng thành sử dụng DVC trực tuyến",
             "XHS-08": "Lượt dùng DVCTT có xác thực định danh điện tử", "DLH-08": "CSDL có phương án ATTT theo cấp độ"}  # fmt: skip
    rows = rows_for(b.unit, b.period)
    for row in rows:
        row["name"] = names.get(row["ind"], title(row["ind"]))
    simple(b, PLAIN, rows)


@workbook("form-numbering-typos", "P-trang-dai", "2026-10", "Names numbered by hand and with a letter or two mistyped.", engine="xlsxwriter")
def _(b):
    names = {"CQS-02": "1. Hồ sơ thủ tục hành chính được sử lý trực tuyến", "CQS-03": "a) Dịch vụ công trực tuyến đã đưa lên Cổng dịch vụ công Quốc gia;",
             "CQS-07": "- Hồ sơ giải quyết xong đã số hóa cả thành phần và kết quả", "XHS-01": "1.1. Dân số trưởng thành sử dụng dịch vu công trực tuyến",
             "XHS-08": "+ Lượt dùng dịch vụ công trực tuyến có xác thực đinh danh điện tử", "DLH-04": "• Cơ quan hành chính cung cấp dữ liệu mở đạt chất lượng:",
             "DLH-08": "(2) Cơ sở dữ liệu có phuơng án an toàn thông tin theo cấp độ"}  # fmt: skip
    rows = rows_for(b.unit, b.period)
    for row in rows:
        row["name"] = names[row["ind"]]
        row["stt"] = ""
    simple(b, PLAIN, rows)


@workbook("form-merged-header", "SKHCN", "2026-10", "Two header rows with merged cells, a row of column numbers, section lines and totals.")
def _(b):
    grid = b.sheet("Phụ lục 1")
    row = letterhead(grid, width=7)
    for col, text in ((1, "STT"), (2, "Chỉ tiêu"), (3, "Đơn vị tính"), (7, "Ghi chú")):
        grid.put(row, col, text, bold=True)
        grid.merge(row, col, 2, 1)
    grid.put(row, 4, "Kết quả thực hiện", bold=True)
    grid.merge(row, 4, 1, 3)
    grid.line(row + 1, "Tử số", "Mẫu số", "Tỷ lệ (%)", column=4)
    rows = rows_for(b.unit, b.period)
    split = [r["ind"].startswith("DLH") for r in rows].index(True)
    total = [[None, "Tổng cộng", None, sum(r["num"] for r in part), sum(r["den"] for r in part)] for part in (rows[:split], rows[split:])]
    lines = [["(1)", "(2)", "(3)", "(4)", "(5)", "(6)=(4)/(5)*100", "(7)"], ["I", "CHÍNH QUYỀN SỐ, XÃ HỘI SỐ"], *rows[:split], total[0],
             ["II", "DỮ LIỆU, HẠ TẦNG SỐ"], *rows[split:], total[1]]  # fmt: skip
    end, _ = body(grid, row + 2, PLAIN, lines)
    footer(grid, end + 1)


@workbook(
    "form-notes-with-digits", "SNNMT", "2026-10", "Footnotes, notes full of digits, blank lines between rows, a signature block.", engine="xlsxwriter"
)
def _(b):
    rows = rows_for(b.unit, b.period)
    notes = [
        "Tăng 120 hồ sơ so với tháng 9/2026",
        "BC 118/BC-SNNMT ngày 02/11/2026, trang 3",
        "(*) 15/20 xã đã báo cáo",
        "Luỹ kế 1.250 hồ sơ",
        "2026",
    ]
    lines = []
    for n, row in enumerate(rows):
        lines += [{**row, "note": notes[n % len(notes)]}] + ([None] if n % 3 == 2 else [])
    grid, _ = simple(b, [*PLAIN, "evidence"], lines, foot=False)
    row = max(r for r, _ in grid.cells) + 1
    grid.put(row, 1, "(*) Ghi chú: số liệu tính đến 24h00 ngày 31/10/2026; 118 hồ sơ quá hạn chưa tính.")
    grid.put(row + 1, 1, "(**) 1.250 là số luỹ kế từ đầu năm.")
    footer(grid, row + 3, 8)


@workbook(
    "form-hidden-rows-columns", "STP", "2026-10", "A hidden column with an estimate stands before the numerator; two rows are hidden and still meant."
)
def _(b):
    columns = ["stt", "name", "measure", ("plan", "Ước thực hiện tháng 11"), "num", "den", "ratio", "note"]
    rows = rows_for(b.unit, b.period)
    for row in rows:
        row["plan"] = row["num"] + 7
    for row in rows[2:4]:  # somebody hid them; leaving them out in silence would be worse than asking
        row |= {"num": maybe(row["num"], row["num"]), "den": maybe(row["den"], row["den"])}
    grid, cells = simple(b, columns, rows)
    grid.hidden_columns.add(4)
    grid.hidden_rows |= {int(cells[row["ind"]]["num"][1:]) for row in rows[2:4]}


@workbook("form-hidden-old-sheet", "SCT", "2026-10", "A hidden sheet still holds September's form with other figures.")
def _(b):
    old = b.sheet("Tháng 9 (cũ)", "hidden")
    row = header(old, letterhead(old, period="2026-09"), PLAIN)
    rows = rows_for(b.unit, b.period, "old")
    optional = [{**r, "num": right(r["num"], optional=True, may_find=True), "den": right(r["den"], optional=True, may_find=True)} for r in rows]
    body(old, row, PLAIN, optional, period="2026-09", ratio=None)
    simple(b, rows=rows_for(b.unit, b.period), sheet="Tháng 10")


@workbook("form-guide-sheet", "SXD", "2026-10", "A guide sheet shows an example with figures that nobody reports; the data are on the second sheet.")
def _(b):
    guide = b.sheet("Hướng dẫn")
    guide.line(1, "HƯỚNG DẪN NHẬP BIỂU")
    guide.line(3, "Bước 1. Nhập tử số và mẫu số vào sheet “Số liệu”. Không sửa tên chỉ tiêu.")
    guide.line(4, "Ví dụ: đơn vị có 80 hồ sơ trực tuyến trên 100 hồ sơ tiếp nhận thì nhập như sau (số liệu giả định):")
    guide.line(6, "STT", "Chỉ tiêu", "Tử số", "Mẫu số", "Tỷ lệ (%)")
    guide.line(7, "VD", title("CQS-02") + " (ví dụ)", 80, 100, 80)
    simple(b, sheet="Số liệu")


@workbook("form-two-tables", "VPUB", "2026-10", "Two tables below each other on one sheet; the second has its columns the other way round.")
def _(b):
    grid = b.sheet("Biểu tổng hợp")
    row = letterhead(grid)
    rows = rows_for(b.unit, b.period)
    grid.put(row, 1, "A. CHÍNH QUYỀN SỐ")
    row, _ = body(grid, header(grid, row + 1, PLAIN), PLAIN, [r for r in rows if r["ind"].startswith("CQS")])
    second = ["stt", "name", "den", "num", "ratio", "note"]
    grid.put(row + 2, 1, "B. DỮ LIỆU, HẠ TẦNG SỐ")
    row, _ = body(grid, header(grid, row + 3, second), second, [r for r in rows if r["ind"].startswith("DLH")])
    footer(grid, row + 1)


@workbook(
    "form-far-corner",
    "SVHTTDL",
    "2026-09",
    "The table starts at row 24 in column D, after a page of text; quarterly indicators are due.",
    engine="xlsxwriter",
)
def _(b):
    grid = b.sheet("BC quý III")
    letterhead(grid)
    for row in range(9, 21):
        text = f"{row - 8}. Trong tháng 9 năm 2026, Sở đã tham mưu ban hành {row + 3} văn bản; kinh phí {row * 7},5 triệu đồng."
        grid.put(row, 1, text)
    columns = ["stt", "code", "name", "num", "den", "ratio", "note"]
    row, _ = body(grid, header(grid, 24, columns, column=4), columns, rows_for(b.unit, b.period), column=4)
    grid.put(row + 2, 5, "Thủ trưởng đơn vị")


@workbook(
    "form-this-and-last-month", "STC", "2026-10", "Last month's and this month's figures side by side under merged headings, then their difference."
)
def _(b):
    grid = b.sheet("So sánh")
    row = letterhead(grid, width=9)
    grid.line(row, "STT", "Chỉ tiêu", "Tháng 9/2026", None, None, "Tháng 10/2026", None, None, "Chênh lệch tỷ lệ (điểm %)")
    grid.merge(row, 3, 1, 3)
    grid.merge(row, 6, 1, 3)
    for col in (1, 2, 9):
        grid.merge(row, col, 2, 1)
    grid.line(row + 1, *["Tử số", "Mẫu số", "Tỷ lệ (%)"] * 2, column=3)
    before, now = rows_for(b.unit, b.period, "STC before"), rows_for(b.unit, b.period)
    for at, (old, new) in enumerate(zip(before, now), row + 2):
        grid.line(at, at - row - 1, title(new["ind"]))
        for col, part, figure in ((3, "numerator", old["num"]), (4, "denominator", old["den"])):
            grid.plant(at, col, right(figure, optional=True), new["ind"], part, period="2026-09")
        for col, part, figure in ((6, "numerator", new["num"]), (7, "denominator", new["den"])):
            grid.plant(at, col, figure, new["ind"], part)
        grid.put(at, 5, percent(old["num"], old["den"]))
        grid.put(at, 8, percent(new["num"], new["den"]))
        grid.put(at, 9, round(percent(new["num"], new["den"]) - percent(old["num"], old["den"]), 2))
        grid.clean(at, 8)


@workbook("form-all-kinds", "SKHCN", "2026-12", "December's form: ratios, counts in the numerator's column, states in words.", engine="xlsxwriter")
def _(b):
    rows = rows_for(b.unit, b.period)
    states = {"DLH-61": ("Hoàn thành", 3), "DLH-62": ("Đang soạn thảo", 1), "CQS-92": ("đang thẩm định", 2), "DLH-92": ("Chưa bắt đầu", 0)}
    rows += [{"ind": code, "num": right(word, value)} for code, (word, value) in states.items()]
    simple(b, ["stt", "code", "name", "measure", "num", "den", "ratio", "state", "note"], rows)


@workbook("form-yes-no", "CAT", "2026-12", "A yes-or-no indicator answered in words beside ratios and a count.")
def _(b):
    rows = change(rows_for(b.unit, b.period), DLH_10={"num": right("Có", 1)})
    simple(b, ["stt", "name", "measure", "num", "den", "ratio", "note"], rows)


@workbook("form-yes-no-digit", "CAT", "2026-06", "The same question answered by 0, as its wording asks; zero is a figure, not a gap.")
def _(b):
    simple(b, ["code", "name", "num", "den", "ratio", "note"], change(rows_for(b.unit, b.period), DLH_10={"num": right(0)}))


@workbook(
    "form-detail-sheets", "SDTTG", "2026-10", "The summary counts; detail sheets list dossiers line by line with dates, phone numbers and amounts."
)
def _(b):
    simple(b, sheet="Tổng hợp")
    detail = b.sheet("Chi tiết hồ sơ")
    detail.line(1, "STT", "Mã hồ sơ", "Ngày nhận", "Người nộp", "Số điện thoại", "Lệ phí (đồng)", "Trực tuyến")
    for n in range(1, 13):
        detail.line(n + 1, n, f"H19.{n:03}-26{n:04}", f"{n:02}/10/2026", f"Công dân {n}", f"09{n:08}", 15000 * n, "x" if n % 3 else None)
    b.sheet("Sheet3")


@workbook(
    "form-title-in-merged-block",
    "SNGV",
    "2026-10",
    "Letterhead, title and period stand in one merged cell with line breaks; section names sit in merged rows.",
)
def _(b):
    grid = b.sheet("Mẫu 02")
    block = f"UBND TỈNH ĐỒNG NAI\n{name(b.unit).upper()}\n\nBÁO CÁO SỐ LIỆU CHUYỂN ĐỔI SỐ\n(Kỳ báo cáo: tháng 10/2026; đơn vị tính: theo từng dòng)"
    grid.put(1, 1, block)
    grid.merge(1, 1, 6, 7)
    row = header(grid, 8, PLAIN)
    rows = rows_for(b.unit, b.period)
    for part in (rows[:4], rows[4:]):
        grid.put(row, 1, "Nhóm chỉ tiêu về chính quyền số" if part is rows[:4] else "Nhóm chỉ tiêu về dữ liệu (2 chỉ tiêu)")
        grid.merge(row, 1, 1, 7)
        row, _ = body(grid, row + 1, PLAIN, part)
    grid.put(row, 1, "Cộng")
    grid.merge(row, 1, 1, 3)
    grid.put(row, 4, sum(r["num"] for r in rows))
    grid.put(row, 5, sum(r["den"] for r in rows))
    footer(grid, row + 2)


@workbook(
    "form-definitions-as-rows",
    "TTT",
    "2026-10",
    "Below each indicator its numerator and denominator have a line of their own, with the figure in one column.",
)
def _(b):
    grid = b.sheet("Biểu 03")
    row = letterhead(grid)
    grid.line(row, "STT", "Nội dung", "Đơn vị tính", "Số liệu", "Ghi chú")
    row += 1
    for n, (code, (num, den)) in enumerate(figures(b.name, ["CQS-02", "CQS-03", "CQS-07", "XHS-08"]).items(), 1):
        i = INDICATORS[code]
        grid.line(row, n, i["name"], "%", percent(num, den))
        grid.line(row + 1, None, f"- {i['numerator']}", "")
        grid.line(row + 2, None, f"- {i['denominator']}", "")
        # Not a shape that was promised: understood or remarked on, never half of it in silence.
        also = ["", "D8", *(grid.at(r, c) for r in range(row, row + 3) for c in (2, 4))]
        grid.plant(row + 1, 4, maybe(num, num, also=also), code, "numerator")
        grid.plant(row + 2, 4, maybe(den, den, also=also), code, "denominator")
        row += 3


@workbook("form-empty", "BQLKCN", "2026-10", "The form came back with nothing filled in.")
def _(b):
    rows = [{"ind": r["ind"], "num": nothing(None), "den": nothing(None)} for r in rows_for(b.unit, b.period)]
    grid, _ = simple(b, OWN, rows)
    for row in rows:
        b.absent.append({"unit": b.unit, "indicator": row["ind"], "period": b.period})


@workbook(
    "form-count-last-column",
    "SKHCN",
    "2026-06",
    "Half-yearly counts under “Kết quả”, a heading other than “Tử số”; ratios keep theirs on a second sheet.",
)
def _(b):
    rows = rows_for(b.unit, b.period)
    counts = b.sheet("Chỉ tiêu số lượng")
    columns = ["stt", "code", "name", "measure", ("num", "Kết quả"), "note"]
    body(counts, header(counts, 3, columns), columns, [r for r in rows if r["den"] is None])
    ratios = b.sheet("Chỉ tiêu tỷ lệ")
    columns = ["stt", "code", "name", "num", "den", "ratio"]
    body(ratios, header(ratios, 3, columns), columns, [r for r in rows if r["den"] is not None])


@workbook(
    "form-formulas",
    "SKHCN",
    "2026-10",
    "Figures are sums over a detail sheet, with their results stored; the ratio column is computed too.",
    engine="xlsxwriter",
)
def _(b):
    rows = rows_for(b.unit, b.period)
    parts = {}
    for n, row in enumerate(rows, 2):
        for col, key in (("B", "num"), ("D", "den")):
            half = row[key] // 2
            parts[n, col] = (half, row[key] - half)
            row[key] = right(Formula(f"'Chi tiết'!{col}{n}+'Chi tiết'!{chr(ord(col) + 1)}{n}", row[key]), row[key])
    grid, cells = simple(b, PLAIN, rows)
    for row in rows:
        at = int(cells[row["ind"]]["ratio"][1:])
        grid.put(at, 6, Formula(f"ROUND(100*D{at}/E{at},2)", percent(row["num"].value, row["den"].value)))
        grid.clean(at, 6)
    detail = b.sheet("Chi tiết")
    detail.line(1, "Phòng, đơn vị", "Trực tuyến", "Trực tiếp", "Tiếp nhận 1", "Tiếp nhận 2")
    for n in range(2, len(rows) + 2):
        detail.line(n, f"Nội dung {n - 1}", *parts[n, "B"], *parts[n, "D"])
