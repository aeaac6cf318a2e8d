"""The sentences of notices. A part registers the kinds it gives, in the module of the action that
gives them.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from trainingapp.web.i18n import with_days

_SENTENCES: dict[str, LazyString] = {}
_UNKNOWN = _("There is news for you.")


def register_kind(kind: str, sentence: LazyString) -> None:
    """Say how a notice of this kind reads. The sentence has %(name)s places for the notice's
    arguments.
    """
    _SENTENCES[kind] = sentence


def notice_sentence(kind: str, arguments: Mapping[str, object]) -> str:
    """The sentence in the reader's language; a general one for a kind or arguments of an older
    release.
    """
    try:
        return str(_SENTENCES[kind]) % {
            name: with_days(value) if isinstance(value, str) else value
            for name, value in arguments.items()
        }
    except (KeyError, ValueError, TypeError):
        return str(_UNKNOWN)
