"""The staff's workplace speaks every language: Django's own words, those of the libraries, and ours."""

import json
import re
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests import factories
from tests.test_admin import MODELS, PAGES, address, office, some_record

__all__ = ["office"]  # a fixture

# Packages whose words the staff read, and the language of a catalogue in which all of them stand.
CATALOGUES = {
    "django.conf": "en",
    "django.contrib.admin": "en",
    "django.contrib.auth": "en",
    "django.contrib.contenttypes": "en",
    "simple_history": "de",
}
# What is the same in the language: names, signs, units, and months and days that are called alike.
SIGNS = {":", ":?.!", "…", ", ", "%(truncated_text)s…", "URL", "Email", "IPv4", "IPv6", *(f"%s {unit}B" for unit in "KMGTP")}
SAME = {"uz": SIGNS | {"May", "mar", "apr", "may", "server"}, "ru": SIGNS}
FIXED = "Whether the user will be able to authenticate"  # Django joins this one to a list when it starts, before any language is known
NOT_SHOWN = re.compile("global_settings.py|core/paginator|default_urlconf|technical_|views/generic|views/static|tasks/|csrf|dates.py")
OLD_APOSTROPHE = re.compile("(?<=[oOgG])['’‘`]|(?<=\\w)['`’](?=\\w)")


def _messages(package: str, catalogue: str, domain: str = "django") -> list[Any]:
    spec = find_spec(package)
    assert spec is not None
    path = Path(str(spec.submodule_search_locations[0]), "locale", catalogue, "LC_MESSAGES", f"{domain}.po")
    with path.open("rb") as file:
        return [message for message in read_po(file) if message.id]


def _shown(message: Any) -> bool:
    places = [place for place, _line in message.locations]
    return not places or not all(NOT_SHOWN.search(place) for place in places)


def _translated(message: Any) -> list[str]:
    if isinstance(message.id, tuple):
        return [translation.ngettext(*message.id, number) for number in (1, 2, 5)]
    return [translation.pgettext(message.context, message.id) if message.context else translation.gettext(message.id)]


@pytest.mark.parametrize("language", ["ru", "uz"])
@pytest.mark.parametrize("package", CATALOGUES)
def test_every_word_of_the_framework_is_translated(package: str, language: str) -> None:
    english = [message for message in _messages(package, CATALOGUES[package]) if _shown(message)]

    with translation.override(language):
        missing = [
            message.id
            for message in english
            if set(_translated(message)) & set(message.id if isinstance(message.id, tuple) else [message.id]) - SAME[language]
        ]

    assert len(english) > 5
    assert missing == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ru", "uz"])
def test_every_word_of_the_admins_scripts_is_translated(office: Client, language: str) -> None:
    script = office.get("/admin/jsi18n/", headers={"accept-language": language}).content.decode()
    words = json.loads(script.partition("const newcatalog = ")[2].partition(";\n")[0])

    missing = []
    for message in _messages("django.contrib.admin", "en", "djangojs"):
        first = message.id[0] if isinstance(message.id, tuple) else message.id
        if not words.get(f"{message.context}\x04{first}" if message.context else first):
            missing.append(message.id)

    assert missing == []


def test_uzbek_words_of_the_framework_are_written_with_their_own_apostrophes() -> None:
    for domain in ("django", "djangojs"):
        with Path(settings.BASE_DIR, "locale", "framework", "uz", "LC_MESSAGES", f"{domain}.po").open("rb") as file:
            for message in read_po(file, locale="uz"):
                for form in [message.string] if isinstance(message.string, str) else message.string:
                    assert not OLD_APOSTROPHE.search(form), message.id


class Words(HTMLParser):
    """Collects what a page says: its texts, labels, titles and buttons."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: set[str] = set()
        self.silent = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attributes}
        self.silent += tag in ("script", "style")
        spoken = ["title", "alt", "aria-label", "placeholder", *(["value"] if named.get("type") in ("submit", "button", "reset") else [])]
        self.said |= {named[name].strip() for name in spoken if name in named}

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.said.add(data.strip())


def _english_words(language: str) -> set[str]:
    """Return the whole phrases that no page may show, because they have a translation."""
    ours = {message.id for message in _own(language) if isinstance(message.id, str) and message.string != message.id}
    theirs = {message.id for package in CATALOGUES for message in _messages(package, CATALOGUES[package]) if isinstance(message.id, str)}
    return (
        {phrase for phrase in ours | theirs if "%" not in phrase and "{" not in phrase and not phrase.startswith(FIXED)}
        - SAME[language]
        - {"English"}
    )


def _own(language: str) -> list[Any]:
    with Path(settings.BASE_DIR, "locale", language, "LC_MESSAGES", "django.po").open("rb") as file:
        return [message for message in read_po(file) if message.id]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ru", "uz"])
def test_no_page_of_the_admin_says_anything_in_english(office: Client, client: Client, language: str) -> None:
    english = _english_words(language)
    account = User.objects.get(username="office")
    pages = ["/admin/", "/admin/translations/", "/admin/password_change/", "/admin/password_change/done/", "/admin/events/"]
    pages.append(reverse("admin:auth_user_password_change", args=[account.pk]))
    for model in MODELS:
        pages += [address(model, page, some_record(model).pk) for page in PAGES]
    person = factories.person()
    person.save()
    pages.append(reverse("admin:departments_person_simple_history", args=[person.pk, person.history.latest().pk]))

    english_found = {}
    for browser, page in [*((office, page) for page in pages), (client, "/admin/login/"), (client, "/admin/password_change/")]:
        response = browser.get(page, headers={"accept-language": language}, follow=True)
        said = Words(response.content.decode()).said & english
        if said:
            english_found[page] = said

    assert english_found == {}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ru", "uz"])
def test_refused_sign_in_is_told_in_the_language(client: Client, language: str) -> None:
    response = client.post("/admin/account/login/", {"login": "x", "password": "y"}, headers={"accept-language": language})

    assert not Words(response.content.decode()).said & _english_words(language)
    assert "Please enter" not in response.content.decode()


@pytest.mark.urls("django.contrib.auth.urls")
@pytest.mark.parametrize(("language", "subject"), [("ru", "Сброс пароля на example.org"), ("uz", "example.org: parolni tiklash")])
def test_letter_that_resets_a_password_is_written_in_the_language(language: str, subject: str) -> None:
    context = {
        "site_name": "example.org",
        "domain": "example.org",
        "protocol": "https",
        "uid": "MQ",
        "token": "x",
        "user": User(username="reader"),
    }
    with translation.override(language):
        printed = render_to_string("registration/password_reset_subject.txt", context).strip()
        letter = render_to_string("registration/password_reset_email.html", context)

    assert printed == subject
    assert "https://example.org/" in letter
    assert not re.search("password|Please|Thanks|team", letter.replace("example.org", ""))
