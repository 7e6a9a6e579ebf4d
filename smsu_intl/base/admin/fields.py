"""Fields that say what they are and offer what whoever fills them in may choose."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import get_language

from smsu_intl.base.admin.scopes import Scoped
from smsu_intl.base.querysets import is_key
from smsu_intl.base.rights import rights_of
from smsu_intl.base.texts import LANGUAGE_NAMES, label_of


class _KeysOnly:
    """Autocomplete that shrugs off what is no key, on the address line or in a forged form."""

    def optgroups(self, name: str, value: Sequence[Any], attr: Any = None) -> Any:
        return super().optgroups(name, [key for key in value if not key or is_key(key)], attr)  # type: ignore[misc]


class _SelectOne(_KeysOnly, AutocompleteSelect):
    pass


class _SelectSeveral(_KeysOnly, AutocompleteSelectMultiple):
    pass


class _OneOf(forms.ModelChoiceField):
    def to_python(self, value: Any) -> Any:
        if value not in self.empty_values and not isinstance(value, models.Model) and not is_key(value):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value})
        return super().to_python(value)


class _SeveralOf(forms.ModelMultipleChoiceField):
    def clean(self, value: Any) -> Any:
        for key in value or ():
            if not is_key(key):
                raise ValidationError(self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": key})
        return super().clean(value)


def own_language_first(fieldsets: Any) -> list[Any]:
    """Return fieldsets in which each text comes first in the language of whoever fills it in."""
    return [(name, {**options, "fields": tuple(_own_first(row) for row in options["fields"])}) for name, options in fieldsets]


def _own_first(row: Any) -> Any:
    if isinstance(row, str):
        return row
    return tuple(sorted(row, key=lambda field: not str(field).endswith(f"_{get_language()}")))


class PlainWords:
    """Fields that say what they are: the language in the label, help for whoever fills them in."""

    help_texts: ClassVar[dict[str, Any]] = {}
    checkbox_fields: ClassVar[tuple[str, ...]] = ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return own_language_first(super().get_fieldsets(request, obj))  # type: ignore[misc]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change=change, **{"labels": self.labels, **kwargs})  # type: ignore[misc]

    @property
    def labels(self) -> dict[str, str]:
        """What the translations are called, where they can only be read too."""
        return {field.name: label_of(field) for field in self.opts.fields if hasattr(field, "_translated_field_language_code")}  # type: ignore[attr-defined]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        language = getattr(db_field, "_translated_field_language_code", "")
        name = db_field.name.removesuffix(f"_{language}") if language else db_field.name
        if name in self.help_texts:
            kwargs["help_text"] = self.help_texts[name]
        if language and language != (get_language() or next(iter(LANGUAGE_NAMES))):
            kwargs["help_text"] = ""  # said once for all three, beside the first
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field is None:
            return None
        field.label = capfirst(field.label)
        if language:
            field.widget.attrs["lang"] = language
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 5
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", _SelectOne(db_field, self.admin_site, using=kwargs.get("using")))  # type: ignore[attr-defined]
        self._narrow(db_field, request, kwargs)
        kwargs.setdefault("form_class", _OneOf)
        return self._told_apart(super().formfield_for_foreignkey(db_field, request, **kwargs))  # type: ignore[misc]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.checkbox_fields:
            kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        elif db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", _SelectSeveral(db_field, self.admin_site, using=kwargs.get("using")))  # type: ignore[attr-defined]
        self._narrow(db_field, request, kwargs)
        kwargs.setdefault("form_class", _SeveralOf)
        return self._told_apart(super().formfield_for_manytomany(db_field, request, **kwargs))  # type: ignore[misc]

    def _narrow(self, db_field: Any, request: HttpRequest, options: dict[str, Any]) -> None:
        """Let a field offer only what whoever fills it in may choose."""
        related: Any = self.admin_site._registry.get(db_field.remote_field.model)  # type: ignore[attr-defined]
        if "queryset" not in options and isinstance(related, Scoped) and not rights_of(request).everything:
            options["queryset"] = related.choices(request).order_by(*(related.get_ordering(request) or ()))  # type: ignore[attr-defined]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Take from the address line only what a form can show: texts, choices and keys."""
        kept: dict[str, Any] = {}
        for name, value in super().get_changeform_initial_data(request).items():  # type: ignore[misc]
            try:
                field = self.opts.get_field(name)  # type: ignore[attr-defined]
            except FieldDoesNotExist:
                continue
            keys = value if isinstance(value, list) else [value]
            if all(map(is_key, keys)) if field.is_relation else isinstance(field, models.CharField):
                kept[name] = value
        return kept

    def _told_apart(self, field: Any) -> Any:
        related: Any = self.admin_site._registry.get(field.queryset.model) if field else None  # type: ignore[attr-defined]
        if hasattr(related, "choice_label"):
            field.label_from_instance = related.choice_label
        return field
