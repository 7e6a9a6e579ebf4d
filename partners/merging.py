"""Merging two institutions that turned out to be one, with a preview of every row that changes, and undoing it.

A merge is planned by reading only. The plan is a list of steps, each of one row of one table; carrying it out keeps the
steps with the `Merge`, and undoing takes them back from the last to the first.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from partners.models import FurtherCountry, Institution, InstitutionName, Merge, Partnership, SuspectedDuplicate, TaggedInstitution
from partners.search import indexing
from partners.search.models import Entry
from smsu_intl.base.fields import FoldedField
from smsu_intl.base.models import Record
from smsu_intl.base.rows import Relation, relations_to, row_of, told, values_of
from smsu_intl.base.texts import languages_of

# What the kept institution takes over from the other where it has none of its own; of a group all or nothing.
TAKEN_OVER = (
    ("reference", "reference_digest"),
    ("ror",),
    ("hosted_as_id",),
    ("website",),
    ("latitude", "longitude"),
    *((column,) for column in languages_of("name")),
    languages_of("city"),
    ("subdivision",),
    *((column,) for column in languages_of("note")),
    ("successor_id",),
)
ONE_ONLY = {"reference", "reference_digest", "ror", "hosted_as_id"}  # what no two institutions may have: the other gives it away
COMPARED = (
    "kind", "country", *languages_of("city"), "subdivision", "website", "ror", "latitude", "longitude", "part_of",
    "successor", "is_active", "status", *languages_of("note"),
)  # fmt: skip
LONGEST_ACRONYM = 10  # letters


class RefusedError(Exception):
    """A merge, or its undoing, that cannot be; `reasons` say why, in the reader's language."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = list(reasons)
        super().__init__(" ".join(self.reasons))


# What is done


@dataclass(eq=False)
class Step:
    """A row that is changed, removed or added, with the columns concerned as text: before and after."""

    kind: str  # "change", "remove" or "add"
    record: Any
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    @property
    def model(self) -> type[models.Model]:
        return type(self.record)

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "model": self.model._meta.label_lower,
            "key": self.record.pk,
            "before": self.before,
            "after": self.after,
        }


class Clash(NamedTuple):
    """Two partnerships, of which a department or a university may have only one with an institution."""

    kept: Partnership
    merged: Partnership

    @property
    def name(self) -> str:
        """What its choice is called in a form."""
        return f"clash_{self.merged.pk}"

    @property
    def can_combine(self) -> bool:
        return self.kept.role == self.merged.role


KEPT, MERGED, COMBINED = "kept", "merged", "combined"


@dataclass
class Plan:
    """All that a merge would do."""

    kept: Institution
    merged: Institution
    steps: list[Step]
    clashes: list[Clash]
    undecided: list[Clash]
    obstacles: list[str]
    taken_over: list[tuple[str, str]]  # label and value of what the kept institution gets from the other

    @property
    def moved(self) -> dict[str, list[str]]:
        """The records that will lead to the kept institution, by the sort of record, as a person calls them."""
        groups: dict[str, list[str]] = {}
        for step in self.steps:
            if step.kind == "change" and step.record.pk and not self._is_one_of_us(step.record) and _moves(step, self.merged, self.kept):
                sort, name = _in_words(step.record)
                groups.setdefault(sort, []).append(name)
        return groups

    @property
    def removed(self) -> list[str]:
        """The records that will be taken away, since the kept institution has the same already."""
        plain = [
            step.record for step in self.steps if step.kind == "remove" and not isinstance(step.record, (Partnership, SuspectedDuplicate))
        ]
        named = [_in_words(record) for record in plain if not _belongs_to(record, Partnership)]
        return [f"{sort}: {name}" for sort, name in named]

    @property
    def new_names(self) -> list[InstitutionName]:
        return [step.record for step in self.steps if step.kind == "add" and isinstance(step.record, InstitutionName)]

    @property
    def left_as_is(self) -> list[tuple[str, str, str]]:
        """Where the two disagree: label, what is kept, and what stays with the other only."""
        found = []
        for name in COMPARED:
            ours, theirs = (_shown(institution, name) for institution in (self._as_stored(self.kept), self._as_stored(self.merged)))
            if ours and theirs and ours != theirs:
                found.append((_label(name), ours, theirs))
        return found

    @property
    def fingerprint(self) -> str:
        """What tells whether a plan that was looked at is still the same."""
        told = [(step.as_json(), str(step.record)) for step in self.steps]
        for step, _name in told:
            step["after"] = {column: text for column, text in step["after"].items() if column != "updated_at"}
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:32]

    def _is_one_of_us(self, record: Any) -> bool:
        return isinstance(record, Institution) and record.pk in (self.kept.pk, self.merged.pk)

    def _as_stored(self, institution: Institution) -> Institution:
        return Institution.objects.select_related("part_of", "successor").get(pk=institution.pk)


