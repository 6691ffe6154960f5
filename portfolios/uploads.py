"""Where uploaded bytes go: to a private folder while they arrive, then under a random name.

`LimitedUploadHandler` receives every file of every form. What the request does not `store` is gone
when it ends.
"""

import hashlib
import os
import re
import secrets
import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from portfolios.inspection import names

# The first two digits are the folder, so that no folder grows large.
_STORED_NAME = re.compile(r"([0-9a-f]{2})/\1[0-9a-f]{30}")


class ReceivedFile(UploadedFile):
    """One file of a form, on disk; closing it removes it, unless it was stored."""

    sha256 = ""

    def temporary_path(self):
        """Where the bytes lie until they are stored or the request ends."""
        return Path(self.file.name)

    def close(self):
        """Close and remove the file; one that was stored has left already."""
        try:
            self.file.close()
        except FileNotFoundError:
            return


class LimitedUploadHandler(FileUploadHandler):
    """Writes each file to disk and computes its SHA-256 as it arrives, up to MAX_FILE_BYTES.

    A larger file, or one after the first MAX_FILES, is dropped from the form, the rest of which
    stays; see `too_large` and `too_many`.
    """

    number = 0

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.number += 1
        # In the same file system as the stored files, so that storing is one rename.
        file = tempfile.NamedTemporaryFile(dir=_folder("incoming"))  # noqa: SIM115 - closed later
        self.file = ReceivedFile(
            file,
            names.clean(self.file_name),
            self.content_type,
            size=0,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
        self.hash = hashlib.sha256()

    def receive_data_chunk(self, raw_data, start):
        self.file.size += len(raw_data)
        if self.number > settings.MAX_FILES:
            self.request.too_many_files = [*too_many(self.request), self.file.name]
            self._drop()
        if self.file.size > settings.MAX_FILE_BYTES:
            self.request.too_large_files = [*too_large(self.request), self.file.name]
            self._drop()
        self.hash.update(raw_data)
        self.file.write(raw_data)

    def _drop(self):
        self.file.close()
        raise SkipFile

    def file_complete(self, file_size):
        self.file.sha256 = self.hash.hexdigest()
        self.file.seek(0)
        return self.file

    def upload_interrupted(self):
        self.file.close()


def too_large(request):
    """The names of the files that this request's form lost for their size, in their order.

    Read the form first: its files are received when `request.POST` or `request.FILES` is.
    """
    return getattr(request, "too_large_files", [])


def too_many(request):
    """The names of the files that came after the first MAX_FILES of this request's form."""
    return getattr(request, "too_many_files", [])


def store(received):
    """Move a received file to where files are kept, for good; answers its stored name."""
    received.flush()
    name = take_in(received.temporary_path())
    received.close()
    return name


def take_in(path):
    """Move a file that lies beside the kept ones among them, for good; answers its stored name."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    name = reserve()
    os.rename(path, path_of(name))
    keep_entries_of(path_of(name).parent)
    return name


def workplace():
    """A place for a file that is yet to be made; what is left there is no kept file."""
    return _folder("incoming") / secrets.token_hex(16)


def measure(stored_name):
    """The size and the SHA-256 of a stored file, read once."""
    with path_of(stored_name).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return file.tell(), digest


def copy(stored_name):
    """Write the bytes of a stored file once more, for good; answers the stored name of the copy."""
    name = reserve()
    with (
        path_of(stored_name).open("rb") as source,
        open(path_of(name), "xb", opener=_own) as target,
    ):
        shutil.copyfileobj(source, target)
        target.flush()
        os.fsync(target.fileno())
    keep_entries_of(path_of(name).parent)
    return name


def _own(path, flags):
    return os.open(path, flags, mode=0o600)


def reserve():
    """A new stored name whose folder exists, for a file that is yet to be written."""
    token = secrets.token_hex(16)
    _folder(token[:2])
    return f"{token[:2]}/{token}"


def path_of(stored_name):
    """Where the file of this name lies. Raises ValueError for what is not a stored name."""
    if not _STORED_NAME.fullmatch(stored_name):
        raise ValueError("This is not the name of a stored file.")
    return Path(settings.MEDIA_ROOT) / stored_name


def discard(stored_name):
    """Remove a stored file; one that is gone already is no error."""
    path_of(stored_name).unlink(missing_ok=True)


def _folder(name):
    folder = Path(settings.MEDIA_ROOT) / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def keep_entries_of(folder):
    """Let the names in a folder survive a power cut, as the bytes already do."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
