"""An address that a page had once leads to where the page is now."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from departments.models import Department
from partners.models import Institution
from smsu_intl.base.models import FormerAddress
from tests import factories
from tests.constraints import assert_refused
from tests.test_pages import LANGUAGES

pytestmark = pytest.mark.django_db

RECORDS: dict[str, tuple[Callable[..., Any], str]] = {
    "partner": (factories.institution, "/partners/{}/"),
    "programme": (factories.programme, "/programmes/{}/"),
    "visit": (factories.visit, "/visits/{}/"),
    "event": (factories.event, "/events/{}/"),
    "university": (factories.university, "/universities/{}/"),
}


def move(record: Any, slug: str) -> None:
    record.slug = slug
    record.save()


def leads_to(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 301, address
    return str(response.headers["Location"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", RECORDS)
def test_former_address_leads_on_with_its_query_string(client: Client, kind: str, language: str) -> None:
    make, address = RECORDS[kind]
    move(make(slug="before"), "after")

    before, after = (f"/{language}{address.format(slug)}" for slug in ("before", "after"))

    assert leads_to(client, f"{before}?a=1&b=%D0%BC") == f"{after}?a=1&b=%D0%BC"
    assert leads_to(client, before) == after
    assert client.get(after).status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_former_address_of_a_department_leads_on(client: Client, language: str) -> None:
    move(Department.objects.get(slug="neurology"), "neurology-and-psychiatry")

    assert leads_to(client, f"/{language}/departments/neurology/") == f"/{language}/departments/neurology-and-psychiatry/"


def test_department_is_found_under_former_addresses_of_its_university_too(client: Client) -> None:
    department = factories.department(slug="old-department", university=factories.university(slug="old-university"))
    department.university.slug = "new-university"
    department.university.save()
    now = "/en/universities/new-university/departments"

    assert leads_to(client, "/en/universities/old-university/departments/old-department/") == f"{now}/old-department/"
    move(department, "new-department")
    assert leads_to(client, "/en/universities/old-university/departments/old-department/") == f"{now}/new-department/"
    assert leads_to(client, "/en/universities/new-university/departments/old-department/") == f"{now}/new-department/"


def test_departments_of_two_universities_may_have_had_one_slug(client: Client) -> None:
    first, second = (factories.department(slug="surgery", university=factories.university(slug=name)) for name in ("first", "second"))
    move(first, "surgery-1")
    move(second, "surgery-2")

    assert leads_to(client, "/en/universities/first/departments/surgery/").endswith("/first/departments/surgery-1/")
    assert leads_to(client, "/en/universities/second/departments/surgery/").endswith("/second/departments/surgery-2/")


def test_chain_of_addresses_leads_on_in_one_step(client: Client) -> None:
    visit = factories.visit(slug="first")
    move(visit, "second")
    move(visit, "third")

    assert {leads_to(client, f"/en/visits/{slug}/") for slug in ("first", "second")} == {"/en/visits/third/"}


def test_record_that_goes_back_leads_nowhere_in_a_circle(client: Client) -> None:
    visit = factories.visit(slug="first")
    move(visit, "second")
    move(visit, "first")

    assert client.get("/en/visits/first/").status_code == 200
    assert leads_to(client, "/en/visits/second/") == "/en/visits/first/"


def test_living_record_wins_over_who_was_there_before(client: Client) -> None:
    move(factories.visit(slug="wanted", title_en="Moved away"), "elsewhere")
    successor = factories.visit(slug="wanted", title_en="Moved in")

    assert "Moved in" in client.get("/en/visits/wanted/").content.decode()

    move(successor, "third-place")
    assert leads_to(client, "/en/visits/wanted/") == "/en/visits/third-place/"

    successor.status = "draft"
    successor.save()
    assert leads_to(client, "/en/visits/wanted/") == "/en/visits/elsewhere/"


def test_records_of_other_kinds_have_addresses_of_their_own(client: Client) -> None:
    move(factories.visit(slug="same"), "elsewhere")

    assert client.get("/en/events/same/").status_code == 404


def test_what_is_no_longer_public_is_not_found_at_its_former_address(client: Client) -> None:
    visit = factories.visit(slug="before")
    move(visit, "after")
    visit.status = "archived"
    visit.save()

    assert client.get("/en/visits/before/").status_code == 404


def test_deleted_record_takes_its_former_addresses_along(client: Client) -> None:
    visit = factories.visit(slug="before")
    move(visit, "after")
    visit.delete()

    assert client.get("/en/visits/before/").status_code == 404
    assert not FormerAddress.objects.exists()


def test_address_is_remembered_only_if_the_change_is_saved(client: Client) -> None:
    partner = factories.institution(slug="before")
    factories.institution(slug="taken")
    with pytest.raises(IntegrityError):
        move(partner, "taken")

    assert not FormerAddress.objects.exists()
    assert client.get("/en/partners/before/").status_code == 200


def test_address_is_not_remembered_where_it_is_not_saved() -> None:
    partner = factories.institution(slug="before")
    partner.slug, partner.website = "after", "https://after.example/"
    partner.save(update_fields=["website"])

    assert not FormerAddress.objects.exists()
    assert Institution.objects.get(pk=partner.pk).slug == "before"


def test_merged_institution_leads_on_from_its_former_address(client: Client) -> None:
    kept = factories.institution(slug="kept")
    gone = factories.institution(slug="gone", merged_into=kept)
    move(gone, "gone-and-renamed")

    assert leads_to(client, "/en/partners/gone/?a=1") == "/en/partners/kept/?a=1"


def test_files_of_a_moved_record_lead_on(client: Client) -> None:
    event = factories.event(slug="before", period="2024-10-08")
    move(event, "after")
    university = factories.university(slug="before")
    move(university, "after")

    assert leads_to(client, "/events/before.ics?lang=uz") == "/events/after.ics?lang=uz"
    assert leads_to(client, "/uz/feeds/universities/before.atom") == "/uz/feeds/universities/after.atom"
    assert client.get("/cards/events/before.en.png").content == client.get("/cards/events/after.en.png").content


def test_slug_changed_in_the_admin_is_remembered(admin_client: Client) -> None:
    department = Department.objects.get(slug="biochemistry")
    address = reverse("admin:departments_department_change", args=[department.pk])
    fields = admin_client.get(address).context["adminform"].form
    sent = {name: "" if fields[name].value() is None else fields[name].value() for name in fields.fields}
    formsets = admin_client.get(address).context["inline_admin_formsets"]
    for formset in formsets:
        for form in [formset.formset.management_form, *formset.formset.forms]:
            sent |= {form.add_prefix(name): "" if form[name].value() is None else form[name].value() for name in form.fields}

    response = admin_client.post(address, sent | {"slug": "biochemistry-2"})

    assert response.status_code == 302
    assert leads_to(admin_client, "/ru/departments/biochemistry/") == "/ru/departments/biochemistry-2/"
    assert "from its former addresses too: biochemistry." in admin_client.get(address).content.decode()


def test_former_address_is_kept_once() -> None:
    kept = FormerAddress.objects.create(kind="events.visit", slug="before", record_key=1)

    assert_refused("former_address_once", lambda: FormerAddress.objects.create(kind=kept.kind, slug=kept.slug, record_key=kept.record_key))


@pytest.mark.parametrize(
    "address",
    ["/events.ics", "/events/x.ics", "/en/feeds/visits.atom", "/sitemap.xml", "/manifest.webmanifest", "/cards/site/home.en.png"],
)
def test_files_can_only_be_read_and_set_no_cookie(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405
    assert not client.get(address).cookies
