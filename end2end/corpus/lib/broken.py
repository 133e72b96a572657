"""Files that are no workbook, or none that may be read: each is refused with a sentence (exit code 2)."""

import io
import random
import struct
import zipfile
import zlib

from .write import STAMP

OFFICE = "application/vnd.openxmlformats-officedocument"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def zipped(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for member, content in parts.items():
            info = zipfile.ZipInfo(member, STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(info, content)
    return out.getvalue()


def package(sheets, strings=None, styles=None, book=None, types="", rels="", extra=None):
    """The parts of a workbook as Excel lays them out; `sheets` is {name: xml of the sheet}."""
    overrides, links, listed = [], [], []
    for n, sheet in enumerate(sheets, 1):
        overrides.append(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{OFFICE}.spreadsheetml.worksheet+xml"/>')
        links.append(f'<Relationship Id="rId{n}" Type="{REL}/worksheet" Target="worksheets/sheet{n}.xml"/>')
        listed.append(f'<sheet name="{sheet}" sheetId="{n}" r:id="rId{n}"/>')
    parts = {f"xl/worksheets/sheet{n}.xml": HEAD + xml for n, xml in enumerate(sheets.values(), 1)}
    for kind, member, content in (("sharedStrings", "xl/sharedStrings.xml", strings), ("styles", "xl/styles.xml", styles)):
        if content:
            overrides.append(f'<Override PartName="/{member}" ContentType="{OFFICE}.spreadsheetml.{kind}+xml"/>')
            links.append(f'<Relationship Id="r{kind}" Type="{REL}/{kind}" Target="{kind}.xml"/>')
            parts[member] = HEAD + content
    book = book or f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>{"".join(listed)}</sheets></workbook>'
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{OFFICE}.spreadsheetml.sheet.main+xml"/>'
        f"{''.join(overrides)}{types}</Types>",
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": HEAD + book,
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{"".join(links)}{rels}</Relationships>',
        **parts,
        **(extra or {}),
    }


def inline(row, texts):
    cells = "".join(f'<c r="{chr(65 + n)}{row}" t="inlineStr"><is><t>{text}</t></is></c>' for n, text in enumerate(texts))
    return f'<row r="{row}">{cells}</row>'


SMALL = f'<worksheet xmlns="{MAIN}"><sheetData>{inline(1, ["Mã", "Tử số", "Mẫu số"])}{inline(2, ["CQS-02", "412", "515"])}</sheetData></worksheet>'


def word():
    part = f'<Override PartName="/word/document.xml" ContentType="{OFFICE}.wordprocessingml.document.main+xml"/>'
    types = f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>{part}</Types>'
    text = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>CQS-02: 412/515</w:t></w:r></w:p></w:body></w:document>'
    return zipped({"[Content_Types].xml": HEAD + types, "word/document.xml": HEAD + text})


def png():
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + bytes((x * y) % 256 for x in range(48)) for y in range(48))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 48, 48, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def ole(streams):
    """A compound file of one FAT sector with its streams in the mini-stream-free way (each at least 4096 bytes)."""
    sectors, fat, directory = [], [], []

    def chain(data):
        start = len(sectors) + 2  # after the FAT and the directory
        pieces = [data[i : i + 512].ljust(512, b"\0") for i in range(0, len(data), 512)]
        sectors.extend(pieces)
        fat.extend([start + n + 1 for n in range(len(pieces) - 1)] + [0xFFFFFFFE])
        return start

    def entry(name, kind, start, size, child=0xFFFFFFFF, right=0xFFFFFFFF):
        label = (name + "\0").encode("utf-16le")
        head = label.ljust(64, b"\0") + struct.pack("<HBBIII", len(label), kind, 1, 0xFFFFFFFF, right, child)
        return head + b"\0" * 36 + struct.pack("<IQ", start, size)

    places = [(name, chain(data.ljust(4096, b"\0")), max(len(data), 4096)) for name, data in streams]
    directory = [entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)]
    for n, (name, start, size) in enumerate(places, 1):
        directory.append(entry(name, 2, start, size, right=n + 1 if n < len(places) else 0xFFFFFFFF))
    table = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + struct.pack(f"<{len(fat)}I", *fat)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0) + b"\xff" * 432
    return header + table.ljust(512, b"\xff") + b"".join(directory).ljust(512, b"\0") + b"".join(sectors)


def encrypted():
    noise = random.Random(7).randbytes(4400)
    return ole(
        [
            ("EncryptionInfo", struct.pack("<HHI", 4, 4, 0x40) + b'<encryption xmlns="http://schemas.microsoft.com/office/2006/encryption"/>'),
            ("EncryptedPackage", noise),
        ]
    )


def macro():
    types = '<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    link = '<Relationship Id="rIdV" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/>'
    parts = package({"Biểu": SMALL}, types=types, rels=link, extra={"xl/vbaProject.bin": ole([("VBA", b"Sub Auto_Open()")])})
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        f"{OFFICE}.spreadsheetml.sheet.main+xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    )
    return zipped(parts)


def laughs():
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    strings = f'<!DOCTYPE sst [<!ENTITY a0 "ha">{entities}]><sst xmlns="{MAIN}" count="1" uniqueCount="1"><si><t>&a9;</t></si></sst>'
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>'
    return zipped(package({"Biểu": sheet}, strings=strings))


def external():
    sheet = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet xmlns="{MAIN}"><sheetData>{inline(1, ["Mã", "Tử số"])}{inline(2, ["CQS-02", "&e;"])}</sheetData></worksheet>'
    return zipped(package({"Biểu": sheet}))


def truncated():
    whole = zipped(package({"Biểu": SMALL}))
    return whole[: len(whole) * 3 // 5]


def html():
    rows = "<tr><td>Mã</td><td>Tử số</td><td>Mẫu số</td></tr><tr><td>CQS-02</td><td>412</td><td>515</td></tr>"
    return f'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8"></head><body><table>{rows}</table></body></html>'.encode()


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

FILES = [
    ("broken-word.xlsx", word, "A Word document renamed to .xlsx."),
    ("broken-picture.xlsx", png, "A PNG picture renamed to .xlsx."),
    ("broken-encrypted.xlsx", encrypted, "A workbook with a password: a compound file that holds EncryptedPackage."),
    ("broken-truncated.xlsx", truncated, "The upload ended after three fifths of the file."),
    ("broken-empty.xlsx", lambda: b"", "A file without a byte."),
    ("broken-html.xls", html, "A web page with a table, named .xls, as some systems export."),
    ("broken-macro.xlsx", macro, "A workbook with macros, renamed to .xlsx."),
    ("broken-laughs.xlsx", laughs, "Shared strings that grow to a billion letters by nested entities."),
    ("broken-external-entity.xlsx", external, "A sheet that asks for a file of the machine as an entity."),
    ("broken-pdf.csv", lambda: PDF, "A PDF named .csv."),
    ("broken-bytes.csv", lambda: random.Random(9).randbytes(3000), "Random bytes named .csv."),
]
