"""SQL written out, where a search asks most and the ORM would spend longer composing a query than the database on answering it.

For the same reason a list of words is one value and not as many, and whole numbers of the index stand in the query as they are.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model


def fetch(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return all that a query answers."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def table(model: type[Model]) -> str:
    """Return the quoted name of a model's table."""
    return connection.ops.quote_name(model._meta.db_table)


def is_one_of(column: str) -> str:
    """Return the condition that a column is one of some texts, which `as_list` makes one value."""
    within = "= ANY(%s::text[])" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
    return f"{column} {within}"


def rows_of() -> str:
    """Return the table `asked` with one `value` in each row, of the texts that `as_list` makes one value."""
    return "unnest(%s::text[]) AS asked (value)" if connection.vendor == "postgresql" else "json_each(%s) AS asked"


def as_list(texts: Iterable[str]) -> list[str] | str:
    """Return some texts as the one value that the database takes for a list of them, in order."""
    return sorted(texts) if connection.vendor == "postgresql" else json.dumps(sorted(texts))


def whole(numbers: Iterable[int]) -> str:
    """Return whole numbers as they stand in a query; anything else raises ValueError."""
    return ", ".join(f"{number:d}" for number in numbers)
