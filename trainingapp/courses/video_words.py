"""The names of renditions and of where they stand."""

from __future__ import annotations

from flask_babel import lazy_pgettext as pgettext

from trainingapp.courses.models import Rendition, RenditionState
from trainingapp.courses.renditions import LARGE, POSTER, SMALL, SOUND

NAMES = {
    POSTER: pgettext("rendition of a video", "still picture"),
    SMALL: pgettext("rendition of a video", "360p, for weak networks"),
    SOUND: pgettext("rendition of a video", "sound only"),
    LARGE: pgettext("rendition of a video", "720p"),
}
STATES = {
    RenditionState.WAITING: pgettext("state of a rendition", "Waits"),
    RenditionState.RUNNING: pgettext("state of a rendition", "Being made"),
    RenditionState.MADE: pgettext("state of a rendition", "Ready"),
    RenditionState.FAILED: pgettext("state of a rendition", "Did not work"),
}
NOTHING = pgettext("state of a rendition", "Nothing to make")
TONES = {
    RenditionState.WAITING: "neutral",
    RenditionState.RUNNING: "info",
    RenditionState.MADE: "success",
    RenditionState.FAILED: "danger",
}


def name_state(rendition: Rendition) -> str:
    """Where a rendition stands; a recording without sound has no sound rendition to make."""
    is_nothing = rendition.state == RenditionState.MADE and rendition.stored_file_id is None
    return str(NOTHING if is_nothing else STATES[RenditionState(rendition.state)])
