"""Which texts lack a translation, and which translations are older than their original."""

import pytest

from departments.models import Department
from events.models import Count, Participant, Session, Visit
from smsu_intl.base.translations import CHECKED, lacking, outdated, outdated_languages, translated_names
from tests import factories


def _versions(*texts: str) -> list[tuple[bool, list[list[str]]]]:
    """Return versions of one text: English, Russian and Uzbek parted by bars; an exclamation mark says they are right."""
    return [(text.startswith("!"), [text.removeprefix("!").split("|")]) for text in texts]


@pytest.mark.parametrize(
    ("versions", "older"),
    [
        (["a|а|а"], set()),
        (["a||", "a|а|"], set()),  # translated after it was written
        (["a||", "a|а|", "b|а|"], {"ru"}),
        (["a||", "a|а|", "b|б|"], set()),  # both at once
        (["a||", "a|а|", "b|а|", "b|б|"], set()),
        (["||а", "a||а", "a||б"], {"en"}),  # the original is Uzbek
        (["||а", "a||а", "b||а"], set()),  # a translation was mended
        (["a|а|а", "a|а|б"], set()),  # written at once: English counts as the original
        (["a|а|а", "b|а|а"], {"ru", "uz"}),
        (["a|а|а", "b|а|а", "!b|а|а"], set()),
        (["a|а|а", "b|а|а", "!b|а|а", "c|а|а"], {"ru", "uz"}),
        (["a|а|", "|а|"], set()),  # the original is gone
        (["a|а|", "b||"], set()),  # the translation is gone: it is missing
        (["||", "||"], set()),
    ],
)
def test_translation_is_older_if_the_original_changed_later(versions: list[str], older: set[str]) -> None:
    assert outdated_languages(_versions(*versions)) == older


def test_each_text_has_an_original_of_its_own() -> None:
    versions = [
        (False, [["a", "", ""], ["", "б", ""]]),
        (False, [["a", "а", ""], ["b", "б", ""]]),
        (False, [["a", "а", ""], ["b", "в", ""]]),
    ]

    assert outdated_languages(versions) == {"en"}


def test_texts_of_a_model_are_its_translated_fields() -> None:
    assert translated_names(Department) == ["name", "statement"]


def test_text_in_one_language_lacks_the_others(db: None) -> None:
    record = factories.department(name_en="Neurology", name_ru="Неврология")
    empty = factories.person()  # no text at all: nothing is missing

    found = {language: Department.objects.filter(lacking(Department, language), pk=record.pk).exists() for language in ("en", "ru", "uz")}

    assert found == {"en": False, "ru": False, "uz": True}
    assert not type(empty).objects.filter(lacking(type(empty), "uz"), pk=empty.pk).exists()


def test_parts_count_as_texts_of_their_record(db: None) -> None:
    visit = factories.visit(title_ru="Визит", title_uz="Tashrif")
    factories.session(visit=visit, topic_en="Stroke", topic_ru="Инсульт")
    mine = Visit.objects.filter(pk=visit.pk)

    assert not mine.filter(lacking(Visit, "uz")).exists()
    assert mine.filter(lacking(Visit, "uz", (Session, Participant, Count))).exists()
    assert not mine.filter(lacking(Visit, "ru", (Session, Participant, Count))).exists()


def test_outdated_records_are_read_in_one_query(db: None, django_assert_num_queries) -> None:
    for number in range(3):
        record = factories.department(name_ru="Неврология")
        if number:
            record.name_en = f"Neurology {number}"
            record.save()

    with django_assert_num_queries(1):
        found = outdated(Department)

    assert len(found["ru"]) == 2
    assert found["uz"] == set()


def test_record_without_history_keeps_what_was_changed_first(db: None) -> None:
    record = Department.objects.exclude(name_ru="").exclude(name_en="").first()  # of the site's content
    assert not record.history.exists()
    before = record.name_en

    record.name_en = "Neurology and neurosurgery"
    record.save()

    assert list(record.history.order_by("pk").values_list("history_type", "name_en")) == [("+", before), ("~", record.name_en)]
    assert record.pk in outdated(Department)["ru"]

    record._change_reason = CHECKED
    record.save()

    assert record.pk not in outdated(Department)["ru"]