def plan_merge(kept: Institution, merged: Institution, choices: Mapping[str, str] | None = None) -> Plan:
    """Return what merging `merged` into `kept` would do; `choices` say for each clash by its name what is kept."""
    fresh = Institution.objects.in_bulk([kept.pk, merged.pk])
    planner = _Planner(fresh[kept.pk], fresh[merged.pk], choices or {})
    obstacles = list(_obstacles(planner.kept, planner.merged))
    if not obstacles:
        planner.plan()
    return Plan(planner.kept, planner.merged, planner.steps(), planner.clashes, planner.undecided, obstacles, planner.taken_over)


def _obstacles(kept: Institution, merged: Institution) -> Iterator[str]:
    if kept.pk == merged.pk:
        yield _("These are not two institutions.")
    for institution in (kept, merged):
        if institution.merged_into:
            yield _("“%(name)s” was merged into “%(other)s” already.") % {"name": institution, "other": institution.merged_into}
    if kept.hosted_as_id and merged.hosted_as_id:
        yield _("Both have their own pages on this site as universities. Two universities cannot be merged.")


@transaction.atomic
def merge(*, kept: Institution, merged: Institution, by: Any, choices: Mapping[str, str] | None = None, fingerprint: str = "") -> Merge:
    """Merge `merged` into `kept`. Raise RefusedError if that cannot be, or if it is no longer what the `fingerprint` was of."""
    list(Institution.objects.select_for_update().filter(pk__in=[kept.pk, merged.pk]).order_by("pk"))
    plan = plan_merge(kept, merged, choices)
    if plan.obstacles:
        raise RefusedError(plan.obstacles)
    if plan.undecided:
        raise RefusedError([_("Choose first which of the partnerships is kept.")])
    if fingerprint and fingerprint != plan_merge(kept, merged).fingerprint:
        raise RefusedError([_("Something changed since you looked. Nothing was merged: look once more, then merge.")])
    why = _("%(merged)s was merged into %(kept)s") % {"merged": plan.merged, "kept": plan.kept}
    for step in plan.steps:
        _do(step)
    _remember([(step.model, step.record.pk, step.kind) for step in plan.steps], removed=plan.steps, by=by, why=why)
    _index(plan.kept.pk, plan.merged.pk)
    return Merge.objects.create(kept=plan.kept, merged=plan.merged, steps=[step.as_json() for step in plan.steps], done_by=by)


