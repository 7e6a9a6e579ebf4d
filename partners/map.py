"""The map of partners: where they are, on a ground of bare land.

Equal Earth shows every country at its true relative size. The ground, `static/img/land.svg`, is drawn by `tools/draw_land.py`
from Natural Earth's land: no borders, so no disputed lines, and no small country is lost.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import asin, cos, radians, sin, sqrt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smsu_intl.base.alphabets import by_alphabet
from smsu_intl.base.countries import country_name

WIDTH, HEIGHT = 960, 480

# Šavrič, Patterson, Jenny: The Equal Earth map projection (2018), https://doi.org/10.1080/13658816.2018.1504949
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = sqrt(3) / 2
# What d3's `geoEqualEarth().rotate([-11, 0]).fitSize([960, 480], land)` says for the land without Antarctica. The seam, 169° west,
# runs through the Bering Strait and cuts no land.
_MIDDLE = 11
_SCALE = 192.968
_X, _Y = 478.165, 266.884

_SMALLEST, _UNIT, _LARGEST = 5.0, 8.0, 28.0  # radii: at least, of one partner, at most


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Return where a place stands on the map: right of its left edge, below its upper edge."""
    away = radians((longitude - _MIDDLE + 180) % 360 - 180)
    angle = asin(_M * sin(radians(latitude)))
    square, sixth = angle**2, angle**6
    x = away * cos(angle) / (_M * (_A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square)))
    y = angle * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))
    return _X + _SCALE * x, _Y - _SCALE * y


@dataclass(frozen=True)
class Dot:
    """A place on the map; its area tells how many partners are there."""

    x: int
    y: int
    radius: int


@dataclass(frozen=True)
class CountryCount:
    """A country, and how many partners are at home there."""

    code: str
    count: int

    @property
    def name(self) -> str:
        return country_name(self.code)


@dataclass(frozen=True)
class CountryRegion:
    """A continent, and the countries there that have partners."""

    name: str
    countries: list[CountryCount]


@dataclass(frozen=True)
class PartnerMap:
    """Partners on the map: the largest dots first, so that none hides a smaller; the countries by name.

    `count` partners are meant, of whom `unplaced` have no known place.
    """

    dots: list[Dot] = field(default_factory=list)
    countries: list[CountryCount] = field(default_factory=list)
    count: int = 0
    unplaced: int = 0
    is_abroad: bool = False

    @property
    def caption(self) -> str:
        """What the map shows, in words: “18 partners in 9 countries; 2 without a known place”."""
        if self.is_abroad:
            partners = ngettext("%(number)s partner abroad", "%(number)s partners abroad", self.count)
        else:
            partners = ngettext("%(number)s partner", "%(number)s partners", self.count)
        countries = ngettext("in %(number)s country", "in %(number)s countries", len(self.countries))
        parts = {"partners": partners % {"number": self.count}, "in_countries": countries % {"number": len(self.countries)}}
        said = _("%(partners)s %(in_countries)s") % parts
        if not self.unplaced:
            return said
        unplaced = ngettext("%(number)s without a known place", "%(number)s without a known place", self.unplaced)
        return f"{said}; {unplaced % {'number': self.unplaced}}"


def draw_map(institutions: Iterable[Any], home: str = "") -> PartnerMap:
    """Draw institutions already read with their countries, each once; with a `home` country, only those abroad."""
    each = {institution.pk: institution for institution in institutions if set(institution.country_list) - {home}}.values()
    countries = Counter(code for institution in each for code in institution.country_list if code != home)
    placed = [institution for institution in each if institution.latitude is not None]
    # Coordinates are those of a city; to a tenth of a degree two sources agree on where it is.
    places = Counter((round(float(institution.latitude), 1), round(float(institution.longitude), 1)) for institution in placed)
    return PartnerMap(
        dots=_dots(places),
        countries=sorted((CountryCount(code, count) for code, count in countries.items()), key=lambda country: by_alphabet(country.name)),
        count=len(each),
        unplaced=len(each) - len(placed),
        is_abroad=bool(home),
    )


def _dots(places: Counter[tuple[float, float]]) -> list[Dot]:
    if not places:
        return []
    unit = min(_UNIT, _LARGEST / sqrt(max(places.values())))
    dots = []
    for place, count in places.most_common():
        radius = round(max(_SMALLEST, unit * sqrt(count)))
        x, y = (min(max(round(value), radius), edge - radius) for value, edge in zip(project(*place), (WIDTH, HEIGHT), strict=True))
        dots.append(Dot(x, y, radius))
    return dots
