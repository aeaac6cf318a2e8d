"""Passwords as we keep and weigh them: argon2id hashes (argon2-cffi) and strength by zxcvbn with Chinese words."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from trainingapp.rules.passwords import COMMON_WORDS, MAXIMUM, check_password, personal_words

# OWASP's first choice for argon2id (19 MiB, two passes, one lane): about 20 ms on the machine this was built on.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _hasher.hash(secrets.token_urlsafe(32))
_EASY_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with its parameters."""
    return _hasher.hash(password)


def is_right_password(stored: str | None, password: str) -> bool:
    """Whether the password belongs to the hash. For None the same work is done and the answer is no."""
    try:
        return _hasher.verify(stored or _NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def check_new_password(
    password: str, *, known: Iterable[str | None] = (), is_staff: bool = False
) -> None:
    """Hold a new password against the rule. `known` is what is known of the person: name, mobile, e-mail.

    :raises RuleViolation: PasswordTooShort, PasswordTooLong, PasswordAboutYou or PasswordGuessable.
    """
    personal = personal_words(*known)
    estimate = zxcvbn(password[:MAXIMUM].lower(), user_inputs=[*personal, *COMMON_WORDS])
    check_password(password, strength=int(estimate["score"]), personal=personal, is_staff=is_staff)


def make_temporary_password() -> str:
    """A password to be read out once and changed at the first sign-in: 60 bits in three groups."""
    groups = ["".join(secrets.choice(_EASY_SIGNS) for _ in range(4)) for _ in range(3)]
    return "-".join(groups)
