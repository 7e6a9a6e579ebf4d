"""What needs attention: every queue counts what it says, of one's own records alone, and leads to exactly these."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.utils import timezone

from departments.models import Claim, Department, University
from events.models import Photo, Visit
from partners.contradictions import contradicted
from partners.models import Agreement, Institution, Partnership, Programme
from smsu_intl.attention import ORDER
from tests import factories
from tests.test_admin import address, editor, fill_in, officer, signed_in, text_of, user

pytestmark = pytest.mark.django_db

QUERIES = {"office": 13, "editor": 13}  # of the admin's first page, however much there is
Numbers = dict[str, int]


def age(record: Any, number: int) -> Any:
    type(record).objects.filter(pk=record.pk).update(updated_at=timezone.now() - timedelta(days=number))
    return record


@pytest.fixture
def mine() -> Department:
    return Department.objects.get(slug="neurology")


@pytest.fixture
def editing(mine: Department) -> Client:
    return signed_in(editor("editor", mine))


@pytest.fixture
def office() -> Client:
    return signed_in(officer("officer", University.objects.home().get()))


def queues(client: Client) -> Numbers:
    """Return the numbers on the admin's first page by the address to which they lead."""
    section = re.search(r'<section id="attention".*?</section>', text_of(client.get("/admin/")), re.DOTALL)
    assert section
    return {unescape(where): int(number) for where, number in re.findall(r'<a href="([^"]+)">[^<]+<strong>(\d+)</strong>', section[0])}


def fill(department: Department) -> None:
    """Give a department something of everything that needs attention."""
    university = department.university
    own = {"departments": [department], "university": university}
    for make in (factories.visit, factories.event, factories.agreement, factories.project, factories.programme):
        make(**own, status="in_review")
        age(make(**own, status="draft"), 91)
    for number in (-1, 0, 30, 31, 90, 91, 180, 181):
        factories.agreement(**own, valid_until=timedelta(number))
    factories.programme(**own, state="open", deadline=timedelta(-1))
    factories.programme(**own, state="planned", checked_on=timedelta(-181))
    factories.partnership(department=department)
    factories.photo(department=department, alt_en="", status="draft")
    factories.claim(department=department, number=500, comparison="more_than", label_en="partner institutions")
    factories.person(department=department, status="in_review")
    met = factories.partnership(department=department).institution
    factories.event(**own, institutions=[met], period=timedelta(-30))
    gone = factories.event(**own, registration_link="https://example.org/gone")
    factories.link_check(gone, "registration_link", failures=2)


def test_every_queue_leads_to_exactly_what_it_counts(office: Client, editing: Client, mine: Department) -> None:
    fill(mine)
    fill(factories.department(university=mine.university))
    fill(factories.department(university=University.objects.get(slug="first-pavlov")))

    factories.suspected_duplicate()
    fill_in(editing, address("events.visit", "change", factories.visit(departments=[mine]).pk), title_en="Changed")

    for client, expected in ((office, set(ORDER)), (editing, set(ORDER) - {"twice"})):
        found = queues(client)
        for where, number in found.items():
            assert client.get(where).context["cl"].result_count == number, where
        assert {where.partition("=")[2] for where in found} == expected


def test_editor_counts_her_own_alone(editing: Client, mine: Department) -> None:
    fill(mine)
    before = queues(editing)
    fill(factories.department(university=mine.university))

    assert queues(editing) == before


def test_hosted_office_counts_its_university_alone(mine: Department) -> None:
    hosted = University.objects.get(slug="first-pavlov")
    client = signed_in(officer("hosted", hosted))
    before = queues(client)
    fill(mine)
    assert queues(client) == before

    fill(factories.department(university=hosted))
    assert len(queues(client)) > len(before)


@pytest.mark.parametrize("who", QUERIES)
def test_first_page_costs_the_same_with_a_hundred_more(
    office: Client, editing: Client, mine: Department, django_assert_num_queries: Callable[..., Any], who: str
) -> None:
    client = {"office": office, "editor": editing}[who]
    for _number in range(100):
        factories.visit(departments=[mine], status="in_review")
    client.get("/admin/")
    with django_assert_num_queries(QUERIES[who]):
        client.get("/admin/")


def test_nothing_to_do_is_said(mine: Department) -> None:
    client = signed_in(editor("new", factories.department(university=mine.university)))

    assert queues(client) == {}
    assert "everything is in order" in text_of(client.get("/admin/"))


def test_account_without_rights_counts_nothing() -> None:
    assert signed_in(user("guest")).get("/admin/").status_code == 200


def test_every_reason_has_its_place() -> None:
    assert {attention.key for own in admin.site._registry.values() for attention in getattr(own, "attention", ())} == set(ORDER)


