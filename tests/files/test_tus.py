"""The headers of tus: what other programs write is read, what is wrong is refused, nothing crashes it."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given, strategies as st
from werkzeug.datastructures import Headers

from tests.files.sending import metadata
from trainingapp.files.tus import (
    read_announcement,
    read_checksum,
    read_metadata,
    read_number,
)
from trainingapp.files.violations import BadRequest


@given(
    st.dictionaries(
        st.from_regex(r"[a-z_]{1,12}", fullmatch=True), st.text(max_size=60), max_size=5
    )
)
def test_metadata_come_back_as_they_were_sent(values: dict[str, str]) -> None:
    expected = {key: value.replace("\0", "") for key, value in values.items()}
    assert read_metadata(metadata(**values)) == expected


@given(st.text(max_size=200))
def test_no_metadata_crash_it(text: str) -> None:
    try:
        read_metadata(text)
    except BadRequest as refusal:
        assert refusal.status == 400  # noqa: PT017 - either way is right, a crash is not


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {}),
        ("is_confidential", {"is_confidential": ""}),
        ("a YQ==,,b Yg== ", {"a": "a", "b": "b"}),
        ("name 5LiA", {"name": "一"}),
    ],
)
def test_metadata_of_the_standard_are_read(text: str, found: dict[str, str]) -> None:
    assert read_metadata(text) == found


@pytest.mark.parametrize("text", [None, "", "-1", "1.5", "0x10", "1e3", " 5", "9" * 16, "٣"])
def test_what_is_no_whole_number_is_refused_by_name(text: str | None) -> None:
    with pytest.raises(BadRequest, match="Upload-Offset"):
        read_number(text, "Upload-Offset")


def test_a_whole_number_is_read() -> None:
    assert read_number("4294967296", "Upload-Length") == 4 * 1024**3


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_checksum_is_read(algorithm: str) -> None:
    digest = hashlib.new(algorithm, b"piece").digest()
    found = read_checksum(f"{algorithm} {base64.b64encode(digest).decode()}")
    assert found
    assert (found.algorithm, found.digest) == (algorithm, digest)


def test_no_checksum_is_none() -> None:
    assert read_checksum(None) is None


@pytest.mark.parametrize("text", ["", "crc32 AAAA", "sha1 AA A=", "sha256 ü", "SHA1 AAAA"])
def test_an_unknown_or_unreadable_checksum_is_refused(text: str) -> None:
    with pytest.raises(BadRequest):
        read_checksum(text)


def test_an_announcement_is_read_in_both_spellings() -> None:
    wanted = hashlib.sha256(b"x").hexdigest()
    ours = Headers(
        {
            "Upload-Length": "5",
            "Upload-Metadata": metadata(
                filename="a.pdf", filetype="application/pdf", purpose="p", sha256=wanted.upper()
            ),
        }
    )
    theirs = Headers(
        {
            "Upload-Length": "5",
            "Upload-Metadata": metadata(
                name="a.pdf", type="application/pdf", purpose="p", sha256=wanted
            ),
        }
    )
    found = read_announcement(ours)
    assert found == read_announcement(theirs)
    assert (found.file_name, found.size, found.sha256) == ("a.pdf", 5, wanted)
