"""Tables over many units: rows communes or departments, columns indicators, headers of one to three rows."""

import random

from .form import footer, letterhead
from .kit import COMMUNES, DEPARTMENTS, INDICATORS, REPORTERS, UNITS, figures, maybe, name, nothing, percent, right, title, workbook, wrong

SKHCN = ("SKHCN", "2026-10")


def some(units, count, seed):
    return sorted(random.Random(seed).sample(units, count), key=units.index)


def numbers_of(book, unit, codes, period=None):
    return figures(f"{book.name} {unit} {period}", [c for c in codes if unit in REPORTERS[c]])


def heading(grid, row, codes, column, label=title, parts=("Tử số", "Mẫu số", "Tỷ lệ (%)")):
    """Two rows: the indicator merged over its parts."""
    for n, code in enumerate(codes):
        at = column + n * len(parts)
        grid.put(row, at, label(code), bold=True)
        grid.merge(row, at, 1, len(parts))
        grid.line(row + 1, *parts, column=at)
    return row + 2


def fill(grid, row, column, unit, codes, found, period=None, width=3, flags=None, style=right):
    """One unit's cells; where it is not asked, the cells say x."""
    for n, code in enumerate(codes):
        at = column + n * width
        if code not in found:
            grid.line(row, *["x"] * width, column=at)
            continue
        num, den = found[code]
        grid.plant(row, at, style(num, num, **(flags or {})), code, "numerator", unit, period)
        grid.plant(row, at + 1, style(den, den, **(flags or {})), code, "denominator", unit, period)
        if width == 3:
            grid.put(row, at + 2, percent(num, den))
            if not flags:
                grid.clean(row, at + 2)


def total(grid, row, text, codes, column, founds, width=3, at=2):
    grid.put(row, at, text, bold=True)
    for n, code in enumerate(codes):
        pairs = [f[code] for f in founds if code in f]
        num, den = sum(p[0] for p in pairs), sum(p[1] for p in pairs)
        grid.line(row, num, den, *([percent(num, den)] if width == 3 else []), column=column + n * width)


@workbook("table-codes", *SKHCN, "Departments by code, indicators by code, merged headings over numerator, denominator and ratio.")
def _(b):
    grid, codes = b.sheet("Tổng hợp"), ["CQS-02", "CQS-03", "DLH-05"]
    grid.put(1, 1, "TỔNG HỢP SỐ LIỆU CHUYỂN ĐỔI SỐ THÁNG 10 NĂM 2026")
    grid.line(3, "Mã đơn vị", "Tên đơn vị")
    row = heading(grid, 3, codes, 3, label=str)
    for unit in DEPARTMENTS[:17]:
        grid.line(row, unit, name(unit))
        fill(grid, row, 3, unit, codes, numbers_of(b, unit, codes))
        row += 1


@workbook(
    "table-communes-names", *SKHCN, "Communes and wards by name, indicators by name, STT, column numbers and a grand total.", engine="xlsxwriter"
)
def _(b):
    grid, codes, founds = b.sheet("Biểu xã, phường"), ["CQS-02", "XHS-01"], []
    row = heading(grid, letterhead(grid, width=8), codes, 3)
    grid.line(row - 2, "TT", "Tên xã, phường")
    grid.line(row, *[f"({n})" for n in range(1, 9)])
    for n, unit in enumerate(some(COMMUNES, 14, b.name), 1):
        founds.append(numbers_of(b, unit, codes))
        grid.line(row + n, n, name(unit))
        fill(grid, row + n, 3, unit, codes, founds[-1])
    total(grid, row + n + 1, "Tổng cộng", codes, 3, founds)
    footer(grid, row + n + 3, 8)


@workbook("table-one-header-row", *SKHCN, "A single header row: “CQS-02 tử số”, “CQS-02 mẫu số” and so on.")
def _(b):
    grid, codes = b.sheet("Sheet1"), ["CQS-02", "CQS-07", "XHS-08"]
    grid.line(1, "Đơn vị", *[f"{c} {p}" for c in codes for p in ("tử số", "mẫu số")])
    for row, unit in enumerate([*some(DEPARTMENTS[1:13], 4, 1), *some(COMMUNES, 7, 2)], 2):
        grid.put(row, 1, name(unit))
        fill(grid, row, 2, unit, codes, numbers_of(b, unit, codes), width=2)


