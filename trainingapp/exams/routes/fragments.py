"""Reviewed items as ready HTML. A form's review is the same for everybody but for the marks, so
each is drawn once.

A fragment lives for five minutes: the day until which a law is in force may be entered later.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock

from flask import current_app
from flask_babel import get_locale
from markupsafe import Markup

from trainingapp.exams.queries.reviews import ReviewedSlot
from trainingapp.itembank.reviewed import ReviewedItem

MOST_FRAGMENTS = 4000  # about 3 kB each
LIFETIME_SECONDS = 300

Name = tuple[object, ...]


class Fragments:
    """The fragments drawn last, in the memory of this process."""

    def __init__(self) -> None:
        self._drawn: OrderedDict[Name, Markup] = OrderedDict()
        self._lock = Lock()

    def draw(
        self, slots: Sequence[ReviewedSlot], load: Callable[[], dict[int, ReviewedItem]]
    ) -> list[tuple[ReviewedSlot, Markup]]:
        """Each slot with its HTML; the items are loaded only when one has to be drawn."""
        age = int(time.monotonic() // LIFETIME_SECONDS)
        language = str(get_locale())
        # The template alone, not `render_template`: that would look up the reader's navigation each time.
        template = current_app.jinja_env.get_template("exams/_reviewed_item.html")
        items: dict[int, ReviewedItem] | None = None
        found = []
        for slot in slots:
            name = (age, language, *slot.look)
            html = self._drawn.get(name)
            if html is None:
                items = load() if items is None else items
                html = Markup(  # noqa: S704 - the template has escaped everything
                    template.render(slot=slot, item=items[slot.marked.slot])
                )
                self._keep(name, html)
            found.append((slot, html))
        return found

    def _keep(self, name: Name, html: Markup) -> None:
        with self._lock:
            self._drawn[name] = html
            while len(self._drawn) > MOST_FRAGMENTS:
                self._drawn.popitem(last=False)
