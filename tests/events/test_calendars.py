"""Calendars hold the events whose days are known, on those days."""

from datetime import date

import icalendar
import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db


def read(client: Client, address: str) -> list[icalendar.Event]:
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    file = icalendar.Calendar.from_ical(response.content)
    assert file["version"] == "2.0"
    assert file["x-wr-timezone"] == "Asia/Samarkand"
    return list(file.walk("VEVENT"))


@pytest.mark.parametrize(
    ("period", "first", "after"),
    [
        ("2024-10-08", date(2024, 10, 8), date(2024, 10, 9)),
        ("2024-12-30/2025-01-02", date(2024, 12, 30), date(2025, 1, 3)),
    ],
)
def test_event_takes_whole_days(client: Client, period: str, first: date, after: date) -> None:
    event = factories.event(title_en="Congress; with, signs", period=period, place_en="Izmir", summary_en="First\nsecond", kind="congress")

    (entry,) = read(client, f"/events/{event.slug}.ics?lang=en")

    assert (entry["dtstart"].dt, entry["dtend"].dt) == (first, after)
    assert str(entry["summary"]) == "Congress; with, signs"
    assert str(entry["description"]) == "First\nsecond"
    assert str(entry["location"]) == "Izmir"
    assert entry["url"] == f"http://testserver/en/events/{event.slug}/"
    assert entry["status"] == "CONFIRMED"


@pytest.mark.parametrize("period", ["2024-10", "2024", "AY2024", "XXXX-10-08", ""])
def test_event_without_known_days_is_in_no_calendar(client: Client, period: str) -> None:
    event = factories.event(title_en="Some time", period=period)

    assert client.get(f"/events/{event.slug}.ics").status_code == 404
    assert "Some time" not in client.get("/events.ics?lang=en").content.decode()
    assert ".ics" not in client.get(f"/en/events/{event.slug}/").content.decode()


def test_cancelled_event_is_called_off(client: Client) -> None:
    event = factories.event(period="2024-10-08", is_cancelled=True)

    assert read(client, f"/events/{event.slug}.ics")[0]["status"] == "CANCELLED"


def test_calendar_speaks_the_language_asked_for(client: Client) -> None:
    event = factories.event(title_en="Congress", title_uz="Kongress", period="2024-10-08")

    assert str(read(client, f"/events/{event.slug}.ics?lang=uz")[0]["summary"]) == "Kongress"
    assert str(read(client, f"/events/{event.slug}.ics?lang=xx")[0]["summary"]) == "Congress"


def test_calendar_holds_what_the_filters_leave(client: Client) -> None:
    department = factories.department()
    factories.event(title_en="Its event", period="2024-10-08", departments=[department])
    factories.event(title_en="Another's event", period="2024-10-08")
    factories.event(title_en="Hidden event", period="2024-10-08", departments=[department], status="draft")

    found = read(client, f"/events.ics?lang=en&department={department.key}")

    assert [str(entry["summary"]) for entry in found] == ["Its event"]


def test_calendar_entry_keeps_its_identity_when_its_address_changes(client: Client) -> None:
    event = factories.event(period="2024-10-08")
    before = read(client, f"/events/{event.slug}.ics")[0]["uid"]

    event.slug = "another"
    event.save()

    assert read(client, "/events/another.ics")[0]["uid"] == before


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/events.ics?q=" + "a" * 301, 400),
        ("/events.ics?q=%00", 400),
        ("/events.ics?year=99999&kind=party&lang=%ff", 200),
        ("/events/nothing.ics", 404),
        ("/events/a%00b.ics", 404),
    ],
)
def test_bad_request_for_a_calendar_is_answered(client: Client, address: str, status: int) -> None:
    assert client.get(address).status_code == status


def test_event_page_and_list_lead_to_their_calendars(client: Client) -> None:
    event = factories.event(period="2024-10-08")

    assert f'href="/events/{event.slug}.ics?lang=ru"' in client.get(f"/ru/events/{event.slug}/").content.decode()
    assert f'href="/events.ics?kind={event.kind}&amp;lang=ru"' in client.get(f"/ru/events/?kind={event.kind}&page=1").content.decode()
