"""Countries and territories by ISO 3166-1 code, named by CLDR in every language of the site."""

import re
from collections.abc import Iterable
from functools import cache

from babel import Locale
from django.utils.translation import get_language, override

from smsu_intl.base.alphabets import by_alphabet
from smsu_intl.base.folding import fold

# Codes in CLDR's territory list that are groupings, pseudo-locales or placeholders, not countries.
_NOT_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
_LOCALES = {"en": "en_GB", "ru": "ru", "uz": "uz_Latn"}


def locale_of(language: str | None = None) -> Locale:
    """Return the CLDR locale of a site language; the active one unless `language` is given."""
    return Locale.parse(_LOCALES.get(language or get_language() or "en", "en_GB"))


@cache
def _names(language: str) -> dict[str, str]:
    territories = map(str, locale_of(language).territories)
    codes = [code for code in territories if re.fullmatch("[A-Z]{2}", code) and code not in _NOT_COUNTRIES]
    return {code: territory_name(code, language) for code in codes}


@cache
def territory_name(code: str, language: str) -> str:
    """Return CLDR's name of a country, or of a region by its UN M49 code; the code itself if unknown."""
    name = str(locale_of(language).territories.get(code, code))
    if language == "uz":  # CLDR mixes the apostrophes: oʻ and gʻ carry U+02BB, the glottal stop U+02BC
        return re.sub("(?<=[OoGg])[‘’']", "ʻ", name).replace("’", "ʼ")
    return name


def names_of_countries(language: str) -> dict[str, str]:
    """Return the name of every country in a site language, by its code."""
    return dict(_names(language))


def country_name(code: str) -> str:
    """Return the name of the country `code` in the active language, the code itself if unknown."""
    return _names(get_language() or "en").get(code, code)


def named_countries(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Return (code, name) of the countries `codes`, sorted by name in the active language."""
    return sorted(((code, country_name(code)) for code in codes), key=lambda choice: by_alphabet(choice[1]))


def is_country(code: str) -> bool:
    """Whether `code` is an upper-case ISO 3166-1 alpha-2 code of a country or territory."""
    return code in _names("en")


def country_choices() -> list[tuple[str, str]]:
    """Return (code, name) of all countries, sorted by name in the active language."""
    return [*_choices(get_language() or "en")]


@cache
def _choices(language: str) -> tuple[tuple[str, str], ...]:
    with override(language):
        return tuple(named_countries(_names("en")))


@cache
def _codes_by_name() -> dict[str, frozenset[str]]:
    codes: dict[str, set[str]] = {}
    for language in _LOCALES:
        for code, name in _names(language).items():
            codes.setdefault(fold(name), set()).add(code)
    return {name: frozenset(found) for name, found in codes.items()}


def countries_named(text: str) -> frozenset[str]:
    """Return the codes of the countries whose name in any language of the site is `text`, however it is typed."""
    return _codes_by_name().get(fold(text), frozenset())
