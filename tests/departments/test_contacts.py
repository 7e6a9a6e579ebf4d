"""Whom a page says to ask: the nearest whose contact is public."""

import re
from functools import partial
from typing import Any

import pytest
from django.test import Client

from departments.models import Department, University
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def university() -> University:
    return factories.university(email="office@example.org", office_en="Foreign office")


def _department(university: University, name: str, **values: Any) -> Department:
    return factories.department(university=university, name_en=name, **values)


def _asked(client: Client, address: str) -> list[str]:
    """Return the addresses that a page's “Whom to ask” gives, in order."""
    html = client.get(address).content.decode()
    section = html.partition('<h2 id="contact">')[2].partition("</section>")[0]
    assert not section or section.startswith("Whom to ask</h2>")
    return re.findall(r'href="mailto:([^"]+)"', section)


def test_partner_leads_to_the_contact_person_of_each_partnership(client: Client, university: University) -> None:
    partner = factories.institution()
    person = factories.person(name="Aziza Karimova", email="aziza@example.org")
    factories.partnership(institution=partner, department=_department(university, "A", email="a@example.org"), contact=person)
    factories.partnership(institution=partner, department=_department(university, "B", email="b@example.org"))

    assert _asked(client, partner.get_absolute_url()) == ["aziza@example.org", "b@example.org"]
    assert "Aziza Karimova" in client.get(partner.get_absolute_url()).content.decode()


@pytest.mark.parametrize("hidden", [{"status": "draft", "email": "hidden@example.org"}, {"email": ""}])
def test_department_is_asked_where_no_contact_person_is_public(client: Client, university: University, hidden: dict[str, str]) -> None:
    partner = factories.institution()
    department = _department(university, "A", email="a@example.org")
    factories.partnership(institution=partner, department=department, contact=factories.person(name="Hidden person", **hidden))

    assert _asked(client, partner.get_absolute_url()) == ["a@example.org"]
    assert "Hidden person" not in client.get(partner.get_absolute_url()).content.decode()


def test_university_is_asked_once_for_departments_without_a_contact(client: Client, university: University) -> None:
    partner = factories.institution()
    for name in ("A", "B"):
        factories.partnership(institution=partner, department=_department(university, name))

    assert _asked(client, partner.get_absolute_url()) == ["office@example.org"]
    assert "Foreign office" in client.get(partner.get_absolute_url()).content.decode()


def test_telephone_is_a_contact_too(client: Client, university: University) -> None:
    visit = factories.visit(university=university, departments=[_department(university, "A", phone="+998 66 111 22 33")])

    assert "+998 66 111 22 33" in client.get(visit.get_absolute_url()).content.decode()
    assert _asked(client, visit.get_absolute_url()) == []


@pytest.mark.parametrize(
    ("phone", "printed"),
    [
        ("+998 66 111-22-33", '<a href="tel:+998661112233">+998 66 111-22-33</a>'),
        ("(66) 111-22-33; 111-22-44", '<a href="tel:661112233">(66) 111-22-33</a>; <a href="tel:1112244">111-22-44</a>'),
        ("111-22-33 ext. 5 <b>", "111-22-33 ext. 5 &lt;b&gt;"),
    ],
)
def test_telephone_number_can_be_called(client: Client, university: University, phone: str, printed: str) -> None:
    department = _department(university, "A", phone=phone)
    visit = factories.visit(university=university, departments=[department])

    for record in (visit, department):
        assert printed in client.get(record.get_absolute_url()).content.decode()


def test_university_to_ask_is_named(client: Client, university: University) -> None:
    partner = factories.institution()
    factories.partnership(institution=partner, university=university)

    aside = client.get(partner.get_absolute_url()).content.decode().partition('<h2 id="contact">')[2]

    assert f'<a href="{university.get_absolute_url()}">Test University</a>' in aside


def test_nobody_is_named_where_nobody_has_a_public_contact(client: Client) -> None:
    nobody = factories.university()
    partner = factories.institution()
    factories.partnership(institution=partner, university=nobody)

    for record in (partner, factories.visit(university=nobody), factories.event(university=nobody)):
        assert "Whom to ask" not in client.get(record.get_absolute_url()).content.decode()


