"""Workbooks written as XML by hand, the ways Excel and other programs write it that no Python library does."""

import re
from dataclasses import dataclass
from xml.sax.saxutils import escape

from .broken import MAIN, package, zipped
from .form import PLAIN, body, change, header, rows_for, simple
from .kit import Formula, N, Style, right, title, workbook, wrong

STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


@dataclass
class X:
    """A cell's own XML; {r} is its place, {s} its style."""

    xml: str


@dataclass
class Rich:
    """A shared string's own XML."""

    xml: str


def with_raw(book, path):
    """Options: prefix, strict, places (False leaves out r), inline, date1904, dimension, doctored (changes the parts at the end)."""
    options = {"prefix": "", "strict": False, "places": True, "inline": False, "date1904": False, "dimension": None, "doctored": None, **book.options}
    strings, formats, sheets = [], [], {}

    def string(value):
        xml = value.xml if isinstance(value, Rich) else f'<t xml:space="preserve">{escape(value)}</t>'
        if options["inline"]:
            return None, f"<is>{xml}</is>"
        if xml not in strings:
            strings.append(xml)
        return strings.index(xml), None

    def cell(row, column, value, style, grid):
        place = f' r="{grid.at(row, column)}"' if options["places"] else ""
        shape = ""
        if style.num:
            if style.num not in formats:
                formats.append(style.num)
            shape = f' s="{formats.index(style.num) + 1}"'
        if isinstance(value, X):
            return value.xml.replace("{r}", place.strip()).replace("{s}", shape.strip())
        if isinstance(value, Formula):
            return f"<c{place}{shape}><f>{escape(value.text)}</f><v>{value.cached}</v></c>"
        if isinstance(value, str | Rich):
            index, own = string(value)
            return f'<c{place}{shape} t="inlineStr">{own}</c>' if own else f'<c{place}{shape} t="s"><v>{index}</v></c>'
        return f"<c{place}{shape}><v>{value}</v></c>"

    for grid in book.grids:
        rows = []
        for row in sorted({r for r, _ in grid.cells}):
            held = {c: v for (r, c), v in grid.cells.items() if r == row}
            # Without places every cell counts, the empty ones too.
            columns = sorted(held) if options["places"] else range(1, max(held) + 1)
            cells = "".join(cell(row, c, held[c], grid.styles.get((row, c), Style()), grid) if c in held else "<c/>" for c in columns)
            hidden = ' hidden="1"' if row in grid.hidden_rows else ""
            rows.append(f'<row r="{row}"{hidden}>{cells}</row>' if options["places"] else (row, cells))
        if not options["places"]:
            known = dict(rows)
            rows = [f"<row>{known.get(row, '')}</row>" for row in range(1, max(known) + 1)]
        dimension = f'<dimension ref="{options["dimension"]}"/>' if options["dimension"] else ""
        merges = [f'<mergeCell ref="{grid.at(t, l)}:{grid.at(b, r)}"/>' for t, l, b, r in grid.merges]
        merged = f'<mergeCells count="{len(merges)}">{"".join(merges)}</mergeCells>' if merges else ""
        sheets[escape(grid.title)] = f'<worksheet xmlns="{MAIN}">{dimension}<sheetData>{"".join(rows)}</sheetData>{merged}</worksheet>'

    pool = "".join(f"<si>{s}</si>" for s in strings)
    numbered = "".join(f'<numFmt numFmtId="{164 + n}" formatCode="{escape(f, {chr(34): "&quot;"})}"/>' for n, f in enumerate(formats))
    shapes = "".join(f'<xf numFmtId="{164 + n}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>' for n in range(len(formats)))
    plain = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    styles = (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="{len(formats)}">{numbered}</numFmts><fonts count="1"><font><sz val="11"/></font></fonts>'
        f'<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
        f'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="{len(formats) + 1}">{plain}{shapes}</cellXfs></styleSheet>'
    )
    parts = package(
        sheets, strings=f'<sst xmlns="{MAIN}" count="{len(strings)}" uniqueCount="{len(strings)}">{pool}</sst>' if strings else None, styles=styles
    )
    if options["date1904"]:
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    for member in [m for m in parts if m.startswith("xl/") and m.endswith(".xml")]:
        if options["strict"]:
            parts[member] = parts[member].replace(MAIN, STRICT)
        if options["prefix"]:
            parts[member] = re.sub(r"<(/?)([A-Za-z])", rf"<\1{options['prefix']}:\2", parts[member]).replace(
                "xmlns=", f"xmlns:{options['prefix']}=", 1
            )
    if options["doctored"]:
        options["doctored"](parts)
    path.write_bytes(zipped(parts))