class _Planner:
    """Collects what becomes of each row; nothing is written."""

    def __init__(self, kept: Institution, merged: Institution, choices: Mapping[str, str]) -> None:
        self.kept, self.merged, self.choices = kept, merged, choices
        self.changes: dict[tuple[type[models.Model], int], Step] = {}
        self.removals: list[Step] = []
        self.additions: list[Step] = []
        self.clashes: list[Clash] = []
        self.undecided: list[Clash] = []
        self.taken_over: list[tuple[str, str]] = []
        self.same_names: dict[int, int] = {}  # a name form that stays behind → the same one of the kept institution
        self.was_imported = bool(merged.reference)
        self.now = timezone.now()

    def plan(self) -> None:
        self._take_over()
        for relation in relations_to(Institution):
            HANDLING.get(relation.label, _Planner.move)(self, relation)
        self._repoint_listings()
        self.edit(self.merged, merged_into_id=self.kept.pk, part_of_id=None)
        for institution in (self.kept, self.merged):
            folded = [column for column in institution._meta.concrete_fields if isinstance(column, FoldedField)]
            before = {column.attname: getattr(institution, column.attname) for column in folded}
            for column in folded:
                column.pre_save(institution, False)
            self._note(institution, before)
        self._touch()

    def steps(self) -> list[Step]:
        """Return the steps in their order: what must be one only is given away before it is taken."""
        ours = [(Institution, self.merged.pk), (Institution, self.kept.pk)]
        first, last = (([self.changes[key]] if key in self.changes else []) for key in ours)
        others = [step for key, step in self.changes.items() if key not in ours]
        return [*self.removals, *first, *others, *last, *self.additions]

    # What can happen to a row

    def edit(self, record: Any, **values: Any) -> None:
        """Give columns of a row other values."""
        columns = [record._meta.get_field(name) for name in values]
        before = {column.attname: told(record, column) for column in columns}
        for name, value in values.items():
            setattr(record, name, value)
        self._note(record, before)

    def _note(self, record: Any, before: dict[str, Any]) -> None:
        """Keep what columns of a row were, and are now, where that differs."""
        after = {name: told(record, record._meta.get_field(name)) for name in before}
        changed = [name for name in before if before[name] != after[name]]
        if changed:
            step = self.changes.setdefault((type(record), record.pk), Step("change", record))
            for name in changed:
                step.before.setdefault(name, before[name])
                step.after[name] = after[name]

    def remove(self, record: Any) -> None:
        """Take a row away, and with it those that cannot be without it."""
        for relation in relations_to(type(record)):
            for part in relation.model._base_manager.filter(**{relation.field.name: record}).order_by("pk"):
                self.remove(part)
        self.removals.append(Step("remove", record, before=row_of(record)))
        self.changes.pop((type(record), record.pk), None)

    def add(self, record: Any) -> None:
        self.additions.append(Step("add", record))

    # What becomes of the rows of a relation

    def move(self, relation: Relation) -> None:
        """Let all rows refer to the kept institution; of a many-to-many table, those that it does not have yet."""
        there = self._others(relation, self.kept) if relation.is_unique else set()
        for row in relation.of(self.merged):
            if relation.is_unique and self._other_columns(relation, row) in there:
                self.remove(row)
                self._touch_owner(row)
            else:
                self.edit(row, **{relation.field.attname: self.kept.pk})

    def complete(self, relation: Relation) -> None:
        """Move what the kept institution does not have; the rest stays where it is."""
        there = self._others(relation, self.kept)
        for row in relation.of(self.merged):
            if self._other_columns(relation, row) not in there and getattr(row, "country", None) != self.kept.country:
                self.edit(row, **{relation.field.attname: self.kept.pk})

    def leave(self, relation: Relation) -> None:
        """Leave the rows: they tell of the merged institution itself, or are derived from it."""

    def move_units(self, relation: Relation) -> None:
        above = self._above(self.kept)
        whole = self.merged.part_of_id if self.merged.part_of_id not in {unit.pk for unit in above} else None
        for unit in relation.of(self.merged):
            self.edit(self._own(unit), part_of_id=whole if unit in above else self.kept.pk)
        if self.kept.part_of_id is None and whole and self.merged.part_of and self.kept not in self._above(self.merged.part_of):
            self.edit(self.kept, part_of_id=whole)
            self.taken_over.append((_label("part_of"), str(self.merged.part_of)))

    def move_predecessors(self, relation: Relation) -> None:
        for one in relation.of(self.merged):
            one = self._own(one)  # noqa: PLW2901
            self.edit(one, successor_id=None if one == self.kept else self.kept.pk)

    def move_names(self, relation: Relation) -> None:
        """Make the merged institution's names name forms of the kept one, each text once."""
        own = {getattr(self.kept, column) for column in languages_of("name")}
        there: dict[str, Any] = {name.text: name for name in relation.of(self.kept)}
        listed = set(Partnership._base_manager.filter(listed_as__institution=self.merged).values_list("listed_as", flat=True))
        for name in relation.of(self.merged):
            if same := there.get(name.text):
                self.same_names[name.pk] = same.pk
                blank = [column for column in ("language", "used_from", "used_until", "seen") if not getattr(same, column)]
                self.edit(same, **{column: getattr(name, column) for column in blank})
            elif name.text not in own or name.pk in listed:
                self.edit(name, institution_id=self.kept.pk)
                there[name.text] = name
        for column in languages_of("name"):
            text = getattr(self.merged, column)
            if text and text not in own and text not in there:
                there[text] = InstitutionName(
                    institution_id=self.kept.pk, text=text, language=column.rpartition("_")[2], sort=self._sort_of(text)
                )
                self.add(there[text])

    def move_pairs(self, relation: Relation) -> None:
        """Let suspicions follow; what was decided about either holds for both."""
        different = SuspectedDuplicate.Decision.DIFFERENT
        pairs = [pair for each in relations_to(Institution) if each.model is SuspectedDuplicate for pair in each.of(self.merged)]
        there = {pair.second_id if pair.first_id == self.kept.pk else pair.first_id: pair for pair in self._pairs_of_kept()}
        for pair in pairs:
            column, other = ("second_id", pair.first_id) if pair.second_id == self.merged.pk else ("first_id", pair.second_id)
            if other == self.kept.pk:
                self.remove(pair)
            elif known := there.get(other):
                if pair.decision == different:
                    self.edit(known, decision=different)
                self.remove(pair)
            else:
                self.edit(pair, **{column: self.kept.pk})
                there[other] = pair

    def move_partnerships(self, relation: Relation) -> None:
        there = {(row.university_id if not row.department_id else None, row.department_id): row for row in relation.of(self.kept)}
        for row in relation.of(self.merged):
            same = there.get((row.university_id if not row.department_id else None, row.department_id))
            if same is None:
                self.edit(row, institution_id=self.kept.pk)
                continue
            clash = Clash(same, row)
            self.clashes.append(clash)
            choice = self.choices.get(clash.name, "")
            if choice not in (KEPT, MERGED, *([COMBINED] if clash.can_combine else [])):
                self.undecided.append(clash)
            elif choice == MERGED:
                self.remove(same)
                self.edit(row, institution_id=self.kept.pk)
            else:
                if choice == COMBINED:
                    self._combine(same, row)
                self.remove(row)

    def _combine(self, same: Partnership, row: Partnership) -> None:
        for name in ("since", "contact_id", "funding", "listed_as_id"):
            if not getattr(same, name) and getattr(row, name):
                self.edit(same, **{name: getattr(row, name)})
        if row.state == Partnership.State.ACTIVE:
            self.edit(same, state=row.state)
        if row.is_published and not same.is_published:
            self.edit(same, status=row.status, publish_from=row.publish_from, publish_until=row.publish_until)
        for relation in relations_to(Partnership):  # fields, forms, sources
            there = {self._other_columns(relation, part) for part in self._rows(relation, same)}
            for part in self._rows(relation, row):
                if (others := self._other_columns(relation, part)) not in there:
                    self.add(relation.model(**dict(others), **{relation.field.attname: same.pk}))

    def _rows(self, relation: Relation, record: Any) -> list[Any]:
        return list(relation.model._base_manager.filter(**{relation.field.name: record}).order_by("pk"))

    # The two themselves

    def _take_over(self) -> None:
        for columns in TAKEN_OVER:
            values = {column: getattr(self.merged, column) for column in columns}
            is_blank = all(getattr(self.kept, column) in ("", None) for column in columns)
            if not is_blank or all(value in ("", None) for value in values.values()) or values.get("successor_id") == self.kept.pk:
                continue
            shown = [column for column in columns if column not in ("reference", "reference_digest")]
            for name in (column.removesuffix("_id") for column in shown):
                if value := _shown(self.merged, name):
                    self.taken_over.append((_label(name), value))
            if ONE_ONLY.issuperset(columns):
                kept_values = {column: getattr(self.kept, column) for column in columns}
                self.edit(self.merged, **kept_values)
            self.edit(self.kept, **values)
        if self.kept.successor_id == self.merged.pk:
            self.edit(self.kept, successor_id=None)
        if self.merged.is_published and not self.kept.is_published:
            dates = {name: getattr(self.merged, name) for name in ("publish_from", "publish_until")}
            self.edit(self.kept, status=self.merged.status, **dates)
            self.taken_over.append((_label("status"), str(self.merged.get_status_display())))

    def _repoint_listings(self) -> None:
        """Let partnerships be listed under the kept institution's name form where the same one stays behind."""
        removed = {(step.model, step.record.pk) for step in self.removals}
        for key, same in self.same_names.items():
            for partnership in Partnership._base_manager.filter(listed_as=key).order_by("pk"):
                if (Partnership, partnership.pk) not in removed:
                    self.edit(self._own(partnership), listed_as_id=same)
        for step in self.changes.values():
            if isinstance(step.record, Partnership) and step.record.listed_as_id in self.same_names:
                self.edit(step.record, listed_as_id=self.same_names[step.record.listed_as_id])

    def _sort_of(self, text: str) -> str:
        """Return what sort of name form a present name of the merged institution becomes."""
        sorts = InstitutionName.Sort
        if " " not in text and text.isupper() and len(text) <= LONGEST_ACRONYM:
            return sorts.ACRONYM
        if not self.merged.is_active:
            return sorts.FORMER
        return sorts.OTHER if self.was_imported else sorts.AS_WRITTEN

    def _touch(self) -> None:
        """Mark all records concerned as changed now, so that whoever has one open in a form is told."""
        for step in [*self.changes.values(), *self.additions]:
            if not isinstance(step.record, SuspectedDuplicate):  # a part of neither
                self._touch_owner(step.record)

    def _touch_owner(self, record: Any) -> None:
        owners = [record] if isinstance(record, Record) else list(_owners(record))
        for owner in owners:
            if owner.pk and (type(owner), owner.pk) not in {(step.model, step.record.pk) for step in self.removals}:
                own = self._own(owner)
                self.edit(own, updated_at=self.now)

    def _own(self, record: Any) -> Any:
        """Return the one object that stands for a row, with the changes planned so far."""
        for institution in (self.kept, self.merged):
            if record == institution:
                return institution
        step = self.changes.get((type(record), record.pk))
        return step.record if step else record

    def _above(self, institution: Institution) -> list[Institution]:
        """Return an institution and all that it is part of, up to the merged one."""
        above: list[Institution] = []
        one: Institution | None = institution
        while one and one not in above and one != self.merged:
            above.append(one)
            one = one.part_of
        return above

    def _pairs_of_kept(self) -> list[Any]:
        return list(SuspectedDuplicate._base_manager.filter(models.Q(first=self.kept) | models.Q(second=self.kept)).order_by("pk"))

    def _others(self, relation: Relation, institution: Institution) -> set[Any]:
        return {self._other_columns(relation, row) for row in relation.of(institution)}

    def _other_columns(self, relation: Relation, row: Any) -> tuple[tuple[str, Any], ...]:
        own = ("id", "uid", relation.field.attname)
        return tuple((column.attname, getattr(row, column.attname)) for column in row._meta.concrete_fields if column.attname not in own)


