"""Queries that every kind of record shares, and prefetching across kinds of record."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import batched
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import get_language

OLD_AFTER = 90  # days: a draft that was not touched for longer is old


def is_key(value: Any) -> bool:
    """Whether a value from an address or a form can be a record's key in every database."""
    return str(value).isascii() and str(value).isdecimal() and len(str(value)) < 19


class BinaryOrder(models.Func):
    """Sort an ASCII column byte by byte, so that both databases sort alike."""

    template = "%(expressions)s"

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template='(%(expressions)s) COLLATE "C"', **context)


class NameOrder(BinaryOrder):
    """The place of a name in the active language's alphabet, taken as the query is made; `path` leads to the named record.

    For records sorted by another's name, and for orders that are written down once. A list that is read after the language may
    have changed, as files are, fixes it beforehand: `FoldedQuerySet.in_name_order()`.
    """

    def __init__(self, path: str = "") -> None:
        self.column = f"{path}sorted_"
        super().__init__(F(f"{self.column}en"))

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        return BinaryOrder(F(f"{self.column}{get_language() or 'en'}")).resolve_expression(*args, **kwargs)


class AnyOf(models.Expression):
    """Whole numbers as what `__in` looks among, in one piece: of a list, Django looks at each item several times.

    SQLite gets one value, so that it need not plan the query anew; PostgreSQL the numbers, of which it makes one. A subquery
    would be one table more than it puts in order where many are joined.
    """

    output_field = models.BigIntegerField()

    def __init__(self, keys: Iterable[int]) -> None:
        super().__init__()
        self.numbers = ",".join(f"{key:d}" for key in keys)

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return "(SELECT value FROM json_each(%s))", (f"[{self.numbers}]",)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return f"({self.numbers or 'NULL'})", ()


class CountOf(models.Subquery):
    """How many rows a query has, as a column: many queries are so counted in one."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = models.IntegerField()


class IsPublished(models.Func):
    """Whether the public may see a row now: it, and each of the `owners` that foreign keys lead to, where it has one.

    One expression, since a page asks it of a dozen tables and Django composes each lookup anew.
    """

    output_field = models.BooleanField()

    def __init__(self, *columns: Any, owners: Iterable[str] = ()) -> None:
        paths = ["", *(f"{owner}__" for owner in owners)]
        super().__init__(*(columns or (F(f"{path}{name}") for path in paths for name in ("status", "publish_from", "publish_until"))))

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> Any:  # type: ignore[override]
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        conditions: list[str] = []
        for status, start, end in batched((compiler.compile(column)[0] for column in self.get_source_expressions()), 3, strict=True):
            is_shown = f"({status} = %s AND ({start} IS NULL OR {start} <= %s) AND ({end} IS NULL OR {end} > %s))"
            conditions.append(f"({status} IS NULL OR {is_shown})" if conditions else is_shown)  # it has no such owner
        return f"({' AND '.join(conditions)})", ("published", now, now) * len(conditions)


class KeyedQuerySet(models.QuerySet[Any]):
    """Records that fixtures name by what is theirs by nature, never by a database's number."""

    def public(self) -> Self:
        """Those that may be shown wherever their owner is."""
        return self.fetch_mode(settings.PUBLIC_FETCH_MODE)

    def get_by_natural_key(self, *key: Any) -> Any:
        return self.get(**dict(zip(self.model.natural_key_fields, key, strict=True)))


class RecordQuerySet(KeyedQuerySet):
    """Records with a publication status."""

    def published(self) -> Self:
        """What the public may see now: with its owners, where it has any. In tests nothing more may be fetched behind its back."""
        return self.filter(IsPublished(owners=self.model.public_with)).fetch_mode(settings.PUBLIC_FETCH_MODE)

    def in_review(self) -> Self:
        """What waits for somebody who may publish it."""
        return self.filter(status="in_review")

    def leading_to(self, name: str, records: models.QuerySet[Any]) -> Q:
        """Return the condition that the many-to-many relation `name` leads to any of some records."""
        field: Any = self.model._meta.get_field(name)
        links = field.remote_field.through._default_manager
        linked = links.filter(**{f"{field.m2m_reverse_field_name()}__in": records.order_by().values("pk")})
        return Q(pk__in=linked.values(field.m2m_field_name()))

    def old_drafts(self) -> Self:
        """Drafts that nobody touched for long."""
        return self.filter(status="draft", updated_at__lt=timezone.now() - timedelta(days=OLD_AFTER))

    def with_total(self) -> Self:
        """With `total` of the whole query on every row, however few are then read."""
        return self.annotate(total=models.Window(models.Count("pk")))