@workbook("table-three-header-rows", *SKHCN, "Pillar, indicator and part in three merged header rows; the first column is merged down.")
def _(b):
    grid, codes = b.sheet("PL II"), ["CQS-02", "CQS-03", "XHS-08", "DLH-04", "DLH-08"]
    row = letterhead(grid, width=17)
    for column, text in ((1, "STT"), (2, "Cơ quan, đơn vị")):
        grid.put(row, column, text)
        grid.merge(row, column, 3, 1)
    for column, count, text in ((3, 2, "CHÍNH QUYỀN SỐ"), (9, 1, "XÃ HỘI SỐ"), (12, 2, "DỮ LIỆU VÀ HẠ TẦNG SỐ")):
        grid.put(row, column, text)
        grid.merge(row, column, 1, 3 * count)
    row = heading(grid, row + 1, codes, 3)
    for n, unit in enumerate(DEPARTMENTS[1:12], 1):
        grid.line(row, n, name(unit))
        fill(grid, row, 3, unit, codes, numbers_of(b, unit, codes))
        row += 1


SHORT = {"SKHCN": "Sở KH&CN", "SNNMT": "Sở NN&MT", "SVHTTDL": "Sở VHTTDL", "SGDDT": "Sở GD-ĐT", "STC": "Sở TC", "SYT": "SYT", "BQLKCN": "BQL các KCN, KKT tỉnh",
         "TTT": "Thanh tra tỉnh Đồng Nai", "P-bien-hoa": "P. Biên Hòa", "P-long-khanh": "UBND phường Long Khánh", "P-tran-bien": "UBND P.Trấn Biên", "X-dinh-quan": "UBND xã Định Quán",
         "X-nhon-trach": "X. Nhơn Trạch", "X-dak-o": "xã Đắk Ơ", "X-phu-hoa": "Xã Phú Hoà", "X-bom-bo": "UBND xã BomBo", "P-an-loc": "An Lộc"}  # fmt: skip


@workbook("table-short-names", *SKHCN, "Units as offices shorten them: UBND xã, P., Sở KH&CN, the other place of the tone mark, a name run together.")
def _(b):
    grid, codes = b.sheet("TH"), ["CQS-02", "CQS-03"]
    row = heading(grid, 4, codes, 3)
    grid.line(4, "STT", "Đơn vị")
    for n, (unit, short) in enumerate(SHORT.items(), 1):
        grid.line(row, n, short)
        # A name that is guessed may be asked about; a figure of another unit never comes of it.
        sure = unit not in ("SGDDT", "STC", "BQLKCN", "TTT", "X-dak-o", "X-bom-bo", "P-an-loc")
        fill(grid, row, 3, unit, codes, numbers_of(b, unit, codes), flags=None if sure else {"may_find": True, "row": True})
        row += 1


@workbook("table-blocks", *SKHCN, "A block of departments and a block of communes, each with its subtotal, and a grand total.", engine="xlsxwriter")
def _(b):
    grid, codes, everything = b.sheet("Tổng hợp toàn tỉnh"), ["CQS-02", "CQS-07"], []
    row = heading(grid, letterhead(grid, width=8), codes, 3)
    grid.line(row - 2, "STT", "Đơn vị")
    for mark, text, sub, units in (
        ("I", "KHỐI SỞ, BAN, NGÀNH", "Cộng các sở", DEPARTMENTS[1:9]),
        ("II", "KHỐI XÃ, PHƯỜNG", "Cộng xã, phường", some(COMMUNES, 8, 4)),
    ):
        founds = []
        grid.line(row, mark, text, bold=True)
        for n, unit in enumerate(units, 1):
            founds.append(numbers_of(b, unit, codes))
            grid.line(row + n, n, name(unit))
            fill(grid, row + n, 3, unit, codes, founds[-1])
        total(grid, row + n + 1, sub, codes, 3, founds)
        everything += founds
        row += n + 2
    total(grid, row, "TOÀN TỈNH", codes, 3, everything)
    footer(grid, row + 2, 8)


@workbook("table-transposed", *SKHCN, "Indicators down, units across, each unit over numerator and denominator.")
def _(b):
    grid, codes, units = b.sheet("Ma trận"), ["CQS-02", "CQS-03", "CQS-07", "XHS-08", "DLH-04"], ["SYT", "SNV", "STP", "SXD", "TTT"]
    grid.put(1, 1, "Kết quả tháng 10/2026 theo đơn vị")
    grid.line(3, "Mã", "Chỉ tiêu")
    for n, unit in enumerate(units):
        grid.put(3, 3 + 2 * n, name(unit))
        grid.merge(3, 3 + 2 * n, 1, 2)
        grid.line(4, "Tử số", "Mẫu số", column=3 + 2 * n)
    for row, code in enumerate(codes, 5):
        grid.line(row, code, title(code))
        for n, unit in enumerate(units):
            num, den = numbers_of(b, unit, codes)[code]
            grid.plant(row, 3 + 2 * n, num, code, "numerator", unit)
            grid.plant(row, 4 + 2 * n, den, code, "denominator", unit)


