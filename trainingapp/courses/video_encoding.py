"""A process of its own for ffmpeg: `python -m trainingapp.courses.video_encoding FOLDER`.

A worker that waited for an hour's film would keep exams from being collected. So it leaves an order in a folder, starts
this, and looks in later. One film is encoded at a time; the lock of the folder says that somebody is at it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

ORDER, RESULT, HELD, ONE_AT_A_TIME = "order.json", "result.json", "held.lock", "ffmpeg.lock"
LIMIT_SECONDS = 6 * 3600
ERROR_LENGTH = 2000
NICE = 10
PASSED_ON = (
    "PATH",
    "LD_LIBRARY_PATH",
    "TMPDIR",
    "SYSTEMROOT",
)  # a decoder needs no secrets of the site


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an order ended; `error` is empty when everything was made."""

    error: str

    @property
    def is_made(self) -> bool:
        """Whether everything was made."""
        return not self.error


def start(folder: Path, name: str, commands: Sequence[Sequence[str]]) -> subprocess.Popen[bytes]:
    """Leave an order of this name in a folder and begin with it in a process of its own."""
    (folder / RESULT).unlink(missing_ok=True)
    (folder / ORDER).write_text(json.dumps({"name": name, "commands": commands}))
    return subprocess.Popen(  # noqa: S603 - this very module
        [sys.executable, "-m", "trainingapp.courses.video_encoding", str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def find_outcome(folder: Path, name: str) -> Outcome | None:
    """How the order of this name ended, None while it has not."""
    try:
        result = json.loads((folder / RESULT).read_text())
        return Outcome(str(result["error"])) if result["name"] == name else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_held(folder: Path) -> bool:
    """Whether a process is at the order of this folder."""
    try:
        with FileLock(folder / HELD, timeout=0):
            return False
    except (Timeout, OSError):
        return folder.is_dir()


def encode(folder: Path) -> None:
    """Carry out the order of a folder, when it is its turn, and write down how it ended."""
    with FileLock(folder / HELD), FileLock(folder.parent / ONE_AT_A_TIME):
        order = json.loads((folder / ORDER).read_text())
        error = next(filter(None, (_run(command, folder) for command in order["commands"])), "")
        part = folder / f"{RESULT}.part"
        part.write_text(json.dumps({"name": order["name"], "error": error}))
        part.replace(folder / RESULT)


def _run(command: Sequence[str], folder: Path) -> str:
    """Run one call; what went wrong, nothing when nothing did."""
    try:
        done = subprocess.run(  # noqa: S603 - a list of our own making, and no shell
            command,
            cwd=folder,
            env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=LIMIT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{type(error).__name__}: {error}"[:ERROR_LENGTH]
    if done.returncode == 0:
        return ""
    said = done.stderr.decode(errors="replace").strip()
    return said[-ERROR_LENGTH:] or f"ended with {done.returncode}"


def main(arguments: Sequence[str]) -> int:
    """Encode what the folder orders, politely behind everything else on this machine."""
    if hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(NICE)
    encode(Path(arguments[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
