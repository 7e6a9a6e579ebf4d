"""Events as calendar files. A day that is not known is not made up: such an event is in no calendar."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import icalendar
from django.conf import settings
from django.http import HttpRequest
from django.template.defaultfilters import capfirst
from django.utils.translation import get_language

from events.models import ActivityQuerySet, Event
from smsu_intl.base.texts import LocalText

MOST_EVENTS = 1000


def dated(events: ActivityQuerySet) -> list[Event]:
    """Return those whose days are known, latest first."""
    return [event for event in events.filter(period_start__isnull=False).newest_first()[:MOST_EVENTS] if event.has_days]


def is_any_dated(events: ActivityQuerySet) -> bool:
    """Whether the days of any are known, so that a calendar of them is not empty; pairs with `dated()`."""
    return events.filter(period_start__isnull=False, period__regex=r"^\d{4}-\d\d-\d\d").exists()


def calendar(request: HttpRequest, *, name: str, events: Iterable[Event]) -> bytes:
    """Return a calendar of the events, as whole days in the site's time zone."""
    file = icalendar.Calendar()
    file.add("prodid", f"-//{request.get_host()}//{get_language()}")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add("x-wr-calname", str.__str__(name))
    file.add("x-wr-timezone", settings.TIME_ZONE)
    for event in events:
        file.add_component(_entry(request, event))
    return file.to_ical()


def _entry(request: HttpRequest, event: Event) -> icalendar.Event:
    period: Any = event.period
    first, last = period.days
    entry = icalendar.Event()
    entry.add("uid", f"event-{event.pk}@{request.get_host()}")
    entry.add("dtstamp", event.updated_at)
    entry.add("last-modified", event.updated_at)
    entry.add("dtstart", first)
    entry.add("dtend", last + timedelta(days=1))  # the day after its last: a calendar's end is no part of it
    _add_text(entry, "summary", event.headline)
    entry.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    entry.add("transp", "TRANSPARENT")
    entry.add("categories", [capfirst(str(event.get_kind_display()))])
    entry.add("url", request.build_absolute_uri(event.get_absolute_url()))
    if where := event.place or event.platform:
        _add_text(entry, "location", where)
    if event.summary:
        _add_text(entry, "description", event.summary)
    return entry


def _add_text(entry: icalendar.Event, name: str, text: str) -> None:
    """Add a text, with the language it is in where that is not the calendar's."""
    language = {"LANGUAGE": text.lang} if isinstance(text, LocalText) and text.is_original else {}
    entry.add(name, str.__str__(text), parameters=language)
