"""SQL written out, where a search asks most and the ORM would spend longer composing a query than the database on answering it."""

from collections.abc import Sequence
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
