"""The directory's facets: who has which values of them, read at once, and what is left of whom by what is chosen."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Concat

from partners.models import Done, FurtherCountry, Institution, InstitutionQuerySet, Partnership, Programme, TaggedInstitution
from smsu_intl.base.querysets import AnyOf
from smsu_intl.base.regions import regions_of

FACETS = ("country", "region", "kind", "university", "department", "field", "offers", "tag", "activity")
OPEN = "open."  # begins the value of a kind of open programmes among what is on offer; no form of cooperation has a dot
FEW = 500  # institutions: of so many the records are asked for by key; of more, all records are read


class FacetValues:
    """Which of some institutions have which values of each facet; departments go by their primary key, as text.

    Their records are read once, in as many queries whatever is chosen, and then compared as sets of keys: an institution has
    several values of most facets, and no choice of a facet reduces that facet's own counts. To have the database count so, Django
    composed SQL for longer than all rows took to be read.

    `universities` are the slugs of those that are told apart.
    """

    def __init__(self, institutions: InstitutionQuerySet, *, universities: Collection[str]) -> None:
        self.keys: set[int] = set()
        self.holders: dict[str, defaultdict[str, set[int]]] = {facet: defaultdict(set) for facet in FACETS}
        for key, country, kind in institutions.order_by().values_list("pk", "country", "kind"):
            self.keys.add(key)
            self._hold(key, country=country, kind=kind)
        if not self.keys:
            return
        columns = ("university__slug", "department", "fields__slug", "forms__slug")
        partnerships = self._of_mine(Partnership.objects.published(), "institution", *columns)
        for key, university, department, field, form in self._streamed(partnerships):
            self._hold(key, university=university, department=department, field=field, offers=form)
        first, *rest = (self._of_mine(records, path, Value(facet), value) for facet, records, path, value in _pairs(universities))
        for key, facet, value in self._streamed(first.union(*rest, all=True).order_by()):
            self._hold(key, **{facet: value})
        self._read_activity()
        for country, holders in list(self.holders["country"].items()):
            for region in regions_of(country):
                self.holders["region"][region] |= holders

    @property
    def _are_few(self) -> bool:
        return len(self.keys) <= FEW

    def _streamed(self, rows: QuerySet[Any, tuple[Any, ...]]) -> Iterable[tuple[Any, ...]]:
        """Return many rows without keeping them; to open a cursor for few would take PostgreSQL longer than to send them."""
        return rows if self._are_few else rows.iterator()

    def _of_mine(self, records: QuerySet[Any], path: str, *columns: Any) -> QuerySet[Any, tuple[Any, ...]]:
        """Return the keys of institutions to which `path` leads from records, each with the columns."""
        mine = {f"{path}__in": AnyOf(self.keys)} if self._are_few else {f"{path}__isnull": False}
        return records.filter(**mine).order_by().values_list(path, *columns)

    def _hold(self, key: int, **values: Any) -> None:
        if key in self.keys:
            for facet, value in values.items():
                if value is not None:
                    self.holders[facet][str(value)].add(key)

    def _read_activity(self) -> None:
        since = Institution.objects.lately_since()
        lately = {key for key in self.keys if any(end >= since for end, *_rest in self.last_done.get(key, {}).values())}
        self.holders["activity"] |= {Institution.Activity.LATELY.value: lately, Institution.Activity.DORMANT.value: self.keys - lately}

    @cached_property
    def last_done(self) -> dict[int, Done]:
        """What was done last with each of them, as far as anything was."""
        return Institution.objects.last_done(self.keys if self._are_few else None)

    def left(self, chosen: Mapping[str, Iterable[str]], without: str = "") -> set[int]:
        """Return those that have any of the chosen values of every facet but one, if one is left out."""
        keys = self.keys
        for facet, values in chosen.items():
            if facet != without and facet in self.holders:
                keys = keys & set().union(*(self.holders[facet].get(value, ()) for value in values))
        return keys

    def counts(self, facet: str, chosen: Mapping[str, Iterable[str]]) -> dict[str, int]:
        """Return how many of those that the choices of all other facets leave have each value of a facet."""
        left = self.left(chosen, without=facet)
        return {value: len(holders if left is self.keys else holders & left) for value, holders in self.holders[facet].items()}


def _pairs(universities: Collection[str]) -> list[tuple[str, QuerySet[Any], str, Any]]:
    """Return what else there is that gives institutions values: a facet, records, the way to their institutions, and to the value."""
    kind = Concat(Value(OPEN), F("kind"), output_field=CharField())
    by_any = [Institution.objects.public_records(name) for name in ("visits", "events", "programmes")] if universities else []
    return [
        ("country", FurtherCountry.objects.all(), "institution", F("country")),
        ("tag", TaggedInstitution.objects.all(), "content_object", F("tag__slug")),
        ("offers", Programme.objects.published().offered(), "institutions", kind),
        *(("university", records, "institutions", F("university__slug")) for records in by_any),
    ]
