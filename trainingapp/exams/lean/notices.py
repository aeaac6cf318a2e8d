"""What a room shows as a banner when time was given back."""

from __future__ import annotations

from flask import g, request
from flask_babel import gettext as _

from trainingapp.exams.lean.store import Row
from trainingapp.web.i18n import COOKIE, LANGUAGES, make_display


def time_notice(attempt: Row, language: str | None) -> dict[str, str]:
    """The `notice` of an answer: sentences in the reader's language; none when time is as it was.

    `language` is the one of the reader's account; without one the browser's counts.
    """
    outage, paused = attempt["outage_seconds"], attempt["paused_seconds"]
    extra = attempt["extra_seconds"]
    if not (extra or outage or paused):
        return {}
    _speak(language)
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
    return {"notice": " ".join(sentences)}


def _speak(language: str | None) -> None:
    # The statement at hand has read the account's language; asking who is signed in would load
    # the user once more.
    chosen, theme, elder = [*request.cookies.get(COOKIE, "").split("."), "", "", ""][:3]
    chosen = language or chosen
    if chosen not in LANGUAGES:
        chosen = request.accept_languages.best_match(LANGUAGES) or ""
    g.display = make_display(chosen, theme, elder)


def _length(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return str(_("%(seconds)s seconds", seconds=rest))
    if not rest:
        return str(_("%(minutes)s minutes", minutes=minutes))
    return str(_("%(minutes)s min %(seconds)s s", minutes=minutes, seconds=rest))
