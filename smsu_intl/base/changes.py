"""What was done to records, row by row: watched as it happens, kept as JSON, shown, done later, or taken back.

A `Recording` watches the rows of content (of `Keyed` models, and their many-to-many tables) while it is open. What it
saw is a list of `Step`s. Rolling back what was watched and carrying the steps out later is how an editor's change to a
published record waits for approval; taking the steps back is how a deletion is undone.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple, Self, cast

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models.signals import m2m_changed, pre_delete, pre_save
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from smsu_intl.base.fields import FoldedField
from smsu_intl.base.models import Deletion, Keyed, ProposedChange, Record
from smsu_intl.base.rows import relations_to, row_of, told, values_of
from smsu_intl.base.texts import label_of

ADD, CHANGE, REMOVE = "add", "change", "remove"
_BY_ITSELF = ("updated_at", "uid")  # columns that tell nobody anything
_open: ContextVar[tuple["Recording", ...]] = ContextVar("recordings", default=())


class NotPossibleError(Exception):
    """Steps that cannot be carried out or taken back; `reasons` say why, in the reader's language."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = list(reasons)
        super().__init__(" ".join(self.reasons))


def is_link(model: type[models.Model]) -> bool:
    """Whether rows of a table only link two records, so that the two keys name them and no number of their own."""
    return bool(model._meta.auto_created)


@dataclass
class Step:
    """One row that is added, changed or removed: the columns concerned as text, before and after."""

    kind: str
    model: type[models.Model]
    key: Any
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Self:
        return cls(kept["kind"], apps.get_model(kept["model"]), kept["key"], kept["before"], kept["after"])

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "model": self.model._meta.label, "key": self.key, "before": self.before, "after": self.after}

    @cached_property
    def stored(self) -> Any:
        """The row as it is now; None if there is none."""
        if is_link(self.model):
            return self.model._base_manager.filter(**(self.after or self.before)).first()
        return self.model._base_manager.filter(pk=self.key).first()

    @property
    def columns(self) -> list[str]:
        """What it changes that a person would call a change."""
        return [name for name in self.after if name not in _BY_ITSELF and self.before.get(name) != self.after[name]]


class Saved(NamedTuple):
    """A record that was added or changed, with the names of what was changed in it."""

    record: Any
    names: list[str]
    is_new: bool


class Recording:
    """Watches what happens to rows of content until it is closed: a context manager."""

    def __init__(self) -> None:
        self._rows: dict[tuple[type[models.Model], Any], dict[str, Any] | None] = {}
        self._links: dict[tuple[type[models.Model], str, Any], list[dict[str, Any]]] = {}

    def __enter__(self) -> Self:
        self._token = _open.set((*_open.get(), self))
        return self

    def __exit__(self, *error: object) -> None:
        _open.reset(self._token)

    def note(self, record: models.Model) -> None:
        """Keep a row as it is before it is touched for the first time."""
        model = type(record)
        if record.pk is not None and (model, record.pk) not in self._rows:
            stored = model._base_manager.filter(pk=record.pk).first()
            self._rows[model, record.pk] = row_of(stored) if stored else None

    def note_new(self, record: models.Model) -> None:
        self._rows.setdefault((type(record), record.pk), None)

    def note_links(self, through: type[models.Model], column: str, key: Any) -> None:
        """Keep the links of a record in a many-to-many table before they are touched for the first time."""
        if (through, column, key) not in self._links:
            self._links[through, column, key] = _links(through, column, key)

    def steps(self) -> list[Step]:
        """Return what became of the rows so far, in the order in which they were touched."""
        found = [*self._unlinked(), *self._of_rows(), *self._linked()]
        # A link that ends at a removed row is told twice where both ends were watched.
        unique = {(step.kind, step.model, str(step.key or (step.before or step.after))): step for step in found}
        return list(unique.values())

    def _of_rows(self) -> Iterator[Step]:
        for (model, key), before in self._rows.items():
            stored = model._base_manager.filter(pk=key).first()
            if stored is None:
                if before is not None:
                    yield Step(REMOVE, model, key, before=before)
                continue
            after = row_of(stored)
            if before is None:
                yield Step(ADD, model, key, after=_without_folds(model, after))
                continue
            changed = [name for name in _without_folds(model, after) if before[name] != after[name]]
            if set(changed) - {"updated_at"}:
                yield Step(CHANGE, model, key, {name: before[name] for name in changed}, {name: after[name] for name in changed})

    def _unlinked(self) -> Iterator[Step]:
        for (through, column, key), before in self._links.items():
            now = _links(through, column, key)
            yield from (Step(REMOVE, through, None, before=link) for link in before if link not in now)

    def _linked(self) -> Iterator[Step]:
        for (through, column, key), before in self._links.items():
            yield from (Step(ADD, through, None, after=link) for link in _links(through, column, key) if link not in before)


