"""The interface says everything in every language."""

import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from django.conf import settings

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
