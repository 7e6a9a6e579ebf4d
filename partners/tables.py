"""Partnerships as rows of a table, each with its institution; and finding institutions by what people call them."""

from collections.abc import Iterable
from functools import cached_property
from itertools import batched
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from departments.models import Department
from partners.duplicates import likely, suspect
from partners.models import Institution, InstitutionName
from partners.staff import place_of
from smsu_intl.base.folding import fold
from smsu_intl.base.tables import Column, Finder, RecordTable, RowError, YesOrNo, not_known
from smsu_intl.base.texts import languages_of

BATCH = 400  # names in one query
_COLUMNS = tuple(f"folded_{column.removeprefix('name_')}" for column in languages_of("name"))


class InstitutionFinder:
    """Finds institutions by any of their names, letter by letter as folded; those of a whole table are read at once."""

    def __init__(self, offered: Any) -> None:
        self.offered = offered.unmerged()
        self._known: dict[str, list[Institution]] = {}

    def prepare(self, texts: Iterable[str]) -> None:
        """Read what the cells of a column name."""
        folds = {fold(part) for text in texts for part in (text, *text.replace("\n", ";").split(";"))}
        for some in batched(sorted(folds - self._known.keys() - {""}), BATCH, strict=False):
            self._read(some)

    def _read(self, folds: Iterable[str]) -> None:
        folds = list(folds)
        own = Q()
        for column in _COLUMNS:
            own |= Q(**{f"{column}__in": folds})
        owners: dict[str, set[int]] = {name: set() for name in folds}
        for key, *names in Institution.objects.filter(own).order_by().values_list("pk", *_COLUMNS):
            for name in names:
                owners.setdefault(name, set()).add(key)
        for key, name in InstitutionName.objects.filter(folded__in=folds).values_list("institution", "folded"):
            owners[name].add(key)
        keys = {key for name in folds for key in owners[name]}
        offered = {one.pk: one for one in self.offered.filter(pk__in=keys).order_by("pk")}
        for name in folds:
            self._known[name] = [offered[key] for key in sorted(owners[name]) if key in offered]

    def add(self, institution: Institution) -> None:
        """Let an institution that the table brings be known in the rows that follow."""
        for column in languages_of("name"):
            name = fold(getattr(institution, column))
            if name:
                self.called(name)
                self._known[name].append(institution)

    def called(self, text: str) -> list[Institution]:
        """Return those called `text`; those in our hands alone, where some of them are."""
        name = fold(text)
        if name not in self._known:
            self._read([name])
        found = self._known.get(name, [])
        ours = [one for one in found if one.status != Institution.Status.DRAFT or not one.reference]
        return ours or found

    def find(self, text: str) -> int:
        """Return the key of the institution called `text`. Raise ValueError with the reason and what is like it."""
        found = self.called(text)
        if len(found) > 1:
            places = "; ".join(f"{one} – {place_of(one)}" for one in found[:4])
            raise ValueError(_("Several are called “%(value)s”: %(names)s. Write the full name.") % {"value": text, "names": places})
        if not found:
            raise ValueError(not_known(text, [f"{one} – {place_of(one)}" for one in self.offered.search(text, limit=3)]))
        return int(found[0].pk)


class TableWithInstitutions(RecordTable):
    """Rows that name institutions and departments."""

    def finder(self, model: Any) -> Any:
        if model not in self._finders:
            self._finders[model] = self._new_finder(model)
        return self._finders[model]

    def _new_finder(self, model: Any) -> Any:
        if model is Institution:
            return InstitutionFinder(self.offered(model))
        if model is Department:
            others = None if self.rights.everything else Department.objects.published()
            return Finder(self.offered(model), [*languages_of("name"), "slug"], others)
        return super().finder(model)

    def __init__(self, model_admin: Any, request: Any) -> None:
        self._finders: dict[Any, Any] = {}
        super().__init__(model_admin, request)


