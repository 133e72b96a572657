"""Is a returned workbook the original with marks, and nothing else? same_workbook.py ORIGINAL RETURNED EXPECTED.json

EXPECTED is JSON: {"<sheet>": {"<cell>": "<comment>" or null}}. A text is the whole comment that stands on the cell; null is a cell that
is coloured but whose comment, if any, is left as it was. Everything else is compared as openpyxl reads it: sheets, values, formulas,
formats, sizes, validations, names, pictures. What openpyxl does not read (parts that it does not know, their bytes) is compared in the
package: every part of the original must still be there, and only those that marks need may differ. Exit 1 with a plain message for the
first ten differences.
"""

import copy
import json
import posixpath
import re
import sys
import xml.etree.ElementTree as ElementTree
import zipfile

import openpyxl
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

FINDINGS = "Phát hiện"
LEGEND = {"PHẢI SỬA": "F8C8C8", "CẦN GIẢI TRÌNH": "F8E098", "LƯU Ý": "C8E0F8"}
# The order of a worksheet's parts, which Excel insists on.
ORDER = """sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios autoFilter
sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations hyperlinks printOptions
pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing
legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts extLst""".split()

differences = []


def differ(message):
    differences.append(message)


def same(what, before, after):
    if before != after:
        differ(f"{what}: {' '.join(repr(before).split())} became {' '.join(repr(after).split())}")


def plain(value):
    if isinstance(value, (ArrayFormula, DataTableFormula)):
        return {key: str(each) for key, each in vars(value).items()}
    return value


def colour(fill):
    return str(fill.fgColor.rgb)[-6:] if fill.fill_type == "solid" and isinstance(fill.fgColor.rgb, str) else None


def close(a, b):
    """Our colours carry a number in the lowest three bits of each part."""
    return a is not None and all(int(a[i : i + 2], 16) & 0xF8 == int(b[i : i + 2], 16) for i in (0, 2, 4))


def unwritten(sheet, place):
    """A cell that is not in the file looks like its row, else like its column, else like the workbook's first style."""
    cell, (row, column) = sheet[place], openpyxl.utils.cell.coordinate_to_tuple(place)
    like = [d for r, d in sheet.row_dimensions.items() if r == row and d.has_style]
    like += [d for d in sheet.column_dimensions.values() if d.has_style and (d.min or 0) <= column <= (d.max or 0)]
    cell._style = copy.copy(like[0]._style if like else sheet.parent._cell_styles[0])
    return cell


def cells(before, after, expected):
    title = before.title
    # openpyxl makes cells of its own where areas are merged.
    there = {cell.coordinate for cell in before._cells.values()}
    written = {cell.coordinate for cell in before._cells.values() if cell.has_style or cell.value is not None}
    # Only cells that are written: two of them in opposite corners are not seventeen thousand million.
    places = {cell.coordinate for sheet in (before, after) for cell in list(sheet._cells.values())} | set(expected)
    for place in sorted(places):
        empty = place not in there or place in expected and place not in written
        old, new, where = unwritten(before, place) if empty else before[place], after[place], f"{title}!{place}"
        same(f"{where} value", plain(old.value), plain(new.value))
        for part in ("data_type", "number_format", "font", "border", "alignment", "protection"):
            # What has nothing written in it shows no font.
            if part != "font" or not empty:
                same(f"{where} {part}", repr(getattr(old, part, None)), repr(getattr(new, part, None)))
        same(f"{where} quotePrefix", getattr(old, "quotePrefix", None), getattr(new, "quotePrefix", None))
        same(f"{where} link", getattr(old, "hyperlink", None) and old.hyperlink.location, getattr(new, "hyperlink", None) and new.hyperlink.location)
        said = new.comment.text if new.comment else None
        if place not in expected:
            same(f"{where} fill", repr(getattr(old, "fill", None)), repr(getattr(new, "fill", None)))
            same(f"{where} comment", old.comment and (old.comment.text, old.comment.author), new.comment and (new.comment.text, new.comment.author))
            continue
        wanted = expected[place]
        if wanted is None:
            same(f"{where} comment", old.comment and old.comment.text, said)
            if not any(close(colour(new.fill), rgb) for rgb in LEGEND.values()):
                differ(f"{where}: not coloured")
            continue
        same(f"{where} comment", wanted, said)
        author = old.comment.author if old.comment else "Tiến Độ"
        same(f"{where} author", author, new.comment and new.comment.author)
        worst = min((wanted.find(word), rgb) for word, rgb in LEGEND.items() if word + ":" in wanted)[1]
        if not close(colour(new.fill), worst):
            differ(f"{where}: the fill is {colour(new.fill)}, not like {worst}")


