import pytest
from django.utils.translation import override

from smsu_intl.base.countries import country_choices
from smsu_intl.base.regions import by_continent, countries_in, region_choices, regions_of


def test_country_lies_in_a_continent_and_a_subregion():
    assert regions_of("UZ") == ("142", "143")
    assert regions_of("RU") == ("150", "151")
    assert regions_of("XX") == ()


def test_every_country_lies_somewhere_but_antarctica():
    assert {code for code, _name in country_choices() if not regions_of(code)} == {"AQ"}


def test_regions_hold_the_countries_that_lie_in_them():
    assert set(countries_in(["143"])) == {"KG", "KZ", "TJ", "TM", "UZ"}
    assert set(countries_in(["142"])) > set(countries_in(["143"]))
    assert len(countries_in(code for code, _name in region_choices())) == len(set(countries_in(code for code, _name in region_choices())))


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Asia: Central Asia"), ("ru", "Азия: Центральная Азия"), ("uz", "Osiyo: Markaziy Osiyo")]
)
def test_regions_are_named_in_every_language(language, name):
    with override(language):
        choices = dict(region_choices())

    assert choices["143"] == name
    assert not any(label.endswith(code) or "‘" in label or "–" in label for code, label in choices.items())


def test_countries_stand_on_their_continents_those_around_one_first():
    with override("en"):
        assert by_continent(["KZ", "FR", "AQ", "TR", "AL"]) == [("Antarctica", ["AQ"]), ("Asia", ["KZ", "TR"]), ("Europe", ["AL", "FR"])]
        assert by_continent(["AL", "FR", "KZ"], near="DE") == [("Europe", ["FR", "AL"]), ("Asia", ["KZ"])]
        assert by_continent([]) == []