class _Told(YesOrNo):
    """A word of whoever fills in the table, which is not kept."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return ""


class PartnershipTable(TableWithInstitutions):
    """A partner as a secretary knows it: the institution, and what a department does with it.

    An institution that is in the directory is only named: its facts are changed in its own form.
    """

    of_institution = (
        *languages_of("name"), "country", *languages_of("city"), "website", "kind", *languages_of("note"),
    )  # fmt: skip
    names = (*of_institution, "department", "role", "state", "fields", "forms", "since", "is_new", "status")
    required = (languages_of("name"),)
    identity = (*languages_of("name"), "country", "department")
    implied = ("institution", "university")
    read_with = ("institution",)
    most = 300  # each new institution is looked for in the whole directory
    examples: ClassVar[dict[str, Any]] = {
        "name_en": "Heidelberg University",
        "name_ru": "Гейдельбергский университет",
        "name_uz": "Geydelberg universiteti",
        "country": "DE",
        "city_en": "Heidelberg",
        "city_ru": "Гейдельберг",
        "city_uz": "Heydelberg",
        "website": "https://www.uni-heidelberg.de",
        "department": _("Department of Neurology"),
        "since": "2021",
    }
    explanations: ClassVar[dict[str, Any]] = {
        "name": _("What the partner is called. Any of its names, if it is in the directory already."),
        "country": _("Where the partner is."),
        "city": _("Only for a partner that is not in the directory yet."),
        "kind": _("Only for a partner that is not in the directory yet; a university, if it is empty."),
        "department": _("Whose partner it is. Leave it empty for a partner of the whole university."),
        "since": _("Since when they work together."),
        "status": _("Leave it empty for a draft."),
    }

    def columns(self) -> Iterable[Column]:
        for column in super().columns():
            if column.column_name in self.of_institution:
                column.attribute = f"institution__{column.column_name}"
            yield column

    @cached_property
    def columns_of_institution(self) -> dict[str, Column]:
        """The columns of an institution, as it says them itself."""
        return {name: self.column_of(Institution._meta.get_field(name)) for name in self.of_institution}

    def column(self, name: str) -> Column:
        if name == "is_new":
            explanation = _("“yes”, if the directory has one that is like it, but it is another.")
            return Column(name, _Told(), _("New institution"), explanation=explanation)
        if name in self.of_institution:
            return self.column_of(Institution._meta.get_field(name))
        return super().column(name)

    def get_or_init_instance(self, instance_loader: Any, row: Any) -> tuple[Any, bool]:
        self._institution: Institution | None = None
        partnership, is_new = super().get_or_init_instance(instance_loader, row)
        if not is_new:
            self._institution = partnership.institution
        if self._institution:
            self._leave_institution(self._institution)
        return partnership, is_new

    def _leave_institution(self, institution: Institution) -> None:
        """Say what the table has of an institution that is in the directory, and the directory has otherwise."""
        self._values.pop("is_new", None)
        for name in self.of_institution:
            if name not in self._cells:
                continue
            column = self.columns_of_institution[name]
            value, refused = self._values.pop(name, None), self._errors.pop(name, None)
            if column.says(institution, self._cells[name]) or (not refused and value == getattr(institution, name)):
                continue
            if name in languages_of("name"):
                self._notes.append(_("It is in the directory as “%(name)s”.") % {"name": institution})
            else:
                told = {"column": column.heading, "value": column.export(institution) or "–"}
                self._notes.append(_("“%(column)s” stays as the directory has it: %(value)s.") % told)
        self._notes = list(dict.fromkeys(self._notes))

    def candidates(self) -> Iterable[Any]:
        """Yield the partnership with the institution that the row names, of the department that it names."""
        finder, country = self.finder(Institution), self._values.get("country")
        names = [self._values[name] for name in languages_of("name") if name in self._values]
        found = {one.pk: one for name in names for one in finder.called(name) if country in (None, one.country)}
        if len(found) > 1:
            places = "; ".join(f"{one} – {place_of(one)}" for one in list(found.values())[:4])
            raise RowError(_("Several are called “%(value)s”: %(names)s. Write the full name.") % {"value": names[0], "names": places})
        if not found:
            return ()
        (self._institution,) = found.values()
        owned = self.model_admin.owned(self.request).select_related("institution")
        return list(owned.filter(institution=self._institution, department=self._department()))

    def _department(self) -> Any:
        return self._values.get("department") or self._initial.get("department")

    def _filled_in(self, instance: Any, *, is_new: bool) -> Any:
        if is_new and self._institution is None and not self._errors.keys() & set(self.of_institution):
            self._enter_institution()
        return super()._filled_in(instance, is_new=is_new)

    def _enter_institution(self) -> None:
        """Enter the institution that a row brings, as a draft; or note why not."""
        own_admin: Any = self.model_admin.admin_site.get_model_admin(Institution)
        names = [self._values[name] for name in languages_of("name") if name in self._values]
        if self._values.get("is_new") != "on":
            found = likely(
                names,
                country=self._values.get("country", ""),
                website=self._values.get("website", ""),
                among=own_admin.choices(self.request),
            )
            if found:
                offered = "; ".join(f"{one.institution} – {place_of(one.institution)}" for one in found[:3])
                text = _("It may be in the directory already: %(names)s. Write that name, or “yes” in the column “New institution”.")
                self._errors["name_en" if "name_en" in self._values else self._first_name()] = [text % {"names": offered}]
                return
        form_class = own_admin.get_form(self.request, None, fields=[*self.of_institution, "status"])
        institution = Institution()
        data = {"kind": Institution.Kind.UNIVERSITY, "status": Institution.Status.DRAFT, "save_anyway": "on"}
        form = form_class(data | {name: self._values[name] for name in self.of_institution if name in self._values}, instance=institution)
        if not form.is_valid():
            self._errors |= {
                name if name in self.fields else self._first_name(): [str(reason) for reason in reasons]
                for name, reasons in form.errors.items()
            }
            return
        self._institution = form.save()
        self._entered.append(form.instance)
        self.finder(Institution).add(form.instance)

    def _first_name(self) -> str:
        return next((name for name in languages_of("name") if name in self._values), "name_en")

    def complete(self, data: dict[str, Any]) -> None:
        data["institution"] = self._institution.pk if self._institution else ""
        university = Department.objects.filter(pk=data.get("department") or 0).values_list("university", flat=True).first()
        if university:
            data["university"] = university

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        super().before_import(dataset, **kwargs)
        self._entered: list[Institution] = []
        self.finder(Institution).prepare(text for name in languages_of("name") if name in dataset.headers for text in dataset[name] if text)

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        super().after_import(dataset, result, **kwargs)
        if kwargs.get("dry_run") or result.has_errors() or result.has_validation_errors():
            return
        own_admin: Any = self.model_admin.admin_site.get_model_admin(Institution)
        for institution in self._entered:
            own_admin.log_addition(self.request, institution, [{"added": {}}])
        suspect(self._entered)
