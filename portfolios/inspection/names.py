"""What the name of a file promises about its contents."""

import re

KINDS_BY_EXTENSION = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "jpe": "image/jpeg",
    "jfif": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "text": "text/plain",
    "md": "text/plain",
    "csv": "text/plain",
    "log": "text/plain",
}

# A name such as "Bewijs 3.3" or "verslag v1.2" has no extension: one holds a letter.
_EXTENSION = re.compile(r"\.(?=[0-9]*[A-Za-z])([A-Za-z0-9]{1,10})[. ]*$")


def extension_of(name):
    """The extension in lower case without its dot, or "" for a name without one."""
    match = _EXTENSION.search(name)
    return match[1].lower() if match else ""


def promises_accepted_kind(name):
    """True when the name says that it is one of the kinds we accept."""
    return extension_of(name) in KINDS_BY_EXTENSION


def fits(name, kind):
    """True when a file of this kind may have this name; a name without extension fits all."""
    extension = extension_of(name)
    return not extension or KINDS_BY_EXTENSION.get(extension) == kind
