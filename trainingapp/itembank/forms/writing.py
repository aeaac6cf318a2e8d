"""The editor's form of an item. It becomes an entry as in the files, and every fault of the entry finds its field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext, lazy_gettext as _, lazy_pgettext as pgettext
from wtforms import (
    FieldList,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length

from trainingapp.itembank.field_names import Place, field_label
from trainingapp.itembank.findings import SENTENCES, Finding
from trainingapp.itembank.forms.rows import (
    LINE,
    LONG,
    AnchorForm,
    CleanForm,
    ExceptionForm,
    OptionForm,
    TaskForm,
    choices_of,
)
from trainingapp.itembank.shapes import ItemShape, ObjectiveItem
from trainingapp.itembank.wording import LEVELS
from trainingapp.rules.items import OPTION_LETTERS, Kind

MOST_ROWS = 50  # of one list, whatever is sent
POINTS = ("knowledge_1", "knowledge_2", "knowledge_3")
Names = Mapping[str, str]


class Offers(NamedTuple):
    """What the selects of the form offer: values and their names."""

    points: Mapping[str, Names]  # by section
    laws: Names  # code@version
    flaws: Names


class Trouble(NamedTuple):
    """A fault as the page shows it: the field's id (None: the item as a whole), its name, the sentence."""

    field_id: str | None
    label: str
    sentence: str


