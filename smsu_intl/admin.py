"""The staff's workplace as one admin site."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from smsu_intl.accounts.second_factor import must_set_up
from smsu_intl.attention import queues_for
from smsu_intl.base.approval import change_page, deleted_page, forget, restore
from smsu_intl.base.querysets import is_key
from smsu_intl.base.texts import LANGUAGE_NAMES
from smsu_intl.base.translation_lists import WithTranslations, untranslated
from smsu_intl.base.translations import translated_names
from smsu_intl.reporting.figures import SUBJECTS
from smsu_intl.reporting.pages import ReportFilter, report_file, reports
from smsu_intl.reporting.states import STATE_MEASURES

# What is edited most stands first; anything else follows.
APP_ORDER = ("events", "partners", "departments", "base", "auth")
MODEL_ORDER = (
    "Visit", "Event", "Photo", "Institution", "Partnership", "Agreement", "Project", "SuspectedDuplicate",
    "Department", "Person", "Claim", "HonoraryTitle", "University",
)  # fmt: skip

REPORTED = {subject.model for subject in SUBJECTS.values()} | {measure.model for measure in STATE_MEASURES.values()}


def _place(name: str, order: tuple[str, ...]) -> int:
    return order.index(name) if name in order else len(order)


class _Choices(AutocompleteJsonView):
    """What a field offers while one types, told apart as the record's admin class says."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        label = getattr(self.model_admin, "choice_label", str)
        return super().serialize_result(obj, to_field_name) | {"text": label(obj)}


# Libraries whose records hold secrets and are nobody's to edit, and the roles' groups, which `smsu_intl.roles` alone writes.
KEPT_OUT = {"account", "mfa", "usersessions", "auth.group"}


class SiteAdmin(admin.AdminSite):
    site_title = _("International cooperation")
    site_header = _("International cooperation")
    index_title = _("What would you like to edit?")
    enable_nav_sidebar = True

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().index(request, {"queues": queues_for(self, request), **(extra_context or {})})

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        models: list[Any] = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        models = [model for model in models if model._meta.label_lower not in KEPT_OUT and model._meta.app_label not in KEPT_OUT]
        super().register(models, admin_class, **options)
        for own_admin in cast(Iterable[Any], (self._registry[model] for model in models if model in REPORTED)):
            own_admin.list_filter = (*own_admin.list_filter, ReportFilter)  # reports lead to their lists

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead to the page where one signs in, and from there to where one wanted to go."""
        if request.method == "GET" and self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            logout(request)  # she is no longer of the staff
        query = {REDIRECT_FIELD_NAME: request.GET[REDIRECT_FIELD_NAME]} if REDIRECT_FIELD_NAME in request.GET else {}
        return redirect(reverse("account_login", query=query))

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_change_password")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps = sorted(super().get_app_list(request, app_label), key=lambda app: _place(app["app_label"], APP_ORDER))
        for app in apps:
            app["models"].sort(key=lambda model: _place(model["object_name"], MODEL_ORDER))
        return apps

    def translations(self, request: HttpRequest) -> TemplateResponse:
        """Show what is missing or older than its original, by kind of record and language."""
        admins = [
            model_admin
            for model_admin in self._registry.values()
            if isinstance(model_admin, WithTranslations)
            and translated_names(model_admin.model)
            and model_admin.has_view_permission(request)
        ]
        admins.sort(key=lambda one: (_place(one.opts.app_label, APP_ORDER), _place(str(one.opts.object_name), MODEL_ORDER)))
        context = {
            **self.each_context(request),
            "title": _("Translations"),
            "languages": list(LANGUAGE_NAMES.values()),
            "kinds": [untranslated(model_admin, request) for model_admin in admins],
        }
        return TemplateResponse(request, "admin/translations.html", context)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if must_set_up(request) and request.path != reverse("admin:logout"):
                return redirect("mfa_index")  # which says why
            typed = [request.path, *(text for name, values in request.GET.lists() for text in (name, *values))]
            if any("\x00" in text for text in typed):
                raise BadRequest("NUL in the address")  # PostgreSQL would stumble over it
            if not is_key(kwargs.get("object_id", 0)):
                raise Http404  # in other digits, say, which int() would take for a key
            if not all(map(is_key, request.POST.getlist(ACTION_CHECKBOX_NAME))):
                raise BadRequest("no key of a record")
            return view(request, *args, **kwargs)

        for attribute in ("model_admin", "no_append_slash", "should_append_slash"):
            if hasattr(view, attribute):
                setattr(checked, attribute, getattr(view, attribute))
        return super().admin_view(checked, cacheable)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        request.offers_choices = True  # type: ignore[attr-defined] # more than what the list shows
        return cast(HttpResponse, _Choices.as_view(admin_site=self)(request))

    def get_urls(self) -> list[Any]:
        # Not the address that leads from a record's number to its page: it would tell everyone the titles of drafts.
        routes = [route for route in super().get_urls() if getattr(route, "name", "") != "view_on_site"]
        own = [
            path("translations/", self.admin_view(self.translations), name="translations"),
            path("reports/", self.admin_view(reports), {"site": self}, name="reports"),
            path("reports/report.xlsx", self.admin_view(report_file), {"site": self}, name="report_file"),
            path("changes/<int:key>/", self.admin_view(change_page), {"site": self}, name="proposed_change"),
            path("deleted/", self.admin_view(deleted_page), {"site": self}, name="deleted"),
            path("deleted/<int:key>/restore/", self.admin_view(restore), {"site": self}, name="restore"),
            path("deleted/<int:key>/forget/", self.admin_view(forget), {"site": self}, name="forget"),
        ]
        return [*own, *routes]
