"""Model fields of facts: periods known in part, folded names, countries."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext_lazy as _

from smsu_intl.base.alphabets import sort_key
from smsu_intl.base.countries import country_choices
from smsu_intl.base.folding import fold
from smsu_intl.base.periods import PartialPeriod

NOT_A_PERIOD = _(
    "This date is not understood. Write for example 21.05.2025, 8–9 October 2024, 10.2024, 2024, or 2021–2022 for an "
    "academic year. Words in quotation marks are kept as they are."
)


class _PeriodAttribute(DeferredAttribute):
    """Keeps the companion columns equal to the period from the moment it is assigned."""

    field: "PartialPeriodField"

    def __set__(self, record: models.Model, value: Any) -> None:
        try:
            period = self.field.to_python(value)
        except ValidationError:
            record.__dict__[self.field.attname] = value  # full_clean() will say so
            return
        record.__dict__[self.field.attname] = period
        self.field.fill_companions(record)


class PartialPeriodField(models.CharField):
    """A `PartialPeriod` in one text column.

    `start_field` and `end_field` name DateField columns of the same model, declared after this one,
    that follow it by themselves: they are what a query sorts and filters on. Both are null where the
    year is unknown, so a date without a year matches no year.
    """

    descriptor_class = _PeriodAttribute

    def __init__(self, *args: Any, start_field: str = "", end_field: str = "", **kwargs: Any) -> None:
        self.start_field, self.end_field = start_field, end_field
        kwargs.setdefault("max_length", 200)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"start_field": self.start_field, "end_field": self.end_field}

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if not cls._meta.abstract:  # a new record's columns get their defaults after the period got its value
            models.signals.post_init.connect(self.fill_companions, sender=cls)

    def fill_companions(self, instance: models.Model, **kwargs: Any) -> None:
        period = instance.__dict__.get(self.attname)
        if isinstance(period, PartialPeriod):
            for column, day in ((self.start_field, period.start), (self.end_field, period.end)):
                if column:
                    setattr(instance, column, day)

    def to_python(self, value: Any) -> PartialPeriod:
        if isinstance(value, PartialPeriod):
            return value
        try:
            return PartialPeriod.from_text(value or "")
        except ValueError as error:
            raise ValidationError(NOT_A_PERIOD, code="period") from error

    def from_db_value(self, value: str | None, *args: Any) -> PartialPeriod:
        return PartialPeriod.from_text(value or "")

    def get_prep_value(self, value: Any) -> str:
        return self.to_python(value).to_text()

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))

    def clean(self, value: Any, model_instance: models.Model | None) -> PartialPeriod:
        period = self.to_python(value)
        self.run_validators(period.to_text())
        return period

    def formfield(self, **kwargs: Any) -> forms.Field:
        allowed = ("label", "help_text", "required", "initial", "widget")
        options = {name: kwargs[name] for name in allowed if name in kwargs}
        options.setdefault("label", self.verbose_name)
        options.setdefault(
            "help_text",
            self.help_text or _("For example 21.05.2025, 8–9 October 2024, 10.2024 or 2021–2022. Leave empty if it is not known."),
        )
        return PartialPeriodFormField(required=not self.blank, **{k: v for k, v in options.items() if k != "required"})


class PartialPeriodFormField(forms.CharField):
    """One text box that understands dates as people write them, in three languages."""

    default_error_messages: ClassVar[dict[str, Any]] = {"period": NOT_A_PERIOD}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        try:
            return PartialPeriod.typed(text or "")
        except ValueError as error:
            raise ValidationError(self.error_messages["period"], code="period") from error

    def validate(self, value: PartialPeriod) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: PartialPeriod) -> None:
        super().run_validators(value.to_text())

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, PartialPeriod):
            return value
        shown = str(value) if value.code else ""
        if self._reads_otherwise(shown, value.code):
            shown = value.code
        return f"{shown} “{value.words}”".strip() if value.words else shown

    @staticmethod
    def _reads_otherwise(text: str, code: str) -> bool:
        try:
            return PartialPeriod.typed(text).code != code
        except ValueError:
            return True

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return PartialPeriod.typed(data or "") != (initial or PartialPeriod())
        except ValueError:
            return True


class FoldedField(models.TextField):
    """What `fold` makes of other columns of the record: the column that searches look into.

    The folds of all `sources` stand in it, parted by bars, each once; with `first_only` that of the
    first source that has any text, to sort by.
    """

    def __init__(self, *sources: str, first_only: bool = False, **kwargs: Any) -> None:
        self.sources, self.first_only = sources, first_only
        super().__init__(**(kwargs | {"editable": False, "blank": True, "default": ""}))

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        for fixed in ("editable", "blank", "default"):
            kwargs.pop(fixed, None)
        return name, path, self.sources, kwargs | {"first_only": self.first_only}

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if not cls._meta.abstract:  # fixtures are saved raw, which passes pre_save() by
            models.signals.pre_save.connect(self._fill_raw, sender=cls, weak=False)

    def _fill_raw(self, instance: models.Model, raw: bool = False, **kwargs: Any) -> None:
        if raw:
            self.pre_save(instance, False)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        folds = [folded for source in self.sources if (folded := fold(str(getattr(model_instance, source) or "")))]
        value = folds[0] if self.first_only and folds else " | ".join(dict.fromkeys(folds))
        setattr(model_instance, self.attname, value)
        return value


class AlphabetField(FoldedField):
    """Where the first of some columns that has any text stands in a language's alphabet: the column that lists are sorted by."""

    def __init__(self, *sources: str, language: str = "en", **kwargs: Any) -> None:
        self.language = language
        super().__init__(*sources, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("first_only", None)
        return name, path, args, kwargs | {"language": self.language}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        texts = (str.__str__(getattr(model_instance, source) or "") for source in self.sources)
        value = sort_key(next(filter(None, texts), ""), self.language)
        setattr(model_instance, self.attname, value)
        return value


class CountryField(models.CharField):
    """An ISO 3166-1 alpha-2 code, offered by name in the reader's language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"max_length": 2, "choices": country_choices}))

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        kwargs.pop("choices", None)
        return name, path, args, kwargs
