"""Items back into the files of the question bank: only the entries that say something new are written anew.

Everything else of a file, its comments and blank lines too, stays as it is, so that a diff shows what has changed.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path
from textwrap import indent
from typing import NamedTuple

from sqlalchemy import select

from trainingapp.extensions import db
from trainingapp.itembank.bank import Bank, Placed, read_bank
from trainingapp.itembank.exchange.yaml_writing import write_entry
from trainingapp.itembank.item_rows import SUBJECT_OF_PREFIX
from trainingapp.itembank.models import BankItem
from trainingapp.itembank.shapes import ItemShape
from trainingapp.itembank.storing import find_shape, settle, shape_details

STEP = 500  # items of one statement
EPOCH = (1980, 1, 1, 0, 0, 0)  # of every file in an archive: the same items make the same bytes


class Written(NamedTuple):
    """The files that say something new, by path, and how many entries are new, changed and as they were."""

    files: dict[str, str]
    new: int
    changed: int
    same: int


class Block(NamedTuple):
    """The lines of one entry of a file, with what follows up to the next."""

    code: str
    text: str


def list_shapes() -> list[ItemShape]:
    """Every item of the bank as a shape, in order of code."""
    codes = db.session.scalars(select(BankItem.code).order_by(BankItem.code)).all()
    found = []
    for start in range(0, len(codes), STEP):
        query = select(BankItem).where(BankItem.code.in_(codes[start : start + STEP]))
        items = db.session.scalars(query.order_by(BankItem.code).options(*shape_details()))
        found += [find_shape(item) for item in items]
    return found


def read_folder(folder: Path) -> Bank:
    """The question bank that lies in a folder; an empty one where there is none. Faults stand in its findings."""
    return read_bank(folder) if folder.is_dir() else Bank(folder)


def write_files(
    shapes: Sequence[ItemShape], bank: Bank, *, left_out: Container[str] = frozenset()
) -> Written:
    """What has to be written so that the files say what the shapes say. Items of the files alone stay.

    Entries of the files whose codes are `left_out` are taken away.
    """
    known = {placed.shape.code: placed for placed in bank.items}
    changed = {
        shape.code: shape
        for shape in shapes
        if shape.code in known and settle(known[shape.code].shape) != settle(shape)
    }
    new = [shape for shape in shapes if shape.code not in known]
    files: dict[str, list[Block]] = {}
    for file, placed in _by_file(bank).items():
        touched = [found for found in placed if found.shape.code in changed]
        is_cut = any(found.shape.code in left_out for found in placed)
        if touched or is_cut or any(_file_of(shape) == file for shape in new):
            blocks = [b for b in _blocks(bank.root / file, placed) if b.code not in left_out]
            files[file] = [_renew(block, changed) for block in blocks]
    for shape in new:
        file = _file_of(shape)
        if file not in files:
            files[file] = _empty_file(bank.root / file)
        _insert(files[file], shape)
    texts = {
        file: _with_line_ends("".join(block.text for block in blocks), bank.root / file)
        for file, blocks in files.items()
    }
    same = len(shapes) - len(new) - len(changed)
    return Written(dict(sorted(texts.items())), len(new), len(changed), same)


def save_files(written: Written, folder: Path) -> None:
    """Write the files below a folder; each is replaced as a whole, and none before all could be written."""
    drafts: dict[Path, Path] = {}
    for file in written.files:
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        drafts[path.with_name(f".{path.name}.new")] = path
    try:
        for (draft, _path), text in zip(drafts.items(), written.files.values(), strict=True):
            draft.write_text(text, encoding="utf-8", newline="")
    except OSError:
        for draft in drafts:
            if draft.is_file():
                draft.unlink()
        raise
    for draft, path in drafts.items():
        draft.replace(path)


def pack_files(bank: Bank, written: Written) -> bytes:
    """Every file of items as an archive: those that were written anew, the others as they lie in the folder."""
    texts = {
        file: (bank.root / file).read_text(encoding="utf-8-sig") for file in _by_file(bank)
    } | written.files
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, text in sorted(texts.items()):
            archive.writestr(
                zipfile.ZipInfo(f"question_bank/{file}", EPOCH), text, zipfile.ZIP_DEFLATED
            )
    return body.getvalue()


def _by_file(bank: Bank) -> dict[str, list[Placed[ItemShape]]]:
    found: dict[str, list[Placed[ItemShape]]] = {}
    for placed in bank.items:
        found.setdefault(placed.file, []).append(placed)
    return found


def _file_of(shape: ItemShape) -> str:
    """Where a new item goes: the file of its chapter."""
    return f"items/{SUBJECT_OF_PREFIX[shape.code[:2]]}/ch{shape.code[3:5]}.yaml"


def _read_lines(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    return lines


def _with_line_ends(text: str, path: Path) -> str:
    """The text with the line ends that the file has had."""
    is_windows = path.is_file() and b"\r\n" in path.read_bytes()
    return text.replace("\n", "\r\n") if is_windows else text


def _empty_file(path: Path) -> list[Block]:
    """What stands in a file without entries: comments, and the empty list that now gets its first entry."""
    lines = _read_lines(path) if path.is_file() else []
    kept = [line for line in lines if line.split("#")[0].strip() != "[]"]
    return [Block("", "".join(kept))] if kept else []


def _blocks(path: Path, placed: Iterable[Placed[ItemShape]]) -> list[Block]:
    """The text of a file in pieces: what stands before the first entry, then each entry with what follows it."""
    lines = _read_lines(path)
    starts = [(found.line() - 1, found) for found in placed]
    indents = {_indent(lines[start]) for start, _found in starts}
    if len(indents) > 1 or not all(lines[s].lstrip(" ").startswith("- ") for s, _found in starts):
        # Not one entry a block: such a file is written anew as a whole.
        return [Block(f.shape.code, write_entry(settle(f.shape))) for _start, f in starts]
    ends = [*(start for start, _found in starts[1:]), len(lines)]
    first = starts[0][0] if starts else len(lines)
    blocks = [Block("", "".join(lines[:first]))]
    blocks += [
        Block(found.shape.code, "".join(lines[start:end]))
        for (start, found), end in zip(starts, ends, strict=True)
    ]
    return blocks


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _renew(block: Block, changed: Mapping[str, ItemShape]) -> Block:
    """The block with its entry written anew; blank lines and comments after it stay."""
    shape = changed.get(block.code)
    if shape is None:
        return block
    lines = block.text.splitlines(keepends=True)
    end = len(lines)
    while end > 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip(" ").startswith("#")):
        end -= 1
    return Block(block.code, _entry(shape, _indent(lines[0])) + "".join(lines[end:]))


def _entry(shape: ItemShape, spaces: int) -> str:
    return indent(write_entry(settle(shape)), " " * spaces)


def _insert(blocks: list[Block], shape: ItemShape) -> None:
    """Put a new entry before the first one with a greater code."""
    text = _entry(shape, next((_indent(block.text) for block in blocks if block.code), 0))
    places = [place for place, block in enumerate(blocks) if block.code > shape.code]
    place = places[0] if places else len(blocks)
    blank = "\n" if any(block.text.endswith("\n\n") for block in blocks) else ""
    if blank and place == len(blocks):
        last = blocks[-1]
        blocks[-1] = Block(last.code, last.text.rstrip("\n") + "\n\n")
        blank = ""
    blocks.insert(place, Block(shape.code, text + blank))
