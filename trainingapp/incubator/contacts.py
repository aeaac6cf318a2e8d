"""A mobile number or an e-mail address as an agency types it: found again and shown without being kept."""

from __future__ import annotations

from dataclasses import dataclass

from trainingapp.credentials.actions.watch_requests import mask_address
from trainingapp.rules.identity import mask_mobile, read_email, read_mobile
from trainingapp.web.vault import blind_index

PURPOSE = "incubator.staff_contact"
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Contact:
    """The index that finds it again, and how it is shown."""

    index: str
    shown: str


def read_contact(typed: str) -> Contact:
    """What was typed, by its number or address where it is one."""
    number, address = read_mobile(typed), read_email(typed)
    shown = mask_mobile(number) if number else mask_address(address or typed)
    return Contact(blind_index(number or address or typed, PURPOSE), shown[:LONGEST])
