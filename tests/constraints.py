"""What the tests of the models' constraints share: that the database itself refuses, whatever the code above it does."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

# For how long the public may see a record, the wrong way round.
WITHDRAWN_BEFORE = {"publish_from": datetime(2026, 2, 1, tzinfo=UTC), "publish_until": datetime(2026, 1, 1, tzinfo=UTC)}


def assert_refused(constraint: str, write: Callable[[], Any]) -> None:
    """Check that `write` is refused by the named constraint (SQLite names the columns of a unique one instead)."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        write()
    message = str(refused.value)
    assert constraint in message or (connection.vendor == "sqlite" and message.startswith(("UNIQUE constraint failed", "NOT NULL")))


def constraints_of(app: str) -> set[str]:
    """Return the names of an app's constraints, of which each has a test (see `tests.test_house`)."""
    return {constraint.name for model in apps.get_app_config(app).get_models() for constraint in model._meta.constraints}


def change(record: models.Model, **values: Any) -> None:
    """Write `values` past the model, straight into the record's row."""
    type(record)._base_manager.filter(pk=record.pk).update(**values)
