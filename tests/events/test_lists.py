"""The lists of visits and events: what their filters offer, and what is said where nothing is found."""

import re
from typing import Any

import pytest
from django.test import Client

from departments.models import University
from events.calendars import dated, is_any_dated
from events.models import Event, Visit
from tests import factories
from tests.lists import offered

pytestmark = pytest.mark.django_db
LISTS = [("/en/visits/", factories.visit, {"direction": "outgoing"}), ("/en/events/", factories.event, {"kind": "fair"})]


@pytest.fixture(autouse=True)
def _nothing_else() -> None:
    for model in (Visit, Event):
        model.objects.all().delete()


def home() -> University:
    return University.objects.get(is_home=True)


@pytest.mark.parametrize(("address", "make", "own"), LISTS)
def test_filters_offer_only_what_leads_somewhere(client: Client, address: str, make: Any, own: dict[str, str]) -> None:
    department = factories.department(university=home())
    factories.department(university=home())
    whole = factories.institution(country="HR")
    unit = factories.institution(country="HR", further_countries=["SI"], part_of=whole)
    guest, hidden = factories.institution(country="FR"), factories.institution(country="MT", status="draft")
    for partner in (whole, guest, factories.institution(country="IT")):
        factories.partnership(institution=partner)
    record = make(university=home(), departments=[department], institutions=[unit, hidden], period="AY2021", **own)
    factories.participant(**{record._meta.model_name: record}, institution=guest)
    make(period="2015", institutions=[factories.institution(country="KZ")], status="draft")

    found = {name: sorted(offered(client, address, name)) for name in ("university", "department", "country", "partner", "year", *own)}
    assert found == {
        "university": [home().slug],
        "department": [department.key],
        "country": ["HR", "SI"],
        "partner": sorted([whole.slug, unit.slug, guest.slug]),
        "year": ["2021", "2022"],
        **{name: [value] for name, value in own.items()},
    }
    for name, values in found.items():
        for value in values:
            assert list(client.get(address, {name: value}).context["page"]) == [record], (name, value)


@pytest.mark.parametrize(("address", "make", "own"), LISTS)
def test_choice_that_leads_nowhere_is_understood_and_has_ways_out(client: Client, address: str, make: Any, own: dict[str, str]) -> None:
    ((name, value),) = own.items()
    partner, department = factories.institution(country="IT"), factories.department(university=home())
    factories.partnership(institution=partner)
    make(**own)

    for query in ({"country": "it"}, {"partner": partner.slug}, {"department": department.key}):
        response = client.get(address, {**query, name: value})
        form, html = response.context["form"], response.content.decode()
        assert form.notices == list(response.context["page"]) == []
        assert len(form.chips) == 2
        assert [(way.address, way.count) for way in form.ways_out] == [(f"{address}?{name}={value}", 1)]
        assert re.search(r"leaves 1\s*</span>", html)
    assert '<option value="IT" selected>Italy</option>' in client.get(address, {"country": "it"}).content.decode()
    assert f"{address}?country=IT" in client.get(address, {"country": "it"}).context["canonical"]


@pytest.mark.parametrize(("address", "make", "own"), LISTS)
def test_list_that_found_something_counts_no_ways_out(client: Client, address: str, make: Any, own: dict[str, str]) -> None:
    make(**own)

    assert "leaves" not in client.get(address, own).content.decode()


@pytest.mark.parametrize(
    ("period", "years"), [("AY2021", ["2022", "2021"]), ("2019/2021", ["2021", "2020", "2019"]), ("2024-10", ["2024"])]
)
def test_every_year_of_a_period_is_offered_and_finds_it(client: Client, period: str, years: list[str]) -> None:
    visit = factories.visit(period=period)
    factories.visit(period="XXXX-12")

    assert offered(client, "/en/visits/", "year") == years
    for year in years:
        response = client.get("/en/visits/", {"year": year})
        assert list(response.context["page"]) == [visit]
        assert response.context["form"].notices == []


@pytest.mark.parametrize(
    ("period", "shown"),
    [
        ("2024-10-08", True),
        ("2024-10-08/2024-10-09 | two days", True),
        ("2024-10", False),
        ("2024", False),
        ("AY2021", False),
        ("XXXX-10-08", False),
    ],
)
def test_calendar_is_offered_where_it_holds_anything(client: Client, period: str, shown: bool) -> None:
    factories.event(period=period, kind="fair")
    factories.event(period="2024-10-08", kind="lecture", status="draft")

    assert is_any_dated(Event.objects.published()) == bool(dated(Event.objects.published())) == shown
    assert ("/events.ics" in client.get("/en/events/").content.decode()) == shown
    assert "/events.ics" not in client.get("/en/events/?kind=lecture").content.decode()


def test_calendar_is_offered_where_what_it_holds_is_on_another_page(client: Client) -> None:
    for _number in range(21):
        factories.event(period="2024")
    factories.event(period="2019-10-08")

    assert "/events.ics" in client.get("/en/events/").content.decode()
