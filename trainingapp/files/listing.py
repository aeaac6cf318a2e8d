"""Opening zips whose list of entries is short.

zipfile reads the whole list at once and makes an object of each entry: ten million empty entries would fill the
memory. What the end of a zip says of the list's length is no help, for a second end of another format (ZIP64) may say
otherwise and is believed; so the file itself gives no more at a time than a list may have.
"""

from __future__ import annotations

import struct
import zipfile
from typing import IO, Any, cast

MOST_BYTES = 4 * 1024 * 1024
FAULTS = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error)


class ListTooLong(Exception):  # noqa: N818 - the fact is the name
    """A zip with a list of entries that nobody should read into memory."""


class _Rationed:
    """A file for zipfile that gives so much at a time; an entry's bytes are read in far smaller pieces."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        if size > MOST_BYTES:
            raise ListTooLong
        found = self._file.read(size if size >= 0 else MOST_BYTES + 1)
        if len(found) > MOST_BYTES:
            raise ListTooLong
        return found


def open_zip(file: IO[bytes]) -> zipfile.ZipFile:
    """The zip in a file, which stays the caller's to close. :raises ListTooLong: and FAULTS when it is none."""
    return zipfile.ZipFile(cast(Any, _Rationed(file)))
