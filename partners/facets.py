"""How many partners each choice of the directory's facets would leave: counted by the database, all facets in one query."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Case, CharField, Count, F, QuerySet, Value, When
from django.db.models.functions import Cast, Concat

from partners.models import FurtherCountry, Institution, InstitutionQuerySet, Partnership, TaggedInstitution
from partners.programmes import Programme
from smsu_intl.base.regions import regions_of

OPEN = "open."  # begins the value of a kind of open programmes among what is on offer; no form of cooperation has a dot

Narrowed = Callable[[str], InstitutionQuerySet]
Rows = QuerySet[Any, Any]
CountOf = Callable[[InstitutionQuerySet, int, bool], list[Rows]]  # institutions, facet's number, whether they are all there are


def count_choices(
    narrowed: Narrowed, everyone: InstitutionQuerySet, *, universities: Iterable[str], are_few: bool = False
) -> dict[str, Counter[str]]:
    """Return, for each facet, how many institutions have each of its values; departments go by their primary key.

    `universities` are the slugs of those that are told apart.

    `narrowed(facet)` gives the institutions that all choices but that facet's own leave: a facet's
    choice does not reduce its own counts. It gives `everyone` itself where nothing is chosen. Where
    they `are_few`, as a search finds them, their partnerships are read instead of counted: one query for
    three facets, of which composing the SQL would take longer than reading the rows.
    """
    ways = (FACETS_OF_FEW if are_few else FACETS) | {"university": _of_universities(universities)}
    sets = {facet: narrowed(facet) for facet in FACETS}
    numbers = {facet: number for number, facet in enumerate(FACETS)}
    if sets["region"] is sets["country"]:  # the countries' rows tell the regions too
        numbers["region"] = numbers["country"]
    branches = [
        branch
        for facet, number in numbers.items()
        if number == list(FACETS).index(facet)
        for branch in ways[facet](sets[facet], number, sets[facet] is everyone)
    ]
    found: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    for number, value, count in branches[0].union(*branches[1:], all=True).order_by():
        found[number].append((value, count))
    counts = {facet: _summed(facet, found[number]) for facet, number in numbers.items()}
    for facet, values in (_read_partnerships(sets) if are_few else {}).items():
        counts[facet] += values
    return counts


def _read_partnerships(sets: dict[str, InstitutionQuerySet]) -> dict[str, Counter[str]]:
    """Count by the partnerships of institutions that are few, each set of them read once."""
    rows: dict[int, set[tuple[Any, ...]]] = {}
    counts: dict[str, Counter[str]] = {}
    for place, facet in enumerate(OF_PARTNERSHIPS, start=1):
        institutions = sets[facet]
        if id(institutions) not in rows:
            mine = Partnership.objects.published().filter(institution__in=institutions.order_by().values("pk"))
            rows[id(institutions)] = set(mine.order_by().values_list("institution", *OF_PARTNERSHIPS.values()))
        pairs = {(row[0], row[place]) for row in rows[id(institutions)]}
        counts[facet] = Counter(str(value) for _institution, value in pairs if value is not None)
    return counts


def _counted(records: Any, number: int, value: Any, of: str) -> Rows:
    """Return rows of (facet's number, value, how many institutions)."""
    values = records.order_by().annotate(facet=Value(number), value=value).values("facet", "value")
    return values.annotate(count=Count(of, distinct=of != "pk")).values_list("facet", "value", "count")


def _of_kinds(institutions: InstitutionQuerySet, number: int, _is_everyone: bool) -> list[Rows]:
    return [_counted(institutions, number, F("kind"), "pk")]


def _of_countries(institutions: InstitutionQuerySet, number: int, _is_everyone: bool) -> list[Rows]:
    """Count by the first country; institutions at home in several come one by one, as `key:first:further`."""
    several = FurtherCountry.objects.filter(institution__in=institutions.order_by().values("pk"))
    parts = (Cast("institution_id", CharField()), Value(":"), F("institution__country"), Value(":"), F("country"))
    text = Concat(*parts, output_field=CharField())
    return [_counted(institutions, number, F("country"), "pk"), _counted(several, number, text, "pk")]


def _of_partnerships(value: str) -> CountOf:
    """Return how the partnerships of institutions are counted by `value`, a column or what it leads to."""

    def count(institutions: InstitutionQuerySet, number: int, is_everyone: bool) -> list[Rows]:
        mine = Partnership.objects.published().filter(**{f"{value}__isnull": False})
        if not is_everyone:  # who has a published partnership is in the directory
            mine = mine.filter(institution__in=institutions.order_by().values("pk"))
        return [_counted(mine, number, Cast(value, CharField()), "institution")]

    return count


def _of_universities(slugs: Iterable[str]) -> CountOf:
    """Return how institutions are counted by the universities that work with them, in whatever way."""

    def count(institutions: InstitutionQuerySet, number: int, _is_everyone: bool) -> list[Rows]:
        return [_counted(institutions.partners(university__slug=slug), number, Value(slug), "pk") for slug in slugs]

    return count


def _of_offers(institutions: InstitutionQuerySet, number: int, is_everyone: bool) -> list[Rows]:
    """Count by the forms of cooperation, and by the kinds of the programmes that one can apply to."""
    forms = _of_partnerships(OF_PARTNERSHIPS["offers"])(institutions, number, is_everyone)
    return [*forms, *_of_open_programmes(institutions, number, is_everyone)]


def _of_open_programmes(institutions: InstitutionQuerySet, number: int, _is_everyone: bool) -> list[Rows]:
    mine = Programme.institutions.through.objects.filter(programme__in=Programme.objects.published().offered())
    opened = mine.filter(institution__in=institutions.order_by().values("pk"))
    kind = Concat(Value(OPEN), F("programme__kind"), output_field=CharField())
    return [_counted(opened, number, kind, "institution")]


def _of_nothing(_institutions: InstitutionQuerySet, _number: int, _is_everyone: bool) -> list[Rows]:
    return []


def _of_tags(institutions: InstitutionQuerySet, number: int, _is_everyone: bool) -> list[Rows]:
    tagged = TaggedInstitution.objects.filter(content_object__in=institutions.order_by().values("pk"))
    return [_counted(tagged, number, F("tag__slug"), "pk")]


def _of_activity(institutions: InstitutionQuerySet, number: int, _is_everyone: bool) -> list[Rows]:
    lately, dormant = (Value(state.value) for state in Institution.Activity)
    return [_counted(institutions, number, Case(When(institutions.is_active_lately(), then=lately), default=dormant), "pk")]


OF_PARTNERSHIPS = {"department": "department_id", "field": "fields__slug", "offers": "forms__slug"}  # facets, and by what they count

FACETS: dict[str, CountOf] = {
    "country": _of_countries,
    "region": _of_countries,
    "kind": _of_kinds,
    "university": _of_nothing,
    "department": _of_partnerships(OF_PARTNERSHIPS["department"]),
    "field": _of_partnerships(OF_PARTNERSHIPS["field"]),
    "offers": _of_offers,
    "tag": _of_tags,
    "activity": _of_activity,
}
FACETS_OF_FEW: dict[str, CountOf] = {**FACETS, "department": _of_nothing, "field": _of_nothing, "offers": _of_open_programmes}


def _summed(facet: str, rows: list[tuple[str, int]]) -> Counter[str]:
    if facet not in ("country", "region"):
        return Counter(dict(rows))

    def places(country: str) -> set[str]:
        return {country} if facet == "country" else set(regions_of(country))

    counts: Counter[str] = Counter()
    further: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for value, count in rows:
        if ":" in value:
            key, first, other = value.split(":")
            further[key, first] |= places(other)
        else:
            counts.update(dict.fromkeys(places(value), count))
    for (_key, first), others in further.items():
        counts.update(others - places(first))
    return counts