class FoldedQuerySet(models.QuerySet[Any]):
    """Records with folded names: `folded` holds them all, `sorted_<language>` the place of one in that language's alphabet."""

    def linked(self) -> Self:
        """With what is needed to link to each of them."""
        return self

    def in_name_order(self) -> Self:
        """Sorted by name in the alphabet of the active language, alike on every database."""
        return self.order_by(BinaryOrder(F(f"sorted_{get_language() or 'en'}")), "pk")


class PeriodQuerySet(models.QuerySet[Any]):
    """Records with a `period` and its columns `period_start` and `period_end`."""

    def newest_first(self) -> Self:
        """Latest first; what has no year comes last, never as if it were today."""
        return self.order_by(F("period_start").desc(nulls_last=True), F("period_end").desc(nulls_last=True), "-pk")

    def overlapping(self, first: date, last: date) -> Self:
        """What may have happened between two days; what has no year never matches."""
        return self.filter(period_start__lte=last, period_end__gte=first)

    def in_year(self, year: int) -> Self:
        return self.overlapping(date(year, 1, 1), date(year, 12, 31))

    def upcoming(self) -> Self:
        """What is not over yet."""
        return self.filter(period_end__gte=timezone.localdate())


def values_in_use(**columns: Iterable[tuple[models.QuerySet[Any], Any]]) -> dict[str, set[str]]:
    """Return, by name, the values that stand in any of its columns, given as a query and a column of it: all read in one query."""
    branches = [
        records.order_by().values_list(Value(name, models.CharField()), Cast(column, models.CharField()))
        for name, parts in columns.items()
        for records, column in parts
    ]
    values: dict[str, set[str]] = {name: set() for name in columns}
    for name, value in branches[0].union(*branches[1:]).order_by():
        if value:
            values[name].add(value)
    return values


def prefetch_links(name: str, *groups: Sequence[models.Model]) -> None:
    """Prefetch the many-to-many relation `name` of records of several kinds in two queries.

    Django's prefetch_related costs a query for each kind. Here one union reads all the links and
    one query the published records they lead to.
    """
    groups = tuple(group for group in groups if group)
    links: models.QuerySet[Any] | None = None
    for number, group in enumerate(groups):
        field: Any = type(group[0])._meta.get_field(name)
        through = field.remote_field.through
        rows = through._default_manager.filter(**{f"{field.m2m_field_name()}__in": group}).values_list(
            Value(number), f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        )
        links = rows if links is None else links.union(rows, all=True)
    if links is None:
        return
    found = list(links)
    target: Any = type(groups[0][0])._meta.get_field(name).related_model
    queryset = target._default_manager.published().linked().in_name_order()
    by_key = {record.pk: record for record in queryset.filter(pk__in={key for *_, key in found})}
    for number, group in enumerate(groups):
        for record in group:
            wanted = {key for kind, owner, key in found if kind == number and owner == record.pk}
            _remember(record, name, [linked for key, linked in by_key.items() if key in wanted])


def prefetch_parts(name: str, *groups: Sequence[models.Model], related: Iterable[str] = ()) -> None:
    """Prefetch the parts `name` that belong to records of several kinds in one query.

    The parts have a foreign key to each kind, of which one is set (see `events.ActivityPart`).
    """
    groups = tuple(group for group in groups if group)
    if not groups:
        return
    relations: list[Any] = [type(group[0])._meta.get_field(name) for group in groups]
    owners = Q()
    for relation, group in zip(relations, groups, strict=True):
        owners |= Q(**{f"{relation.field.name}__in": group})
    parts = relations[0].related_model._default_manager.filter(owners).public()
    if related:
        parts = parts.select_related(*related)
    for relation, group in zip(relations, groups, strict=True):
        for record in group:
            mine = [part for part in parts if getattr(part, relation.field.attname) == record.pk]
            for part in mine:
                relation.field.set_cached_value(part, record)
            _remember(record, relation.get_accessor_name(), mine)


def _remember(record: models.Model, name: str, related: list[Any]) -> None:
    queryset = getattr(record, name).all()
    queryset._result_cache = related
    queryset._prefetch_done = True
    if not hasattr(record, "_prefetched_objects_cache"):
        record._prefetched_objects_cache = {}  # type: ignore[attr-defined]
    record._prefetched_objects_cache[name] = queryset  # type: ignore[attr-defined]
