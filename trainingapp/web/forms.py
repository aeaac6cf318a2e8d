"""The base of every form: cross-site protection, and tidy text."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm


def tidy(value: Any) -> Any:
    """Text without surrounding blanks (also the full-width one) and NULs, which no database takes alike."""
    return value.replace("\0", "").strip(" \t\r\n\u3000") if isinstance(value, str) else value


class BaseForm(FlaskForm):
    """A form whose string fields are stripped; passwords are left alone."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            filters = list(unbound_field.kwargs.get("filters", []))
            if unbound_field.field_class.__name__ != "PasswordField" and not _is_multiple(
                unbound_field
            ):
                filters.append(tidy)
            return unbound_field.bind(form=form, filters=filters, **options)


def _is_multiple(unbound_field: Any) -> bool:
    name = unbound_field.field_class.__name__
    return "Multiple" in name or "File" in name or name in {"FieldList", "FormField"}
