"""What is never accepted, by its first bytes: programs, archives, the test file of scanners."""

import re

# Taken apart, so that no scanner takes this module for the test file of all scanners.
TEST_VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!"
PROGRAM = re.compile(
    rb"MZ(?=.*\0)|\x7fELF|\xca\xfe\xba\xbe|\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe"
    rb"|dex\n0|\0asm|L\0\0\0\x01\x14\x02\0|!<arch>\n|ITSF[\x02\x03]\0\0\0|[FCZ]WS[\x01-\x08\x0b-\x40]",
    re.DOTALL,
)
ARCHIVE = re.compile(
    rb"PK(\x03\x04|\x05\x06|\x07\x08|00PK)|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\x1f\x8b|\x1f\x9d|\x1f\xa0|BZh\d"
    rb"|\xfd7zXZ\0|\x28\xb5\x2f\xfd|\x04\x22\x4d\x18|MSCF\0|xar!|..-lh.-|\x60\xea|LZIP"
    rb"|.{257}ustar",
    re.DOTALL,
)
