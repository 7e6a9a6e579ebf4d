import pytest
from django.template import engines
from django.utils.translation import override

from departments.models import Department
from smsu_intl.base.texts import LocalText, languages_of
from tests import factories


def _printed(text: str) -> str:
    return engines["django"].from_string("{{ text }}").render({"text": text})


@pytest.mark.parametrize(
    ("language", "text", "lang"),
    [("en", "Neurology", "en"), ("ru", "Неврология", "ru"), ("uz", "Neurology", "en"), ("de", "Neurology", "en")],
)
def test_missing_translation_falls_back(language, text, lang):
    department = Department(name_en="Neurology", name_ru="Неврология")
    with override(language):
        assert department.name == text
        assert department.name.lang == lang


def test_text_without_any_translation_is_empty():
    assert Department().name == ""
    assert not Department().name.is_original


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("имени И. М. Сеченова", "имени И.\u00a0М.\u00a0Сеченова"),
        ("I. M. Sechenov nomidagi", "I.\u00a0M.\u00a0Sechenov nomidagi"),
        ("No. 1. The end. Next", "No. 1. The end. Next"),
    ],
)
def test_initials_stay_on_a_line_with_the_name(text: str, printed: str) -> None:
    with override("ru"):
        assert _printed(LocalText(text, "ru")) == printed
        assert _printed(LocalText(text, "en")) == f'<span lang="en">{printed}</span>'


def test_text_in_another_language_marks_it():
    text = LocalText("Неврология", "ru")
    with override("uz"):
        assert text.is_original
        assert _printed(text) == '<span lang="ru">Неврология</span>'
    with override("ru"):
        assert not text.is_original
        assert _printed(text) == "Неврология"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_text_is_escaped_once(language):
    with override(language):
        assert "&lt;b&gt; &amp; &quot;" in _printed(LocalText('<b> & "', "en"))


def test_languages_of_a_field_are_its_columns():
    assert languages_of("name") == ("name_en", "name_ru", "name_uz")


def test_record_prints_in_the_active_language(db):
    record = factories.department(name_en="Neurology", name_uz="Nevrologiya")
    with override("uz"):
        assert str(record) == "Nevrologiya"