# The relations of which not simply all rows move. A test fails on a new one with a unique constraint that is not here.
HANDLING: dict[str, Callable[[_Planner, Relation], None]] = {
    f"{Entry._meta.label}.institution": _Planner.leave,
    f"{FurtherCountry._meta.label}.institution": _Planner.complete,
    f"{TaggedInstitution._meta.label}.content_object": _Planner.complete,
    f"{Institution.sources.through._meta.label}.institution": _Planner.complete,
    f"{Institution._meta.label}.part_of": _Planner.move_units,
    f"{Institution._meta.label}.successor": _Planner.move_predecessors,
    f"{InstitutionName._meta.label}.institution": _Planner.move_names,
    f"{SuspectedDuplicate._meta.label}.first": _Planner.move_pairs,
    f"{SuspectedDuplicate._meta.label}.second": _Planner.leave,  # move_pairs reads both
    f"{Partnership._meta.label}.institution": _Planner.move_partnerships,
    f"{Merge._meta.label}.kept": _Planner.leave,
    f"{Merge._meta.label}.merged": _Planner.leave,
}


# Carried out


def _do(step: Step) -> None:
    if step.kind == "change":
        step.model._base_manager.filter(pk=step.record.pk).update(**values_of(step.model, step.after))
    elif step.kind == "remove":
        step.model._base_manager.filter(pk=step.record.pk)._raw_delete("default")
    else:
        step.model._base_manager.bulk_create([step.record])
        step.after = row_of(step.record)


