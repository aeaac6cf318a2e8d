"""Numbers in addresses: none that no row could have, so that an invented one is a page not found and not a failure."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

LARGEST = 2**31 - 1  # what an integer column holds on every database


class RowNumberConverter(IntegerConverter):
    """`<int:…>` as far as a column reaches."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"max": LARGEST, **options})


def init_addresses(app: Flask) -> None:
    """Let every `<int:…>` of the site end where columns do; before any part is mounted."""
    app.url_map.converters["int"] = RowNumberConverter
