"""What is said of a law's version for an exam and of a chapter's share: the words and the tone of the badge."""

from __future__ import annotations

from flask_babel import lazy_pgettext as pgettext

from trainingapp.rules.law_versions import Standing
from trainingapp.rules.shares import ShareState

LAW_STANDINGS = {
    Standing.HOLDS: (pgettext("version of a law", "Law of this exam"), "success"),
    Standing.ENDS_LATER: (pgettext("version of a law", "Law of this exam, ends later"), "info"),
    Standing.LAPSED: (pgettext("version of a law", "No longer in force"), "warning"),
    Standing.AHEAD: (pgettext("version of a law", "Not yet in force"), "neutral"),
}
SHARE_STATES = {
    ShareState.BELOW: (pgettext("share of a chapter", "too few"), "warning"),
    ShareState.WITHIN: (pgettext("share of a chapter", "fits"), "success"),
    ShareState.ABOVE: (pgettext("share of a chapter", "more than a paper takes"), "info"),
    ShareState.UNBOUND: (pgettext("share of a chapter", "no bounds"), "neutral"),
}