class ItemForm(CleanForm):
    """What every item has."""

    base = HiddenField()
    knowledge_1 = SelectField(_("Main knowledge point"), default="", validate_choice=False)
    knowledge_2 = SelectField(_("Second knowledge point"), default="", validate_choice=False)
    knowledge_3 = SelectField(_("Third knowledge point"), default="", validate_choice=False)
    level = SelectField(
        pgettext("item field", "Cognitive level"), default="", validate_choice=False
    )
    expected = StringField(
        pgettext("item field", "Expected facility"),
        [Length(max=8)],
        description=_("The share of candidates who will answer right, such as 0.65."),
    )
    reason = StringField(pgettext("item field", "Reason for the facility"), [LINE])
    rationale = TextAreaField(
        pgettext("item field", "Rationale"),
        [LONG],
        description=_("Two or three sentences that teach the point and name what it rests on."),
    )
    sources = TextAreaField(
        pgettext("item field", "Sources"), [LONG], description=_("One in each line.")
    )
    anchors = FieldList(FormField(AnchorForm), min_entries=1)
    origin = SelectField(
        pgettext("item field", "Origin"),
        choices=choices_of({"original": _("Original item"), "adapted": _("Adapted item")}),
        default="original",
        validate_choice=False,
    )
    enemies = StringField(
        pgettext("item field", "Enemies"),
        [LONG],
        description=_("Codes of items that must not stand on the same form."),
    )
    exceptions = FieldList(FormField(ExceptionForm), min_entries=1)
    note = StringField(
        _("What you changed"), [LINE], description=_("For the history: a word to the others.")
    )

    troubles: Sequence[Trouble] = ()
    _places: dict[Place, Any]

    def offer(self, offers: Offers) -> None:
        """Fill the selects; what is chosen stays offered even when it is no longer known."""
        known = {code for group in offers.points.values() for code in group}
        points = [
            choice
            for section, group in offers.points.items()
            for choice in choices_of(group, optgroup=section)
        ]
        for name in POINTS:
            field = self[name]
            own = {field.data: field.data} if field.data and field.data not in known else {}
            field.choices = [*choices_of({"": gettext("— none —"), **own}), *points]
        levels = choices_of({str(value): name for value, name in LEVELS.items()})
        self.level.choices = [*choices_of({"": gettext("— choose —")}), *levels]
        for row in self.anchors:
            row.form.law.choices = _offering(offers.laws, row.form.law.data)
        for row in self.exceptions:
            row.form.name.choices = _offering(offers.flaws, row.form.name.data)

    def add_row(self, name: str) -> None:
        """One more blank row of that list: anchors, exceptions, tasks, or tasks-0 for a task's scoring points."""
        head, _dash, position = name.partition("-")
        rows = getattr(self, head, None)
        if position:
            tasks = list(self.tasks) if head == "tasks" and isinstance(rows, FieldList) else []
            is_there = position.isdecimal() and int(position) < len(tasks)
            rows = tasks[int(position)].form.rubric if is_there else None
        if isinstance(rows, FieldList) and len(rows) < MOST_ROWS:
            rows.append_entry()

    def entry(self, *, code: str, kind: str, author: str) -> dict[str, Any]:
        """What was typed as an entry of a file; blank rows are left out."""
        self._places = {("level",): self.level, ("rationale",): self.rationale}
        self._places |= {("sources",): self.sources, ("enemies",): self.enemies}
        self._places |= {("facility",): self.reason, ("facility", "expected"): self.expected}
        self._places |= {("knowledge",): self.knowledge_1, ("origin",): self.origin}
        return {
            "code": code,
            "kind": kind,
            "status": "draft",
            "knowledge": [code for code in self._list_knowledge()],
            "level": self.level.data,
            "facility": {"expected": _number(self.expected.data), "reason": self.reason.data or ""},
            "rationale": self.rationale.data or "",
            "sources": _lines(self.sources.data),
            "anchors": list(self._list_anchors()),
            "origin": self.origin.data,
            "author": author,
            "enemies": (self.enemies.data or "")
            .upper()
            .replace("，", " ")
            .replace(",", " ")
            .split(),
            "exceptions": dict(self._list_exceptions()),
        }

    def _list_knowledge(self) -> Iterator[str]:
        chosen = [self[name] for name in POINTS if self[name].data]
        for position, field in enumerate(chosen):
            self._places["knowledge", position] = field
            yield field.data

    def _list_anchors(self) -> Iterator[dict[str, str]]:
        rows = [row.form for row in self.anchors if not row.form.is_blank()]
        for position, row in enumerate(rows):
            place: Place = ("anchors", position)
            self._places |= {place: row.phrase, (*place, "article"): row.article}
            self._places |= {(*place, "law"): row.law, (*place, "version"): row.law}
            law, _at, version = (row.law.data or "").partition("@")
            yield {
                "law": law,
                "version": version,
                "article": row.article.data or "",
                "phrase": row.phrase.data or "",
            }

    def _list_exceptions(self) -> Iterator[tuple[str, str]]:
        for row in (row.form for row in self.exceptions if not row.form.is_blank()):
            self._places["exceptions", row.name.data or ""] = row.reason
            yield row.name.data or "", row.reason.data or ""

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields, and what the rows say together."""
        is_valid = super().validate(extra_validators)
        return _check_exceptions(self.exceptions) and not self._list_overlong() and is_valid

    def _list_overlong(self) -> list[Any]:
        return [field for field in _list_lists(self) if len(field) > MOST_ROWS]

    def place(self, findings: Iterable[Finding]) -> None:
        """Put each fault beside its field and into the list on top; call it after `entry`."""
        troubles = [
            Trouble(field.id, str(field.label.text), str(error))
            for field in _list_leaves(self)
            for error in field.errors
        ]
        many = gettext("At most %(count)s rows can be kept here.", count=MOST_ROWS)
        troubles += [Trouble(None, str(f.label.text), many) for f in self._list_overlong()]
        for finding in findings:
            field = self._field_at(finding.path)
            said = describe(finding)
            field_id = None if field is None else field.id
            troubles.append(Trouble(field_id, field_label(finding.path), said))
            if field is not None:
                field.errors = [*field.errors, said]
        self.troubles = troubles

    def _field_at(self, path: Place) -> Any:
        for length in range(len(path), 0, -1):
            if path[:length] in self._places:
                return self._places[path[:length]]
        return None


class ObjectiveForm(ItemForm):
    """A single- or multiple-choice item."""

    stem = TextAreaField(pgettext("item field", "Stem"), [LONG])
    options = FieldList(FormField(OptionForm), min_entries=4, max_entries=5)
    key = SelectMultipleField(pgettext("item field", "Key"), validate_choice=False, choices=[])

    def offer(self, offers: Offers) -> None:
        super().offer(offers)
        for letter, row in zip("ABCDE", self.options, strict=False):
            row.form.text.label.text = gettext("Option %(letter)s", letter=letter)
            row.form.why.label.text = gettext("Why %(letter)s is right or wrong", letter=letter)

    def entry(self, *, code: str, kind: str, author: str) -> dict[str, Any]:
        common = super().entry(code=code, kind=kind, author=author)
        self._places |= {("stem",): self.stem}
        options = {}
        for letter, row in self.lettered(kind):
            options[letter] = {"text": row.text.data or "", "why": row.why.data or ""}
            self._places["options", letter] = row.why
            self._places["options", letter, "text"] = row.text
        key = "".join(sorted(set(self.key.data or [])))
        return {**common, "stem": self.stem.data or "", "options": options, "key": key}

    def lettered(self, kind: str) -> Iterator[tuple[str, Any]]:
        """The options with their letters: four for single, five for multiple choice."""
        letters = OPTION_LETTERS[Kind(kind)]
        while len(self.options) < len(letters):
            self.options.append_entry()
        return zip(letters, [row.form for row in self.options], strict=False)


class WrittenForm(ItemForm):
    """A case, a design or an essay."""

    stimulus = TextAreaField(pgettext("item field", "Case material"), [LONG])
    tasks = FieldList(FormField(TaskForm), min_entries=1)

    def entry(self, *, code: str, kind: str, author: str) -> dict[str, Any]:
        common = super().entry(code=code, kind=kind, author=author)
        self._places |= {("stimulus",): self.stimulus}
        rows = [row.form for row in self.tasks if not row.form.is_blank()]
        tasks = [self._read_task(("tasks", n), row) for n, row in enumerate(rows)]
        return {**common, "stimulus": self.stimulus.data or "", "tasks": tasks}

    def _read_task(self, place: Place, row: Any) -> dict[str, Any]:
        for name in ("prompt", "points", "model_answer", "common_mistakes"):
            self._places[*place, name] = row[name]
        self._places[*place, "rubric"] = row.points
        rubric = [entry.form for entry in row.rubric if not entry.form.is_blank()]
        for position, entry in enumerate(rubric):
            for name in ("point", "points", "accept"):
                self._places[*place, "rubric", position, name] = entry[name]
        return {
            "prompt": row.prompt.data or "",
            "points": row.points.data or "",
            "rubric": [
                {
                    "point": entry.point.data or "",
                    "points": entry.points.data or "",
                    "accept": _lines(entry.accept.data),
                }
                for entry in rubric
            ],
            "model_answer": row.model_answer.data or "",
            "common_mistakes": _lines(row.common_mistakes.data),
        }


def _list_leaves(form: Any) -> Iterator[Any]:
    for field in form:
        if isinstance(field, FieldList):
            for entry in field:
                yield from _list_leaves(entry.form)
        else:
            yield field


def _list_lists(form: Any) -> Iterator[Any]:
    for field in form:
        if isinstance(field, FieldList):
            yield field
            for entry in field:
                yield from _list_lists(entry.form)


def _check_exceptions(rows: Any) -> bool:
    """Each names a flaw, and each flaw stands once: two reasons for one would leave one of them."""
    seen: set[str] = set()
    is_right = True
    for row in (row.form for row in rows if not row.form.is_blank()):
        name = row.name.data or ""
        if name and name not in seen:
            seen.add(name)
            continue
        said = _("This flaw stands in another row.") if name else _("Choose the flaw.")
        row.name.errors = [*row.name.errors, said]
        is_right = False
    return is_right


def form_type(kind: str) -> type[ItemForm]:
    """The form of an item of that kind."""
    return ObjectiveForm if Kind(kind).is_objective else WrittenForm


def shape_data(shape: ItemShape) -> dict[str, Any]:
    """What the form shows of a stored item."""
    said = shape.model_dump(mode="json")
    data = {name: said[name] for name in ("level", "rationale", "origin")}
    data |= dict(zip(POINTS, said["knowledge"], strict=False))
    data |= {"expected": str(said["facility"]["expected"]), "reason": said["facility"]["reason"]}
    data |= {"sources": "\n".join(said["sources"]), "enemies": " ".join(said["enemies"])}
    data["anchors"] = [
        {**anchor, "law": f"{anchor['law']}@{anchor['version']}"} for anchor in said["anchors"]
    ]
    data["exceptions"] = [{"name": name, "reason": why} for name, why in said["exceptions"].items()]
    if isinstance(shape, ObjectiveItem):
        options = [said["options"][letter] for letter in sorted(said["options"])]
        return {**data, "stem": said["stem"], "options": options, "key": list(said["key"])}
    return {**data, "stimulus": said["stimulus"], "tasks": [_task(task) for task in said["tasks"]]}


def _task(task: dict[str, Any]) -> dict[str, Any]:
    rubric = [{**row, "accept": "\n".join(row["accept"])} for row in task["rubric"]]
    return {**task, "rubric": rubric, "common_mistakes": "\n".join(task["common_mistakes"])}


def describe(finding: Finding) -> str:
    """A fault as a sentence in the reader's language; fields are called what the page calls them."""
    code, parameters = finding.code, dict(finding.parameters)
    if code.startswith("unknown_") and not parameters.get("value", "…"):
        code = "empty_text"  # nothing was chosen
    if code in {"wrong_value", "empty_text"}:
        code = "empty_text" if not parameters.get("value") else code
        parameters["field"] = None
    if "field" in parameters:
        parameters["field"] = field_label(finding.path)
    return str(gettext(SENTENCES[code], **parameters))


def _offering(names: Names, chosen: str | None) -> list[Any]:
    own = {chosen: chosen} if chosen and chosen not in names else {}
    return choices_of({"": gettext("— none —"), **names, **own})


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _number(text: str | None) -> float | str:
    try:
        return float(text or "")
    except ValueError:
        return text or ""
