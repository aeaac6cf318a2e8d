"""Files that somebody made to do harm: refused with a line, nothing run, nothing loaded, no time lost."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from tests.itembank.banks import FILES, FORM, ITEMS, LAWS, ON, SPECIFICATION, changed, write_bank
from trainingapp.audit.models import AuditEntry
from trainingapp.extensions import Base, db
from trainingapp.itembank.checking import check_bank
from trainingapp.itembank.commands import bank as bank_commands
from trainingapp.itembank.models import BankItem, ContentArea, ItemRevision, Law, TestForm
from trainingapp.itembank.reading import LIMIT_DEPTH, read_yaml

TABLES: list[type[Base]] = [BankItem, ItemRevision, ContentArea, Law, TestForm, AuditEntry]


def read(folder: Path, content: str | bytes) -> tuple[object, list[str]]:
    path = folder / "a.yaml"
    raw = content if isinstance(content, bytes) else content.encode()
    path.write_bytes(raw)
    value, findings = read_yaml(path, "a.yaml")
    assert all(finding.line >= 1 and finding.sentence for finding in findings)
    return value, [finding.code for finding in findings]


def load(app: Flask, folder: Path) -> Result:
    command = ["load", str(folder), "--language", "en"]
    return app.test_cli_runner().invoke(bank_commands, command)


def counts() -> list[int]:
    db.session.rollback()
    found = [db.session.scalar(select(func.count()).select_from(model)) or 0 for model in TABLES]
    db.session.rollback()
    return found


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{n}: &{n} [{','.join([f'*{p}'] * 9)}]\n" for p, n in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (BOMB, "alias"),
        ("a: &a\n  <<: *a\n", "alias"),
        ("<<: {a: 1}\n<<: {b: 2}\n", "duplicate_key"),
        ("[" * 100_000, "too_deep"),
        ("{a: " * 100_000, "too_deep"),
        ("- " * 50_000, "too_deep"),
        ("a:\n" + "".join(f"{' ' * n}b:\n" for n in range(1, 500)), "too_deep"),
        ("!!python/object/new:os.system [id]\n", "unsafe_tag"),
        ("a: !!python/object/apply:subprocess.check_output [[id]]\n", "unsafe_tag"),
        ("a: !!binary aGVsbG8=\n", "unsafe_tag"),
        ("a: !!timestamp 2026-01-01\n", "unsafe_tag"),
        ("a: !!set {x}\n", "unsafe_tag"),
        ("%TAG ! tag:yaml.org,2002:python/\n---\na: !name:os.system x\n", "unsafe_tag"),
        ("%YAML 9.9\n---\na: 1\n", "not_yaml"),
        ('a: "\\0"\n', "not_yaml"),
        ('a: "x\\x07y"\n', "not_yaml"),
        ('a: "\\e[31m"\n', "not_yaml"),
        ('"\\0": a\n', "not_yaml"),
        ('a: "\\uD800"\n', "not_yaml"),
        (b"a: \x00\n", "not_yaml"),
        (b"a: \x07\n", "not_yaml"),
        (b"a: \xff\xfe\n", "not_utf8"),
        ("a: b\n".encode("utf-16"), "not_utf8"),
        (b"", "empty_file"),
        (b"\n\n# nothing\n", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        ("a: 1\n---\nb: 2\n", "not_yaml"),
        ("a: 1\n...\nb: 2\n", "not_yaml"),
        ("a: [1, 2\n", "not_yaml"),
        ("a: 'open\n", "not_yaml"),
        ("a: b: c\n", "not_yaml"),
        ("@a: b\n", "not_yaml"),
        ("a: `b`\n", "not_yaml"),
        ("a:\tb\n", None),
        ("\ta: b\n", "tab"),
        ("? {a: b}\n: c\n", "key_not_text"),
        ("1: a\n", "key_not_text"),
        ("null: a\n", "key_not_text"),
        ("2026-01-01: a\n", "key_not_text"),
    ],
)
def test_what_a_plain_form_may_not_hold_is_refused_at_once(
    tmp_path: Path, content: str | bytes, code: str | None
) -> None:
    started = time.perf_counter()
    _value, codes = read(tmp_path, content)
    assert time.perf_counter() - started < 2
    assert (codes[0] if codes else None) == code


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9" * 18, 10**18 - 1),
        ("9" * 19, "9" * 19),
        ("9" * 10_000, "9" * 10_000),
        ("0x" + "f" * 100, "0x" + "f" * 100),
        ("0o777", "0o777"),
        ("0b1", "0b1"),
        ("1e999999999", "1e999999999"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("-.inf", "-.inf"),
        ("190:20:30", "190:20:30"),
        ("9999-99-99", "9999-99-99"),
        ("2026-02-30", "2026-02-30"),
        ("0000-01-01", "0000-01-01"),
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
        ("=", "="),
        ("<<", "<<"),
    ],
)
def test_a_number_or_date_beyond_all_bounds_stays_text(
    tmp_path: Path, text: str, value: object
) -> None:
    assert read(tmp_path, f"a: {text}\n") == ({"a": value}, [])


def test_as_deep_as_is_allowed_is_read(tmp_path: Path) -> None:
    inner = LIMIT_DEPTH - 1
    value, codes = read(tmp_path, "a: " + "[" * inner + "]" * inner)
    assert codes == []
    assert value is not None


def test_a_very_wide_file_is_read_in_good_time(tmp_path: Path) -> None:
    started = time.perf_counter()
    value, codes = read(tmp_path, "".join(f"k{n}: v\n" for n in range(20_000)))
    assert codes == []
    assert isinstance(value, dict)
    assert len(value) == 20_000
    assert time.perf_counter() - started < 5


# file, what stands there, what is written instead
BROKEN = [
    (ITEMS, FILES[ITEMS], ""),
    (ITEMS, FILES[ITEMS], BOMB),
    (ITEMS, FILES[ITEMS], "[" * 50_000),
    (ITEMS, FILES[ITEMS], "just text\n"),
    (ITEMS, FILES[ITEMS], "- just text\n- 7\n- null\n"),
    (ITEMS, FILES[ITEMS], "- [[]]\n"),
    (ITEMS, FILES[ITEMS], "- {}\n"),
    (ITEMS, "kind: single", "kind: [single]"),
    (ITEMS, "kind: single", "kind: {a: b}"),
    (ITEMS, "kind: single", "kind: null"),
    (ITEMS, "kind: single", "kind: 99999999999999999999"),
    (ITEMS, "status: ready", "status: !!python/name:os.system x"),
    (ITEMS, "key: ABD", "key: [A, B, D]"),
    (ITEMS, "key: ABD", "key: 7"),
    (ITEMS, "key: ABD", "key: 'A,B'"),
    (ITEMS, "key: ABD", "key: abd"),
    (ITEMS, "key: ABD", "key: ＡＢＤ"),
    (ITEMS, "expected: 0.45", "expected: " + "9" * 400 + ".0"),
    (ITEMS, "expected: 0.45", "expected: -0.1"),
    (ITEMS, "expected: 0.45", "expected: true"),
    (ITEMS, "expected: 0.45", "expected: .nan"),
    (ITEMS, "points: 10", "points: " + "9" * 400 + ".0"),
    (ITEMS, "points: 10", "points: -10"),
    (ITEMS, "code: JC-02-0001", "code: JC-02-0001\\n"),
    (ITEMS, "code: JC-02-0001", "code: ../../etc/passwd"),
    (ITEMS, "code: JC-02-0001", 'code: "JC-02-0001\\n"'),
    (ITEMS, "[JC02.1.01]", "[JC02.1.01, JC02.1.01, JC02.1.01, JC02.1.01]"),
    (ITEMS, "[JC02.1.01]", "JC02.1.01"),
    (ITEMS, "stem: 根据慈善法", 'stem: "a\\0b"\n  x: 根据慈善法'),
    (ITEMS, "    A: {text: 扶贫", "    <script>: {text: 扶贫"),
    (ITEMS, "    A: {text: 扶贫", "    1: {text: 扶贫"),
    (LAWS, '"2027-03-01"', "9999-99-99"),
    (LAWS, '"2027-03-01"', "1" * 30),
    (LAWS, "code: prison-law", "code: ../prison-law"),
    (SPECIFICATION, "minutes: 120", "minutes: -1"),
    (SPECIFICATION, "minutes: 120", "minutes: 1.5"),
    (SPECIFICATION, "minutes: 120", "minutes: " + "9" * 30),
    (SPECIFICATION, "cn-objective@1", "cn-objective@x"),
    (SPECIFICATION, "cn-objective@1", "cn-objective"),
    (SPECIFICATION, "cn-objective@1", "@"),
    (SPECIFICATION, "kinds: {single: 2, multiple: 1}", "kinds: {single: 99999999999}"),
    (FORM, "version: 1", "version: 0"),
    (FORM, "version: 1", "version: " + "9" * 25),
    (FORM, "version: 1", "version: " + "9" * 12),
    (FORM, "code: junior-comprehensive-1", "code: " + "x" * 100),
    (ITEMS, "author: 内容组甲", "author: " + "甲" * 81),
    (ITEMS, "reader: 审题组乙", "reader: " + "乙" * 81),
    (ITEMS, "phrase: 自愿", "phrase: " + "自" * 201),
    (ITEMS, 'article: "3"', 'article: "' + "3" * 17 + '"'),
    (LAWS, "short: 监狱法", "short: " + "监" * 81),
    (LAWS, "title: 中华人民共和国监狱法", "title: " + "监" * 201),
    (FORM, "items: [JC-01-0001,", "items: [[JC-01-0001],"),
    (FORM, "items: [JC-01-0001,", "items: [null,"),
    (FORM, "code: junior-comprehensive-1", "code: ../../x"),
]


@pytest.mark.parametrize(
    ("file", "old", "new"), BROKEN, ids=[f"{n:02d}" for n in range(len(BROKEN))]
)
def test_a_broken_file_loads_nothing_of_any_file(
    app: Flask, tmp_path: Path, file: str, old: str, new: str
) -> None:
    result = load(app, write_bank(tmp_path, **changed(file, old, new)))
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit), result.exception
    assert f"{file}:" in result.output
    assert "Traceback" not in result.output
    assert counts() == [0] * len(TABLES)


@pytest.mark.both_databases
def test_a_broken_file_leaves_what_was_loaded_as_it_is(app: Flask, tmp_path: Path) -> None:
    assert load(app, write_bank(tmp_path)).exit_code == 0
    before = counts()
    texts = changed(ITEMS, "author: 内容组甲", "author: 内容组丙")
    texts |= changed(LAWS, "short: 监狱法", "short: [")
    assert load(app, write_bank(tmp_path, **texts)).exit_code == 1
    assert counts() == before
    assert {item.author for item in db.session.scalars(select(BankItem))} == {"内容组甲"}


@pytest.mark.both_databases
def test_a_failure_in_the_middle_of_a_load_undoes_all_of_it(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_named: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("trainingapp.itembank.actions._publish_forms", fail)
    result = load(app, write_bank(tmp_path))
    assert isinstance(result.exception, OSError)
    db.session.remove()
    assert counts() == [0] * len(TABLES)
    monkeypatch.undo()
    assert load(app, tmp_path).exit_code == 0


OUTSIDE = "items/junior-comprehensive/two.yaml"


@pytest.mark.parametrize(
    "make",
    [
        lambda path, other: path.symlink_to(other),
        lambda path, _other: path.symlink_to("../../../../../etc/passwd"),
        lambda path, _other: path.symlink_to(path),
        lambda path, _other: path.symlink_to("nowhere.yaml"),
    ],
    ids=["another folder", "a system file", "itself", "nothing"],
)
def test_a_link_leads_nowhere(tmp_path: Path, make: object) -> None:
    other = tmp_path / "other.yaml"
    other.write_text("SECRET: text\n", encoding="utf-8")
    folder = write_bank(tmp_path / "bank")
    make(folder / OUTSIDE, other)  # type: ignore[operator]
    found = check_bank(folder, on=ON).findings
    assert [(f.file, f.code) for f in found] == [(OUTSIDE, "outside")]
    assert not any("SECRET" in finding.sentence for finding in found)


def test_a_linked_folder_is_not_entered(tmp_path: Path) -> None:
    write_bank(tmp_path / "other")
    folder = write_bank(tmp_path / "bank")
    (folder / "items" / "junior-practice").symlink_to(tmp_path / "other" / "items")
    found = check_bank(folder, on=ON)
    assert len(found.items) == 5
    assert {finding.code for finding in found.findings} <= {"outside", "unexpected_file"}


@pytest.mark.parametrize(
    "name",
    ["items/../../x.yaml", "items/nowhere/x.yaml", "x.yaml", "items/x.yaml", "etc/passwd.yaml"],
)
def test_a_file_in_no_known_place_is_not_read(tmp_path: Path, name: str) -> None:
    folder = write_bank(tmp_path / "bank" / "deep")
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("- SECRET\n", encoding="utf-8")
    found = check_bank(folder, on=ON)
    assert len(found.items) == 5
    assert not any("SECRET" in finding.sentence for finding in found.findings)


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    folder = write_bank(tmp_path)
    for name in ("README.md", "notes.txt", ".git", "items/.DS_Store", "run.py"):
        (folder / name).write_text("raise SystemExit\n", encoding="utf-8")
    (folder / "run.py").chmod(0o755)
    assert check_bank(folder, on=ON).findings == []
