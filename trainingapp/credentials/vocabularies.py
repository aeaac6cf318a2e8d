"""The addresses of the vocabularies in which credentials are written. `signing/contexts.py` has the texts."""

from __future__ import annotations

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
RECORDS = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"  # CLR 2.0
