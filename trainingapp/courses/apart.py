"""Programs that look at what strangers have sent: in a folder of their own, without our secrets, for a limited time."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from trainingapp.config import Settings


@contextmanager
def workplace(settings: Settings) -> Iterator[Path]:
    """A folder for one piece of work, gone afterwards."""
    root = settings.data / "drawing"
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    with TemporaryDirectory(dir=root, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def run_apart(command: list[str], folder: Path, *, seconds: float) -> tuple[bytes, bool]:
    """Run a program that knows no secret of ours, in its own folder and group; what it said, and whether all went well.

    :raises TimeoutExpired: it and what it has started are ended.
    """
    known = {
        name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG") if name in os.environ
    }
    with subprocess.Popen(  # noqa: S603 - fixed programs, file names of our own
        command,
        cwd=folder,
        env={**known, "HOME": str(folder), "TMPDIR": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            said, _errors = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            _end(process)
            said, _errors = process.communicate()
            raise subprocess.TimeoutExpired(command, seconds, output=said) from None
        except BaseException:
            _end(process)
            raise
        return said, process.returncode == 0


def _end(process: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        os.killpg(process.pid, 9)
    else:  # pragma: no cover - Windows
        process.kill()
