"""What pages tell machines: it parses, it has the shape that schema.org asks for, and it says no more than the page."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from departments.models import University
from tests import factories
from tests.test_pages import LANGUAGES, QUERIES

pytestmark = pytest.mark.django_db

# What schema.org or its readers require of each kind of thing.
REQUIRED = {
    "BreadcrumbList": {"itemListElement"},
    "ItemList": {"numberOfItems", "itemListElement"},
    "ListItem": {"position", "name"},
    "WebSite": {"name", "url", "potentialAction"},
    "SearchAction": {"target", "query-input"},
    "Event": {"name", "url", "eventStatus"},
    "EducationalOccupationalProgram": {"name", "url", "provider", "programType"},
    "PostalAddress": {"addressCountry"},
    "VirtualLocation": {"url"},
    "Place": {"name", "address"},
    "Schedule": {"repeatFrequency"},
    "Person": {"name"},
}
ORGANISATIONS = "CollegeOrUniversity Organization EducationalOrganization ResearchOrganization Hospital School GovernmentOrganization"
REQUIRED |= {kind: {"name", "url"} for kind in [*ORGANISATIONS.split(), "FundingAgency"]}
DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def graph_of(client: Client, address: str) -> list[dict[str, Any]]:
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', client.get(address).content.decode(), re.DOTALL)
    content = json.loads(block)
    assert content["@context"] == "https://schema.org"
    return content["@graph"]


def things_in(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from things_in(item)
    elif isinstance(value, dict) and "@value" not in value:
        yield value
        for item in value.values():
            yield from things_in(item)


def first_of(client: Client, address: str, kind: str) -> dict[str, Any]:
    return next(thing for thing in graph_of(client, address) if thing["@type"] == kind)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", QUERIES)
def test_page_tells_machines_what_it_is(client: Client, path: str, language: str) -> None:
    graph = graph_of(client, f"/{language}{path}")

    for thing in things_in(graph):
        assert REQUIRED[thing["@type"]] <= thing.keys(), thing
        assert thing["@type"] != "ListItem" or {"item", "url"} & thing.keys(), thing
        assert all(fact not in ("", [], {}, None) for fact in thing.values()), thing
        for name in {"startDate", "endDate", "foundingDate", "applicationDeadline"} & thing.keys():
            assert DATE.fullmatch(thing[name]), thing
        for name in {"url", "item", "target"} & thing.keys():
            assert thing[name].startswith("http"), thing
    (way,) = (thing for thing in graph if thing["@type"] == "BreadcrumbList")
    assert [step["position"] for step in way["itemListElement"]] == list(range(1, len(way["itemListElement"]) + 1))
    assert way["itemListElement"][0]["item"] == f"http://testserver/{language}/"


@pytest.mark.parametrize("path", ["/departments/", "/partners/", "/partners/?country=RU", "/countries/kz/", "/visits/", "/events/"])
def test_list_names_what_it_lists_in_its_order(client: Client, path: str) -> None:
    told = first_of(client, f"/en{path}", "ItemList")
    html = client.get(f"/en{path}").content.decode()
    places = [html.index(f'href="{item["url"].removeprefix("http://testserver")}"') for item in told["itemListElement"]]

    assert [item["position"] for item in told["itemListElement"]] == list(range(1, len(places) + 1))
    assert told["numberOfItems"] >= len(places) > 0
    if path != "/countries/kz/":  # where departments stand above their partners
        assert places == sorted(places)


def test_second_page_of_a_list_counts_on(client: Client) -> None:
    for _number in range(25):
        factories.visit()

    told = first_of(client, "/en/visits/?page=2", "ItemList")

    assert told["itemListElement"][0]["position"] == 21
    assert told["numberOfItems"] > 25


def test_invented_programmes_and_empty_lists_are_not_listed(client: Client) -> None:
    factories.programme(is_sample=True)
    for path in ("/programmes/", "/visits/?q=zzzzzzzz"):
        assert [thing["@type"] for thing in graph_of(client, f"/en{path}")] == ["BreadcrumbList"]


def test_text_in_another_language_says_which(client: Client) -> None:
    visit = factories.visit(title_en="A visit without a translation", summary_en="In English only")

    told = first_of(client, f"/uz/visits/{visit.slug}/", "Event")
    step = first_of(client, f"/uz/visits/{visit.slug}/", "BreadcrumbList")["itemListElement"][-1]
    english = first_of(client, f"/en/visits/{visit.slug}/", "Event")

    assert told["name"] == step["name"] == {"@value": "A visit without a translation", "@language": "en"}
    assert told["description"] == {"@value": "In English only", "@language": "en"}
    assert english["name"] == "A visit without a translation"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "WebSite"),
        ("/about/", "CollegeOrUniversity"),
        ("/departments/neurology/", "Organization"),
        ("/universities/first-pavlov/", "CollegeOrUniversity"),
        ("/partners/izhevsk-state-medical-academy/", "CollegeOrUniversity"),
        ("/visits/rohrig-institute-october-2024/", "Event"),
        ("/events/olympiad-samarkand-2024/", "Event"),
    ],
)
def test_records_page_is_about_its_record(client: Client, path: str, kind: str) -> None:
    assert graph_of(client, f"/en{path}")[0]["@type"] == kind


def test_no_text_ends_the_data_block(client: Client) -> None:
    visit = factories.visit(title_en="</script><script>alert(1)</script> & <!--")

    html = client.get(f"/en/visits/{visit.slug}/").content.decode()

    assert "<script>alert" not in html
    assert first_of(client, f"/en/visits/{visit.slug}/", "Event")["name"] == "</script><script>alert(1)</script> & <!--"


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("2024-10-08/2024-10-09", "2024-10-08", "2024-10-09"),
        ("2024-10-08", "2024-10-08", None),
        ("2024-10", None, None),
        ("2024", None, None),
        ("AY2021", None, None),
        ("XXXX-12-05", None, None),
        ("", None, None),
    ],
)
def test_event_starts_on_a_day_only_where_the_day_is_known(client: Client, period: str, start: str | None, end: str | None) -> None:
    event = factories.event(period=period)

    told = first_of(client, f"/en/events/{event.slug}/", "Event")

    assert (told.get("startDate"), told.get("endDate")) == (start, end)


def test_event_says_status_attendance_place_and_people(client: Client) -> None:
    host = factories.institution(name_en="Ege University")
    event = factories.event(
        host=host, role="took_part", mode="both", platform="Zoom", place_en="Izmir", is_cancelled=True, recurrence="yearly"
    )
    factories.participant(event=event, person=factories.person(name="Petrova O."), side="speaker", post_en="Professor", institution=host)
    factories.participant(event=event, person=factories.person(name="Secret S.", status="draft"), side="speaker")
    factories.participant(event=event, description_en="students", number=9)

    told = first_of(client, f"/en/events/{event.slug}/", "Event")

    assert told["eventStatus"] == "https://schema.org/EventCancelled"
    assert told["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert [location["@type"] for location in told["location"]] == ["Place", "VirtualLocation"]
    assert [(person["name"], person["jobTitle"], person["affiliation"]["name"]) for person in told["performer"]] == [
        ("Petrova O.", "Professor", "Ege University")
    ]
    assert [organizer["name"] for organizer in told["organizer"]] == ["Ege University"]
    assert told["eventSchedule"]["repeatFrequency"] == "P1Y"
    assert "attendee" not in told


def test_event_of_ours_names_us_and_claims_nothing_unknown(client: Client) -> None:
    event = factories.event(university=University.objects.get(is_home=True), role="host")

    told = first_of(client, f"/en/events/{event.slug}/", "Event")

    assert told["organizer"][0]["url"] == "http://testserver/en/"
    assert not {"eventAttendanceMode", "location", "contributor", "startDate"} & told.keys()


def test_partner_is_told_with_its_names_but_no_misspelling(client: Client) -> None:
    whole = factories.institution(name_en="Ege University", kind="university")
    partner = factories.institution(
        name_en="Ege Clinic", kind="hospital", part_of=whole, ror="02eaafc18", city_en="Izmir", website="https://ege.example/"
    )
    factories.institution_name(institution=partner, text="EÜTF", sort="acronym")
    factories.institution_name(institution=partner, text="Egge", sort="misspelling")

    told = first_of(client, f"/en/partners/{partner.slug}/", "Hospital")

    assert told["alternateName"] == ["EÜTF"]
    assert told["address"] == {"@type": "PostalAddress", "addressLocality": "Izmir", "addressCountry": "TR"}
    assert told["parentOrganization"]["name"] == "Ege University"
    assert told["sameAs"] == ["https://ege.example/", "https://ror.org/02eaafc18"]


def test_programme_is_told_unless_it_is_invented(client: Client) -> None:
    partner = factories.institution(name_en="Ege University")
    values = {"institutions": [partner], "state": "open", "deadline": "2999-03-01", "intake": "2999-09", "places": 4}
    programme = factories.programme(**values)
    sample = factories.programme(**values, is_sample=True)

    told = first_of(client, f"/en/programmes/{programme.slug}/", "EducationalOccupationalProgram")

    assert told["provider"][0]["name"] == "Ege University"
    assert (told["applicationDeadline"], told["startDate"], told["maximumEnrollment"]) == ("2999-03-01", "2999-09", 4)
    assert [thing["@type"] for thing in graph_of(client, f"/en/programmes/{sample.slug}/")] == ["BreadcrumbList"]


def test_department_is_told_with_its_people_and_university(client: Client) -> None:
    department = factories.department(name_en="Department of Urology", email="urology@example.edu")
    factories.person(name="Petrova O.", post_en="Professor", department=department)

    graph = graph_of(client, f"/en/universities/{department.university.slug}/departments/{department.slug}/")

    assert graph[0]["parentOrganization"]["name"] == "Test University"
    assert graph[0]["employee"] == [{"@type": "Person", "name": "Petrova O.", "jobTitle": "Professor"}]
    assert graph[0]["email"] == "urology@example.edu"
    assert [step["name"] for step in graph[1]["itemListElement"]] == [
        "International cooperation",
        "Test University",
        "Department of Urology",
    ]