def _links(through: Any, column: str, key: Any) -> list[dict[str, Any]]:
    names = [one.attname for one in through._meta.concrete_fields if not one.primary_key]
    return [
        {name: str(value) for name, value in row.items()}
        for row in through._base_manager.filter(**{column: key}).order_by("pk").values(*names)
    ]


def _without_folds(model: Any, row: dict[str, Any]) -> dict[str, Any]:
    folds = {column.attname for column in model._meta.concrete_fields if isinstance(column, FoldedField)}
    return {name: text for name, text in row.items() if name not in folds}


def is_watched() -> bool:
    """Whether what happens to rows at this moment is recorded."""
    return bool(_open.get())


def texts_kept(model: type[models.Model], column: str) -> set[str]:
    """Return what stands in a column of rows that may come yet, with a change that waits, or come back after a deletion."""
    kept: list[Any] = [*ProposedChange.objects.waiting(), *Deletion.objects.restorable()]
    steps = [step for one in kept for step in one.steps if step["model"] == model._meta.label]
    return {text for step in steps for text in (step["before"].get(column), step["after"].get(column)) if text}


# What the recordings that are open are told


def is_content(model: Any) -> bool:
    """Whether rows of a table are records, their parts or the links between them, not what the site notes of these."""
    return issubclass(model._meta.auto_created or model, Keyed)


def watch() -> None:
    """Let recordings know what happens to rows of content, and of what goes and comes back with it, once all models are there."""
    for model in apps.get_models():
        if is_content(model) or getattr(model, "comes_back", False):
            pre_save.connect(_before_save, sender=model)
            models.signals.post_save.connect(_after_save, sender=model)
            pre_delete.connect(_before_delete, sender=model)
            for relation in model._meta.many_to_many:
                m2m_changed.connect(_before_link, sender=relation.remote_field.through)


def _before_save(instance: models.Model, **kwargs: Any) -> None:
    for recording in _open.get():
        recording.note(instance)


def _after_save(instance: models.Model, created: bool, **kwargs: Any) -> None:
    for recording in _open.get() if created else ():
        recording.note_new(instance)


def _before_delete(instance: models.Model, **kwargs: Any) -> None:
    """Note a row, those that would lose it, and the links that go with it: of these Django says nothing."""
    for recording in _open.get():
        recording.note(instance)
        for relation in relations_to(type(instance)):
            if is_link(relation.model):
                recording.note_links(relation.model, relation.field.attname, instance.pk)
            elif is_content(relation.model) and relation.field.remote_field.on_delete is models.SET_NULL:
                for row in relation.of(instance):
                    recording.note(row)


def _before_link(sender: Any, instance: models.Model, action: str, reverse: bool, pk_set: Any, **kwargs: Any) -> None:
    if not action.startswith("pre_") or not _open.get():
        return
    column = next(
        one.attname for one in sender._meta.concrete_fields if one.related_model is type(instance) and one.name != "history_relation"
    )
    for recording in _open.get():
        recording.note_links(sender, column, instance.pk)


# Doing


def carry_out(steps: Sequence[Step], *, refuse: Collection[tuple[int, str]] = (), publish: bool = False, **credit: Any) -> list["Saved"]:
    """Do what was recorded, through the records' own `save()`, so that histories and the search follow.

    Return what was saved.

    `refuse` names steps by their number, with a column or with "" for the whole, that are left out. With `publish`, what
    was added for review becomes public. `credit` is kept with the versions (`_history_user`, `_change_reason`). Raise
    NotPossibleError if something cannot be done; then nothing is to be kept.
    """
    keys: dict[tuple[type[models.Model], str], Any] = {}  # of added rows whose number was taken meanwhile
    saved: list[Saved] = []
    order = {REMOVE: 0, CHANGE: 1, ADD: 1}
    numbered = sorted(enumerate(steps), key=lambda one: (order[one[1].kind], is_link(one[1].model)))
    try:
        with transaction.atomic():
            for number, step in numbered:
                if (number, "") not in refuse:
                    left_out = {column for place, column in refuse if place == number}
                    record = _carry_out(step, left_out, keys, publish, credit)
                    if record is not None:
                        saved.append(Saved(record, _names(step), is_new=step.kind == ADD))
    except IntegrityError as error:
        raise NotPossibleError([_("It clashes with what was entered since.")]) from error
    return saved


def _names(step: Step) -> list[str]:
    return [column.name for column in step.model._meta.concrete_fields if column.attname in step.columns]


