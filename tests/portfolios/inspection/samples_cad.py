"""Drawings and models made by code: only as much of each format as is looked at."""

import struct

STEP = (
    b"ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION((''),'2;1');\nENDSEC;\nDATA;\n"
    b"#1=CARTESIAN_POINT('',(0.,0.,0.));\nENDSEC;\nEND-ISO-10303-21;\n"
)
DXF = (
    b"999\nremark\n0\r\nSECTION\r\n2\r\nENTITIES\r\n0\r\nLINE\r\n10\r\n1.5\r\n"
    b"0\r\nENDSEC\r\n0\r\nEOF\r\n"
)
STL_TEXT = (
    b"solid haak\n facet normal 0 0 1\n  outer loop\n   vertex 0 0 0\n   vertex 1 0 0\n"
    b"   vertex 0 1 0\n  endloop\n endfacet\nendsolid haak\n"
)
IPT_CLASS = bytes.fromhex("90b4294db249d01193c37e0706000000")
ASSEMBLY_CLASS = bytes.fromhex("e1810fe6b349d01193c37e0706000000")


def stl(count=2, told=None, header=b"meetkunde"):
    facet = struct.pack("<12fH", *[0.5] * 12, 0)
    return (
        header.ljust(80, b"\0") + struct.pack("<I", count if told is None else told) + facet * count
    )


def iges(told=None):
    """Lines of 80 letters; `told` overrides the counts of the last one."""
    rows = [("S", "Haak"), ("G", "1H,,1H;"), ("D", "116"), ("D", "116"), ("P", "116,0.,0.,0.;")]
    lines, counts = [], dict.fromkeys("SGDP", 0)
    for section, text in rows:
        counts[section] += 1
        lines.append(f"{text:72}{section}{counts[section]:7}\n")
    told = told or "".join(f"{section}{count:7}" for section, count in counts.items())
    return "".join([*lines, f"{told:72}T{1:7}\n"]).encode()


def dwg(version=b"AC1032"):
    """The header of an AutoCAD drawing, and nothing drawn."""
    if version == b"AC1015":
        places = b"".join(struct.pack("<BII", number, 0x60, 0x20) for number in range(3))
        return (version + bytes(15) + struct.pack("<I", 3) + places).ljust(0x200, b"\1")
    seed, sign = 1, b""
    for byte in b"AcFssFcAJMB\0":
        seed = (seed * 0x343FD + 0x269EC3) % (1 << 32)
        sign += bytes([byte ^ seed >> 16 & 0xFF])
    return (version + bytes(0x7A) + sign).ljust(0x200, b"\1")


def solidworks(*names):
    """The container of SolidWorks since 2015: names with the halves of their bytes swapped."""
    data = b"\x0e\x6a\x0a\x42\0\0\0\4" + bytes(20)
    for name in names:
        swapped = bytes((byte << 4 | byte >> 4) & 0xFF for byte in name.encode())
        data += (
            b"\x14\0\6\0\x08\0"
            + bytes(16)
            + struct.pack("<I", len(swapped))
            + swapped
            + b"\x05\x11" * 40
        )
    return data
