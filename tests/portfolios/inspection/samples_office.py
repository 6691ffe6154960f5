"""Office documents, zips and compound files made by code, good ones and hostile ones."""

import io
import struct
import zipfile

MAIN = "application/vnd.openxmlformats-officedocument."
PARTS = {
    "docx": ("word/document.xml", MAIN + "wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", MAIN + "spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", MAIN + "presentationml.presentation.main+xml"),
    "docm": ("word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml"),
    "dotx": ("word/document.xml", MAIN + "wordprocessingml.template.main+xml"),
}
TYPES = (
    '<?xml version="1.0"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/{part}" ContentType="{kind}"/></Types>'
)
RELATIONS = '<?xml version="1.0"?><Relationships><Relationship Target="{part}"/></Relationships>'
TEMPLATE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
ODF = "application/vnd.oasis.opendocument."


def packed(members, method=zipfile.ZIP_DEFLATED):
    """A zip of these (name, bytes) in this order; a member may come with a method of its own."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data, *own in members:
            archive.writestr(zipfile.ZipInfo(name), data, own[0] if own else method)
    return file.getvalue()


def ooxml_members(extension, more=()):
    part, kind = PARTS[extension]
    return [
        ("[Content_Types].xml", TYPES.format(part=part, kind=kind)),
        ("_rels/.rels", RELATIONS.format(part=part)),
        (part, "<body>Lassen</body>"),
        *more,
    ]


def ooxml(extension, more=()):
    """A document of Word, Excel or PowerPoint, with more members behind its own."""
    return packed(ooxml_members(extension, more))


def with_template(place):
    """A document of Word that was made with the template at this place."""
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{TEMPLATE}" Target="{place}" TargetMode="External"/>'
        "</Relationships>"
    )
    return ooxml("docx", [("word/_rels/settings.xml.rels", relation)])


def odf(name="text", more=(), method=zipfile.ZIP_STORED, manifest="<manifest/>"):
    """A document of an OpenDocument program."""
    return packed(
        [
            ("mimetype", ODF + name, method),
            ("content.xml", "<office:document-content/>"),
            ("META-INF/manifest.xml", manifest),
            *more,
        ]
    )


def with_lie(data, name, **told):
    """The zip with other numbers told of this member, in its own header and in the directory."""
    changed = bytearray(data)
    places = {"crc": (14, 16), "packed": (18, 20), "size": (22, 24), "flags": (6, 8)}
    for sign, before, column in ((b"PK\3\4", 30, 0), (b"PK\1\2", 46, 1)):
        start = 0
        while (start := data.find(sign, start)) >= 0:
            if data[start + before :].startswith(name.encode()):
                for what, value in told.items():
                    at = start + places[what][column]
                    form = "<H" if what == "flags" else "<I"
                    changed[at : at + struct.calcsize(form)] = struct.pack(form, value)
            start += 4
    return bytes(changed)


def compound(streams, document_class=bytes(16)):
    """A compound file ([MS-CFB]) of these {path: bytes}; folders are made as they are named."""
    names = [()]
    for path in streams:
        parts = tuple(path.split("/"))
        names += [parts[:n] for n in range(1, len(parts) + 1) if parts[:n] not in names]
    bodies, fat = [], [0xFFFFFFFD]  # sector 0 is the table itself

    def chain(data, least=0):
        count = max(least, -(-len(data) // 512))
        first = len(fat)
        fat.extend(range(first + 1, first + count))
        if count:
            fat.append(0xFFFFFFFE)
            bodies.append(data.ljust(count * 512, b"\0"))
        return first if count else 0xFFFFFFFE

    entries = []
    for index, parts in enumerate(names):
        inside = [n for n, other in enumerate(names) if other and other[:-1] == parts]
        data = streams.get("/".join(parts)) if parts else None
        family = [
            n for n, other in enumerate(names) if other and parts and other[:-1] == parts[:-1]
        ]
        after = [n for n in family if n > index]
        name = (parts[-1] if parts else "Root Entry").encode("utf-16-le") + b"\0\0"
        if data:
            data = data.ljust(4096, b"\0")  # smaller ones would lie in a file of their own
        entries.append(
            name.ljust(64, b"\0")
            + struct.pack("<HBB", len(name), 5 if not parts else 1 if data is None else 2, 1)
            + struct.pack("<III", 0xFFFFFFFF, after[0] if after else 0xFFFFFFFF,
                          inside[0] if inside else 0xFFFFFFFF)
            + (document_class if not parts else bytes(16))
            + bytes(20)
            + struct.pack("<IQ", chain(data) if data else 0xFFFFFFFE, len(data or b""))
        )  # fmt: skip
    directory = chain(b"".join(entries))
    assert len(fat) <= 128
    table = struct.pack("<128I", *fat, *[0xFFFFFFFF] * (128 - len(fat)))
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
        + struct.pack("<IIIIIIIII", 0, 1, directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
        + struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    )  # fmt: skip
    return head + table + b"".join(bodies)
