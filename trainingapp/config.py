"""Every setting, its meaning and its default. Read from the environment as TRAININGAPP_<NAME>.

A default is right for the embedded demo on loopback; `check_safe` names every setting that real use must change.
"""

from __future__ import annotations

import os
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

DEMO_SECRET = "demo-only-secret-key-not-for-real-use"  # noqa: S105
DEMO_FIELD_KEY = "ZGVtby1vbmx5LWZpZWxkLWtleS0zMi1ieXRlcy0wMDA="


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One attribute per setting."""

    data: Path = Path("instance")  # folder of everything the site writes
    database_url: str = ""  # SQLAlchemy URL; empty: SQLite in the data folder
    redis_url: str = (
        ""  # shared rate limits when several processes or hosts serve; empty: in memory
    )
    secret_key: str = DEMO_SECRET  # signs cookies and tokens
    field_keys: str = f"k1:{DEMO_FIELD_KEY}"  # id:base64 of 32 bytes, comma separated; the first encrypts, all decrypt
    base_url: str = "http://127.0.0.1:8000"  # the address in mails; real use needs https
    host: str = "127.0.0.1"  # address that the server binds
    port: int = 8000  # port that the server binds
    workers: int = 1  # web processes; more than one wants PostgreSQL or SQLite >= 3.51.3
    blocking_threads: int = (
        0  # threads per process; 0: 32 on SQLite (they wait for the group commit), 8 on PostgreSQL
    )
    trusted_proxies: int = 0  # how many proxies stand in front and set X-Forwarded-*
    trusted_hosts: str = (
        ""  # comma separated names the site answers to; empty: the host of base_url
    )
    debug: bool = False  # Flask's debug mode; never in real use
    demo: bool = False  # a demonstration with made-up people; says so on every page
    language: str = "zh"  # language of a reader who has not chosen
    idle_minutes: int = 120  # a candidate is signed out after so long without a request
    staff_idle_minutes: int = 15  # staff are signed out after so long without a request
    audit_keep_months: int = (
        12  # entries younger than this are never removed; less than 12 is refused
    )
    mail_host: str = (
        ""  # SMTP server; empty: mails are written to data/mail and shown to the administrator
    )
    mail_port: int = 587  # SMTP port, STARTTLS
    mail_user: str = ""  # SMTP account
    mail_password: str = ""  # SMTP password
    mail_from: str = "no-reply@localhost"  # sender of every mail
    metrics_token: str = ""  # bearer token for /metrics; empty: loopback only
    site_operator: str = ""  # who runs the site, named in the privacy notice
    site_contact: str = ""  # where people write about their data, named in the privacy notice
    site_icp: str = ""  # ICP number shown in the footer
    site_police: str = ""  # public security filing number shown in the footer
    storage_url: str = (
        ""  # s3://bucket/folder of what people upload; empty: the folder files in data
    )
    storage_endpoint: str = ""  # address of an S3-compatible store that is not Amazon's
    storage_region: str = ""  # region of the bucket
    storage_key_id: str = ""  # access key of the store
    storage_secret: str = ""  # secret of the access key
    packages_url: str = ""  # an address of its own for SCORM packages; empty: a closed sandbox
    clamd: str = (
        ""  # virus scanner, unix:/path or tcp:host:port; empty: none; set but away: refused
    )
    ffmpeg: str = ""  # program that makes smaller sizes of videos; empty: the one on the path, if any; off: none
    upload_most_bytes: int = 4 * 1024**3  # no file may be larger, whatever its purpose takes
    upload_days: int = 7  # an upload that grows no more is forgotten after so many days
    upload_open_most: int = 40  # files that one person may have on the way at once
    upload_open_bytes: int = 16 * 1024**3  # bytes that one person may have on the way at once
    bank: str = ""  # folder of the question bank; empty: the one installed beside the program

    @classmethod
    def load(cls, overrides: Mapping[str, Any] | None = None) -> Settings:
        """Read the environment, then the overrides. A setting of the wrong type raises ValueError naming it."""
        found: dict[str, Any] = {}
        for field in fields(cls):
            text = os.environ.get(f"TRAININGAPP_{field.name.upper()}")
            if text is not None:
                found[field.name] = _convert(field.name, text, str(field.type))
        settings = cls(**{**found, **(overrides or {})})
        return replace(settings, data=Path(settings.data).absolute())

    @property
    def sqlalchemy_url(self) -> str:
        """The database's address, SQLite in the data folder unless another is set."""
        return self.database_url or f"sqlite:///{self.data / 'trainingapp.sqlite3'}"

    @property
    def is_sqlite(self) -> bool:
        """Whether the embedded database is in use."""
        return self.sqlalchemy_url.startswith("sqlite")

    @property
    def packages_host(self) -> str:
        """The host that answers with files of SCORM packages and nothing else; empty: there is none."""
        return _host(self.packages_url)

    @property
    def is_https(self) -> bool:
        """Whether readers come by https; cookies are then marked secure."""
        return self.base_url.startswith("https://")

    def check_safe(self) -> list[str]:
        """Name every setting that is not safe for real use, each with what to do."""
        unsafe = {
            "SECRET_KEY is the demo's or shorter than 32 characters: set a random one": (
                self.secret_key == DEMO_SECRET or len(self.secret_key) < 32
            ),
            "FIELD_KEYS holds the demo's key: set id:base64 of 32 random bytes": (
                DEMO_FIELD_KEY in self.field_keys
            ),
            "FIELD_KEYS cannot be read: write id:base64 of 32 bytes, comma separated": (
                not _are_field_keys(self.field_keys)
            ),
            "DEBUG is on: switch it off": self.debug,
            "DEMO is on: real people must not be mixed with demo data": self.demo,
            "BASE_URL is not https: put a TLS proxy in front and name its address": not self.is_https,
            "AUDIT_KEEP_MONTHS is below 12: the law asks for at least six, this site keeps twelve": (
                self.audit_keep_months < 12
            ),
            "SITE_OPERATOR is empty: the privacy notice must name who runs the site": (
                not self.site_operator
            ),
            "SITE_CONTACT is empty: the privacy notice must say where to write": (
                not self.site_contact
            ),
            "PACKAGES_URL names the site's own host: packages would run with its rights": (
                _host(self.packages_url) == _host(self.base_url)
            ),
            "PACKAGES_URL is not https: put it behind the TLS proxy too": (
                self.packages_url != "" and not self.packages_url.startswith("https://")
            ),
            "MAIL_HOST is empty: password resets would never arrive": not self.mail_host,
        }
        return [f"TRAININGAPP_{sentence}" for sentence, is_unsafe in unsafe.items() if is_unsafe]


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()


def _are_field_keys(text: str) -> bool:
    found = dict(entry.strip().split(":", 1) for entry in text.split(",") if ":" in entry)
    if len(found) != len(text.split(",")) or not all(found):
        return False
    try:
        return all(len(b64decode(encoded, validate=True)) == 32 for encoded in found.values())
    except ValueError:
        return False


def _convert(name: str, text: str, kind: str) -> Any:
    if kind == "int":
        try:
            return int(text)
        except ValueError:
            raise ValueError(
                f"TRAININGAPP_{name.upper()} must be a whole number, not {text!r}"
            ) from None
    if kind == "bool":
        return text.strip().lower() in {"1", "true", "yes", "on"}
    return Path(text) if kind == "Path" else text