@workbook("table-months-across", *SKHCN, "One indicator, the months of September and October as groups of columns.")
def _(b):
    grid = b.sheet("CQS-02")
    grid.put(1, 1, f"Chỉ tiêu CQS-02: {title('CQS-02')}")
    grid.line(3, "STT", "Đơn vị", "Tháng 9/2026", None, None, "Tháng 10/2026", None, None)
    for n, period in enumerate(("2026-09", "2026-10")):
        grid.merge(3, 3 + 3 * n, 1, 3)
        grid.line(4, "Tử số", "Mẫu số", "Tỷ lệ (%)", column=3 + 3 * n)
    for row, unit in enumerate([*DEPARTMENTS[1:7], *some(COMMUNES, 6, 5)], 5):
        grid.line(row, row - 4, name(unit))
        for n, period in enumerate(("2026-09", "2026-10")):
            fill(grid, row, 3 + 3 * n, unit, ["CQS-02"], numbers_of(b, unit, ["CQS-02"], period), period)


@workbook("table-month-sheets", *SKHCN, "A sheet for each month, named by it; the year stands in the title.", engine="xlsxwriter")
def _(b):
    codes = ["CQS-03", "XHS-08"]
    for month in (8, 9, 10):
        grid, period = b.sheet(f"Tháng {month}"), f"2026-{month:02}"
        grid.put(1, 1, f"SỐ LIỆU CHUYỂN ĐỔI SỐ THÁNG {month} NĂM 2026")
        grid.line(3, "STT", "Đơn vị")
        row = heading(grid, 3, codes, 3)
        for n, unit in enumerate(DEPARTMENTS[3:9], 1):
            grid.line(row, n, name(unit))
            fill(grid, row, 3, unit, codes, numbers_of(b, unit, codes, period), period)
            row += 1


def odd_units(b, rows):
    """A one-indicator table of sound rows with odd ones among them: (label, unit or None, why or None)."""
    grid = b.sheet("Biểu 5")
    grid.put(1, 1, f"{title('CQS-02')} (CQS-02), tháng 10/2026")
    grid.line(3, "STT", "Đơn vị", "Tử số", "Mẫu số", "Tỷ lệ (%)")
    for row, (label, unit, why) in enumerate(rows, 4):
        num, den = figures(f"{b.name} {row}", ["CQS-02"])["CQS-02"]
        grid.line(row, row - 3, label)
        grid.put(row, 5, percent(num, den))
        make = (lambda n: wrong(n, why, row=True)) if why else right
        grid.plant(row, 3, make(num), "CQS-02", "numerator", unit or "?")
        grid.plant(row, 4, make(den), "CQS-02", "denominator", unit or "?")
    return grid


@workbook(
    "table-unknown-units",
    *SKHCN,
    "Names that are no unit of the province today, or could be two: former districts and departments, Lộc Thạnh or Lộc Thành.",
)
def _(b):
    odd_units(b, [
        (name("SYT"), "SYT", None), ("Xã Hòa Thắng", None, "no such commune"), (name("X-loc-ninh"), "X-loc-ninh", None),
        ("Xã Loc Thanh", None, "Lộc Thạnh or Lộc Thành"), ("Huyện Nhơn Trạch", None, "a former district, not the commune of that name"),
        ("Thành phố Biên Hòa", None, "a former city, not the ward of that name"), (name("P-bien-hoa"), "P-bien-hoa", None),
        ("Sở Thông tin và Truyền thông", None, "no longer a department"), ("Sở Giao thông vận tải", None, "no longer a department"),
        (name("X-loc-thanh-25294"), "X-loc-thanh-25294", None), (name("X-loc-thanh-25280"), "X-loc-thanh-25280", None),
        ("Phường Phước Hưng", None, "no such ward, however near others are"), (name("X-nhon-trach"), "X-nhon-trach", None),
    ])  # fmt: skip


@workbook("table-unit-twice", *SKHCN, "One commune stands in two rows with different figures.")
def _(b):
    units = [*some(COMMUNES[:60], 6, 7), "X-xuan-loc"]
    grid = odd_units(
        b,
        [
            *[(name(u), u, None) for u in units],
            (name("X-tri-an"), "X-tri-an", None),
            ("UBND xã Xuân Lộc", "X-xuan-loc", "the commune stands in two rows"),
        ],
    )
    first, second = 4 + 6, 4 + 8
    for cell in b.cells:
        if cell["unit"] == "X-xuan-loc":
            other = second if int(cell["cell"][1:]) == first else first
            cell |= {"also": [grid.at(other, c) for c in (2, 3, 4)], "row": True, "may_find": True}


