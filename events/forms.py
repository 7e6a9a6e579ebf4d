"""Filters of the lists of visits and of events."""

from typing import Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from departments.models import Department, University
from events.models import ActivityQuerySet, Event, EventQuerySet, Visit, VisitQuerySet
from partners.models import Institution
from smsu_intl.base.countries import named_countries
from smsu_intl.base.listing import Filter, FilterForm


class ActivityFilter(FilterForm):
    """Visits or events by words, department, partner, country and year."""

    university = Filter(label=_("University"))
    department = Filter(label=_("Department"))
    country = Filter(label=_("Country"))
    partner = Filter(label=_("Partner"))
    year = Filter(label=_("Year"))

    def __init__(self, request: HttpRequest, activities: ActivityQuerySet, **choices: Any) -> None:
        self.departments = Department.objects.published().by_key()
        self.partners = {partner.slug: partner for partner in Institution.objects.published().partners().in_name_order()}
        years = activities.years()
        super().__init__(
            request,
            university=[(university.slug, university.name) for university in University.objects.published().in_name_order()],
            department=[(key, department.name) for key, department in self.departments.items()],
            country=named_countries({partner.country for partner in self.partners.values()}),
            partner=[(slug, partner.name) for slug, partner in self.partners.items()],
            year=[(str(year), year) for year in years],
            **choices,
        )

    def narrow(self, activities: ActivityQuerySet) -> ActivityQuerySet:
        """Return those that the visitor asked for; none where the search was not understood."""
        if not self.is_valid():
            return activities.none()
        chosen = self.chosen
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

    def narrow(self, activities: ActivityQuerySet) -> ActivityQuerySet:
        narrowed = cast(VisitQuerySet, super().narrow(activities))
        return narrowed.in_direction(self.chosen["direction"]) if "direction" in self.chosen else narrowed


class EventFilter(ActivityFilter):
    """Events, by kind too."""

    kind = Filter(label=_("Kind"))

    field_order = ("q", "kind", "university", "department", "country", "partner", "year")

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, Event.objects.published(), kind=Event.Kind.choices)

    def narrow(self, activities: ActivityQuerySet) -> ActivityQuerySet:
        narrowed = cast(EventQuerySet, super().narrow(activities))
        return narrowed.of_kind(self.chosen["kind"]) if "kind" in self.chosen else narrowed
