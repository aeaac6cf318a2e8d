"""Where a reader goes next: only ever to a place of this very site."""

from __future__ import annotations

import re
from urllib.parse import urlsplit


def same_site_path(target: str | None) -> str | None:
    """The target if it is a path of this site, else None: no host, no scheme, nothing a browser reads as one."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if re.search(r"[\x00-\x20\x7f\\]", target):
        return None
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else target
