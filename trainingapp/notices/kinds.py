"""The sentences of notices. A part registers the kinds it gives, in the module of the action that
gives them.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

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
        return str(_SENTENCES[kind]) % arguments
    except (KeyError, ValueError, TypeError):
        return str(_UNKNOWN)
