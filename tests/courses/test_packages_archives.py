"""A package's zip before anything is unpacked: what is taken, and how names are read."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from tests.courses.hostile import crowd
from tests.courses.package_files import contents, manifest, pack, some_package
from trainingapp.courses.packages import archives, violations
from trainingapp.courses.packages.archives import Directory, key_of, open_archive, read_directory


def read(content: bytes) -> Directory:
    with open_archive(io.BytesIO(content)) as archive:
        return read_directory(archive)


def test_every_file_is_found_by_its_path_without_regard_to_case() -> None:
    found = read(some_package())
    assert set(found.entries) == {
        "imsmanifest.xml",
        "index.html",
        "js/scorm.js",
        "js/start.js",
        "css/look.css",
    }
    assert found.entries[key_of("JS/Scorm.JS")].path == "js/scorm.js"
    assert found.wrapper == ""


def test_folders_and_what_systems_leave_behind_are_no_files() -> None:
    litter = {"img/": "", "__MACOSX/._index.html": "x", "img/.DS_Store": "x", "img/Thumbs.db": "x"}
    assert len(read(pack({**contents(), **litter})).entries) == 5


def test_a_folder_that_was_zipped_as_a_whole_is_opened() -> None:
    found = read(pack({f"我的课件/{name}": text for name, text in contents().items()}))
    assert found.wrapper == "我的课件"
    assert found.entries["index.html"].path == "index.html"
    assert found.manifest.info.filename == "我的课件/imsmanifest.xml"


def test_a_manifest_that_lies_deeper_is_not_looked_for() -> None:
    files = {"a/imsmanifest.xml": manifest(), "b/index.html": "x"}
    with pytest.raises(violations.ManifestMissing):
        read(pack(files))
    with pytest.raises(violations.ManifestMissing):
        read(pack({"a/b/imsmanifest.xml": manifest(), "a/b/index.html": "x"}))
    with pytest.raises(violations.ManifestMissing):
        read(pack({}))


def test_names_that_windows_wrote_in_gbk_are_read_as_chinese() -> None:
    placeholder = "ABCDEFGH.html"
    real = "接案示范".encode("gbk") + b".html"
    assert len(real) == len(placeholder)
    content = pack({**contents(), placeholder: "x"}).replace(placeholder.encode(), real)
    assert "接案示范.html" in read(content).entries


def test_utf8_names_without_their_mark_are_read_too() -> None:
    placeholder = "ABCDEFGHI.html"
    real = "接案课".encode() + b".html"
    content = pack({**contents(), placeholder: "x"}).replace(placeholder.encode(), real)
    assert "接案课.html" in read(content).entries


def test_accents_are_one_letter_however_they_are_written() -> None:
    assert key_of("cafe\u0301.html") == key_of("caf\u00e9.html") == key_of("CAF\u00c9.HTML")
    with pytest.raises(violations.NamesCollide):
        read(pack({**contents(), "cafe\u0301.html": "x", "caf\u00e9.html": "y"}))


@pytest.mark.parametrize(
    "bytes_", [b"", b"PK\x03\x04", b"no zip at all" * 50, b"PK\x05\x06" + b"\0" * 4]
)
def test_what_is_no_archive_is_refused(bytes_: bytes) -> None:
    with pytest.raises(violations.NoArchive):
        read(bytes_)


def test_an_archive_whose_list_is_damaged_is_refused() -> None:
    with pytest.raises(violations.NoArchive):
        read(some_package().replace(b"PK\x01\x02", b"PK\x01\x03", 1))
    content = bytearray(some_package())
    place = content.rfind(b"PK\x05\x06")
    struct.pack_into("<I", content, place + 16, 2**31)  # where the list begins
    with pytest.raises(violations.DamagedEntry):
        read(bytes(content))


@pytest.mark.parametrize("is_hidden", [False, True])
def test_a_list_of_more_entries_than_memory_is_never_read(
    monkeypatch: pytest.MonkeyPatch, is_hidden: bool
) -> None:
    content = crowd(is_hidden=is_hidden)
    monkeypatch.setattr(zipfile, "ZipInfo", None)  # it would be called for each entry
    with pytest.raises(violations.TooManyEntries):
        read(content)


def test_folders_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_ENTRIES", 7)
    read(pack({**contents(), **{f"{n}/": "" for n in range(9)}}))
    with pytest.raises(violations.TooManyEntries):
        read(pack({**contents(), **{f"{n}/": "" for n in range(10)}}))


def test_so_many_files_are_taken_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_ENTRIES", 7)
    files = {**contents(), "a.txt": "a", "b.txt": "b"}
    assert len(read(pack({**files, "empty/": ""})).entries) == 7
    with pytest.raises(violations.TooManyEntries):
        read(pack({**files, "c.txt": "c"}))


def test_so_much_is_unpacked_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    size = sum(
        len(text.encode() if isinstance(text, str) else text) for text in contents().values()
    )
    monkeypatch.setattr(archives, "MOST_BYTES", size)
    read(some_package())
    monkeypatch.setattr(archives, "MOST_BYTES", size - 1)
    with pytest.raises(violations.UnpacksTooLarge):
        read(some_package())


def test_a_blank_picture_may_shrink_but_a_film_of_nothing_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archives, "FOLDED_FREELY", 100_000)
    read(some_package(**{"blank.bmp": b"\0" * 100_000}))
    with pytest.raises(violations.ZipBomb):
        read(some_package(**{"film.mp4": b"\0" * 200_000}))


def test_many_small_bombs_are_one_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "FOLDED_FREELY", 60_000)
    bombs = {f"{number}.bin": b"\0" * 50_000 for number in range(20)}
    with pytest.raises(violations.ZipBomb):
        read(some_package(**bombs))


def test_entries_that_share_their_bytes_are_refused() -> None:
    content = bytearray(some_package())
    first = content.find(b"PK\x01\x02")
    second = content.find(b"PK\x01\x02", first + 4)
    struct.pack_into("<I", content, second + 42, struct.unpack_from("<I", content, first + 42)[0])
    with pytest.raises(violations.DamagedEntry):
        read(bytes(content))


def test_the_longest_and_deepest_names_are_taken_and_one_more_is_not() -> None:
    longest = "x" * (archives.MOST_NAME - 5) + ".html"
    deepest = "/".join(["d"] * (archives.MOST_DEPTH - 1) + ["x.html"])
    read(some_package(**{longest: "x", deepest: "x"}))
    for name in (f"y{longest}", f"d/{deepest}", "/".join(["é" * 100] * 4)):
        with pytest.raises(violations.UnsafeName):
            read(some_package(**{name: "x"}))


def test_a_file_cannot_be_a_folder_too() -> None:
    with pytest.raises(violations.NamesCollide):
        read(some_package(**{"index.html/x.js": "x"}))
