"""`bank check` reads the rulesets of eligibility too, and names what is wrong in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.itembank.banks import ON, write_bank
from tests.rules.eligibility_cases import FILE, load_document
from trainingapp.itembank.checking import check_bank
from trainingapp.itembank.findings import Finding

NAME = f"eligibility/{FILE.name}"


def findings(root: Path, text: str | bytes, name: str = NAME) -> list[Finding]:
    write_bank(root)
    path = root / name
    path.parent.mkdir(parents=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return check_bank(root, on=ON).findings


def changed(**values: Any) -> str:
    return json.dumps({**load_document(), **values}, ensure_ascii=False)


def test_the_ruleset_that_comes_with_the_program_is_in_order(tmp_path: Path) -> None:
    assert findings(tmp_path, FILE.read_bytes()) == []


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        (changed(targets={}), "targets: must be an object"),
        (changed(version="2027.1"), "must be called cn-social-worker-exam-2027.1.json"),
        ("{", "not JSON"),
        ('{"id": 1, "id": 2}', "stands twice"),
        (" " * 300_000, "larger than"),
    ],
)
def test_a_faulty_ruleset_is_named(tmp_path: Path, text: str, piece: str) -> None:
    (finding,) = findings(tmp_path, text)
    assert (finding.file, finding.code) == (NAME, "ruleset")
    assert piece in finding.sentence


def test_a_ruleset_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, "规则".encode("gbk"))
    assert finding.code == "not_utf8"


@pytest.mark.parametrize("name", ["eligibility/notes.txt", "eligibility/old/rules.json"])
def test_anything_else_in_the_folder_is_named(tmp_path: Path, name: str) -> None:
    (finding,) = findings(tmp_path, FILE.read_bytes(), name)
    assert finding.code == "unexpected_file"


def test_a_link_out_of_the_bank_is_not_followed(tmp_path: Path) -> None:
    write_bank(tmp_path / "bank")
    outside = tmp_path / "secret.json"
    outside.write_text("{}")
    (tmp_path / "bank" / "eligibility").mkdir()
    (tmp_path / "bank" / NAME).symlink_to(outside)
    (finding,) = check_bank(tmp_path / "bank", on=ON).findings
    assert finding.code == "outside"
