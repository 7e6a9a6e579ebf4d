"""Names stand in the order of each language's alphabet, in every list and on every database."""

import pytest
from django.utils.translation import override

from departments.models import Department, Person
from partners.models import Institution
from smsu_intl.base.alphabets import by_alphabet, sort_key
from smsu_intl.base.countries import country_choices
from smsu_intl.base.regions import region_choices
from tests import factories

IN_ORDER = {
    "en": ["Andijan", "Bukhara 2", "Bukhara-City", "Bukhara State University", "Çukurova University", "Khiva", "Zürich", "Яндекс"],
    "uz": [
        "Abu Ali ibn Sino", "Buxoro", "Ginekologiya", "Isʼhoq", "Nevrologiya", "Nyu-York", "Oftalmologiya", "Samarqand", "Sirdaryo",
        "Terapiya",
        "Xirurgiya", "Zarmed", "Oʻpka kasalliklari", "Gʻarbiy universitet", "Shahrisabz", "Chirchiq", "Кардиология",
    ],
    "ru": [
        "Андижан", "Ежедневник", "Елец", "Ёлка", "Ель", "Ереван", "Жамбыл", "Зарафшан", "Йемен", "Калининград", "Хирургия", "Царицын",
        "Чехия",
        "Шахрисабз", "Щёлково", "Эстония", "Югра", "Япония", "Akfa", "Zarmed",
    ],
}  # fmt: skip


def _shuffled(names: list[str]) -> list[str]:
    return [*reversed(names[::2]), *names[1::2]]


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_words_stand_in_the_order_of_the_alphabet(language: str) -> None:
    assert sorted(_shuffled(IN_ORDER[language]), key=lambda name: sort_key(name, language)) == IN_ORDER[language]


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("uz", "Sʼhoda", "Shoda"),  # parted by the apostrophe: no letter sh
        ("uz", "Mango", "Manzil"),
        ("ru", "Елка", "Ёлка"),
        ("ru", "Ёлка", "Елкин"),
        ("en", "Saglik", "Sağlık"),
        ("en", "Bukhara", "Bukhara State"),
    ],
)
def test_first_comes_before_second(language: str, first: str, second: str) -> None:
    if (language, first) == ("uz", "Mango"):  # “ng” is the last letter
        first, second = second, first
    assert sort_key(first, language) < sort_key(second, language)


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_case_apostrophes_and_punctuation_make_no_difference(language: str) -> None:
    assert (
        sort_key("OʻZBEKISTON (Samarqand)", language)
        == sort_key("O'zbekiston, samarqand", language)
        == sort_key(" O‘zbekiston Samarqand.", language)
    )


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
@pytest.mark.parametrize("text", ["", "!?", "東京", "İstanbul", "ﬁ", "١٢", "a\x00b", "ß", "🎓"])
def test_any_text_has_a_key_in_ascii(language: str, text: str) -> None:
    key = sort_key(text, language)
    assert key.isascii()
    assert key.isprintable()


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_lists_come_from_the_database_in_that_order(db: None, language: str) -> None:
    for name in _shuffled(IN_ORDER[language]):
        factories.institution(**{"name_en": "", f"name_{language}": name}, country="AQ")
        factories.person(name=f"{name} Q.", post_en="sorted")
    university = factories.university()
    for name in _shuffled(IN_ORDER[language]):
        factories.department(**{"name_en": "", f"name_{language}": name}, university=university)

    with override(language):
        assert [str(one) for one in Institution.objects.in_country("AQ").in_name_order()] == IN_ORDER[language]
        assert [str(one) for one in Department.objects.filter(university=university).in_order()] == IN_ORDER[language]
        assert [one.name.removesuffix(" Q.") for one in Person.objects.filter(post_en="sorted").in_name_order()] == IN_ORDER[language]


def test_name_that_is_not_translated_stands_by_its_original(db: None) -> None:
    for name in ({"name_ru": "Шахрисабз"}, {"name_ru": "Юрмала"}, {"name_en": "Basel"}):
        factories.institution(**{"name_en": "", **name}, country="AQ")

    with override("ru"):
        assert [str(one) for one in Institution.objects.in_country("AQ").in_name_order()] == ["Шахрисабз", "Юрмала", "Basel"]


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("uz", ["Yaponiya", "Oʻzbekiston", "Shvetsiya", "Chexiya"]),
        ("ru", ["Египет", "Индия", "Чехия", "Швеция", "Япония"]),
        ("en", ["Åland Islands", "Albania", "Czechia", "Türkiye", "Zambia"]),
    ],
)
def test_countries_stand_in_that_order(language: str, names: list[str]) -> None:
    with override(language):
        listed = [name for _code, name in country_choices()]
    assert [name for name in listed if name in names] == names


def test_parts_of_the_world_stand_in_that_order() -> None:
    with override("ru"):
        continents = [name for _code, name in region_choices() if ":" not in name]
        assert continents == sorted(continents, key=by_alphabet)
