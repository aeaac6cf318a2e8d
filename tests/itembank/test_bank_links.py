"""`bank check` reads what a degree does for the certificate too, and names what is wrong in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.itembank.banks import ON, write_bank
from tests.rules.test_link_policies import FILE, document
from trainingapp.itembank.checking import check_bank
from trainingapp.itembank.findings import Finding

NAME = f"links/{FILE.name}"


def findings(root: Path, text: str | bytes, name: str = NAME) -> list[Finding]:
    write_bank(root)
    path = root / name
    path.parent.mkdir(parents=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return check_bank(root, on=ON).findings


def changed(**values: Any) -> str:
    return json.dumps({**document(), **values}, ensure_ascii=False)


def test_what_comes_with_the_program_is_in_order(tmp_path: Path) -> None:
    assert findings(tmp_path, FILE.read_bytes()) == []


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        (changed(policies=[]), "policies: must be a list"),
        (changed(version="2027.1"), "must be called cn-social-work-2027.1.json"),
        ("{", "not JSON"),
        (" " * 300_000, "larger than"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, text: str, piece: str) -> None:
    (finding,) = findings(tmp_path, text)
    assert (finding.file, finding.code) == (NAME, "links")
    assert piece in finding.sentence


def test_what_is_not_utf8_is_named(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, "衔接".encode("gbk"))
    assert finding.code == "not_utf8"


@pytest.mark.parametrize("name", ["links/notes.txt", "links/old/links.json"])
def test_anything_else_in_the_folder_is_named(tmp_path: Path, name: str) -> None:
    (finding,) = findings(tmp_path, FILE.read_bytes(), name)
    assert finding.code == "unexpected_file"


def test_a_link_out_of_the_bank_is_not_followed(tmp_path: Path) -> None:
    write_bank(tmp_path / "bank")
    outside = tmp_path / "secret.json"
    outside.write_text("{}")
    (tmp_path / "bank" / "links").mkdir()
    (tmp_path / "bank" / NAME).symlink_to(outside)
    (finding,) = check_bank(tmp_path / "bank", on=ON).findings
    assert finding.code == "outside"
