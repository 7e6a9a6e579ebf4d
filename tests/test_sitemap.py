"""The maps of the site hold every public page of every published record, in every language, and nothing else."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.utils import timezone

from departments.models import University
from smsu_intl import sitemaps
from tests import factories
from tests.test_pages import LANGUAGES

pytestmark = pytest.mark.django_db

MAP, XHTML = "{http://www.sitemaps.org/schemas/sitemap/0.9}", "{http://www.w3.org/1999/xhtml}"
HOST = "http://testserver"


def read(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/xml"
    return ET.fromstring(response.content)  # noqa: S314 -- our own


def sections(client: Client) -> list[str]:
    return [found.text.removeprefix(HOST) for found in read(client, "/sitemap.xml").iter(f"{MAP}loc")]


def addresses(client: Client) -> list[str]:
    return [found.text.removeprefix(HOST) for section in sections(client) for found in read(client, section).iter(f"{MAP}loc")]


def test_every_mapped_page_can_be_read(client: Client) -> None:
    mapped = addresses(client)

    assert len(mapped) == len(set(mapped)) > 150
    for address in mapped:
        if address.startswith("/uz/"):
            assert client.get(address).status_code == 200, address


def test_published_records_are_mapped_in_every_language(client: Client) -> None:
    records = [
        factories.institution(),
        factories.programme(),
        factories.visit(),
        factories.event(),
        factories.department(),
        University.objects.hosted().first(),
    ]

    mapped = addresses(client)

    for record in records:
        address = record.get_absolute_url()
        assert {address.replace("/en/", f"/{language}/", 1) for language in LANGUAGES} <= set(mapped)


def test_nothing_is_mapped_that_is_not_public_or_leads_elsewhere(client: Client) -> None:
    records = [
        factories.institution(status="draft"),
        factories.institution(merged_into=factories.institution()),
        University.objects.get(is_home=True).institution,
        factories.programme(is_sample=True),
        factories.programme(state="in_talks"),
        factories.visit(status="archived"),
        factories.event(status="in_review"),
        factories.department(university=factories.university(status="draft")),
    ]

    mapped = addresses(client)

    assert not {record.get_absolute_url() for record in records} & set(mapped)


def test_countries_are_mapped_that_have_partners(client: Client) -> None:
    mapped = addresses(client)

    assert {"/en/countries/", "/en/countries/kz/"} <= set(mapped)
    assert "/en/countries/it/" not in mapped


def test_mapped_page_names_its_other_languages_and_its_last_change(client: Client) -> None:
    visit = factories.visit(slug="mapped")

    (found,) = (entry for entry in read(client, "/sitemap-visits.xml") if entry.findtext(f"{MAP}loc") == f"{HOST}/ru/visits/mapped/")

    alternates = {link.attrib["hreflang"]: link.attrib["href"] for link in found.iter(f"{XHTML}link")}
    assert alternates == {
        **{language: f"{HOST}/{language}/visits/mapped/" for language in LANGUAGES},
        "x-default": f"{HOST}/visits/mapped/",
    }
    assert found.findtext(f"{MAP}lastmod") == timezone.localdate(visit.updated_at).isoformat()


def test_map_grows_into_further_pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps.Pages, "limit", 30)

    found = sections(client)

    assert "/sitemap-partners.xml?p=2" in found
    assert len(addresses(client)) == len(set(addresses(client)))


@pytest.mark.parametrize(("address", "queries"), [("/sitemap.xml", 13), *((f"/sitemap-{name}.xml", 2) for name in sitemaps.SECTIONS)])
def test_map_takes_few_queries(client: Client, django_assert_max_num_queries: Any, address: str, queries: int) -> None:
    with django_assert_max_num_queries(queries):
        client.get(address)


@pytest.mark.parametrize(
    "address", ["/sitemap-nothing.xml", "/sitemap-visits.xml?p=99", "/sitemap-visits.xml?p=-1", "/sitemap-visits.xml?p=%00"]
)
def test_map_that_is_not_there_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_robots_are_shown_the_map(client: Client) -> None:
    assert f"Sitemap: {HOST}/sitemap.xml" in client.get("/robots.txt").content.decode()