def test_unknown_reason_shows_the_whole_list(office: Client) -> None:
    assert office.get("/admin/events/visit/?attention=nothing").context["cl"].result_count == Visit.objects.count()


@pytest.mark.parametrize("language", ["ru", "uz"])
def test_first_page_speaks_the_readers_language(office: Client, mine: Department, language: str) -> None:
    fill(mine)
    html = text_of(office.get("/admin/", headers={"accept-language": language}))

    assert "What needs attention" not in html
    assert "Waiting for review" not in html


# The queries


def test_agreements_expire_within_their_days() -> None:
    partner = factories.institution()
    made = {number: factories.agreement(institutions=[partner], valid_until=timedelta(number)) for number in (-1, 0, 30, 31, 90, 180)}
    factories.agreement(institutions=[partner], valid_until=timedelta(5), state="superseded")
    factories.agreement(institutions=[partner], valid_until=timedelta(5), status="archived")
    factories.agreement(institutions=[partner])
    own = Agreement.objects.filter(institutions=partner)

    assert set(own.in_force().expired()) == {made[-1]}
    assert set(own.expiring(30)) == {made[0], made[30]}
    assert set(own.expiring(90)) == {made[0], made[30], made[31], made[90]}
    assert set(own.expiring(180)) == set(made.values()) - {made[-1]}


def test_programmes_are_stale_or_overdue() -> None:
    fresh = factories.programme(state="open", checked_on=timedelta(-180), deadline=timedelta(0))
    stale = factories.programme(state="running", checked_on=timedelta(-181))
    late = factories.programme(state="open", deadline=timedelta(-1))
    factories.programme(state="closed", checked_on=timedelta(-181))
    factories.programme(state="in_talks")
    own = Programme.objects.filter(name_en="Test programme")

    assert set(own.stale()) == {stale}
    assert set(own.overdue()) == {late}
    assert not fresh.is_stale


def test_partnership_is_dormant_until_something_is_done() -> None:
    asleep, awake = factories.partnership(), factories.partnership()
    factories.visit(institutions=[awake.institution], period=timedelta(-30))
    factories.partnership(state="ended")
    own = Partnership.objects.filter(institution__name_en="Test Institution")

    assert list(own.dormant()) == [asleep]


def test_photographs_are_undescribed_until_they_say_something() -> None:
    silent = factories.photo(alt_en="", status="draft")
    factories.photo(alt_en="", alt_uz="Ikki kishi")
    factories.photo(alt_en="", status="archived")

    assert list(Photo.objects.undescribed()) == [silent]


def test_drafts_grow_old_but_not_those_of_the_imported_list() -> None:
    old = age(factories.institution(status="draft"), 91)
    age(factories.institution(status="draft"), 89)
    age(factories.institution(status="draft", reference="ror:0zedel"), 91)
    age(factories.institution(), 91)

    assert list(Institution.objects.old_drafts()) == [old]


@pytest.mark.parametrize(
    ("comparison", "number", "label", "is_contradicted"),
    [
        ("more_than", 3, "partner institutions", True),
        ("more_than", 2, "partner institutions", False),
        ("exactly", 3, "universities abroad", False),
        ("exactly", 4, "universities abroad", True),
        ("about", 4, "institutions", True),
        ("about", 3, "institutions", False),
        ("more_than", 1, "countries and 5 universities", False),
        ("more_than", 2, "countries and 5 universities", True),
        ("more_than", 200, "certificates", False),
        ("more_than", None, "institutions", False),
    ],
)
def test_claim_is_contradicted(comparison: str, number: int | None, label: str, is_contradicted: bool) -> None:
    department = factories.department()
    for country, further in (("TR", ()), ("DE", ()), ("UZ", ("DE",))):
        institution = factories.institution(country=country, further_countries=further)
        factories.partnership(department=department, institution=institution)
    factories.partnership(department=department, status="draft")
    claim = factories.claim(department=department, number=number, comparison=comparison, label_en=label)

    assert (claim in contradicted(Claim.objects.all())) == is_contradicted


def test_claims_are_read_in_every_language() -> None:
    for labels in ({"label_ru": "учреждений-партнёров"}, {"label_uz": "hamkor muassasa"}, {"label_uz": "mamlakat"}):
        claim = factories.claim(number=7, label_en="", **labels)
        assert claim in contradicted(Claim.objects.all())


def test_claim_counts_what_the_page_of_its_owner_counts(client: Client) -> None:
    department = Department.objects.get(slug="neurology")
    counts = client.get("/en/departments/neurology/").context
    for label, counted in (("partner institutions", "partner_count"), ("countries", "country_count")):
        claim = factories.claim(department=department, number=counts[counted], comparison="exactly", label_en=label)
        assert claim not in contradicted(Claim.objects.all()), label
