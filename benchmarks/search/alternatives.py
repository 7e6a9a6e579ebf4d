"""What a Django developer would write first: each takes a query and returns the keys of ten institutions."""

from collections.abc import Callable
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db import connection

from partners.search.models import Entry


def prepare() -> None:
    """Make the indexes that the alternatives need, as their documentation says."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute("CREATE INDEX IF NOT EXISTS benchmark_trigrams ON partners_entry USING gin (text gin_trgm_ops)")
        cursor.execute(
            "CREATE INDEX IF NOT EXISTS benchmark_words ON partners_entry USING gin (to_tsvector('simple'::regconfig, COALESCE(text, '')))"
        )
        cursor.execute("ANALYZE partners_entry")


def _keys(entries: Any) -> list[int]:
    return list(dict.fromkeys(entries.values_list("institution", flat=True)[:30]))[:10]


def icontains(query: str) -> list[int]:
    """Every name form, in one column of one table: the quickest way to write it."""
    return _keys(Entry.objects.filter(text__icontains=query.replace("\x00", "")))


def full_text(query: str) -> list[int]:
    vector = SearchVector("text", config="simple")
    asked = SearchQuery(query, config="simple", search_type="websearch")
    return _keys(Entry.objects.annotate(vector=vector).filter(vector=asked).order_by(SearchRank(vector, asked).desc()))


def trigrams(query: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT institution_id FROM partners_entry WHERE text %% %s ORDER BY similarity(text, %s) DESC LIMIT 30", [query, query]
        )
        return list(dict.fromkeys(key for (key,) in cursor.fetchall()))[:10]


ALTERNATIVES: dict[str, dict[str, Callable[[str], list[int]]]] = {
    "sqlite": {"icontains": icontains},
    "postgresql": {"icontains": icontains, "full text": full_text, "pg_trgm": trigrams},
}
