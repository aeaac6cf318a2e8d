"""Packages for tests, made here byte by byte: a small course of one or more SCOs in either version."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

SPACES = {
    "1.2": 'xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"',
    "2004": 'xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3"'
    ' xmlns:imsss="http://www.imsglobal.org/xsd/imsss"',
}
EDITIONS = {"1.2": "1.2", "2004": "2004 4th Edition"}
# Finds its API as ADL's own examples do: 1.2 begins with the window itself, 2004 with its parent.
SCRIPT = """
var tries = 0
function scan(win, name) {
  while (win[name] == null && win.parent != null && win.parent != win && tries++ < 7) win = win.parent
  return win[name]
}
var old = scan(window, 'API')
var api = null
if (window.parent && window.parent != window) api = scan(window.parent, 'API_1484_11')
if (api == null && window.opener) api = scan(window.opener, 'API_1484_11')
window.lms = old
  ? { init: () => old.LMSInitialize(''), get: (n) => old.LMSGetValue(n), set: (n, v) => old.LMSSetValue(n, v),
      commit: () => old.LMSCommit(''), finish: () => old.LMSFinish('') }
  : api && { init: () => api.Initialize(''), get: (n) => api.GetValue(n), set: (n, v) => api.SetValue(n, v),
      commit: () => api.Commit(''), finish: () => api.Terminate('') }
"""
PAGE = """<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8"><title>接案</title><link rel="stylesheet" href="css/look.css">
<script src="js/scorm.js"></script></head>
<body><h1>接案</h1><p id="said"></p><script src="js/start.js"></script></body></html>
"""
START = """
var version = window.lms ? (window.API ? '1.2' : '2004') : 'none'
if (window.lms) window.lms.init()
document.getElementById('said').textContent = version
"""
STYLE = "h1 { color: rgb(0, 100, 0) }\n"


def manifest(
    version: str = "1.2",
    *,
    units: Sequence[tuple[str, str, str]] = (("s1", "接案", "index.html"),),
    edition: str | None = None,
    extra: str = "",
    inside: str = "",
    kind: str = "sco",
) -> str:
    """A manifest with these units: identifier, title, href."""
    attribute = "adlcp:scormtype" if version == "1.2" else "adlcp:scormType"
    items = "".join(
        f'<item identifier="{name}" identifierref="r-{name}"><title>{title}</title>{inside}</item>'
        for name, title, _href in units
    )
    resources = "".join(
        f'<resource identifier="r-{name}" type="webcontent" {attribute}="{kind}" href="{href}"/>'
        for name, _title, href in units
    )
    said = EDITIONS[version] if edition is None else edition
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{extra}<manifest identifier="m" {SPACES[version]}>'
        f"<metadata><schema>ADL SCORM</schema><schemaversion>{said}</schemaversion></metadata>"
        f'<organizations default="o"><organization identifier="o"><title>个案工作</title>{items}</organization>'
        f"</organizations><resources>{resources}</resources></manifest>"
    )


def contents(version: str = "1.2", **changes: str | bytes) -> dict[str, str | bytes]:
    """The files of a package that works."""
    return {
        "imsmanifest.xml": manifest(version),
        "index.html": PAGE,
        "js/scorm.js": SCRIPT,
        "js/start.js": START,
        "css/look.css": STYLE,
        **changes,
    }


def pack(files: Mapping[str, str | bytes]) -> bytes:
    """A zip of these files; the same files give the same bytes whatever time it is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def some_package(version: str = "1.2", **changes: str | bytes) -> bytes:
    """A package that works."""
    return pack(contents(version, **changes))