def sheets(before, after, expected):
    title = before.title
    cells(before, after, expected)
    same(f"{title} merged", sorted(map(str, before.merged_cells.ranges)), sorted(map(str, after.merged_cells.ranges)))
    sizes = lambda dims, keys: {k: [getattr(d, key) for key in keys] for k, d in dims.items() if any(getattr(d, key) for key in keys)}
    same(f"{title} columns", *(sizes(s.column_dimensions, ("width", "hidden", "outlineLevel", "min", "max")) for s in (before, after)))
    same(f"{title} rows", *(sizes(s.row_dimensions, ("height", "hidden", "outlineLevel")) for s in (before, after)))
    rules = lambda s: sorted((str(v.sqref), v.type, v.operator, v.formula1, v.formula2, v.error, v.prompt) for v in s.data_validations.dataValidation)
    same(f"{title} validations", *([tuple(map(str, r)) for r in rules(s)] for s in (before, after)))
    formats = lambda s: sorted((str(area.sqref), [(r.type, r.operator, r.formula, r.priority) for r in area.rules]) for area in s.conditional_formatting)
    same(f"{title} conditional formats", *(list(map(str, formats(s))) for s in (before, after)))
    for part in ("sheet_state", "freeze_panes", "print_area", "print_title_rows", "print_title_cols"):
        same(f"{title} {part}", getattr(before, part), getattr(after, part))
    for part in ("protection", "page_setup", "page_margins", "print_options", "auto_filter", "sheet_properties", "sheet_format"):
        same(f"{title} {part}", repr(getattr(before, part)), repr(getattr(after, part)))
    footer = lambda s: [getattr(s.oddFooter, part).text for part in ("left", "center", "right")]
    same(f"{title} footer", footer(before), footer(after))
    same(f"{title} pictures", len(before._images), len(after._images))
    same(f"{title} charts", len(before._charts), len(after._charts))
    same(f"{title} tables", sorted((t.name, t.ref) for t in before.tables.values()), sorted((t.name, t.ref) for t in after.tables.values()))


def worksheet(name, text):
    """Well formed, in order, rows and cells ascending and once each."""
    root = ElementTree.fromstring(text)
    local = lambda e: e.tag.rsplit("}", 1)[-1]
    children = [e for e in root if local(e) != "AlternateContent"]
    order = [ORDER.index(local(e)) if local(e) in ORDER else -1 for e in children]
    if -1 in order or order != sorted(order):
        differ(f"{name}: parts out of order: {[local(e) for e in children]}")
    row_before, links = 0, set()
    for row in (e for e in root.iter() if local(e) == "row"):
        number = int(row.get("r", row_before + 1))
        if number <= row_before:
            differ(f"{name}: row {number} after row {row_before}")
        row_before, column_before = number, 0
        for cell in row:
            if local(cell) != "c":
                continue
            address = cell.get("r")
            column = openpyxl.utils.cell.coordinate_to_tuple(address)[1] if address else column_before + 1
            if address and int(re.sub(r"\D", "", address)) != number:
                differ(f"{name}: {address} in row {number}")
            if column <= column_before:
                differ(f"{name}: {address} after column {column_before}")
            column_before = column


