"""What a Chinese ID number and a mobile number are, and how much of them a screen may show.

ID number: GB 11643-1999 (17 digits and a check character by ISO 7064 MOD 11-2).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from trainingapp.rules.errors import RuleViolation

# Province codes (GB/T 2260); 83 stands on residence permits of people from Taiwan (State Council, 2018).
_ID_REGION = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})")
_CREDIT_CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_SEPARATORS = re.compile(r"[\s\-‐-―()（）.]")

YOUNGEST = 14  # Personal Information Protection Law (2021-11-01), article 31


class IdNumberMisspelt(RuleViolation):
    """The number cannot be an ID number: length, region, date or check character is wrong."""

    message: ClassVar[str] = (
        "This is not a valid ID number. Please compare all 18 characters with your card."
    )


class PersonTooYoung(RuleViolation):
    """The person is under 14: a guardian would have to consent, which this site does not offer."""

    message: ClassVar[str] = "This site is for people of %(years)s and older."


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A checked ID number, with what it says by itself."""

    number: str
    province: str
    born_on: date


def read_id_number(text: str, *, today: date) -> IdNumber:
    """Read an ID number of 18 characters; spaces, hyphens and a small x are forgiven.

    :raises IdNumberMisspelt: wrong length, unknown region, impossible or future date, wrong check character.
    :raises PersonTooYoung: the birthday makes the person younger than 14.
    """
    number = _SEPARATORS.sub("", _narrow(text)).upper()
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number) or not _ID_REGION.match(number):
        raise IdNumberMisspelt
    if number[17] != id_check_character(number[:17]):
        raise IdNumberMisspelt
    try:
        born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise IdNumberMisspelt from None
    if not date(1900, 1, 1) <= born_on <= today:
        raise IdNumberMisspelt
    if age_on(born_on, today) < YOUNGEST:
        raise PersonTooYoung(years=YOUNGEST)
    return IdNumber(number, number[:2], born_on)


def id_check_character(digits: str) -> str:
    """The 18th character of an ID number, from the first 17 digits (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11]


def age_on(born_on: date, today: date) -> int:
    """Full years between birth and today; the birthday itself counts."""
    had_birthday = (today.month, today.day) >= (born_on.month, born_on.day)
    return today.year - born_on.year - (0 if had_birthday else 1)


def read_mobile(text: str) -> str | None:
    """The 11 digits of a mainland mobile number, or None; spaces, hyphens and +86 are forgiven."""
    found = _MOBILE.fullmatch(_SEPARATORS.sub("", _narrow(text)))
    return found.group(1) if found else None


def read_email(text: str) -> str | None:
    """An e-mail address in the one spelling we keep (trimmed, small letters), or None if it has no such shape."""
    address = _narrow(text).strip().lower()
    return address if re.fullmatch(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+", address) else None


def is_credit_code(code: str) -> bool:
    """Whether the 18 characters are a unified social credit code (GB 32100-2015, MOD 31 check character)."""
    if len(code) != 18 or any(sign not in _CREDIT_CODE_SIGNS for sign in code):
        return False
    total = sum(
        _CREDIT_CODE_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:17])
    )
    return _CREDIT_CODE_SIGNS[(31 - total % 31) % 31] == code[17]


def mask_mobile(number: str) -> str:
    """138****5678: the first three and the last four digits."""
    return f"{number[:3]}****{number[-4:]}"


def mask_id_number(number: str) -> str:
    """110***********1234: the first three and the last four characters."""
    return f"{number[:3]}{'*' * 11}{number[-4:]}"


def mask_email(address: str) -> str:
    """l***@example.org: the first letter and the host."""
    name, _, host = address.partition("@")
    return f"{name[:1]}***@{host}"


def mask_ip(address: str) -> str:
    """203.0.113.* or 2001:db8:85a3:*: enough to recognise a network, not a person."""
    if ":" in address:
        return ":".join(address.split(":")[:3]) + ":*"
    return address.rsplit(".", 1)[0] + ".*" if "." in address else "*"


def _narrow(text: str) -> str:
    """Full-width digits and letters, as Chinese keyboards type them, become ordinary ones."""
    return "".join(chr(ord(sign) - 0xFEE0) if "！" <= sign <= "～" else sign for sign in text)
