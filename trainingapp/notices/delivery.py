"""How a mail leaves: through an SMTP server, or as an .eml file where none is set.

Standard library only; Flask-Mailman was looked at and adds nothing to a message and a connection.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Collection
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from trainingapp.config import Settings
from trainingapp.notices.models import Mail

TIMEOUT_SECONDS = 20.0
FOLDER = "mail"


@dataclass(frozen=True, slots=True)
class Letter:
    """A message and its address, free of the database, so that no transaction waits for SMTP."""

    name: str
    message: EmailMessage


def make_letter(mail: Mail, *, sender: str) -> Letter:
    """Build the message: plain text, and HTML beside it when there is some."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.created_at)
    host = sender.rpartition("@")[2].strip(">") or "localhost"
    # The same mail sent twice has the same name, so a reader's program shows it once.
    message["Message-ID"] = f"<mail-{mail.id}@{host}>"
    message.set_content(mail.text)
    if mail.html is not None:
        message.add_alternative(mail.html, subtype="html")
    return Letter(f"{mail.created_at:%Y%m%d-%H%M%S}-{mail.id}.eml", message)


def deliver(letter: Letter, settings: Settings) -> None:
    """Hand the letter over. :raises OSError, smtplib.SMTPException: when it was not taken."""
    if settings.mail_host:
        _send(letter, settings)
    else:
        _write(letter, settings.data / FOLDER)


def remove_letters(settings: Settings, *, kept: Collection[int]) -> int:
    """Remove the files of mails that are no longer stored: whoever left the site is in none of them."""
    gone = [
        path
        for path in (settings.data / FOLDER).glob("*-*-*.eml")
        if int(path.stem.rpartition("-")[2]) not in kept
    ]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _send(letter: Letter, settings: Settings) -> None:
    with smtplib.SMTP(settings.mail_host, settings.mail_port, timeout=TIMEOUT_SECONDS) as server:
        if settings.mail_user:
            # The password must never travel in the clear.
            server.starttls(context=ssl.create_default_context())
            server.login(settings.mail_user, settings.mail_password)
        elif server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        server.send_message(letter.message)


def _write(letter: Letter, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = folder / f"{letter.name}.part"
    part.write_bytes(letter.message.as_bytes())
    part.replace(folder / letter.name)
