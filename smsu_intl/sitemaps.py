"""Every public page in every language, for search engines: an index and a map for each kind of page."""

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import index, sitemap
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from departments.models import Department, University
from events.models import Event, Visit
from partners.models import Institution, Programme, directory


class Pages(Sitemap):
    """Pages in three languages, each with its address in the others and under none."""

    i18n = alternates = x_default = True
    limit = 10_000

    def items(self) -> Any:
        rooms = [
            "departments:departments",
            "partners:partners",
            "partners:countries",
            "partners:programmes",
            "events:visits",
            "events:events",
        ]
        return ["home", "about", *rooms]

    def location(self, item: Any) -> str:
        return reverse(item)


class Countries(Pages):
    """The countries of the directory."""

    def items(self) -> list[str]:
        return directory().countries()

    def location(self, item: str) -> str:
        return reverse("partners:country", args=[item.lower()])


class Records(Pages):
    """The pages of one kind of record."""

    def items(self) -> QuerySet[Any]:
        raise NotImplementedError

    def location(self, item: Any) -> str:
        return str(item.get_absolute_url())

    def lastmod(self, item: Any) -> datetime:
        updated: datetime = item.updated_at
        return updated

    def get_latest_lastmod(self) -> datetime | None:
        latest: datetime | None = self.items().aggregate(latest=Max("updated_at"))["latest"]
        return latest


class Departments(Records):
    def items(self) -> QuerySet[Any]:
        return Department.objects.published().linked().order_by("pk")


class Universities(Records):
    def items(self) -> QuerySet[Any]:
        return University.objects.published().hosted().order_by("pk")


class Partners(Records):
    def items(self) -> QuerySet[Any]:
        return Institution.objects.published().with_own_page().only("slug", "updated_at").order_by("pk")


class Programmes(Records):
    def items(self) -> QuerySet[Any]:
        return Programme.objects.published().real().only("slug", "updated_at").order_by("pk")


class Visits(Records):
    def items(self) -> QuerySet[Any]:
        return Visit.objects.published().only("slug", "updated_at").order_by("pk")


class Events(Records):
    def items(self) -> QuerySet[Any]:
        return Event.objects.published().only("slug", "updated_at").order_by("pk")


SECTIONS: dict[str, Any] = {
    "pages": Pages,
    "departments": Departments,
    "universities": Universities,
    "partners": Partners,
    "countries": Countries,
    "programmes": Programmes,
    "visits": Visits,
    "events": Events,
}


@require_safe
@cache_control(max_age=60 * 60)
def all_pages(request: HttpRequest) -> HttpResponse:
    """The index of the maps."""
    return index(request, SECTIONS, sitemap_url_name="sitemap_section")


@require_safe
@cache_control(max_age=60 * 60)
def section_pages(request: HttpRequest, section: str) -> HttpResponse:
    """The map of one kind of page."""
    return sitemap(request, SECTIONS, section=section)
