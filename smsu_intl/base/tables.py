"""Records as rows of a table: columns that people can fill in, what each row would change, and the same rows written out again.

django-import-export leads through a file, row by row in one transaction; what a row says is put into the form of the
admin, so that a table can enter nothing that the form would refuse.
"""

import difflib
import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

import tablib
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import models
from django.forms.models import model_to_dict
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource
from import_export.results import RowResult
from import_export.widgets import Widget

from smsu_intl.base.countries import countries_named, country_name, is_country
from smsu_intl.base.fields import NOT_A_PERIOD, CountryField, PartialPeriodField
from smsu_intl.base.folding import fold
from smsu_intl.base.models import Record
from smsu_intl.base.periods import PartialPeriod
from smsu_intl.base.reviewing import note_steps
from smsu_intl.base.rights import rights_of
from smsu_intl.base.spreadsheets import LONGEST_CELL, Table, UnreadableError, normal
from smsu_intl.base.texts import LANGUAGE_NAMES

MOST_ROWS = 500  # of a file that is imported: some ten seconds on a quiet machine, twenty on a busy one
NUMBER, EXCESS = "#", "#excess"  # of the row, beside its cells
MOST_NAMED = 100  # in one cell
SUGGESTED = 3  # names that are like one that is not known

logger = logging.getLogger(__name__)


# Cells


class Words(Widget):
    """Any text."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return str(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str.__str__(str(value))

    def allowed(self) -> str:
        """Return what a cell may hold, in the active language; "" for anything."""
        return ""


class OneOfWords(Words):
    """One of a few values, called by any name that it has in the languages of the site, or by its code."""

    def __init__(self, choices: Iterable[tuple[Any, Any]]) -> None:
        super().__init__()
        self.choices = [(str(code), label) for code, label in choices if code not in (None, "")]

    @cached_property
    def _codes(self) -> dict[str, str]:
        codes = {fold(code): code for code, _label in self.choices}
        for language, _name in settings.LANGUAGES:
            with override(language):
                codes |= {fold(str(label)): code for code, label in self.choices}
        return codes

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        code = self._codes.get(fold(str(value)))
        if code is None:
            raise ValueError(_("“%(value)s” is not known here. Write one of: %(allowed)s.") % {"value": value, "allowed": self.allowed()})
        return code

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(dict(self.choices).get(str(value), ""))

    def allowed(self) -> str:
        return ", ".join(str(label) for _code, label in self.choices)


class Status(OneOfWords):
    """A publication status: one may write only those that one may set, and reads them all."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(dict(Record.Status.choices).get(value, ""))


class YesOrNo(OneOfWords):
    def __init__(self) -> None:
        super().__init__([("yes", _("yes")), ("no", _("no"))])

    @cached_property
    def _codes(self) -> dict[str, str]:
        more = {"1": "yes", "true": "yes", "x": "yes", "0": "no", "false": "no"}
        return OneOfWords(self.choices)._codes | more

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return "on" if super().clean(value) == "yes" else False

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return super().render("yes" if value else "no")


