"""The interface says everything in every language."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.utils.formats import date_format
from django.utils.translation import ngettext, override

from smsu_intl.base.periods import PartialPeriod
from tests import factories

Message = str | tuple[str, ...]
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def _catalogue(language: str) -> dict[Message, Any]:
    with Path(settings.BASE_DIR, "locale", language, "LC_MESSAGES", "django.po").open("rb") as file:
        return {message.id: message for message in read_po(file, locale=language) if message.id}


@pytest.fixture(scope="module")
def messages() -> set[Message]:
    """What the source and the templates have to say."""
    with Path(settings.BASE_DIR, "locale", "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(
        settings.BASE_DIR, methods, options, directory_filter=lambda path: Path(path).name not in {".venv", ".git", "staticfiles"}
    )
    return {message[2] for message in found}


@pytest.mark.parametrize("language", ["ru", "uz"])
def test_every_message_is_translated(messages: set[Message], language: str) -> None:
    catalogue = _catalogue(language)

    missing = [message for message in messages if message not in catalogue or not all(_forms(catalogue[message].string))]

    assert len(messages) > 400
    assert missing == []


@pytest.mark.parametrize("language", ["ru", "uz"])
def test_translations_keep_the_placeholders(language: str) -> None:
    for message, translation in _catalogue(language).items():
        wanted = {frozenset(PLACEHOLDER.findall(form)) for form in _forms(message)}
        for form in _forms(translation.string):
            assert frozenset(PLACEHOLDER.findall(form)) in wanted, (message, form)


def test_uzbek_is_written_with_its_own_apostrophes() -> None:
    for message, translation in _catalogue("uz").items():
        for form in _forms(translation.string):
            assert not re.search("(?<=[oOgG])['’‘`]|(?<=\\w)['`](?=\\w)", form), (message, form)


def _forms(text: Message) -> tuple[str, ...]:
    return text if isinstance(text, tuple) else (text,)


def test_plural_forms_are_those_of_the_language() -> None:
    for language, forms in (("ru", 3), ("uz", 1)):
        plural = [message for message in _catalogue(language).values() if isinstance(message.id, tuple)]
        assert len(plural) > 10
        assert {len(_forms(message.string)) for message in plural} == {forms}, language


@pytest.mark.parametrize(("number", "russian"), [(1, "1 визит"), (3, "3 визита"), (5, "5 визитов"), (11, "11 визитов"), (21, "21 визит")])
def test_numbers_agree_with_their_nouns(number: int, russian: str) -> None:
    with override("ru"):
        assert ngettext("%(count)s visit", "%(count)s visits", number) % {"count": number} == russian
    with override("uz"):
        assert ngettext("%(count)s visit", "%(count)s visits", number) % {"count": number} == f"{number} ta tashrif"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "day", "days", "months"),
    [
        ("en", "8 October 2024", "8–9 October 2024", "October 2024"),
        ("ru", "8 октября 2024", "8–9 октября 2024", "октябрь 2024"),
        ("uz", "2024-yil 8-oktabr", "2024-yil 8–9-oktabr", "2024-yil oktabr"),
    ],
)
def test_dates_and_ranges_are_printed_as_the_language_does(client: Client, language: str, day: str, days: str, months: str) -> None:
    for period, printed in (("2024-10-08", day), ("2024-10-08/2024-10-09", days), ("2024-10", months)):
        html = client.get(f"/{language}/visits/{factories.visit(period=period).slug}/").content.decode()
        assert re.search(rf"<dd>(<time[^>]*>|<span class=\"whole\">)?{printed}", html), printed


@pytest.mark.parametrize(("style", "printed"), [("DATE_FORMAT", "2024-yil 8-oktabr"), ("DATETIME_FORMAT", "2024-yil 8-oktabr, 9:05")])
def test_moments_are_printed_in_uzbek_as_periods_are(style: str, printed: str) -> None:
    with override("uz"):
        assert date_format(datetime(2024, 10, 8, 9, 5), style) == printed  # noqa: DTZ001 -- no zone is printed
        assert str(PartialPeriod("2024-10-08")) == "2024-yil 8-oktabr"


def test_programmes_are_counted_in_uzbek_as_all_else_is() -> None:
    with override("uz"):
        assert ngettext("%(count)s programme", "%(count)s programmes", 4) % {"count": 4} == "4 ta dastur"
