"""Rows of tables as texts that can be kept as JSON, and the foreign keys by which rows refer to each other."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import models


class Relation(NamedTuple):
    """A foreign key by which rows of a table refer to records of another."""

    model: type[models.Model]
    field: Any

    @property
    def label(self) -> str:
        return f"{self.model._meta.label}.{self.field.name}"

    @property
    def is_unique(self) -> bool:
        """Whether the table bars some second row for the same record."""
        meta = self.model._meta
        together = [*meta.unique_together, *(c.fields for c in meta.constraints if isinstance(c, models.UniqueConstraint))]
        return bool(self.field.unique or any(self.field.name in fields for fields in together))

    def of(self, record: models.Model) -> list[Any]:
        return list(self.model._base_manager.filter(**{self.field.name: record}).order_by("pk"))


def relations_to(model: type[models.Model]) -> list[Relation]:
    """Return every foreign key to a model, those of many-to-many tables too; not those of histories, which tell what was."""
    found = [
        Relation(relation.related_model, relation.field)
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel) and not hasattr(relation.related_model, "tracked_fields")
    ]
    return sorted(found, key=lambda relation: relation.label)


def told(record: Any, column: Any) -> Any:
    """Return what stands in a column as text, None for nothing."""
    return None if column.value_from_object(record) is None else column.value_to_string(record)


def row_of(record: Any) -> dict[str, Any]:
    """Return a record's row, column by column as text."""
    return {column.attname: told(record, column) for column in record._meta.concrete_fields}


def values_of(model: type[models.Model], texts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what texts that `told` gave stand for, by the columns of a model."""
    columns: Any = {column.attname: column for column in model._meta.concrete_fields}
    return {name: None if text is None else columns[name].to_python(text) for name, text in texts.items()}
