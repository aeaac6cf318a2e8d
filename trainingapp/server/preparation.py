"""What the demonstration needs before it can start, and a stamp that says it is all there."""

from __future__ import annotations

import hashlib
from pathlib import Path

from trainingapp.config import Settings

PACKAGE = Path(__file__).parent.parent
STAMP = ".prepared"


def bank_folder(settings: Settings) -> Path:
    """The question bank that the settings name, else the one beside the program."""
    return Path(settings.bank) if settings.bank else PACKAGE.parent / "question_bank"


def fingerprint(settings: Settings) -> str:
    """Changes when migrations, question bank or demo data change; reads no file's content twice."""
    digest = hashlib.sha256(settings.sqlalchemy_url.encode())
    folders = (PACKAGE / "migrations" / "versions", bank_folder(settings))
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    files += sorted((PACKAGE / "server").glob("demo_*.py"))
    for path in files:
        if "__pycache__" not in path.parts:
            status = path.stat()
            digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def is_prepared(settings: Settings) -> bool:
    """Whether an earlier start with these very files has prepared everything."""
    stamp = settings.data / STAMP
    return stamp.is_file() and stamp.read_text() == fingerprint(settings)


def note_prepared(settings: Settings) -> None:
    """Let the next start skip the preparation."""
    (settings.data / STAMP).write_text(fingerprint(settings))
