"""How pages look where their addresses are shared, and which address each of them has."""

import re
from html import unescape

import pytest
from django.test import Client

from tests import factories
from tests.test_pages import LANGUAGES, QUERIES

pytestmark = pytest.mark.django_db

HOST = "http://testserver"


def head_of(client: Client, address: str) -> str:
    return unescape(client.get(address).content.decode().partition("</head>")[0])


def meta(head: str, name: str) -> list[str]:
    return re.findall(rf'<meta (?:name|property)="{re.escape(name)}" content="([^"]*)"', head)


@pytest.mark.parametrize("path", QUERIES)
def test_page_says_its_address_and_the_others_in_every_language(client: Client, path: str) -> None:
    head = head_of(client, f"/ru{path}")

    (canonical,) = re.findall('<link rel="canonical" href="([^"]+)">', head)
    alternates = dict(re.findall('<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', head))
    assert canonical.startswith(f"{HOST}/ru{path.partition('?')[0]}")
    assert alternates == {
        **{language: canonical.replace("/ru/", f"/{language}/", 1) for language in LANGUAGES},
        "x-default": canonical.replace("/ru/", "/", 1),
    }


@pytest.mark.parametrize("path", QUERIES)
def test_page_describes_itself_to_those_who_share_it(client: Client, path: str) -> None:
    head = head_of(client, f"/en{path}")

    (title,) = meta(head, "og:title")
    assert re.search(rf"<title>{re.escape(title)} – ", head)
    assert meta(head, "og:description") == meta(head, "description") != [""]
    assert meta(head, "og:url") == re.findall('<link rel="canonical" href="([^"]+)">', head)
    assert meta(head, "og:locale") == ["en_GB"]
    assert set(meta(head, "og:locale:alternate")) == {"ru_RU", "uz_UZ"}
    assert meta(head, "og:type") == ["website"]
    assert meta(head, "twitter:card") == ["summary_large_image"]


def test_default_address_leads_to_the_visitors_language(client: Client) -> None:
    response = client.get("/visits/rohrig-institute-october-2024/", headers={"accept-language": "uz"})

    assert response.headers["Location"] == "/uz/visits/rohrig-institute-october-2024/"


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("/en/visits/?utm_source=x", "/en/visits/"),
        ("/en/visits/?page=1", "/en/visits/"),
        ("/en/visits/?year=&direction=incoming&x=1", "/en/visits/?direction=incoming"),
        ("/en/visits/?direction=sideways", "/en/visits/"),
        ("/en/programmes/?me=student:4&kind=exchange&lang_en=B2", "/en/programmes/?kind=exchange"),
        ("/en/partners/?utm_source=x&country=RU&country=KZ", "/en/partners/?country=KZ&country=RU"),
        ("/en/departments/neurology/?fbclid=x", "/en/departments/neurology/"),
    ],
)
def test_canonical_address_says_only_what_narrows_the_list(client: Client, asked: str, canonical: str) -> None:
    assert f'<link rel="canonical" href="{HOST}{canonical}">' in head_of(client, asked)


def test_further_pages_of_a_list_are_pages_of_their_own(client: Client) -> None:
    for number in range(25):
        factories.visit(title_en=f"Visit number {number}")

    head = head_of(client, "/en/visits/?page=2&utm_source=x")

    assert f'<link rel="canonical" href="{HOST}/en/visits/?page=2">' in head
    assert not meta(head, "robots")


@pytest.mark.parametrize(
    ("address", "is_listed"),
    [
        ("/en/", True),
        ("/en/partners/", True),
        ("/en/partners/?country=RU", True),
        ("/en/partners/?country=RU&kind=university", False),
        ("/en/partners/?sort=activity", False),
        ("/en/partners/?view=map", False),
        ("/en/partners/?q=medical", False),
        ("/en/partners/print/", False),
        ("/en/visits/?direction=incoming", True),
        ("/en/visits/?direction=sideways", False),
        ("/en/search/", True),
        ("/en/search/?q=academy", False),
        ("/en/nothing/", False),
    ],
)
def test_search_engines_list_pages_but_no_searches(client: Client, address: str, is_listed: bool) -> None:
    assert meta(head_of(client, address), "robots") == ([] if is_listed else ["noindex"])


def test_samples_are_kept_from_search_engines(client: Client) -> None:
    sample = factories.programme(is_sample=True)

    assert meta(head_of(client, f"/en/programmes/{sample.slug}/"), "robots") == ["noindex"]


def test_pages_that_are_none_have_no_address(client: Client) -> None:
    head = head_of(client, "/en/nothing/")

    assert "canonical" not in head
    assert "og:" not in head


def test_descriptions_are_composed_from_the_records(client: Client) -> None:
    partner = factories.institution(name_en="Ege University", city_en="Izmir", country="TR")
    department = factories.department(name_en="Department of Urology", slug="urology")
    factories.partnership(institution=partner, department=department)
    visit = factories.visit(
        departments=[department], institutions=[partner], period="2024-10-08/2024-10-09", summary_en='They said "yes" & went <home>.'
    )
    event = factories.event(kind="webinar", institutions=[partner], recurrence="monthly", mode="online", is_cancelled=True)
    programme = factories.programme(institutions=[partner], state="open", deadline="2999-03-01", kind="exchange")

    def description(address: str) -> str:
        return meta(head_of(client, address), "description")[0]

    assert description(f"/en/universities/{department.university.slug}/departments/urology/") == (
        "Department of Urology, Test University: 1 partner, 1 foreign country, 1 visit, 0 events."
    )
    assert description(f"/en/partners/{partner.slug}/") == (
        "University, Izmir, Türkiye · Who works with it: Department of Urology · Latest visit: 8–9 October 2024 · Latest event: Test event"
    )
    assert description(f"/en/visits/{visit.slug}/").startswith(
        "Incoming visit, 8–9 October 2024 · Partners: Ege University · On our side: Department of Urology · They said "
    )
    assert description(f"/en/events/{event.slug}/") == "Webinar, every month, online · Cancelled · Partners: Ege University"
    assert description(f"/en/programmes/{programme.slug}/") == "Exchange · Open · Apply by: 1 March 2999 · Partners: Ege University"
    assert description(f"/ru/visits/{visit.slug}/").startswith("Входящий визит, 8–9 октября 2024 г. · Партнёры: Ege University")
