"""The unit's own form as offices keep it: letterhead, table, footer; each part can be left out or changed."""

from .kit import INDICATORS, N, UNITS, asked, figures, percent, title

HEADS = {"code": "Mã", "stt": "STT", "name": "Chỉ tiêu", "measure": "Đơn vị tính", "target": "Mục tiêu", "prev": "Kỳ trước",
         "num": "Tử số", "den": "Mẫu số", "ratio": "Tỷ lệ (%)", "state": "Tình trạng", "note": "Ghi chú", "evidence": "Minh chứng"}  # fmt: skip
OWN = ["code", "name", "measure", "target", "prev", "num", "den", "ratio", "state", "note", "evidence"]
PLAIN = ["stt", "name", "measure", "num", "den", "ratio", "note"]


def month_words(period):
    return f"tháng {int(period[5:7])} năm {period[:4]}"


def letterhead(grid, unit=None, period=None, lines=(), width=7):
    """What stands above a table in Vietnam: authority and motto side by side, title, period. Gives the next free row."""
    unit, period = unit or grid.book.unit, period or grid.book.period
    grid.put(1, 1, "UBND TỈNH ĐỒNG NAI", bold=True)
    grid.put(1, width - 2, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True)
    grid.put(2, 1, UNITS[unit]["name"].upper(), bold=True)
    grid.put(2, width - 2, "Độc lập - Tự do - Hạnh phúc")
    grid.merge(1, 1, 1, 2)
    grid.merge(1, width - 2, 1, 3)
    grid.merge(2, 1, 1, 2)
    grid.merge(2, width - 2, 1, 3)
    grid.put(3, 1, "Số: 218/BC-CĐS")
    grid.put(3, width - 2, "Đồng Nai, ngày 05 tháng 11 năm 2026")
    grid.put(5, 1, "BÁO CÁO KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU CHUYỂN ĐỔI SỐ", bold=True)
    grid.merge(5, 1, 1, width)
    grid.put(6, 1, f"Kỳ báo cáo: {month_words(period)}")
    grid.merge(6, 1, 1, width)
    for offset, text in enumerate(lines):
        grid.put(7 + offset, 1, text)
    return 8 + len(lines)


def footer(grid, row, width=7):
    grid.put(row, width - 2, "Đồng Nai, ngày 05 tháng 11 năm 2026")
    grid.put(row + 1, 1, "NGƯỜI LẬP BIỂU", bold=True)
    grid.put(row + 1, width - 2, "THỦ TRƯỞNG ĐƠN VỊ", bold=True)
    grid.put(row + 2, 1, "(Ký, ghi rõ họ tên)")
    grid.put(row + 5, 1, "Nguyễn Thị Bích Hằng - ĐT: 0251 3822 501")
    grid.put(row + 5, width - 2, "Trần Quốc Tuấn")
    grid.put(row + 7, 1, "Nơi nhận:\n- Sở KH&CN;\n- Lưu: VT, CĐS (3 bản).")
    return row + 8


def heads(columns):
    return [c if isinstance(c, tuple) else (c, HEADS[c]) for c in columns]


def header(grid, row, columns, column=1):
    for offset, (_, text) in enumerate(heads(columns)):
        grid.put(row, column + offset, text, bold=True)
    return row + 1


def rows_for(unit, period, seed=None, codes=None):
    """Rows of everything a unit is asked, with figures of its own."""
    codes = codes or asked(unit, period)
    found = figures(seed or f"{unit} {period}", codes)
    return [{"ind": code, "num": found[code][0], "den": found[code][1]} for code in codes]


def change(rows, **changes):
    """Rows with some of them changed: change(rows, CQS_02={"num": …})."""
    named = {key.replace("_", "-"): value for key, value in changes.items()}
    assert set(named) <= {r["ind"] for r in rows}, set(named) - {r["ind"] for r in rows}
    return [{**row, **named.get(row["ind"], {})} for row in rows]


def shown(n):
    return n.shown if isinstance(n, N) else n


def body(grid, row, columns, rows, column=1, unit=None, period=None, ratio="auto"):
    """Rows of a table; a text is a line across it. Gives the next free row and the cells as {code: {column: cell}}."""
    cells, count = {}, 0
    for item in rows:
        if item is None:
            row += 1
            continue
        if isinstance(item, str):
            grid.put(row, column, item, bold=True)
            row += 1
            continue
        if isinstance(item, list):  # a line typed cell by cell: totals, column numbers
            grid.line(row, *item, column=column)
            row += 1
            continue
        count += 1
        code, at = item.get("ind"), {}
        kind = INDICATORS[code]["kind"] if code else None
        for offset, (key, _) in enumerate(heads(columns)):
            col = column + offset
            at[key] = grid.at(row, col)
            if key in ("num", "den"):
                part = "numerator" if key == "num" else "denominator"
                if item.get(key) is not None:
                    grid.plant(row, col, item[key], code, part, unit, period)
            elif key == "ratio":
                value = item.get("ratio", ratio)
                if value == "auto" and kind == "ratio" and all(isinstance(item.get(k), int) for k in ("num", "den")):
                    grid.put(row, col, percent(item["num"], item["den"]))
                    grid.clean(row, col)
                elif isinstance(value, N):
                    grid.plant(row, col, value, code, "ratio", unit, period)
                elif value not in ("auto", None):
                    grid.put(row, col, value)
            elif key in item:
                grid.put(row, col, item[key])
            elif key == "stt":
                grid.put(row, col, count)
            elif key == "code" and code:
                grid.put(row, col, code)
            elif key == "name" and code:
                grid.put(row, col, title(code))
            elif key == "measure" and code:
                grid.put(row, col, INDICATORS[code]["unit_of_measure"])
        cells[code] = at
        row += 1
    return row, cells


def simple(book, columns=PLAIN, rows=None, sheet="Biểu 01", lines=(), ratio="auto", foot=True):
    """Letterhead, one header row, rows, footer."""
    grid = book.sheet(sheet)
    row = header(grid, letterhead(grid, lines=lines, width=len(columns)), columns)
    row, cells = body(grid, row, columns, rows or rows_for(book.unit, book.period, book.name), ratio=ratio)
    if foot:
        footer(grid, row + 1, len(columns))
    return grid, cells
