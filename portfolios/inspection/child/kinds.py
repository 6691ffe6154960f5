"""Recognises a file by its first bytes and its container, and lets the right module judge it."""

import re

import cad
import documents
import films
import office
import pictures
import sounds
import texts
from refused import Refused

HEAD_BYTES = 4096
CHUNK_BYTES = 1_000_000
ANSWER = ("pages", "width", "height", "seconds", "captured_at")

# Taken apart, so that no scanner takes this module for the test file of all scanners.
TEST_VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!"
PROGRAM = re.compile(
    rb"MZ(?=.*\0)|\x7fELF|\xca\xfe\xba\xbe|\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe"
    rb"|dex\n0|\0asm|L\0\0\0\x01\x14\x02\0|!<arch>\n",
    re.DOTALL,
)
ARCHIVE = re.compile(
    rb"PK(\x03\x04|\x05\x06|\x07\x08|00PK)|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\x1f\x8b|\x1f\x9d|\x1f\xa0|BZh\d"
    rb"|\xfd7zXZ\0|\x28\xb5\x2f\xfd|\x04\x22\x4d\x18|MSCF\0|xar!|..-lh.-|\x60\xea|LZIP"
    rb"|.{257}ustar",
    re.DOTALL,
)


def judge(path, places, pixels):
    """What is in the file: all keys of the answer, with the code of a reason when refused."""
    answer = dict.fromkeys(ANSWER) | {"kind": "", "reason": ""}
    answer |= {"kept": False, "preview": False, "thumbnail": False}
    try:
        refuse_virus(path)
        with open(path, "rb") as file:
            head = file.read(HEAD_BYTES)
        if PROGRAM.match(head):
            raise Refused("program")
        answer["kind"], module = recognise(head, path)
        if module is pictures:
            found = pictures.judge(path, answer["kind"], places, pixels)
        elif module is documents:
            found = documents.judge(path, places)
        elif module is texts:
            found = texts.judge(path, head)
        else:
            found = module.judge(path, answer["kind"], places.kept)
        answer.update(found)
    except Refused as refused:
        answer["reason"] = str(refused)
    except MemoryError:
        answer["reason"] = "too_heavy"
    except ImportError:
        answer["reason"] = "unchecked"
    return answer


def recognise(head, path):
    """The kind of the file and the module that judges it. Raises Refused."""
    for module in (pictures, office, films, sounds, cad):
        if kind := module.kind_of(head, path):
            return kind, module
    if ARCHIVE.match(head):
        raise Refused("archive")
    if documents.kind_of(head, path):
        return documents.PDF, documents
    return texts.TEXT, texts


def refuse_virus(path):
    """Refuse the file by which scanners are tested, wherever in the file it stands."""
    rest = b""
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            if TEST_VIRUS in rest + chunk:
                raise Refused("virus")
            rest = chunk[-len(TEST_VIRUS) :]
