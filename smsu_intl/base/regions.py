"""The world's regions by UN M49 code, as CLDR contains countries in them and names them.

Babel names the regions in every language but does not carry which countries they contain.
"""

from collections.abc import Iterable
from functools import cache

from django.utils.translation import get_language, override

from smsu_intl.base.alphabets import by_alphabet
from smsu_intl.base.countries import named_countries, territory_name

# Continent → its subregions → their countries and territories.
_WORLD = {
    "002": {
        "011": "AC BF BJ CI CV GH GM GN GW LR ML MR NE NG SH SL SN TA TG",
        "014": "BI DG DJ ER ET IO KE KM MG MU MW MZ RE RW SC SO SS TF TZ UG YT ZM ZW",
        "015": "DZ EA EG EH IC LY MA SD TN",
        "017": "AO CD CF CG CM GA GQ ST TD",
        "018": "BW LS NA SZ ZA",
    },
    "019": {
        "005": "AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE",
        "013": "BZ CP CR GT HN MX NI PA SV",
        "021": "BM CA GL PM US",
        "029": "AG AI AW BB BL BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC VG VI",
    },
    "142": {
        "030": "CN HK JP KP KR MN MO TW",
        "034": "AF BD BT IN IR LK MV NP PK",
        "035": "BN ID KH LA MM MY PH SG TH TL VN",
        "143": "KG KZ TJ TM UZ",
        "145": "AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE",
    },
    "150": {
        "039": "AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA XK",
        "151": "BG BY CZ HU MD PL RO RU SK UA",
        "154": "AX CQ DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ",
        "155": "AT BE CH DE FR LI LU MC NL",
    },
    "009": {
        "053": "AU CC CX HM NF NZ",
        "054": "FJ NC PG SB VU",
        "057": "FM GU KI MH MP NR PW UM",
        "061": "AS CK NU PF PN TK TO TV WF WS",
    },
}
_REGIONS_OF = {
    country: (continent, region)
    for continent, regions in _WORLD.items()
    for region, countries in regions.items()
    for country in countries.split()
}


def regions_of(country: str) -> tuple[str, ...]:
    """Return the continent and the subregion of the country `country`; none for Antarctica."""
    return _REGIONS_OF.get(country, ())


def countries_in(regions: Iterable[str]) -> list[str]:
    """Return the codes of all countries in any of the regions."""
    wanted = set(regions)
    return [country for country, around in _REGIONS_OF.items() if wanted & set(around)]


def by_continent(countries: Iterable[str], near: str = "") -> list[tuple[str, list[str]]]:
    """Return (name, codes) of the continents of `countries`, and of what is on none, each by name; what is around `near` first."""
    here = regions_of(near)
    found: dict[str, list[str]] = {}
    for code, _name_of_country in named_countries(countries):
        found.setdefault(next(iter(regions_of(code)), code), []).append(code)
    for codes in found.values():
        codes.sort(key=lambda code: regions_of(code) != here)
    continents = sorted(found, key=lambda continent: (continent not in here, by_alphabet(_name(continent))))
    return [(_name(continent), found[continent]) for continent in continents]


def names_of_regions(language: str) -> dict[str, str]:
    """Return the names of the continents and their subregions in a site language, by their code."""
    return {code: _name(code, language) for continent, regions in _WORLD.items() for code in (continent, *regions)}


def region_choices() -> list[tuple[str, str]]:
    """Return (code, name) of the continents by name, each followed by its subregions: “Asia: Central Asia”."""
    return [*_choices(get_language() or "en")]


@cache
def _choices(language: str) -> tuple[tuple[str, str], ...]:
    choices: list[tuple[str, str]] = []
    with override(language):
        for continent in sorted(_WORLD, key=lambda code: by_alphabet(_name(code))):
            subregions = sorted((region, f"{_name(continent)}: {_name(region)}") for region in _WORLD[continent])
            choices += [(continent, _name(continent)), *sorted(subregions, key=lambda choice: by_alphabet(choice[1]))]
    return tuple(choices)


def _name(code: str, language: str | None = None) -> str:
    # CLDR explains this one for Uzbek readers: “Northern America – USA and Canada”.
    return territory_name(code, language or get_language() or "en").partition(" – ")[0]