def _owners(record: Any) -> Iterator[Any]:
    """Yield the records of which a row is a part, or in whose list it stands."""
    if record._meta.auto_created:
        names = [column.name for column in record._meta.concrete_fields if column.related_model is record._meta.auto_created]
    else:
        names = [column.name for column in record._meta.concrete_fields if _is_part_by(column)]
    yield from filter(None, (getattr(record, name) for name in names))


def _is_part_by(column: Any) -> bool:
    related = column.related_model
    return bool(related) and column.remote_field.on_delete is models.CASCADE and issubclass(related, Record)


def _belongs_to(record: Any, model: type[models.Model]) -> bool:
    return any(isinstance(owner, model) for owner in _owners(record))


def _remember(rows: Iterable[tuple[type[models.Model], int, str]], *, removed: Iterable[Step], by: Any, why: str) -> None:
    """Write the histories of the records that a merge or its undoing changed."""
    by_model: dict[Any, list[int]] = {}
    for model, key, kind in rows:
        if kind == "change" and issubclass(model, Record):
            by_model.setdefault(model, []).append(key)
    for model, keys in by_model.items():
        records = list(model._base_manager.filter(pk__in=keys).order_by("pk"))
        model.history.bulk_history_create(records, update=True, default_user=by, default_change_reason=why[:100])
    for step in removed:
        if step.kind == "remove" and isinstance(step.record, Record):
            manager: Any = type(step.record).history
            (row,) = manager.bulk_history_create([step.record], default_user=by, default_change_reason=why[:100])
            row.history_type = "-"
            row.save()


