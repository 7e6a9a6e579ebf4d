"""Visits and events in schema.org's words: both are an Event there."""

from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from departments.linked_data import person_thing
from departments.models import Person
from events.models import Activity, Event, Participant, Visit
from partners.linked_data import institution_thing
from smsu_intl.base.linked_data import Thing, linked, listing, place, thing, trail

SCHEMA = "https://schema.org/"
MODES = {
    Activity.Mode.ON_SITE: SCHEMA + "OfflineEventAttendanceMode",
    Activity.Mode.ONLINE: SCHEMA + "OnlineEventAttendanceMode",
    Activity.Mode.BOTH: SCHEMA + "MixedEventAttendanceMode",
}
REPEATED = {Event.Recurrence.MONTHLY: "P1M", Event.Recurrence.YEARLY: "P1Y"}


def describe_visits(request: HttpRequest, page: Page[Any]) -> list[Thing]:
    return [trail(request, (_("Visits"), reverse("events:visits"))), *listing(request, page.object_list, page)]


def describe_events(request: HttpRequest, page: Page[Any]) -> list[Thing]:
    return [trail(request, (_("Events"), reverse("events:events"))), *listing(request, page.object_list, page)]


def describe_visit(request: HttpRequest, visit: Visit) -> list[Thing]:
    """Return a visit, and the way to it."""
    way = trail(request, (_("Visits"), reverse("events:visits")), (visit, visit.get_absolute_url()))
    return [_activity_thing(request, visit, []), way]


def describe_event(request: HttpRequest, event: Event) -> list[Thing]:
    """Return an event with those who hold it, and the way to it."""
    way = trail(request, (_("Events"), reverse("events:events")), (event, event.get_absolute_url()))
    holders = []
    if event.role in (Event.Role.HOST, Event.Role.CO_ORGANISER):
        holders.append(linked(request, "CollegeOrUniversity", event.university))
    if event.host and event.host.is_published:
        holders.append(institution_thing(request, event.host))
    frequency = REPEATED.get(Event.Recurrence(event.recurrence)) if event.recurrence else None
    found = _activity_thing(request, event, holders)
    return [found | ({"eventSchedule": thing("Schedule", repeatFrequency=frequency)} if frequency else {}), way]


def _activity_thing(request: HttpRequest, activity: Visit | Event, holders: list[Thing]) -> Thing:
    period: Any = activity.period
    first, last = period.days or (None, None)
    ours = linked(request, "CollegeOrUniversity", activity.university)
    people: dict[bool, list[Thing]] = {True: [], False: []}
    for participant in activity.participants.all():
        if participant.person:
            people[participant.side == Participant.Side.SPEAKER].append(_person_at(request, participant.person, participant))
    return linked(
        request,
        "Event",
        activity,
        description=activity.summary,
        startDate=first.isoformat() if first else "",
        endDate=last.isoformat() if last and last != first else "",
        eventStatus=SCHEMA + ("EventCancelled" if activity.is_cancelled else "EventScheduled"),
        eventAttendanceMode=MODES.get(Activity.Mode(activity.mode), "") if activity.mode else "",
        location=_locations(request, activity),
        organizer=holders,
        contributor=[
            *(institution_thing(request, institution) for institution in activity.institutions.all()),
            *([] if ours in holders else [ours]),
        ],
        performer=people[True],
        attendee=people[False],
    )


def _locations(request: HttpRequest, activity: Visit | Event) -> list[Thing]:
    page = request.build_absolute_uri(activity.get_absolute_url())
    online = activity.mode in (Activity.Mode.ONLINE, Activity.Mode.BOTH)
    return [
        *([place(activity.place)] if activity.place and activity.mode != Activity.Mode.ONLINE else []),
        *([thing("VirtualLocation", name=activity.platform, url=page)] if online else []),
    ]


def _person_at(request: HttpRequest, person: Person, participant: Participant) -> Thing:
    institution = participant.institution
    at = institution_thing(request, institution) if institution and institution.is_published else None
    return person_thing(person, jobTitle=participant.post or person.post, affiliation=at)