@workbook("table-not-asked", *SKHCN, "Figures typed for units that are not asked: the police have no dossiers on the province's system.")
def _(b):
    why = "the unit does not report this indicator"
    odd_units(
        b,
        [(name("SNV"), "SNV", None), (name("CAT"), "CAT", why), (name("BHXH"), "BHXH", why), (name("STP"), "STP", None), (name("VPUB"), "VPUB", why)],
    )


@workbook(
    "table-title-names-indicator",
    *SKHCN,
    "The indicator stands in the title only; columns are “Số người sử dụng” and “Dân số” by its wording.",
    engine="xlsxwriter",
)
def _(b):
    grid, i = b.sheet("XHS-01"), INDICATORS["XHS-01"]
    grid.put(1, 1, f"BIỂU TỔNG HỢP CHỈ TIÊU XHS-01: {i['name'].upper()}")
    grid.put(2, 1, "Tháng 10 năm 2026")
    grid.line(4, "STT", "Xã, phường", i["numerator"], i["denominator"], "Tỷ lệ (%)")
    for row, unit in enumerate(some(COMMUNES, 12, 8), 5):
        grid.line(row, row - 4, name(unit))
        fill(grid, row, 3, unit, ["XHS-01"], numbers_of(b, unit, ["XHS-01"]))


@workbook("table-filtered", *SKHCN, "A filter hides half of the rows; what it hides is meant, and may be asked about.", filter="A3:E15")
def _(b):
    units = some(COMMUNES, 12, 9)
    grid = odd_units(b, [(name(u), u, None) for u in units])
    grid.hidden_rows |= {row for row in range(4, 16) if row % 2}
    for cell in b.cells:
        if int(cell["cell"][1:]) % 2:
            cell |= {"may_find": True, "row": True}


@workbook("table-parts-as-rows", *SKHCN, "Each unit has two rows, numerator and denominator; indicators are columns.")
def _(b):
    grid, codes = b.sheet("Theo dòng"), ["CQS-02", "CQS-07"]
    grid.line(3, "STT", "Đơn vị", "Nội dung", *codes)
    for n, unit in enumerate(["SYT", "SNV", "STP", "STC"]):
        row = 4 + 2 * n
        grid.line(row, n + 1, name(unit), "Tử số")
        grid.put(row + 1, 3, "Mẫu số")
        grid.merge(row, 2, 2, 1)
        for c, code in enumerate(codes, 4):
            num, den = numbers_of(b, unit, codes)[code]
            also = ["", *(grid.at(r, k) for r in (3, row, row + 1) for k in (2, 3, c))]
            grid.plant(row, c, maybe(num, num, also=also), code, "numerator", unit)
            grid.plant(row + 1, c, maybe(den, den, also=also), code, "denominator", unit)


@workbook(
    "table-all-communes", *SKHCN, "All 95 communes and wards, two indicators, blank cells where a commune has not answered.", engine="xlsxwriter"
)
def _(b):
    grid, codes = b.sheet("95 xã, phường"), ["CQS-03", "CQS-07"]
    grid.put(1, 1, "KẾT QUẢ THÁNG 10 NĂM 2026 CỦA 95 XÃ, PHƯỜNG")
    grid.line(3, "STT", "Mã", "Xã, phường")
    row = heading(grid, 3, codes, 4, parts=("Tử số", "Mẫu số"))
    for n, unit in enumerate(COMMUNES):
        grid.line(row + n, n + 1, unit, UNITS[unit]["short_name"])
        found = numbers_of(b, unit, codes)
        if n % 19 == 7:
            for c, part in enumerate(("numerator", "denominator"), 6):
                grid.plant(row + n, c, nothing(None), "CQS-07", part, unit)
            found.pop("CQS-07")
            fill(grid, row + n, 4, unit, ["CQS-03"], found, width=2)
        else:
            fill(grid, row + n, 4, unit, codes, found, width=2)


@workbook("table-ratios-only", *SKHCN, "A matrix of percentages alone, departments by indicators: nothing says how many dossiers.")
def _(b):
    grid, codes = b.sheet("Tỷ lệ"), ["CQS-02", "CQS-03", "CQS-07"]
    grid.put(1, 1, "Tỷ lệ thực hiện tháng 10/2026 (%)")
    grid.line(3, "Đơn vị", *codes)
    for row, unit in enumerate(["SYT", "SNV", "STP", "STC", "SXD"], 4):
        grid.put(row, 1, name(unit))
        for c, code in enumerate(codes, 2):
            num, den = numbers_of(b, unit, codes)[code]
            value = percent(num, den)
            grid.plant(row, c, maybe(value, value, row=True, also=[grid.at(3, c)]), code, "ratio", unit)