class Country(Words):
    """A country by its code, or by its name in any language of the site."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        code = str(value).upper()
        found = {code} if is_country(code) else countries_named(str(value))
        if len(found) != 1:
            raise ValueError(_("“%(value)s” is not a country. Write its name, or two letters such as TR.") % {"value": value})
        return next(iter(found))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return country_name(value) if value else ""

    def allowed(self) -> str:
        return str(_("the name of a country in any of the three languages, or its two letters, for example TR"))


class When(Words):
    """A date as people type it, or as the spreadsheet keeps it."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        try:
            PartialPeriod.typed(str(value))
        except ValueError as error:
            raise ValueError(str(NOT_A_PERIOD)) from error
        return str(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(PartialPeriodField().formfield().prepare_value(value)) if value else ""

    def allowed(self) -> str:
        return str(_("a date, for example 21.05.2025, 8–9 October 2024, 10.2024, 2024 or 2021–2022"))


class WebAddress(Words):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return str(value) if "://" in str(value) else f"https://{value}"

    def allowed(self) -> str:
        return str(_("a web address, for example https://www.example.org"))


class Finder:
    """Finds a record by what it is called: one of few, all of which are read."""

    def __init__(self, records: Any, texts: Sequence[str], others: Any = None) -> None:
        self.records, self.texts, self.others = records, texts, others

    @cached_property
    def names(self) -> dict[str, set[int]]:
        return self._named(self.records)

    def _named(self, records: Any) -> dict[str, set[int]]:
        names: dict[str, set[int]] = {}
        for key, *texts in records.order_by().values_list("pk", *self.texts):
            for text in filter(None, texts):
                for form in str(text).split(";"):
                    names.setdefault(fold(form), set()).add(key)
        return names

    def find(self, text: str) -> int:
        """Return the key of the record called `text`. Raise ValueError with the reason and what is like it."""
        found = self.names.get(fold(text), set())
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise ValueError(_("Several are called “%(value)s”. Enter this one in the form.") % {"value": text})
        if self.others is not None and fold(text) in self._named(self.others):
            raise ValueError(_("“%(value)s” is not yours: you enter records of your own department.") % {"value": text})
        raise ValueError(not_known(text, self.suggest(text)))

    def suggest(self, text: str) -> list[str]:
        close = difflib.get_close_matches(fold(text), self.names, SUGGESTED, 0.5)
        keys = dict.fromkeys(min(self.names[name]) for name in close)
        by_key = self.records.in_bulk(list(keys))
        return [str(by_key[key]) for key in keys if key in by_key]


def not_known(text: str, suggestions: Sequence[str]) -> str:
    if not suggestions:
        return _("“%(value)s” is not known.") % {"value": text}
    names = "; ".join(suggestions)
    return _("“%(value)s” is not known. Was it meant: %(names)s?") % {"value": text, "names": names}


class OneOf(Words):
    """A record, by what it is called."""

    def __init__(self, finder: Any) -> None:
        super().__init__()
        self.finder = finder

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return self.finder.find(str(value))


class SeveralOf(OneOf):
    """Records, by what they are called, parted by semicolons."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[Any]:
        parts = [part.strip() for part in str(value).replace("\n", ";").split(";") if part.strip()]
        if len(parts) > MOST_NAMED:
            raise ValueError(_("Name at most %(limit)s in one cell.") % {"limit": MOST_NAMED})
        return list(dict.fromkeys(self.one(part) for part in parts))

    def one(self, text: str) -> Any:
        return self.finder.find(text)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        records = value.all() if hasattr(value, "all") else value or ()
        return "; ".join(str.__str__(str(record)) for record in records)

    def allowed(self) -> str:
        return str(_("several are parted by semicolons"))


# Columns


class Column(Field):
    """A column of a table: what its heading says, what stands in its cells, and what one is told about it."""

    def __init__(
        self, name: str, widget: Any, label: Any, *, explanation: Any = "", example: Any = "", attribute: str | None = None
    ) -> None:
        super().__init__(attribute or name, name, widget)
        self.label, self.explanation, self.example = label, explanation, example

    @property
    def heading(self) -> str:
        """What stands in the first row, in the active language."""
        return capfirst(str(self.label() if callable(self.label) else self.label))

    @cached_property
    def headings(self) -> set[str]:
        """Every heading by which it is known, folded."""
        known = {fold(str(self.column_name))}
        for language, _name in settings.LANGUAGES:
            with override(language):
                known.add(fold(self.heading))
        return known

    def says(self, record: Any, text: str) -> bool:
        """Whether a cell says what a record says already, in any language."""
        languages = dict.fromkeys([get_language() or "en", *(code for code, _name in settings.LANGUAGES)])
        for language in languages:
            with override(language):
                if normal(self.export(record))[: LONGEST_CELL - 1] == text[: LONGEST_CELL - 1]:
                    return True
        return False


class Key(Words):
    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(value or "")


def key_column(name: str) -> Column:
    return Column(
        name,
        Key(),
        _("Key"),
        explanation=_("Leave it empty in new rows. In an exported table it tells which record a row is about: do not change it."),
    )


def label_of(field: Any) -> Callable[[], str]:
    """Return what calls a model's field as the forms do, with the language where it is a translation."""
    language = getattr(field, "_translated_field_language_code", "")

    def label() -> str:
        return f"{capfirst(str(field.verbose_name))}{f' ({LANGUAGE_NAMES[language]})' if language else ''}"

    return label


# Rows


class RowError(ValidationError):
    """A row that is refused as a whole."""


@dataclass
class Outcome:
    """What becomes of a row, told to whoever brings it."""

    number: int
    kind: str  # new, changed, unchanged or bad
    title: str = ""
    changes: list[tuple[str, str, str]] = field(default_factory=list)  # column, before, after
    errors: list[tuple[str, str]] = field(default_factory=list)  # column, reason
    notes: list[str] = field(default_factory=list)


class RecordTable(Resource):
    """Records of one kind as rows, read and written for one member of staff. Only those with `names` of columns are imported."""

    names: ClassVar[tuple[str, ...]] = ()  # of the columns, after the key
    required: ClassVar[tuple[tuple[str, ...], ...]] = ()  # of each group one column must be there
    identity: ClassVar[tuple[str, ...]] = ()  # the columns by which a row is known again
    implied: ClassVar[tuple[str, ...]] = ()  # fields of a new record that follow from its row
    examples: ClassVar[dict[str, Any]] = {}
    explanations: ClassVar[dict[str, Any]] = {}
    most: ClassVar[int] = MOST_ROWS
    read_with: ClassVar[tuple[str, ...]] = ()  # single records that the cells tell of
    read_along: ClassVar[tuple[str, ...]] = ()  # several

    class Meta:
        instance_loader_class = BaseInstanceLoader  # not asked: each kind knows its records again
        import_id_fields: ClassVar[list[str]] = []
        clean_model_instances = True
        skip_diff = True
        report_skipped = True
        use_transactions = True

    def __init__(self, model_admin: Any, request: HttpRequest) -> None:
        super().__init__()
        self.model_admin, self.request, self.rights = model_admin, request, rights_of(request)
        self.model: Any = model_admin.model
        self.key = "uid" if self._has("uid") else "slug"
        self.fields = {column.column_name: column for column in self.columns()}
        self._taken: dict[int, int] = {}  # records by the row that is about them
        self._steps: list[tuple[Any, str]] = []
        self._logged: list[tuple[Any, bool, list[str]]] = []
        self._forms: dict[Any, Any] = {}
        self.expected: str | None = None  # the digest of what was previewed

    @classmethod
    def is_imported(cls) -> bool:
        return bool(cls.names)

    @classmethod
    def get_db_connection_name(cls) -> str:
        return "default"

    def _has(self, name: str) -> bool:
        try:
            self.model._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        return True

    # Columns

    def columns(self) -> Iterable[Column]:
        yield key_column(self.key)
        for name in self.names or self._names_of_form():
            yield self.column(name)

    def _names_of_form(self) -> Iterator[str]:
        """Yield the fields that the admin's form shows, in its order."""
        for _name, options in self.model_admin.fieldsets:
            for entry in options["fields"]:
                for name in [entry] if isinstance(entry, str) else entry:
                    if name not in (self.key, "sources") and self._has(name):
                        yield name

    def column(self, name: str) -> Column:
        """Return the column of a field of the model."""
        return self.column_of(self.model._meta.get_field(name))

    def column_of(self, model_field: Any) -> Column:
        name, plain = model_field.name, _without_language(model_field)
        explanation = self.explanations.get(plain) or self.model_admin.help_texts.get(plain) or getattr(model_field, "help_text", "")
        example = self.examples.get(name, "")
        return Column(name, self.widget(model_field), label_of(model_field), explanation=explanation, example=example)

    def widget(self, model_field: Any) -> Words:
        """Return how the cells of a field are read and written."""
        sorts = ((CountryField, Country), (PartialPeriodField, When), (models.BooleanField, YesOrNo))
        for sort, widget in sorts:
            if isinstance(model_field, sort):
                return widget()
        if model_field.is_relation:
            finder = self.finder(model_field.related_model)
            return SeveralOf(finder) if model_field.many_to_many else OneOf(finder)
        if model_field.choices:
            statuses = [choice for choice in Record.Status.choices if self.rights.may_set(None, choice[0])]
            return Status(statuses) if model_field.name == "status" else OneOfWords(model_field.choices)
        return WebAddress() if model_field.name == "website" else Words()

    def finder(self, model: Any) -> Any:
        """Return what finds records of a kind by name: those that whoever is signed in may name."""
        texts = [one.name for one in model._meta.fields if _without_language(one) in ("name", "slug", "other_forms")]
        return Finder(self.offered(model), texts or ["pk"])

    def offered(self, model: Any) -> Any:
        related = self.model_admin.admin_site._registry.get(model)
        return related.choices(self.request) if hasattr(related, "choices") else model._default_manager.all()

    # Reading

    def dataset(self, table: Table) -> tablib.Dataset:
        """Return the rows under the names of their columns. Raise UnreadableError if the heading is not understood."""
        names: list[str] = []
        for heading in table.heading:
            name = next((name for name, column in self.fields.items() if fold(heading) in column.headings), "") if heading else ""
            if not name and heading and not heading.startswith(("#", "№")):
                known = ", ".join(column.heading for column in self.fields.values())
                raise UnreadableError(
                    _("The column “%(name)s” is not known. Known are: %(known)s. Rename it, or delete it.")
                    % {"name": heading, "known": known}
                )
            if name in names:
                raise UnreadableError(_("The column “%(name)s” stands in the table twice.") % {"name": heading})
            names.append(name or f"# {len(names)}")
        for group in self.required:
            if self.key not in names and not set(group) & set(names):
                raise UnreadableError(_("The column “%(name)s” is missing. Take the template.") % {"name": self.fields[group[0]].heading})
        dataset = tablib.Dataset(headers=[NUMBER, EXCESS, *names])
        for line in table.lines:
            if not line.is_comment:
                dataset.append([line.number, line.excess, *line.cells])
        if not len(dataset):
            raise UnreadableError(_("There is no row below the heading."))
        return dataset

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Let the finders read at once what the whole table names."""
        for name, column in self.fields.items():
            finder: Any = getattr(column.widget, "finder", None)
            if name in dataset.headers and hasattr(finder, "prepare"):
                finder.prepare(text for text in dataset[name] if text)

    def import_row(self, row: Any, instance_loader: Any, **kwargs: Any) -> Any:
        self._cells = {name: str(row[name]) for name in self.fields if row.get(name)}
        self._values: dict[str, Any] = {}
        self._errors: dict[str, list[str]] = {}
        self._changes: list[tuple[str, str, str]] = []
        self._notes: list[str] = []
        self._form: Any = None
        result = super().import_row(row, instance_loader, **kwargs)
        result.outcome = self._outcome(int(row[NUMBER]), result)
        if result.import_type in (RowResult.IMPORT_TYPE_NEW, RowResult.IMPORT_TYPE_UPDATE, RowResult.IMPORT_TYPE_SKIP):
            self._taken[int(result.object_id)] = int(row[NUMBER])
        return result

    def _outcome(self, number: int, result: Any) -> Outcome:
        kinds = {
            RowResult.IMPORT_TYPE_NEW: "new",
            RowResult.IMPORT_TYPE_UPDATE: "changed",
            RowResult.IMPORT_TYPE_SKIP: "unchanged",
        }
        outcome = Outcome(number, kinds.get(result.import_type, "bad"), result.object_repr or "", self._changes, [], self._notes)
        if result.errors:
            logger.error("row %s of a table of %s", number, self.model._meta.label, exc_info=result.errors[0].error)
            outcome.errors.append(("", str(_("This row cannot be taken. Tell whoever runs the site."))))
        elif result.validation_error:
            messages = getattr(result.validation_error, "message_dict", None) or {NON_FIELD_ERRORS: result.validation_error.messages}
            for name, reasons in messages.items():
                heading = self.fields[name].heading if name in self.fields else ""
                outcome.errors += [(heading, str(reason)) for reason in reasons]
        return outcome

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        excess = int(row[EXCESS])
        if excess > 0:
            raise RowError(_("This row has more cells than the heading."))
        if excess < 0:
            raise RowError(_("This row has fewer cells than the heading."))

    def get_or_init_instance(self, instance_loader: Any, row: Any) -> tuple[Any, bool]:
        key = self._cells.pop(self.key, "")
        record = self._with_key(key) if key else None
        for name, text in self._cells.items():
            if record and self.fields[name].says(record, text):
                continue
            try:
                self._values[name] = self.fields[name].clean(row)
            except ValueError as error:
                self._errors[name] = [str(error)]
        if not key and not self._errors.keys() & set(self.identity):
            record = self.known()
            if record:
                for name in [name for name, text in self._cells.items() if self.fields[name].says(record, text)]:
                    self._values.pop(name, None)
                    self._errors.pop(name, None)
        return (record, False) if record else (self.model(), True)

    def _with_key(self, key: str) -> Any:
        """Return the record that a row is about by its key."""
        record = None
        if self.key != "uid" or _is_uid(key):
            record = self.model_admin.owned(self.request).filter(**{self.key: key}).first()
        if record is None:
            raise RowError({self.key: _("There is no record of yours with this key. Empty the cell if the row is a new record.")})
        if record.pk in self._taken:
            raise RowError(_("Row %(number)s is about the same record.") % {"number": self._taken[record.pk]})
        return record

    def known(self) -> Any:
        """Return the record that a row without a key is about, found by its `identity`; None if it is a new one."""
        candidates = [record for record in self.candidates() if record.pk not in self._taken]
        if len(candidates) > 1:
            raise RowError(_("Several records are like this row. Export them, and use the table with the column “Key”."))
        return candidates[0] if candidates else None

    def candidates(self) -> Iterable[Any]:
        """Yield the records that a row may be about."""
        return ()

    # What a row says, in the form

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        is_new = instance._state.adding
        if not is_new and not self._values and not self._errors:
            return
        self._check_rights(instance, is_new=is_new)
        before = {name: self.fields[name].export(instance) for name in self._values} if not is_new else {}
        form = self._form = self._filled_in(instance, is_new=is_new)
        errors = dict(self._errors)
        for name, reasons in form.errors.items():
            if name in self.fields or not errors:
                errors.setdefault(name if name in self.fields else NON_FIELD_ERRORS, []).extend(str(reason) for reason in reasons)
        if errors:
            raise ValidationError(errors)
        for name in self._values:
            if is_new or name in form.changed_data or name not in form.fields:
                column = self.fields[name]
                after = (
                    column.widget.render(form.cleaned_data[name])
                    if isinstance(column.widget, SeveralOf) and name in form.fields
                    else self.after(name, instance)
                )
                if is_new or before[name] != after:
                    self._changes.append((column.heading, before.get(name, ""), after))

    def after(self, name: str, instance: Any) -> str:
        """Return what a column will say once the row is saved."""
        return str(self.fields[name].export(instance))

    def _check_rights(self, instance: Any, *, is_new: bool) -> None:
        if is_new:
            if not self.model_admin.has_add_permission(self.request):
                raise RowError(_("You may not add such a record."))
            return
        if self.rights.is_editor and instance.status not in (Record.Status.DRAFT, Record.Status.IN_REVIEW):
            raise RowError(
                _("This record is published already. Change it in its form, so that the change is reviewed, and leave it here as it was.")
            )
        if not self.model_admin.has_change_permission(self.request, instance):
            raise RowError(_("You may not change this record."))

    def _filled_in(self, instance: Any, *, is_new: bool) -> Any:
        """Return the admin's form of a record, filled in with a row."""
        wanted = [name for name in (self.names if is_new else self._values) if name not in self._errors and self._has(name)]
        self._status_before = "" if is_new else instance.status
        data = dict(self._values)
        if is_new:
            defaults = {name: value for name, value in model_to_dict(instance, fields=wanted).items() if value}
            data = {**defaults, **self._initial, **data}
            wanted += self.implied
            self.complete(data)
        form = self._form_class(tuple(wanted), None if is_new else instance)(data, instance=instance)
        form.is_valid()
        return form

    def _form_class(self, names: tuple[str, ...], instance: Any) -> Any:
        key = (names, instance is None)
        if key not in self._forms:
            self._forms[key] = self.model_admin.get_form(self.request, instance, change=instance is not None, fields=list(names))
        return self._forms[key]

    @cached_property
    def _initial(self) -> dict[str, Any]:
        return dict(self.model_admin.get_changeform_initial_data(self.request))

    def complete(self, data: dict[str, Any]) -> None:
        """Add to a new row what follows from it."""

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        return not import_validation_errors and not instance._state.adding and not self._changes

    def validate_instance(self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True) -> None:
        if import_validation_errors:  # the form has looked at everything already
            raise ValidationError(import_validation_errors)
        instance.full_clean(validate_unique=validate_unique, validate_constraints=False)  # those cost a query each, and the form asked

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        if not self.rights.may_set(self._status_before or None, instance.status):
            raise RowError(_("You may not give this status."))
        super().save_instance(instance, is_create, row, **kwargs)

    def save_m2m(self, instance: Any, row: Any, **kwargs: Any) -> None:
        self._form._save_m2m()
        if instance.status != (self._status_before or Record.Status.DRAFT):
            self._steps.append((instance, self._status_before))
        self._logged.append((instance, not self._status_before, [name for name in self._values if name in self._form.fields]))

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        result.digest = digest_of(self.outcomes(result))
        if kwargs.get("dry_run") or result.has_errors() or result.has_validation_errors():
            return
        if self.expected is not None and result.digest != self.expected:
            raise ChangedMeanwhileError
        for instance, is_new, names in self._logged:
            if is_new:
                self.model_admin.log_addition(self.request, instance, [{"added": {}}])
            else:
                labels = [self.fields[name].heading for name in names]
                self.model_admin.log_change(self.request, instance, [{"changed": {"fields": labels}}])
        for status in Record.Status.values:
            note_steps(self.request, [step for step in self._steps if step[0].status == status], "", self.model_admin.covers)
        self.model_admin._publish_along(self.request, [(instance, ["status"]) for instance, _before in self._steps])

    def outcomes(self, result: Any) -> list[Outcome]:
        return [row.outcome for row in result.rows]

    # Writing

    def headings(self) -> list[str]:
        return [column.heading for column in self.fields.values()]

    def rows(self, records: Any) -> Iterator[list[str]]:
        """Return the heading and a row for each record, in the active language."""
        language = get_language() or "en"
        yield self.headings()
        related = [column.attribute for column in self.fields.values() if isinstance(column.widget, OneOf) and "__" not in column.attribute]
        single = [name for name in related if self.model._meta.get_field(name).many_to_one]
        several = [name for name in related if self.model._meta.get_field(name).many_to_many]
        if read_with := [*single, *self.read_with]:
            records = records.select_related(*read_with)
        records = records.prefetch_related(*several, *self.read_along)
        for record in records.iterator(chunk_size=500):
            with override(language):  # while a response is sent, the thread may speak another
                row = [
                    normal(column.export(record)) if column.column_name == self.key else column.export(record)
                    for column in self.fields.values()
                ]
            yield row

    def template(self) -> list[list[str]]:
        """Return the heading and a row that shows how it is filled in."""
        example = [self.example(column) for column in self.fields.values()]
        example[0] = f"# {_('Example: this row is not read')}"
        return [self.headings(), example]

    def example(self, column: Column) -> str:
        if column.example:
            return str(column.example)
        widget = column.widget
        if isinstance(widget, OneOfWords):
            return str(widget.choices[0][1]) if column.column_name in self.identity or column.column_name == "status" else ""
        return ""

    def explained(self) -> list[list[str]]:
        """Return what each column is for, as rows of a second sheet."""
        rows = [[str(title) for title in (_("Column"), _("What stands in it"), _("What may stand in it"), _("For example"))]]
        required = {name for group in self.required for name in group}
        for name, column in self.fields.items():
            explanation = str(column.explanation)
            if name in required:
                explanation = f"{explanation} {_('Required.') if (name,) in self.required else _('Required in one language.')}".strip()
            rows.append([column.heading, explanation, column.widget.allowed(), self.example(column)])
        return rows


class ChangedMeanwhileError(Exception):
    """What a table would do is no longer what was previewed."""


def digest_of(outcomes: Iterable[Outcome]) -> str:
    """Return what tells one preview from another."""
    told = [(outcome.number, outcome.kind, outcome.changes) for outcome in outcomes]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:32]


def _without_language(model_field: Any) -> str:
    language = getattr(model_field, "_translated_field_language_code", "")
    return str(model_field.name.removesuffix(f"_{language}") if language else model_field.name)


def _is_uid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