def raw(name_, unit, about, period="2026-10", **options):
    return workbook(name_, unit, period, about, "raw", **options)


@raw("xml-rich-text", "SYT", "Shared strings in runs of fonts and with phonetic text; names and figures are split between runs.")
def _(b):
    rows = rows_for(b.unit, b.period)
    for row in rows:
        text = title(row["ind"])
        head, tail = escape(text[:9]), escape(text[9:])
        row["name"] = Rich(f'<r><t xml:space="preserve">{head}</t></r><r><rPr><b/><sz val="11"/></rPr><t xml:space="preserve">{tail}</t></r>'
                           f'<rPh sb="0" eb="3"><t>1234</t></rPh><phoneticPr fontId="1"/>')  # fmt: skip
    split = lambda n: Rich(f'<r><t>{str(n)[:1]}</t></r><r><rPr><i/></rPr><t>{str(n)[1:]}</t></r><rPh sb="0" eb="1"><t>99</t></rPh>')
    rows = change(rows, CQS_02={"num": N(split(1254), 1254), "den": 1650}, CQS_07={"num": 845, "den": N(split(1031), 1031)})
    simple(b, PLAIN, rows, ratio=None)


@raw("xml-superscript", "SNV", "A footnote mark as a superscript run: the string is 4501, the eye sees 450 with a note 1.")
def _(b):
    mark = lambda n, note: Rich(f'<r><t>{n}</t></r><r><rPr><vertAlign val="superscript"/><sz val="11"/></rPr><t>{note}</t></r>')
    rows = change(rows_for(b.unit, b.period), CQS_02={"num": N(mark(450, 1), 450, flags={"may_find": True}), "den": 5210},
                  XHS_08={"num": 377, "den": N(mark(512, "(2)"), 512, flags={"may_find": True})})  # fmt: skip
    simple(b, PLAIN, rows, ratio=None)


@raw("xml-inline", "STP", "All texts inline, as reporting tools write them.", inline=True)
def _(b):
    rows = change(rows_for(b.unit, b.period), CQS_02={"num": right("812", 812), "den": right("1003", 1003)})
    simple(b, PLAIN, rows, ratio=None)


@raw("xml-formulas", "SXD", "Formulas: texts as results, a shared formula with its members, an array; every one has its stored result.")
def _(b):
    rows = rows_for(b.unit, b.period)
    text = X('<c {r} t="str"><f>TEXT(400+12,"0")</f><v>412</v></c>')
    first = X('<c {r}><f t="shared" ref="D10:D11" si="0">H10*2</f><v>188</v></c>')
    second, array = X('<c {r}><f t="shared" si="0"/><v>702</v></c>'), X('<c {r}><f t="array" ref="D12">SUM({10,23})</f><v>33</v></c>')
    missing, broken = X("<c {r}><f>SUM(Z1:Z9)</f></c>"), X('<c {r} t="e"><f>1/0</f><v>#DIV/0!</v></c>')
    rows = change(
        rows,
        CQS_02={"num": N(text, 412), "den": 515},
        CQS_03={"num": N(first, 188), "den": 231},
        CQS_07={"num": N(second, 702), "den": 903},
        KTS_04={"num": N(array, 33), "den": 41},
        XHS_08={"num": wrong(missing, "the formula has no stored result"), "ratio": None},
        DLH_04={"num": wrong(broken, "an error"), "ratio": None},
        DLH_08={"num": wrong(X('<c {r} t="b"><v>1</v></c>'), "TRUE where a number belongs"), "ratio": None},
    )
    grid, _ = simple(b, PLAIN, rows, ratio=None)
    grid.put(10, 8, 94)  # what the shared formula doubles
    grid.put(11, 8, 351)


@raw("xml-no-places", "STC", "Rows and cells do not say where they stand: they follow each other.", places=False)
def _(b):
    grid = b.sheet("Biểu 01")
    body(grid, header(grid, 1, PLAIN), PLAIN, rows_for(b.unit, b.period))


@raw("xml-1904", "SCT", "Days count from 1904; a date stands in a number's cell and the note has one too.", date1904=True)
def _(b):
    rows = rows_for(b.unit, b.period)
    rows = change(rows, CQS_07={"num": wrong(44838, "a date cell", "dd/mm/yyyy"), "ratio": None}, XHS_08={"note": 44868})
    grid, cells = simple(b, PLAIN, rows, ratio=None)
    at = cells["XHS-08"]["note"]
    grid.styles[int(at[1:]), 7] = Style("dd/mm/yyyy")


