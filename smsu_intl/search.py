"""The search of the whole site: what was typed, looked for in every kind of record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from departments.models import Department, Person
from events.models import Event, Visit
from partners.models import Institution
from partners.programmes import Programme
from partners.search.finding import find
from smsu_intl.base.countries import country_name
from smsu_intl.base.folding import fold
from smsu_intl.base.querysets import prefetch_links

SHOWN = 5  # of each kind; the rest is one link away where there is a list


@dataclass(frozen=True)
class Hit:
    """Something that was found: what it is called, where it is (`address` may be ""), what tells it from its like."""

    text: Any
    address: str
    details: Sequence[Any] = ()


@dataclass(frozen=True)
class Group:
    """All that was found of one kind: the first hits, and the address of a list with all `total` of them, if there is one."""

    kind: str
    heading: str
    hits: list[Hit]
    total: int
    address: str = ""

    @property
    def has_more(self) -> bool:
        return self.total > len(self.hits)


def search_site(text: str) -> list[Group]:
    """Return what `text` finds, by kind; kinds of which nothing was found are left out."""
    if not fold(text):
        return []
    groups = [_departments(text), _partners(text), _programmes(text), _people(text), _visits(text), _events(text)]
    return [group for group in groups if group.total]


def _departments(text: str) -> Group:
    found = list(Department.objects.published().search(text).linked().in_order().with_total()[:SHOWN])
    total = _total(found)
    hits = [Hit(department.name, department.get_absolute_url(), [department.university.name]) for department in found]
    return Group("departments", ngettext("%(count)s department", "%(count)s departments", total) % {"count": total}, hits, total)


def _partners(text: str) -> Group:
    matches = find(text, among=Institution.objects.published().partners())
    total = len(matches)
    shown = Institution.objects.published().in_bulk([match.institution_id for match in matches[:SHOWN]])
    hits = []
    for match in matches[:SHOWN]:
        partner = shown[match.institution_id]
        details = [match.form if match.form != partner.name else "", partner.city, country_name(partner.country)]
        hits.append(Hit(partner.name, partner.get_absolute_url(), [detail for detail in details if detail]))
    heading = ngettext("%(count)s partner", "%(count)s partners", total) % {"count": total}
    return Group("partners", heading, hits, total, _list("partners:partners", text))


def _programmes(text: str) -> Group:
    found = list(Programme.objects.published().search(text).open_first().with_total()[:SHOWN])
    total = _total(found)
    hits = []
    for programme in found:
        details = [programme.get_kind_display(), programme.shown_state, programme.closes_in, _("Sample") if programme.is_sample else ""]
        hits.append(Hit(programme.name, programme.get_absolute_url(), [detail for detail in details if detail]))
    heading = ngettext("%(count)s programme", "%(count)s programmes", total) % {"count": total}
    return Group("programmes", heading, hits, total, _list("partners:programmes", text))


def _people(text: str) -> Group:
    found = list(Person.objects.published().search(text).with_whereabouts().in_name_order().with_total()[:SHOWN])
    total = _total(found)
    hits = [_person(person) for person in found]
    return Group("people", ngettext("%(count)s person", "%(count)s people", total) % {"count": total}, hits, total)


def _person(person: Any) -> Hit:
    """Lead to their department's page, or to the visits or events they took part in, or nowhere."""
    details = [person.academic_title, person.degree]
    address = ""
    if person.department and person.department.is_published:
        details.append(person.department.name)
        address = person.department.get_absolute_url()
    elif person.has_visits or person.has_events:
        address = _list("events:visits" if person.has_visits else "events:events", person.name)
    return Hit(person.name, address, [detail for detail in details if detail])


def _visits(text: str) -> Group:
    found = list(Visit.objects.published().search(text).newest_first().with_total()[:SHOWN])
    prefetch_links("institutions", found)  # a visit without a title is called by its partners
    total = _total(found)
    hits = [_activity(visit, visit.get_direction_display() if visit.title else "", visit.period) for visit in found]
    heading = ngettext("%(count)s visit", "%(count)s visits", total) % {"count": total}
    return Group("visits", heading, hits, total, _list("events:visits", text))


def _events(text: str) -> Group:
    found = list(Event.objects.published().search(text).newest_first().with_total()[:SHOWN])
    total = _total(found)
    hits = [
        _activity(event, event.get_kind_display() if event.title else "", event.get_recurrence_display() or event.period) for event in found
    ]
    heading = ngettext("%(count)s event", "%(count)s events", total) % {"count": total}
    return Group("events", heading, hits, total, _list("events:events", text))


def _activity(activity: Any, sort: str, when: Any) -> Hit:
    details = [sort, when, _("Cancelled") if activity.is_cancelled else ""]
    return Hit(activity.headline, activity.get_absolute_url(), [detail for detail in details if detail])


def _total(found: list[Any]) -> int:
    return found[0].total if found else 0


def _list(name: str, text: str) -> str:
    return f"{reverse(name)}?{urlencode({'q': text})}"
