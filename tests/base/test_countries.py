import pytest
from django.utils.translation import override

from smsu_intl.base.alphabets import sort_key
from smsu_intl.base.countries import country_choices, country_name, is_country, locale_of


@pytest.mark.parametrize(("language", "name"), [("en", "Türkiye"), ("ru", "Турция"), ("uz", "Turkiya")])
def test_country_name_is_in_the_active_language(language, name):
    with override(language):
        assert country_name("TR") == name


def test_uzbek_names_keep_to_one_apostrophe():
    with override("uz"):
        names = dict(country_choices())
    assert names["UZ"] == "Oʻzbekiston"
    assert not any(mark in name for name in names.values() for mark in "‘’'`")


def test_unknown_code_stands_for_itself():
    assert country_name("XX") == "XX"


@pytest.mark.parametrize(("code", "known"), [("UZ", True), ("XK", True), ("uz", False), ("EU", False), ("ZZ", False), ("419", False)])
def test_country_is_an_upper_case_code(code, known):
    assert is_country(code) == known


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_choices_are_all_countries_sorted_by_name(language):
    with override(language):
        choices = country_choices()
    names = [name for _, name in choices]
    assert names == sorted(names, key=lambda name: sort_key(name, language))
    assert len(choices) > 240
    assert all(is_country(code) for code, _ in choices)


def test_locale_of_an_unknown_language_is_english():
    assert str(locale_of("fr")) == "en_GB"
