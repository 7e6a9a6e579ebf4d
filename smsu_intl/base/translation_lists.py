"""The filter of the staff's lists by what is not translated, and the numbers that lead to it."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from smsu_intl.base.models import Record
from smsu_intl.base.texts import LANGUAGE_NAMES
from smsu_intl.base.translations import lacking, outdated, translated_names

MISSING_IN = {"en": _("missing in English"), "ru": _("missing in Russian"), "uz": _("missing in Uzbek")}
OLDER_IN = {
    "en": _("English older than its original"),
    "ru": _("Russian older than its original"),
    "uz": _("Uzbek older than its original"),
}


class TranslationFilter(admin.SimpleListFilter):
    """Which translations are missing, and which are older than their original."""

    title = _("translations")
    parameter_name = "translations"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        missing = [(f"missing-{language}", MISSING_IN[language]) for language in LANGUAGE_NAMES]
        outdated = [(f"older-{language}", OLDER_IN[language]) for language in LANGUAGE_NAMES]
        return [*missing, *outdated] if hasattr(model_admin.model, "history") else missing

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        state, _hyphen, language = str(self.value() or "").partition("-")
        if language in LANGUAGE_NAMES and state == "missing":
            return queryset.filter(lacking(queryset.model, language, self.parts))
        if language in LANGUAGE_NAMES and state == "older":
            return queryset.filter(pk__in=outdated(queryset.model)[language])
        return queryset

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        self.parts = model_admin.translated_parts()
        super().__init__(request, params, model, model_admin)


class WithTranslations:
    """A list that is narrowed to what is not translated yet."""

    def get_list_filter(self, request: HttpRequest) -> Any:
        return (*super().get_list_filter(request), TranslationFilter)  # type: ignore[misc]

    def translated_parts(self) -> list[type[models.Model]]:
        """Return the kinds of rows within the record's form that are translated there and have no list of their own."""
        rows = (inline.model for inline in self.inlines)  # type: ignore[attr-defined]
        return [model for model in rows if model not in self.admin_site._registry and translated_names(model)]  # type: ignore[attr-defined]


def untranslated(model_admin: Any, request: HttpRequest) -> dict[str, Any]:
    """Return how many records of a kind lack a translation into each language, and how many have one older than its original.

    Counted among what the public sees and the account may open; each number comes with the address of the list it counts.
    """
    model = model_admin.model
    among = {"status__exact": Record.Status.PUBLISHED.value} if issubclass(model, Record) else {}
    records = model_admin.get_queryset(request).filter(**among).order_by()
    parts = model_admin.translated_parts()
    number_missing = {language: Count("pk", filter=lacking(model, language, parts), distinct=True) for language in LANGUAGE_NAMES}
    missing = records.aggregate(**number_missing)
    older = {
        language: records.filter(pk__in=keys).values("pk").distinct().count() if keys else 0 for language, keys in outdated(model).items()
    }
    where = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist", current_app=model_admin.admin_site.name)
    counts = [
        {
            "count": numbers[language],
            "label": labels[language],
            "address": f"{where}?{urlencode({'translations': f'{state}-{language}', **among})}",
        }
        for state, numbers, labels in (("missing", missing, MISSING_IN), ("older", older, OLDER_IN))
        for language in LANGUAGE_NAMES
    ]
    return {"name": model._meta.verbose_name_plural, "counts": counts}
