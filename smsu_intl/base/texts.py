"""Texts of records in three languages, each knowing which language it is really in."""

import re
from collections.abc import Callable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from translated_fields import TranslatedField, to_attribute

LANGUAGE_NAMES = {"en": _("English"), "ru": _("Russian"), "uz": _("Uzbek")}


_AFTER_INITIAL = re.compile(r"(?<!\w)([A-ZА-ЯЁЎҚҒҲ]\.) (?=[A-ZА-ЯЁЎҚҒҲ])")


class LocalText(str):
    """A text and the language it is written in.

    Where a translation is missing the original stands in for it. Printed in a template, such a text
    marks itself with its own `lang`, so that a screen reader pronounces it right, and keeps a person's initials on one line with the
    name. Within an attribute
    use the filter `plain`.
    """

    lang: str

    def __new__(cls, text: str, lang: str) -> Self:
        local = super().__new__(cls, text)
        local.lang = lang
        return local

    @property
    def is_original(self) -> bool:
        """Whether this text stands in for a missing translation into the page's language."""
        return bool(self) and self.lang != get_language()

    def __html__(self) -> SafeString:
        text = _AFTER_INITIAL.sub("\\1\u00a0", str(self))
        if self.is_original:
            return format_html('<span lang="{}">{}</span>', self.lang, text)
        return escape(text)


def _fallback(name: str, field: TranslatedField) -> Callable[[models.Model], LocalText]:
    def get(record: models.Model) -> LocalText:
        current = get_language() or field.languages[0]
        for language in (current, *field.languages):
            if text := getattr(record, to_attribute(name, language), ""):
                return LocalText(text, language)
        return LocalText("", current)

    return get


def translated(field: "models.Field[Any, Any]") -> TranslatedField:
    """Declare `field` once per site language; reading it gives a `LocalText`.

    >>> name = translated(models.CharField("name", max_length=200))  # name_en, name_ru, name_uz
    """
    return TranslatedField(field, attrgetter=_fallback)


def languages_of(name: str) -> tuple[str, ...]:
    """Return the column names of the translated field `name`, in the site's order of languages."""
    return tuple(to_attribute(name, code) for code, _name in settings.LANGUAGES)


def label_of(field: Any) -> str:
    """Return the label of a field, with the language where the field is a translation."""
    language = getattr(field, "_translated_field_language_code", "")
    label = capfirst(str(field.verbose_name))
    return f"{label} ({LANGUAGE_NAMES[language]})" if language else label