def _carry_out(step: Step, left_out: set[str], keys: dict[Any, Any], publish: bool, credit: dict[str, Any]) -> Any:
    """Do one thing, and return the record that was saved, if one was."""
    record = None
    if is_link(step.model):
        _link(step, keys)
    elif step.kind == REMOVE:
        if step.stored is not None:
            _credited(step.stored, credit).delete()
    elif step.kind == CHANGE:
        after = {name: text for name, text in step.after.items() if name not in left_out}
        if set(after) <= {"updated_at"}:
            return None
        if step.stored is None:
            raise NotPossibleError([_("A record that was to be changed was deleted since (%(sort)s).") % {"sort": sort_of(step.model)}])
        _demand_ends(step.model, after, keys)
        record = _filled(step.stored, after, keys)
        _save(record, credit)
    else:
        _demand_ends(step.model, step.after, keys)
        record = _filled(step.model(), step.after, keys)
        if step.model._base_manager.filter(pk=step.key).exists():
            record.pk = None
        if publish and getattr(record, "status", "") == Record.Status.IN_REVIEW:
            _publish_if_ready(record)
        _save(record, credit, force_insert=True)
        keys[step.model, str(step.key)] = record.pk
    return record


def _publish_if_ready(record: Any) -> None:
    record.status = Record.Status.PUBLISHED
    try:
        record.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError:
        record.status = Record.Status.IN_REVIEW


def _filled(record: Any, texts: dict[str, Any], keys: dict[Any, Any]) -> Any:
    columns: Any = {column.attname: column for column in record._meta.concrete_fields}
    for name, value in values_of(type(record), texts).items():
        column = columns[name]
        setattr(record, name, keys.get((column.related_model, str(value)), value) if column.related_model else value)
    return record


def _save(record: Any, credit: dict[str, Any], **options: Any) -> None:
    try:
        record.clean()
        record.validate_constraints()
    except ValidationError as error:
        raise NotPossibleError(f"{record}: {message}" for message in error.messages) from error
    _credited(record, credit).save(**options)


def _credited(record: Any, credit: dict[str, Any]) -> Any:
    for name, value in credit.items():
        setattr(record, name, value)
    return record


def _link(step: Step, keys: dict[Any, Any]) -> None:
    columns: Any = {column.attname: column for column in step.model._meta.concrete_fields}
    ends = {
        name: keys.get((columns[name].related_model, text), text) if columns[name].related_model else text
        for name, text in (step.after or step.before).items()
    }
    if step.kind == REMOVE:
        step.model._base_manager.filter(**ends).delete()
        return
    _demand_ends(step.model, ends, keys)
    step.model._base_manager.get_or_create(**ends)


def _demand_ends(model: type[models.Model], texts: dict[str, Any], keys: dict[Any, Any]) -> None:
    for column in model._meta.concrete_fields:
        key, related = texts.get(column.attname), column.related_model
        if related and key is not None and (related, str(key)) not in keys and not related._base_manager.filter(pk=key).exists():
            raise NotPossibleError([_("A record that it names was deleted since (%(sort)s).") % {"sort": sort_of(related)}])


def take_back(steps: Sequence[Step], **credit: Any) -> list[Saved]:
    """Undo what was recorded: bring rows back, or take them away again. Raise NotPossibleError if that cannot be.

    Return what was saved.
    """
    opposite = {ADD: REMOVE, REMOVE: ADD, CHANGE: CHANGE}
    backwards = [Step(opposite[step.kind], step.model, step.key, before=step.after, after=step.before) for step in steps]
    added = [step for step in backwards if step.kind == ADD and not is_link(step.model)]
    others = [step for step in backwards if step.kind != ADD and not is_link(step.model)]
    links = [step for step in backwards if is_link(step.model)]
    return carry_out([*_owners_first(added), *_unless_given_another(others), *links], **credit)


def _owners_first(steps: list[Step]) -> list[Step]:
    """Sort rows so that none comes before one that it refers to."""
    waiting, sorted_steps = list(steps), list[Step]()
    while waiting:
        coming = {(step.model, str(step.key)) for step in waiting}
        ready = [step for step in waiting if not any(end in coming for end in _ends(step))]
        if not ready:  # two that refer to each other
            return [*sorted_steps, *waiting]
        sorted_steps += ready
        waiting = [step for step in waiting if step not in ready]
    return sorted_steps


def _ends(step: Step) -> Iterator[tuple[Any, str]]:
    for column in step.model._meta.concrete_fields:
        key = step.after.get(column.attname)
        if column.related_model and key is not None and (column.related_model, str(key)) != (step.model, str(step.key)):
            yield column.related_model, str(key)


def _unless_given_another(steps: list[Step]) -> Iterator[Step]:
    """Leave out what names something else since, or is gone itself."""
    for step in steps:
        now = {name: told(step.stored, step.model._meta.get_field(name)) for name in step.before} if step.stored else {}
        after = {name: text for name, text in step.after.items() if step.stored and now[name] == step.before[name]}
        if step.kind != CHANGE or after:
            yield Step(step.kind, step.model, step.key, step.before, after)


