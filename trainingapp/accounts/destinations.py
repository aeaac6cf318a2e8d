"""Where a reader goes next: only ever to a place of this very site."""

from __future__ import annotations

import re

# One slash and not a second one: browsers read "//host" and "/\\host" as another site, and skip tabs and newlines.
_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")


def same_site_path(target: str | None) -> str | None:
    """The target if it is a path of this site, else None: no host, no scheme, nothing a browser reads as one."""
    return target if target and _PATH.fullmatch(target) else None
