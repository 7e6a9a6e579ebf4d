"""Filters of the lists of visits and of events."""

from typing import Any, cast

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from departments.models import Department, University
from events.models import ActivityQuerySet, Event, EventQuerySet, Visit, VisitQuerySet
from partners.models import directory
from smsu_intl.base.countries import country_choices
from smsu_intl.base.listing import Filter, FilterForm


class ActivityFilter(FilterForm):
    """Visits or events by words, department, partner, country and year."""

    university = Filter(label=_("University"))
    department = Filter(label=_("Department"))
    country = Filter(label=_("Country"), capitals=True)
    partner = Filter(label=_("Partner"))
    year = Filter(label=_("Year"))

    def __init__(self, request: HttpRequest, activities: ActivityQuerySet, **choices: Any) -> None:
        self.everything = activities
        in_use = activities.choices_in_use([*choices])
        universities = list(University.objects.published().for_choice().in_name_order())
        self.departments = Department.objects.published().for_choice(universities)
        shown = Q(pk__in=activities.with_whom().values("pk")) | Q(slug=request.GET.get("partner", "").replace("\0", ""))
        partners = directory().filter(shown)
        self.partners = {partner.slug: partner for partner in partners.in_name_order()}
        super().__init__(
            request,
            university=[(university.slug, university.name) for university in universities],
            department=[(key, department.name) for key, department in self.departments.items()],
            country=country_choices(),
            partner=[(slug, partner.name) for slug, partner in self.partners.items()],
            year=[(year, year) for year in sorted(in_use["year"], key=int, reverse=True)],
            **choices,
        )
        ours = {key for key, department in self.departments.items() if str(department.pk) in in_use["department"]}
        self._offer({**in_use, "department": ours, "partner": self.partners})

    def _narrow(self, activities: ActivityQuerySet, chosen: dict[str, Any]) -> ActivityQuerySet:
        if "q" in chosen:
            activities = activities.search(chosen["q"])
        if "university" in chosen:
            activities = activities.of_university(chosen["university"])
        if "department" in chosen:
            activities = activities.for_department(self.departments[chosen["department"]])
        if "country" in chosen:
            activities = activities.in_country(chosen["country"])
        if "partner" in chosen:
            activities = activities.with_institution(self.partners[chosen["partner"]])
        if "year" in chosen:
            activities = activities.in_year(int(chosen["year"]))
        return activities


class VisitFilter(ActivityFilter):
    """Visits, by direction too."""

    direction = Filter(label=_("Direction"))

    field_order = ("q", "direction", "university", "department", "country", "partner", "year")

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, Visit.objects.published(), direction=Visit.Direction.choices)

    def _narrow(self, activities: ActivityQuerySet, chosen: dict[str, Any]) -> ActivityQuerySet:
        narrowed = cast(VisitQuerySet, super()._narrow(activities, chosen))
        return narrowed.in_direction(chosen["direction"]) if "direction" in chosen else narrowed


class EventFilter(ActivityFilter):
    """Events, by kind too."""

    kind = Filter(label=_("Kind"))

    field_order = ("q", "kind", "university", "department", "country", "partner", "year")

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, Event.objects.published(), kind=Event.Kind.choices)

    def _narrow(self, activities: ActivityQuerySet, chosen: dict[str, Any]) -> ActivityQuerySet:
        narrowed = cast(EventQuerySet, super()._narrow(activities, chosen))
        return narrowed.of_kind(chosen["kind"]) if "kind" in chosen else narrowed