def _index(kept: int, merged: int) -> None:
    """Let the search follow: an institution that was merged is not found by itself any more."""
    indexing.index([kept, merged])


# Undoing


def undo(done: Merge, *, by: Any) -> None:
    """Put everything back as it was before a merge. Raise RefusedError if later changes make that impossible."""
    try:
        with transaction.atomic():
            _undo(Merge.objects.select_for_update().get(pk=done.pk), by)
    except IntegrityError as error:
        raise RefusedError([_("A record that was taken away has been entered again since. Delete that one first.")]) from error


def _undo(done: Merge, by: Any) -> None:
    if reasons := why_not_undone(done):
        raise RefusedError(reasons)
    steps = [_Stored.read(step) for step in done.steps]
    for step in reversed(steps):
        step.take_back()
    _refold(done.kept_id, done.merged_id)
    why = _("The merge of %(merged)s into %(kept)s was undone") % {"merged": done.merged, "kept": done.kept}
    _remember([(step.model, step.key, step.kind) for step in steps], removed=(), by=by, why=why)
    for step in steps:
        if step.kind == "remove" and issubclass(step.model, Record):
            manager: Any = step.model.history
            manager.bulk_history_create([step.model._base_manager.get(pk=step.key)], default_user=by, default_change_reason=why[:100])
    _index(done.kept_id, done.merged_id)
    done.undone_at, done.undone_by = timezone.now(), by
    done.save(update_fields=["undone_at", "undone_by"])


def why_not_undone(done: Merge) -> list[str]:
    """Return what stands in the way of undoing a merge; nothing if it can be undone."""
    if not done.is_in_force:
        return [_("This merge was undone already.")]
    later = Merge.objects.in_force().of(done.kept, done.merged).filter(pk__gt=done.pk).order_by("-pk").first()
    if later:
        return [_("First undo the later merge of “%(merged)s” into “%(kept)s”.") % {"merged": later.merged, "kept": later.kept}]
    steps = [_Stored.read(step) for step in done.steps]
    returning = {(step.model, str(step.key)) for step in steps if step.kind == "remove"}
    return list(dict.fromkeys(reason for step in steps if (reason := step.obstacle(returning))))