def test_ended_partnership_is_asked_about_only_for_want_of_others(client: Client, university: University) -> None:
    partner = factories.institution()
    for name, state in (("a", "ended"), ("b", "active")):
        department = _department(university, name, email=f"{name}@example.org")
        partnership = factories.partnership(institution=partner, department=department, state=state)

    assert _asked(client, partner.get_absolute_url()) == ["b@example.org"]
    partnership.delete()
    assert _asked(client, partner.get_absolute_url()) == ["a@example.org"]


def test_partner_without_a_partnership_leads_to_those_who_met_it(client: Client, university: University) -> None:
    partner = factories.institution()
    for make, name in ((factories.visit, "a"), (factories.event, "b")):
        make(institutions=[partner], university=university, departments=[_department(university, name, email=f"{name}@example.org")])

    assert _asked(client, partner.get_absolute_url()) == ["a@example.org", "b@example.org"]


@pytest.mark.parametrize("make", [factories.visit, factories.event])
def test_partner_met_by_no_department_leads_to_the_university(client: Client, university: University, make: Any) -> None:
    partner = factories.institution()
    make(institutions=[partner], university=university)

    assert _asked(client, partner.get_absolute_url()) == ["office@example.org"]


def test_partner_leads_to_those_whose_programmes_there_are_too(client: Client, university: University) -> None:
    partner = factories.institution()
    other = factories.university(email="other@example.org")
    factories.partnership(institution=partner, university=other)
    factories.programme(university=university, institutions=[partner], state="open")
    factories.programme(university=university, institutions=[partner], contact=factories.person(email="aziza@example.org"))
    factories.programme(university=university, institutions=[partner], contact=factories.person(email="hidden@example.org"), status="draft")

    assert _asked(client, partner.get_absolute_url()) == ["other@example.org", "office@example.org", "aziza@example.org"]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (None, "No standing partnership is recorded."),
        (factories.programme, "No standing partnership is recorded."),
        (partial(factories.programme, state="open"), "No standing partnership is recorded; the programmes with it are below."),
        (factories.visit, "No standing partnership is recorded; what was done together is below."),
        (factories.agreement, "No standing partnership is recorded; what was done together is below."),
    ],
)
def test_partner_without_a_partnership_tells_what_there_is_besides(client: Client, university: University, make: Any, said: str) -> None:
    partner = factories.institution()
    if make:
        make(institutions=[partner], university=university)

    html = client.get(partner.get_absolute_url()).content.decode()

    assert re.findall(r"No standing partnership[^<]*?\.", html) == [said]


@pytest.mark.parametrize("make", [factories.visit, factories.event])
def test_visits_and_events_lead_to_their_departments(client: Client, university: University, make: Any) -> None:
    departments = [_department(university, name, email=f"{name}@example.org") for name in ("a", "b")]

    assert _asked(client, make(university=university, departments=departments).get_absolute_url()) == ["a@example.org", "b@example.org"]
    assert _asked(client, make(university=university).get_absolute_url()) == ["office@example.org"]


def test_country_leads_to_the_departments_that_work_there(client: Client, university: University) -> None:
    partner = factories.institution(country="MT")
    factories.partnership(institution=partner, department=_department(university, "A", email="a@example.org"))
    factories.partnership(institution=partner, department=_department(university, "B", email="hidden@example.org", status="draft"))

    assert _asked(client, "/en/countries/mt/") == ["a@example.org"]


@pytest.mark.parametrize("address", ["/en/", "/en/partners/", "/en/search/", "/en/nothing/"])
def test_every_page_leads_to_the_universitys_contact(client: Client, address: str) -> None:
    footer = client.get(address).content.decode().partition("<footer")[2]

    assert '<a href="/en/about/#contact">Whom to write to</a>' in footer
    assert 'id="contact"' in client.get("/en/about/").content.decode()
