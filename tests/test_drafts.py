"""What is not published shows nowhere: not by name beside what is, and not as a link that leads nowhere."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from departments.models import Department, Person, University
from events.models import Event, Visit
from partners.models import Agreement, Institution, Programme, Project
from smsu_intl.base.texts import languages_of
from tests import factories

pytestmark = pytest.mark.django_db

SECRET = "Zzdraft"
NAMED: dict[type[Any], str] = {
    University: "name", Department: "name", Institution: "name", Person: "name", Visit: "title", Event: "title", Agreement: "description",
    Project: "title", Programme: "name",
}  # fmt: skip


def hide(model: type[Any]) -> None:
    """Make every second record a draft of a name that no page may tell; the home university stays, or there is no site."""
    fields = {field.name for field in model._meta.get_fields()}
    columns = [column for column in languages_of(NAMED[model]) if column in fields] or [NAMED[model]]
    for number, record in enumerate(model.objects.order_by("-pk")):
        if number % 2 == 0 and not getattr(record, "is_home", False):
            model.objects.filter(pk=record.pk).update(status="draft", **dict.fromkeys(columns, f"{SECRET} {model.__name__} {number}"))


def crawl(client: Client) -> Iterator[tuple[str, Any]]:
    """Follow every link of the site from its home page, but not into lists as they are filtered."""
    waiting, seen = ["/en/"], {"/en/"}
    elsewhere = (settings.STATIC_URL, settings.MEDIA_URL, "/ru/", "/uz/", "/admin/")
    while waiting:
        address = waiting.pop()
        response = client.get(address)
        yield address, response
        if "html" not in response.headers["Content-Type"]:
            continue
        for link in map(unescape, re.findall(r'(?:href|src|action)="(/[^"#]*)', response.content.decode())):
            if "?" not in link and link not in seen and not link.startswith(elsewhere):
                seen.add(link)
                waiting.append(link)


@pytest.mark.parametrize("models", [(University,), (Department, Person), (Institution, Agreement), (Visit, Event, Project, Programme)])
def test_drafts_show_nowhere(client: Client, models: tuple[type[Any], ...]) -> None:
    call_command("loaddata", *sorted((settings.BASE_DIR / "fixtures/sample").glob("*.json")), verbosity=0)
    for model in models:
        hide(model)
        assert model.objects.filter(status="draft").exists()
    pages = dict(crawl(client))

    assert len(pages) > 60
    assert {address: page.status_code for address, page in pages.items() if page.status_code not in (200, 301, 302)} == {}
    texts = {address: b"".join(page).decode(errors="replace") for address, page in pages.items()}
    leaks = {address: re.findall(rf".{{0,60}}{SECRET}.{{0,30}}", text)[:2] for address, text in texts.items() if SECRET in text}
    assert leaks == {}


def test_pages_of_photographs_name_no_draft(client: Client) -> None:
    """A visit without a title is called by its institutions."""
    shown, hidden = factories.institution(name_en="Shown Clinic"), factories.institution(name_en=SECRET, status="draft")
    photo = factories.photo(visit=factories.visit(title_en="", institutions=[shown, hidden]))
    for address in (photo.get_absolute_url(), photo.get_list_url()):
        html = client.get(address).content.decode()

        assert "Shown Clinic" in html
        assert SECRET not in html