@raw("xml-prefix", "SDTTG", "Every element has the prefix x:, as the Open XML SDK writes it.", prefix="x")
def _(b):
    simple(b, PLAIN, rows_for(b.unit, b.period))


@raw("xml-strict", "SNGV", "Saved as “Strict Open XML”: other namespaces, the same content.", strict=True)
def _(b):
    simple(b, PLAIN, rows_for(b.unit, b.period))


@raw("xml-escapes", "TTT", "Line feeds as _x000A_ and &#10;, entities, a tab, leading blanks that are to be kept.")
def _(b):
    rows = rows_for(b.unit, b.period)
    for n, row in enumerate(rows):
        text = escape(title(row["ind"]))
        row["name"] = Rich(
            [
                f"<t>{text.replace(' ', '&#10;', 1)}</t>",
                f'<t xml:space="preserve">  {text}\t</t>',
                f"<t>{text}_x000D_&#10;(ghi chú &lt; 5 &amp; &gt; 3)</t>",
            ][n % 2]
        )
    rows = change(
        rows,
        CQS_02={"num": N(Rich('<t xml:space="preserve"> 733&#160;</t>'), 733), "den": N(Rich("<t>901_x000D_</t>"), 901, flags={"may_find": True})},
    )
    simple(b, PLAIN, rows, ratio=None)


def swap_order(parts):
    """The first tab is sheet2.xml, the second sheet1.xml; and the paths begin at the root."""
    rels = parts["xl/_rels/workbook.xml.rels"]
    rels = rels.replace('Target="worksheets/sheet1.xml"', 'Target="/xl/worksheets/other.xml"')
    parts["xl/_rels/workbook.xml.rels"] = rels.replace('Target="worksheets/sheet2.xml"', 'Target="/xl/worksheets/sheet1.xml"')
    parts["xl/worksheets/other.xml"], parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"], parts.pop("xl/worksheets/sheet2.xml")
    types = parts["[Content_Types].xml"].replace("/xl/worksheets/sheet1.xml", "/xl/worksheets/other.xml")
    parts["[Content_Types].xml"] = types.replace("/xl/worksheets/sheet2.xml", "/xl/worksheets/sheet1.xml")


@raw("xml-sheet-order", "BQLKCN", "The tabs' order is not the files' order, and the relations give absolute paths.", doctored=swap_order)
def _(b):
    rows = rows_for(b.unit, b.period)
    simple(b, PLAIN, [r for r in rows if r["ind"].startswith("DLH")], sheet="Dữ liệu số")
    simple(b, PLAIN, [r for r in rows if not r["ind"].startswith("DLH")], sheet="Chính quyền số")


@raw("xml-odd-numbers", "SVHTTDL", "Numbers as Excel stores them: 15 digits behind the point, powers, a wrong dimension.", dimension="A1")
def _(b):
    stored = lambda text: X(f"<c {{r}}><v>{text}</v></c>")
    rows = change(
        rows_for(b.unit, b.period),
        CQS_02={"num": N(stored("1.2540000000000000E3"), 1254), "den": N(stored("1.65E3"), 1650)},
        CQS_07={"num": N(stored("18500.00"), 18500), "den": N(stored("23125.0"), 23125)},
        XHS_08={"num": N(stored("1204.0000000000002"), 1204, flags={"may_find": True}), "den": 1533},
        DLH_05={"num": N(stored("7.0000000000000001"), 7), "den": 9},
        DLH_04={"num": N(X('<c {r} t="n"><v>6</v></c>'), 6), "den": 8},
    )
    simple(b, PLAIN, rows, ratio=None)


@raw("xml-table-merged", "SKHCN", "A cross-unit table as Excel writes merged headings: the covered cells are there, empty.")
def _(b):
    from .tables import DEPARTMENTS, fill, heading, name, numbers_of

    grid, codes = b.sheet("TH"), ["CQS-02", "XHS-08"]
    grid.put(1, 1, "TỔNG HỢP THÁNG 10 NĂM 2026")
    letter = heading(grid, 3, codes, 3)
    grid.line(3, "STT", "Đơn vị")
    for column in (1, 2):
        grid.merge(3, column, 2, 1)
        grid.put(4, column, X("<c {r}/>"))
    for column in (4, 5, 7, 8):
        grid.put(3, column, X("<c {r}/>"))
    for n, unit in enumerate(DEPARTMENTS[1:9]):
        grid.line(letter + n, n + 1, name(unit))
        fill(grid, letter + n, 3, unit, codes, numbers_of(b, unit, codes))