def _refold(*keys: int) -> None:
    for institution in Institution.objects.filter(pk__in=keys):
        columns = [column for column in institution._meta.concrete_fields if isinstance(column, FoldedField)]
        Institution.objects.filter(pk=institution.pk).update(**{column.attname: column.pre_save(institution, False) for column in columns})


@dataclass(frozen=True)
class _Stored:
    """A step of a merge that was done, as it was kept."""

    kind: str
    model: Any
    key: int
    before: dict[str, Any]
    after: dict[str, Any]

    @classmethod
    def read(cls, told: dict[str, Any]) -> "_Stored":
        return cls(told["kind"], apps.get_model(told["model"]), told["key"], told["before"], told["after"])

    @property
    def _found(self) -> Any:
        return self.model._base_manager.filter(pk=self.key).first()

    def obstacle(self, returning: set[tuple[Any, str]]) -> str:
        """Return why it cannot be taken back, the rows that are `returning` together with it; "" if it can."""
        record = self._found
        if self.kind == "remove":
            return self._obstacle_to_return(returning)
        if record is None:
            sort = self.model._meta.auto_created._meta.verbose_name if self.model._meta.auto_created else self.model._meta.verbose_name
            return _("A record that the merge had changed was deleted since (%(sort)s).") % {"sort": sort}
        if any(told(record, column) != self.after[column.attname] for column in self._checked()):
            sort, name = _in_words(record)
            return _("“%(name)s” was changed since (%(sort)s).") % {"name": name, "sort": sort}
        if self.kind == "add" and any(
            relation.model._base_manager.filter(**{relation.field.name: record}).exists() for relation in relations_to(self.model)
        ):
            return _("“%(name)s” is in use since.") % {"name": record}
        return ""

    def take_back(self) -> None:
        if self.kind == "add":
            self.model._base_manager.filter(pk=self.key)._raw_delete("default")
        elif self.kind == "remove":
            self.model._base_manager.bulk_create([self.model(**values_of(self.model, self.before))])
        else:
            before = dict(self.before)
            if "updated_at" in before and told(self._found, self.model._meta.get_field("updated_at")) != self.after["updated_at"]:
                del before["updated_at"]  # it was saved since, with what the merge had not touched
            self.model._base_manager.filter(pk=self.key).update(**values_of(self.model, before))

    def _checked(self) -> Iterator[Any]:
        for column in self.model._meta.concrete_fields:
            if column.attname in self.after and column.attname != "updated_at" and not isinstance(column, FoldedField):
                yield column

    def _obstacle_to_return(self, returning: set[tuple[Any, str]]) -> str:
        for column in self.model._meta.concrete_fields:
            key, related = self.before[column.attname], column.related_model
            if related and key is not None and (related, key) not in returning and not related._base_manager.filter(pk=key).exists():
                return _("A record that would be needed again was deleted since (%(sort)s).") % {"sort": related._meta.verbose_name}
        return ""


# In words


def _label(name: str) -> str:
    column: Any = Institution._meta.get_field(name)
    language = getattr(column, "_translated_field_language_code", "")
    return f"{capfirst(str(column.verbose_name))}{f' ({language})' if language else ''}"


def _shown(record: Any, name: str) -> str:
    column = record._meta.get_field(name)
    value = getattr(record, f"get_{name}_display")() if column.choices else getattr(record, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)


def _in_words(record: Any) -> tuple[str, str]:
    """Return the sort of a record and its name; of a row of a many-to-many table, those of the record at its other end."""
    if record._meta.auto_created:
        ends = [column for column in record._meta.concrete_fields if column.related_model not in (None, Institution)]
        return _in_words(getattr(record, ends[0].name))
    sort = capfirst(str(record._meta.verbose_name_plural))
    owner = next((owner for owner in _owners(record) if not isinstance(owner, Institution)), None)
    if owner and not isinstance(record, Record):
        return sort, f"{record} – {owner}"
    return sort, str(getattr(record, "tag", record))


def _moves(step: Step, merged: Institution, kept: Institution) -> bool:
    """Whether a changed row referred to the merged institution and will refer to the kept one."""
    return any(
        before == str(merged.pk) and step.after[name] == str(kept.pk)
        for name, before in step.before.items()
        if step.model._meta.get_field(name).related_model is Institution
    )
