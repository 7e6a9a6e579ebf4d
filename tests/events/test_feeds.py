"""Feeds say what is new in the reader's language, and say it once."""

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from tests import factories
from tests.test_pages import LANGUAGES

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
# Each feed, and how many queries it takes.
FEEDS = {
    "/feeds/visits.atom": 5,
    "/feeds/events.atom": 5,
    "/feeds/departments/neurology.atom": 11,
    "/feeds/universities/samsmu.atom": 11,
}


def read(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content)  # noqa: S314 -- our own


def titles(feed: Any) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", FEEDS)
def test_feed_has_what_atom_asks_for(client: Client, django_assert_max_num_queries: Any, path: str, language: str) -> None:
    factories.visit()
    factories.event()

    with django_assert_max_num_queries(FEEDS[path]):
        feed = read(client, f"/{language}{path}")

    assert feed.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == language
    links = {link.attrib["rel"]: link.attrib["href"] for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == f"http://testserver/{language}{path}"
    assert client.get(links["alternate"]).status_code == 200
    entries = list(feed.iter(f"{ATOM}entry"))
    assert 1 <= len(entries) <= 30
    for entry in [feed, *entries]:
        assert all(entry.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)


def test_feed_lists_the_last_changed_first_and_nothing_unpublished(client: Client) -> None:
    first = factories.visit(title_en="First & <last>")
    factories.visit(title_en="Second")
    factories.visit(title_en="Hidden", status="draft")
    first.save()

    assert titles(read(client, "/en/feeds/visits.atom"))[:2] == ["First & <last>", "Second"]


def test_departments_feed_holds_its_visits_and_events_alone(client: Client) -> None:
    department = factories.department()
    factories.visit(title_en="Its visit", departments=[department])
    factories.event(title_en="Its event", departments=[department])
    factories.event(title_en="Another's event")

    feed = read(client, f"/en/feeds/departments/{department.key}.atom")

    assert set(titles(feed)) == {"Its visit", "Its event"}


def test_summary_marks_what_stands_in_another_language(client: Client) -> None:
    partner = factories.institution(name_en="Ege University")
    factories.visit(title_en="Visit", title_uz="Tashrif", summary_en="A < B", place_en="Izmir", institutions=[partner])

    entry = next(read(client, "/uz/feeds/visits.atom").iter(f"{ATOM}entry"))
    summary = entry.find(f"{ATOM}summary")

    assert summary.attrib["type"] == "html"
    assert '<span lang="en">Ege University</span>' in summary.text
    assert '<span lang="en">Izmir</span>' in summary.text
    assert '<div lang="en"><p>A &lt; B</p></div>' in summary.text


def test_feed_that_is_known_is_not_sent_again(client: Client) -> None:
    first = client.get("/en/feeds/events.atom")

    assert client.get("/en/feeds/events.atom", headers={"if-none-match": first.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("path", ["departments/nothing", "departments/%00", "departments/a.b.c", "universities/nothing"])
def test_feed_of_nothing_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/en/feeds/{path}.atom").status_code == 404


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ("/ru/visits/", "/ru/feeds/visits.atom"),
        ("/ru/events/", "/ru/feeds/events.atom"),
        ("/ru/departments/neurology/", "/ru/feeds/departments/neurology.atom"),
        ("/ru/universities/first-pavlov/", "/ru/feeds/universities/first-pavlov.atom"),
        ("/ru/", "/ru/feeds/visits.atom"),
    ],
)
def test_page_names_its_feed(client: Client, page: str, feed: str) -> None:
    html = client.get(page).content.decode()

    assert '<link rel="alternate" type="application/atom+xml"' in html
    assert f'href="{feed}"' in html
    assert client.get(feed).status_code == 200


@pytest.mark.parametrize("kind", ["visit", "event"])
def test_link_to_a_feed_says_what_it_is_for(client: Client, kind: str) -> None:
    html = client.get(f"/en/{kind}s/").content.decode()

    assert re.search(
        rf"Feed of what is new</a>:\s+give its address to a feed reader, and it tells you of every {kind} that is added\.", html
    )
