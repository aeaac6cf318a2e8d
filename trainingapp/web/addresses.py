"""Addresses, which anybody writes: an invented number is a page not found, an odd byte a sign like any other."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask, Request
from werkzeug.routing import IntegerConverter

LARGEST = 2**31 - 1  # what an integer column holds on every database
_RAW = re.compile(rb"[\x80-\xff]")


class RowNumberConverter(IntegerConverter):
    """`<int:…>` as far as a column reaches."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"max": LARGEST, **options})


class QuotedRequest(Request):
    """A request whose address is quoted as a browser would have: werkzeug fails on raw bytes that are no UTF-8."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.query_string = _RAW.sub(lambda byte: b"%%%02X" % byte[0][0], self.query_string)


def init_addresses(app: Flask) -> None:
    """Let every `<int:…>` of the site end where columns do; before any part is mounted."""
    app.url_map.converters["int"] = RowNumberConverter
    app.request_class = QuotedRequest
