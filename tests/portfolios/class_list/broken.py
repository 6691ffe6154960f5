"""Class lists that are broken, each in one way: what stands in them, and what is said of it.

`ROWS` are the same in both formats: cells that differ from a row that is right, and the sentence.
`FILES` are of one format: the bytes, and the sentence about the whole file.
"""

import io
import zipfile

from tests.portfolios.class_list.lists import HEADS, as_csv, as_xlsx, row

ROWS = {
    "no address": (row(mail=""), "The e-mail address is missing."),
    "address without @": (
        row(mail="anna"),
        "The e-mail address is not complete. It has a name, an @ and a domain.",
    ),
    "address without a dot": (
        row(mail="anna@student"),
        "The e-mail address is not complete. A dot and the end of the domain are missing.",
    ),
    "address with a blank": (
        row(mail="an na@school.example"),
        "“an na@school.example” is no e-mail address.",
    ),
    "two addresses in a cell": (
        row(mail="a@school.example,b@school.example"),
        "“a@school.example,b@school.example” is no e-mail address.",
    ),
    "address that is too long": (
        row(mail=f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.example"),
        "The e-mail address is too long.",
    ),
    "no first name": (row(voornaam=""), "The first name is missing."),
    "name that is too long": (
        row(achternaam="x" * 101), "A name has at most 100 characters."
    ),
    "no class": (row(klas=""), "The class is missing."),
    "class that looks like another": (
        row(klas="4AA"), "Class 4AA does not exist in 2026-2027. Do you mean 4A?"
    ),
    "class that looks like none": (row(klas="Zuid"), "Class Zuid does not exist in 2026-2027."),
    "class of another year": (
        row(schooljaar="2025-2026"), "Class 4A does not exist in 2025-2026."
    ),
    "school year in words": (
        row(schooljaar="dit jaar"), "“dit jaar” is no school year. Write it as 2026-2027."
    ),
    "school year of three years": (
        row(schooljaar="2026-2029"), "“2026-2029” is no school year. Write it as 2026-2027."
    ),
    "no exit profile": (row(uitstroom=""), "The exit profile is missing."),
    "exit profile that looks like another": (
        row(uitstroom="smal-4"), "There is no exit profile smal-4. Do you mean small-4?"
    ),
    "exit profile that looks like none": (
        row(uitstroom="Kok"), "There is no exit profile Kok."
    ),
    "version that is not there": (
        row(versie="9"), "There is no version 9 of small-4."
    ),
    "version in words": (row(versie="laatste"), "“laatste” is no version. Write its number."),
    "no start": (row(begin=""), "The start is missing."),
    "no end": (row(einde=""), "The planned end is missing."),
    "start in words": (row(begin="na de zomer"), "“na de zomer” is no date."),
    "31 June": (row(begin="31-06-2026"), "“31-06-2026” is no date."),
    "American date": (row(begin="08/24/2026"), "“08/24/2026” is no date."),
    "year 1026": (row(begin="24-08-1026"), "The year of “24-08-1026” cannot be right."),
    "end before the start": (
        row(einde="24-08-2025"), "The planned end must come after the start."
    ),
    "role that is not known": (
        row(rol="conciërge"), "The role “conciërge” is not known. Write student or docent."
    ),
    "formula as a name": (row(voornaam="=1+1"), "First name holds a formula."),
    "formula as an address": (row(mail="=HYPERLINK(1)"), "E-mail address holds a formula."),
    "error of a spreadsheet": (row(klas="#REF!"), "Class holds a formula."),
    "teacher without a class": (
        row(rol="docent", klas=""), "The class is missing."
    ),
    "the example of the template": (
        row(mail="sem.van.voorbeeld@demo.example"),
        "This is the example of the template. Take this row away.",
    ),
}  # fmt: skip


def _zip(**members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in members.items():
            container.writestr(name, data)
    return file.getvalue()


def _with_member(name, data):
    """A workbook with one more member."""
    file = io.BytesIO(as_xlsx(row()))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as container:
        container.writestr(name, data)
    return file.getvalue()


def _changed(old, new):
    """A workbook whose sheet says something else."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_xlsx(row()))) as source,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as container,
    ):
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert old in data
                data = data.replace(old, new)
            container.writestr(name, data)
    return file.getvalue()


NO_HEADS = "We find no heads."
FILES = {
    "csv": {
        "nothing": (b"", "The submitted file is empty."),
        "a mark and nothing": (b"\xef\xbb\xbf", NO_HEADS),
        "blank lines": (b"\r\n;;;\r\n\r\n", NO_HEADS),
        "no heads": (as_csv(row(), heads=("a", "b", "c")), NO_HEADS),
        "heads alone": (as_csv(), "There are no rows below the heads."),
        "no column for the class": (
            as_csv(row(), heads=("voornaam", "mail")), "There is no column for: Class.",
        ),
        "two columns for the address": (
            as_csv(row(), heads=(*HEADS, "e-mailadres")),
            "Two columns say the same: E-mail address. Keep one of them.",
        ),
        "quotation mark that is not closed": (
            b'voornaam;mail;klas\r\nAnna;a@b.example;4A\r\n"Anna;a@b.example;4A\r\n',
            "Row 3 cannot be read.",
        ),
        "text behind a quotation mark": (
            b'voornaam;mail;klas\r\n"Anna"x;a@b.example;4A\r\n', "Row 2 cannot be read.",
        ),
        "cell that is endless": (
            b"voornaam;mail;klas\r\n" + b"x" * 200_000 + b";a@b.example;4A\r\n",
            "Row 2 cannot be read.",
        ),
        "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "This is no text."),
        "bytes of no encoding": (b"mail;klas\r\na@b.example;\x81\x8d\r\n", "This is no text."),
        "half of UTF-16": (b"\xff\xfem\x00a\x00i", "This is no text."),
        "too many rows": (
            b"mail;klas\r\n" + b"a@b.example;4A\r\n" * 20_001, "This list is too long.",
        ),
        "too large": (b"mail;klas\r\n" + b" " * 2_500_000, "This file is too large."),
    },
    "xlsx": {
        "nothing": (b"", "The submitted file is empty."),
        "no rows": (as_xlsx(heads=()), NO_HEADS),
        "no heads": (as_xlsx(row(), heads=("a", "b")), NO_HEADS),
        "heads alone": (as_xlsx(), "There are no rows below the heads."),
        "no column for the address": (as_xlsx(row(), heads=("voornaam", "klas")), NO_HEADS),
        "no column for the class": (
            as_xlsx(row(), heads=("voornaam", "mail")), "There is no column for: Class.",
        ),
        "two columns for the class": (
            as_xlsx(row(), heads=(*HEADS, "groep")), "Two columns say the same: Class.",
        ),
        "cut short": (as_xlsx(row())[:-300], "This file is damaged"),
        "an archive": (_zip(readme="x"), "This is no workbook."),
        "an old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "old Excel"),
        "macros": (_with_member("xl/vbaProject.bin", b"x"), "There are macros in this file."),
        "a bomb": (_with_member("xl/media/image1.png", bytes(80_000_000)), "far too large"),
        "a sheet of something else": (_changed(b"<sheetData>", b"<nothing>"), "damaged"),
        "entities": (
            _changed(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aa">]><worksheet'), "damaged",
        ),
        "a text": (b"This is a letter.", NO_HEADS),
    },
}  # fmt: skip
