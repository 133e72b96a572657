"""Books into files, by programs other than the one under test, the same bytes each time as far as those programs allow."""

import datetime
import re
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.styles import Font

from .kit import Error, Formula, Style

MADE_ON = datetime.datetime(2026, 11, 5, 8, 30)
STAMP = (2026, 11, 5, 8, 30, 0)


def with_openpyxl(book, path):
    out = openpyxl.Workbook()
    out.remove(out.active)
    out.properties.creator, out.properties.created = "Văn phòng", MADE_ON
    for grid in book.grids:
        sheet = out.create_sheet(grid.title)
        sheet.sheet_state = grid.state
        for (row, column), value in grid.cells.items():
            cell = sheet.cell(row, column)
            if isinstance(value, Formula):
                cell.value = f"={value.text}"
            elif isinstance(value, Error):
                cell.value = f"={value.formula}"
            else:
                cell.value = value
                if isinstance(value, str) and value.startswith("="):
                    cell.data_type = "s"
            style = grid.styles.get((row, column), Style())
            if style.num:
                cell.number_format = style.num
            if style.bold:
                cell.font = Font(bold=True)
            if style.quote:
                cell.style = "Normal"
                cell.quotePrefix = True
        for top, left, bottom, right in grid.merges:
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        for row in grid.hidden_rows:
            sheet.row_dimensions[row].hidden = True
        for column in grid.hidden_columns:
            sheet.column_dimensions[openpyxl.utils.get_column_letter(column)].hidden = True
        if book.options.get("filter"):
            sheet.auto_filter.ref = book.options["filter"]
    out.save(path)
    settle(path)


def with_xlsxwriter(book, path):
    out = xlsxwriter.Workbook(path)
    out.set_properties({"author": "Văn phòng", "created": MADE_ON})
    for grid in book.grids:
        sheet = out.add_worksheet(grid.title)
        if grid.state != "visible":
            sheet.hide()
        covered = {(t, l): (t, l, b, r) for t, l, b, r in grid.merges}
        for (row, column), value in grid.cells.items():
            style = grid.styles.get((row, column), Style())
            keys = {"num_format": style.num, "bold": style.bold or None, "quote_prefix": style.quote or None}
            form = out.add_format({k: v for k, v in keys.items() if v}) if any(keys.values()) else None
            if (row, column) in covered:
                top, left, bottom, right = covered[row, column]
                sheet.merge_range(top - 1, left - 1, bottom - 1, right - 1, "", form)
            at = (row - 1, column - 1)
            if isinstance(value, Formula):
                sheet.write_formula(*at, f"={value.text}", form, 0 if value.cached is None else value.cached)
            elif isinstance(value, Error):
                sheet.write_formula(*at, f"={value.formula}", form, value.text)
            elif isinstance(value, datetime.date):
                sheet.write_datetime(*at, value, form or out.add_format({"num_format": "dd/mm/yyyy"}))
            elif isinstance(value, bool):
                sheet.write_boolean(*at, value, form)
            elif isinstance(value, str):
                sheet.write_string(*at, value, form)
            else:
                sheet.write_number(*at, value, form)
        for row in grid.hidden_rows:
            sheet.set_row(row - 1, None, None, {"hidden": True})
        for column in grid.hidden_columns:
            sheet.set_column(column - 1, column - 1, None, None, {"hidden": True})
    out.close()


def settle(path):
    """Takes the clock out of a zip: fixed times of its members, fixed dates in the properties."""
    with zipfile.ZipFile(path) as old:
        # LibreOffice adds a picture of the first page and empty folders.
        members = [(m, old.read(m)) for m in old.namelist() if not m.startswith(("Thumbnails/", "Configurations2/"))]
    with zipfile.ZipFile(path, "w") as new:
        for member, content in members:
            if member in ("docProps/core.xml", "meta.xml", "styles.xml"):
                content = re.sub(rb"<meta:editing-duration>[^<]*</meta:editing-duration>", b"", content)
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?", b"2026-11-05T08:30:00", content)
            if member == "META-INF/manifest.xml":
                content = re.sub(rb'\s*<manifest:file-entry manifest:full-path="(Thumbnails|Configurations2)/[^>]*/>', b"", content)
            info = zipfile.ZipInfo(member, STAMP)
            # An .ods begins with its type, stored as it is.
            info.compress_type = zipfile.ZIP_STORED if member == "mimetype" else zipfile.ZIP_DEFLATED
            new.writestr(info, content)


def convert(files, kind, out, profile):
    """One call of LibreOffice for a whole batch; the files keep their names."""
    filters = {"xls": "xls:MS Excel 97", "ods": "ods:calc8", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
    command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", filters[kind], "--outdir", out, *files]
    subprocess.run([str(c) for c in command], check=True, capture_output=True, timeout=300)
    for file in files:
        made = Path(out) / f"{Path(file).stem}.{kind}"
        if not made.exists():
            raise SystemExit(f"LibreOffice did not make {made.name}")
        if kind != "xls":
            settle(made)


def as_text(value):
    if value is None:
        return ""
    return value if isinstance(value, str) else str(value)


def quoted(text, delimiter):
    needs = any(c in text for c in (delimiter, '"', "\n", "\r"))
    return '"' + text.replace('"', '""') + '"' if needs else text


def with_csv(book, path):
    """A sheet as delimited text; options: delimiter, encoding, bom, newline, first (a line before all others)."""
    options = {"delimiter": ",", "encoding": "utf-8", "bom": b"", "newline": "\r\n", "first": None, "trim": False, **book.options}
    (grid,) = book.grids
    last_row, last_column = max(r for r, _ in grid.cells), max(c for _, c in grid.cells)
    lines = []
    for row in range(1, last_row + 1):
        texts = [as_text(grid.cells.get((row, column))) for column in range(1, last_column + 1)]
        if options["trim"]:  # typed by hand: no delimiters after the last field, an empty line is empty
            while texts and not texts[-1]:
                texts.pop()
        lines.append(options["delimiter"].join(quoted(t, options["delimiter"]) for t in texts))
    text = options["newline"].join(lines) + options["newline"]
    if options["first"]:
        text = options["first"] + options["newline"] + text
    encode = options.get("encode") or (lambda t: t.encode(options["encoding"]))
    Path(path).write_bytes(options["bom"] + encode(text))
