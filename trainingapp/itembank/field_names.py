"""What the fields of an item are called on pages: in findings, in the history, beside what is typed."""

from __future__ import annotations

from flask_babel import gettext as _, lazy_pgettext as pgettext

Place = tuple[str | int, ...]

NAMES = {
    "code": pgettext("item field", "Item code"),
    "kind": pgettext("item field", "Kind"),
    "knowledge": pgettext("item field", "Knowledge points"),
    "level": pgettext("item field", "Cognitive level"),
    "facility": pgettext("item field", "Expected facility"),
    "expected": pgettext("item field", "Expected facility"),
    "reason": pgettext("item field", "Reason for the facility"),
    "stem": pgettext("item field", "Stem"),
    "options": pgettext("item field", "Options"),
    "text": pgettext("item field", "Text of the option"),
    "why": pgettext("item field", "Why"),
    "key": pgettext("item field", "Key"),
    "rationale": pgettext("item field", "Rationale"),
    "sources": pgettext("item field", "Sources"),
    "anchors": pgettext("item field", "Law it rests on"),
    "law": pgettext("item field", "Law and version"),
    "version": pgettext("item field", "Law and version"),
    "article": pgettext("item field", "Article"),
    "phrase": pgettext("item field", "Words of the article"),
    "origin": pgettext("item field", "Origin"),
    "author": pgettext("item field", "Author"),
    "enemies": pgettext("item field", "Enemies"),
    "exceptions": pgettext("item field", "Exceptions"),
    "reviews": pgettext("item field", "Reviews"),
    "status": pgettext("item field", "Status"),
    "stimulus": pgettext("item field", "Case material"),
    "tasks": pgettext("item field", "Tasks"),
    "prompt": pgettext("item field", "Task"),
    "points": pgettext("item field", "Points"),
    "rubric": pgettext("item field", "Scoring points"),
    "point": pgettext("item field", "Scoring point"),
    "accept": pgettext("item field", "Accepted wordings"),
    "model_answer": pgettext("item field", "Model answer"),
    "common_mistakes": pgettext("item field", "Common mistakes"),
}


def field_label(path: Place) -> str:
    """What a place inside an item is called: ("options", "A", "why") is “Option A · Why”."""
    if not path:
        return str(_("The item as a whole"))
    names = [str(NAMES[step]) for step in path[1:] if step in NAMES]
    if path[0] == "options" and len(path) > 1:
        names = [name for name, step in zip(names, path[2:], strict=False) if step != "text"]
        return " · ".join([_("Option %(letter)s", letter=path[1]), *names])
    if path[0] == "tasks" and len(path) > 1:
        return " · ".join([_("Task %(number)s", number=int(path[1]) + 1), *names[:1]])
    if path[0] == "facility" and len(path) > 1:
        return names[0]
    return str(NAMES[path[0]]) if path[0] in NAMES else str(path[0])