def package(original, returned):
    before, after = zipfile.ZipFile(original), zipfile.ZipFile(returned)
    names = lambda z: [n for n in z.namelist() if not n.endswith("/")]
    may_change = re.compile(r"(\[Content_Types\]|xl/workbook|xl/styles|xl/_rels/workbook\.xml|xl/worksheets/|xl/.*comments?\d*\.xml|.*\.vml)", re.I)
    ours = {n for n in names(before) if "threaded" not in n.lower() and may_change.match(n)}
    for name in names(before):
        if name not in names(after):
            if not re.search(r"comment|vml", name, re.I):
                differ(f"{name} is gone")
        elif name not in ours and before.read(name) != after.read(name):
            differ(f"{name} changed")
    if len(set(map(str.lower, names(after)))) != len(names(after)):
        differ("two parts have one name")
    types = ElementTree.fromstring(after.read("[Content_Types].xml"))
    defaults = {e.get("Extension").lower() for e in types if e.tag.endswith("Default")}
    overrides = {e.get("PartName").lower() for e in types if e.tag.endswith("Override")}
    for name in (n for n in names(after) if not n.startswith("__MACOSX")):
        if name.rsplit(".", 1)[-1].lower() not in defaults and "/" + name.lower() not in overrides and name not in (
            *names(before), "[Content_Types].xml"
        ):
            differ(f"{name} has no content type")
        if name.endswith(".rels"):
            folder = posixpath.dirname(posixpath.dirname(name))
            relations = ElementTree.fromstring(after.read(name))
            ids = [r.get("Id") for r in relations]
            if len(ids) != len(set(ids)):
                differ(f"{name}: an id twice")
            for relation in relations:
                target = relation.get("Target")
                part = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                if relation.get("TargetMode") != "External" and part.lower() not in set(map(str.lower, names(after))):
                    differ(f"{name}: {target} is not there")
        elif name.lower().endswith((".xml", ".vml")):
            try:
                ElementTree.fromstring(after.read(name))
            except ElementTree.ParseError as error:
                if name not in names(before):
                    differ(f"{name}: {error}")
        if name.startswith("xl/worksheets/sheet"):
            worksheet(name, after.read(name))


def findings_sheet(after, name, expected):
    sheet = after[name]
    same("findings: header", ["Trang tính", "Ô", "Mức", "Nội dung", "Chỉ tiêu"], [sheet.cell(3, c).value for c in range(1, 6)])
    same("findings: frozen", "A4", sheet.freeze_panes)
    for row in sheet.iter_rows(min_row=1):
        for cell in row:
            if cell.data_type not in ("s", "n", "inlineStr") or (cell.value is not None and cell.data_type == "n"):
                differ(f"findings: {cell.coordinate} is no text but {cell.data_type}")
    for row in range(4, sheet.max_row + 1):
        title, place, level, message = (sheet.cell(row, c).value for c in range(1, 5))
        if title in after.sheetnames and place:
            link = sheet.cell(row, 2).hyperlink
            same(f"findings: link of row {row}", "'" + title.replace("'", "''") + "'!" + place, link and link.location)
        if level not in LEGEND and level is not None:
            differ(f"findings: level {level!r}")
        said = [text for text in expected.get(title, {}).values() if text and f"{level}: {message}" in text]
        if expected.get(title, {}).get(place, "") is not None and title in expected and place in expected[title] and not said:
            differ(f"findings: row {row} says {message!r}, no comment does")


def main(original, returned, expected):
    before, after = openpyxl.load_workbook(original), openpyxl.load_workbook(returned)
    expected = json.load(open(expected, encoding="utf-8"))
    new = [name for name in after.sheetnames if name not in before.sheetnames]
    if len(new) != 1 or not new[0].startswith(FINDINGS) or after.sheetnames[-1] != new[0]:
        differ(f"sheets: {before.sheetnames} became {after.sheetnames}")
    else:
        findings_sheet(after, new[0], expected)
    same("sheets", before.sheetnames, [name for name in after.sheetnames if name not in new])
    for name in expected:
        if name not in before.sheetnames:
            differ(f"no sheet {name!r}")
    for sheet in before.worksheets:
        sheets(sheet, after[sheet.title], expected.get(sheet.title, {}))
    names = lambda book: sorted((n, d.attr_text, d.hidden) for n, d in book.defined_names.items())
    same("defined names", names(before), names(after))
    if before.active:
        same("active sheet", before.active.title, after.active.title)
    package(original, returned)
    if differences:
        print(*differences[:10], *([f"and {len(differences) - 10} more"] if len(differences) > 10 else []), sep="\n")
        sys.exit(1)
    count = sum(len(each) for each in expected.values())
    print(f"the same but for {count} marked cells and the sheet {new[0]!r}")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