def owners_of(step: Step) -> list[Any]:
    """Return the records, as they are now, of which the row of a step was a part."""
    texts, columns = step.before | step.after, cast(Any, step.model._meta.concrete_fields)
    linked: Any = step.model._meta.auto_created
    owners = [
        (column.related_model, texts.get(column.attname))
        for column in columns
        if column.related_model and (column.related_model is linked if linked else column.remote_field.on_delete is models.CASCADE)
    ]
    found = [model._base_manager.filter(pk=key).first() for model, key in owners if issubclass(model, Record)]
    return [owner for owner in found if owner is not None]


# In words


@dataclass(frozen=True)
class Item:
    """One thing that a change would do, as a person reads it and may refuse it."""

    number: int  # of the step
    column: str  # "" for the whole step
    kind: str
    record: str
    label: str
    before: str
    after: str
    now: str | None  # what stands there now, where it is neither

    @property
    def name(self) -> str:
        """What its box is called in a form."""
        return f"{self.number}.{self.column}"


def items_of(steps: Sequence[Step]) -> list[Item]:
    """Return what steps would do, one by one."""
    return list(chain.from_iterable(_items(number, step, steps) for number, step in enumerate(steps)))


def _items(number: int, step: Step, steps: Sequence[Step]) -> Iterator[Item]:
    if is_link(step.model):
        yield _link_in_words(number, step, steps)
    elif step.kind == CHANGE:
        yield from _changes_in_words(number, step, steps)
    else:
        text = _row_in_words(step, steps)
        before, after = (text, "") if step.kind == REMOVE else ("", text)
        yield Item(number, "", step.kind, sort_of(step.model), _("removed") if step.kind == REMOVE else _("added"), before, after, None)


def _link_in_words(number: int, step: Step, steps: Sequence[Step]) -> Item:
    owner_model: Any = step.model._meta.auto_created
    ends = {column.name: column for column in step.model._meta.concrete_fields if column.related_model}
    relation = next(one for one in owner_model._meta.many_to_many if one.remote_field.through is step.model)
    owner, other = ends[relation.m2m_field_name()], ends[relation.m2m_reverse_field_name()]
    texts = step.after or step.before
    name = _name(other.related_model, texts[other.attname], steps)
    before, after = (name, "") if step.kind == REMOVE else ("", name)
    return Item(number, "", step.kind, _name(owner_model, texts[owner.attname], steps), label_of(relation), before, after, None)


def _changes_in_words(number: int, step: Step, steps: Sequence[Step]) -> Iterator[Item]:
    record = step.stored or _filled(step.model(), {**step.before, **step.after}, {})
    for column in _shown_columns(step.model):
        if column.attname not in step.columns:
            continue
        texts = {"before": step.before[column.attname], "after": step.after[column.attname]}
        now = told(step.stored, column) if step.stored else None
        words = {name: _shown(step.model, column, text, steps) for name, text in texts.items()}
        changed = _shown(step.model, column, now, steps) if step.stored and now not in texts.values() else None
        yield Item(number, column.attname, CHANGE, str(record), label_of(column), **words, now=changed)


def _shown_columns(model: type[models.Model]) -> list[Any]:
    """Return the columns that a person reads: those that a form has, by their order."""
    return [column for column in model._meta.concrete_fields if column.editable and not column.primary_key]


def _row_in_words(step: Step, steps: Sequence[Step]) -> str:
    texts = step.after if step.kind == ADD else step.before
    owners = {one.model for one in steps if issubclass(one.model, Record)}
    lines = []
    for column in _shown_columns(step.model):
        is_plain = texts.get(column.attname) in (None, "", "False") or column.name in ("order", "publish_from")
        if is_plain or (column.related_model in owners and column.remote_field.on_delete is models.CASCADE):
            continue
        if text := _shown(step.model, column, texts[column.attname], steps):
            lines.append(f"{label_of(column)}: {text}")
    return "\n".join(lines)


def _shown(model: type[models.Model], column: Any, text: Any, steps: Sequence[Step]) -> str:
    if text is None:
        return ""
    if column.related_model:
        return _name(column.related_model, text, steps)
    value = column.to_python(text)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(localtime(value), "SHORT_DATETIME_FORMAT")
    return str(dict(column.flatchoices).get(value, value)) if column.flatchoices else str(value)


def _name(model: Any, key: Any, steps: Sequence[Step]) -> str:
    """Return what a record is called, also one that the steps add or remove."""
    if (stored := model._base_manager.filter(pk=key).first()) is not None:
        return str(stored)
    for step in steps:
        if step.model is model and str(step.key) == str(key):
            return str(_filled(model(), step.after or step.before, {}))
    return _("(deleted since)")


def sort_of(model: type[models.Model]) -> str:
    """Return what records of a kind are called."""
    owner: Any = model._meta.auto_created or model
    return capfirst(str(owner._meta.verbose_name))
