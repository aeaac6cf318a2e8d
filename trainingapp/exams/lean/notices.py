"""What a room shows as a banner when time was given back."""

from __future__ import annotations

from flask import g, request
from flask_babel import gettext as _

from trainingapp.web.i18n import COOKIE, LANGUAGES, make_display


def pulse_notice(*, extra: int, outage: int, paused: int) -> str:
    """One or more sentences in the reader's language; empty when the time is as it was."""
    if not (extra or outage or paused):
        return ""
    # The display cookie is enough here; asking who is signed in would load the user.
    chosen, theme, elder = [*request.cookies.get(COOKIE, "").split("."), "", "", ""][:3]
    if chosen not in LANGUAGES:
        chosen = request.accept_languages.best_match(LANGUAGES) or ""
    g.display = make_display(chosen, theme, elder)
    sentences = []
    if outage:
        sentences.append(
            _(
                "The site was away for a while. %(minutes)s have been added to your time.",
                minutes=_length(outage),
            )
        )
    if paused:
        sentences.append(_("The pause of %(minutes)s does not count.", minutes=_length(paused)))
    if extra:
        sentences.append(_("You have %(minutes)s of extra time.", minutes=_length(extra)))
    return " ".join(sentences)


def _length(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return str(_("%(seconds)s seconds", seconds=rest))
    if not rest:
        return str(_("%(minutes)s minutes", minutes=minutes))
    return str(_("%(minutes)s min %(seconds)s s", minutes=minutes, seconds=rest))
