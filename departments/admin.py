"""Universities, departments and their people, as the staff edit them."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from departments.models import Claim, CooperationField, Department, HonoraryTitle, Person, University
from departments.tables import PersonTable
from smsu_intl.base.admin import (
    PUBLICATION_DETAILS,
    CountryFilter,
    OrderedFormSet,
    RecordAdmin,
    RecordForm,
    RecordInline,
    RecordRowForm,
    VocabularyAdmin,
    entered_by,
)
from smsu_intl.base.querysets import NameOrder
from smsu_intl.base.rights import Rights, rights_of
from smsu_intl.base.texts import languages_of


class OfHomeUniversity:
    """A record of a university: a new one belongs to this site's own, and to its department if it has but one.

    Or to those of whoever enters it.
    """

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial = super().get_changeform_initial_data(request)  # type: ignore[misc]
        rights = rights_of(request)
        if rights.everything:
            university = University.objects.home().first()
        else:
            own_admin: Any = admin.site.get_model_admin(University)
            university = own_admin.choices(request).order_by("-is_home", "pk").first()
        if university:
            initial.setdefault("university", university.pk)
            departments = university.departments.filter(pk__in=rights.departments) if rights.is_editor else university.departments.all()
            if len(departments[:2]) == 1:
                initial.setdefault("departments", [departments[0].pk])
                if rights.is_editor:
                    initial.setdefault("department", departments[0].pk)
        return initial


admin.site.register(CooperationField, VocabularyAdmin)


# Claims and honorary titles


class ClaimForm(RecordForm):
    named_by = "label"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if {"university", "department"} & self.errors.keys():
            return cleaned
        if bool(cleaned.get("university")) == bool(cleaned.get("department")):
            self.add_error("university", _("Choose whose claim it is: either a university or a department."))
        return cleaned


class ClaimRowForm(RecordRowForm):
    named_by = "label"


class ClaimInline(RecordInline):
    model = Claim
    form = ClaimRowForm
    formset = OrderedFormSet
    verbose_name_plural = _("Claims: what it says of itself, for example “more than 60 countries”")
    fields = (("comparison", "number", "as_of", "status"), languages_of("label"))


@admin.register(Claim)
class ClaimAdmin(RecordAdmin):
    form = ClaimForm
    in_departments = ("department",)
    in_universities = ("university", "department__university")
    of_department = "department"
    list_display = ("__str__", "owner", "when", "status")
    list_filter = ("status", "department")
    list_select_related = ("university", "department")
    search_fields = ("label_en", "label_ru", "label_uz", "university__folded", "department__folded")
    autocomplete_fields = ("university", "department", "sources")
    fieldsets = (
        (
            None,
            {
                "description": _("A figure that the university or a department states about itself. The site never computes it."),
                "fields": (("university", "department"), ("comparison", "number"), languages_of("label"), "as_of", "status"),
            },
        ),
        (_("Rarely needed"), {"classes": ["collapse"], "fields": ("order",)}),
        PUBLICATION_DETAILS,
    )

    def page_of(self, record: Claim) -> Any:
        return record.department or record.university

    @admin.display(description=_("whose"))
    def owner(self, claim: Claim) -> str:
        return str(claim.department or claim.university)

    @admin.display(description=_("as of"))
    def when(self, claim: Claim) -> str:
        return str(claim.as_of) if claim.as_of else ""


class HonoraryTitleForm(RecordForm):
    named_by = "title"


class HonoraryTitleRowForm(RecordRowForm):
    named_by = "title"


class HonoraryTitleInline(RecordInline):
    model = HonoraryTitle
    form = HonoraryTitleRowForm
    classes = ("collapse",)
    autocomplete_fields = ("person",)
    fields = (("person", "direction", "period", "status"), languages_of("title"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[HonoraryTitle]:
        return super().get_queryset(request).select_related("person")


@admin.register(HonoraryTitle)
class HonoraryTitleAdmin(OfHomeUniversity, RecordAdmin):
    form = HonoraryTitleForm
    in_universities = ("university",)
    list_display = ("person", "__str__", "direction", "country", "when", "status")
    list_filter = ("status", "direction", "university", CountryFilter)
    list_select_related = ("person", "university")
    search_fields = ("person__folded", "title_en", "title_ru", "title_uz")
    autocomplete_fields = ("person", "sources")
    fieldsets = (
        (None, {"fields": ("direction", "person", languages_of("title"), ("period", "country"), "status")}),
        (_("Who and why"), {"fields": (languages_of("description"), languages_of("occasion"))}),
        (_("Rarely needed"), {"classes": ["collapse"], "fields": ("university",)}),
        PUBLICATION_DETAILS,
    )
    help_texts: ClassVar[dict[str, Any]] = {"title": _("For example “Honorary Doctor”."), "country": _("Where the person comes from.")}

    @admin.display(description=_("when"))
    def when(self, honour: HonoraryTitle) -> str:
        return str(honour.period) if honour.period else ""


# People


class PersonInline(RecordInline):
    model = Person
    verbose_name_plural = _("People of the department")
    classes = ("collapse",)
    fields = (("name", "email", "status"), languages_of("post"))


@admin.register(Person)
class PersonAdmin(RecordAdmin):
    table = PersonTable
    in_departments = ("department",)
    in_universities = ("department__university",)
    others_are_chosen = True
    list_display = ("name", "post", "department", "status")
    list_filter = ("status", "department")
    list_select_related = ("department",)
    autocomplete_fields = ("department", "sources")
    fieldsets = (
        (None, {"fields": ("name", "department", languages_of("post"), "status")}),
        (_("Degree and title"), {"fields": (languages_of("degree"), languages_of("academic_title"))}),
        (_("Contact and other spellings"), {"fields": ("email", "other_forms")}),
        PUBLICATION_DETAILS,
    )
    popup_fieldsets = ((None, {"fields": ("name", "department", languages_of("post"), "status")}),)
    help_texts: ClassVar[dict[str, Any]] = {
        "post": _("For example “Head of the department”. Leave it empty if you do not know it."),
        "email": _("Shown to visitors. Leave it empty if the person did not agree."),
    }

    def choice_label(self, obj: Person) -> str:
        label = super().choice_label(obj)
        place = str(obj.department or obj.post)
        return f"{label} – {place}" if place else label

    @admin.display(description=_("post"))
    def post(self, person: Person) -> str:
        return str(person.post)

    def owned_by(self, rights: Rights) -> Q:
        """A guest, who is of no department, is whose visits or events the guest took part in, and who entered the guest.

        What the office of a hosted university changes nobody approves, so a guest of others too is none of its own.
        """
        took_part = elsewhere = Q()
        others = University.objects.exclude(pk__in=rights.universities).values("pk")
        for name in ("visit", "event"):
            if rights.may_publish:
                took_part |= Q(**{f"participations__{name}__university__in": rights.universities})
                elsewhere |= Q(**{f"participations__{name}__university__in": others})
            else:
                took_part |= Q(**{f"participations__{name}__departments__in": rights.departments})
        if rights.may_publish:
            took_part &= ~Q(pk__in=Person.objects.filter(elsewhere).values("pk"))
        return super().owned_by(rights) | Q(entered_by(Person, rights) | took_part, department=None)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        return super().get_queryset(request).select_related("department")


# Departments and universities


class DepartmentForm(RecordForm):
    named_by = "name"
    slug_within = ("university",)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        former = cleaned.get("former_address")
        if former and Department.objects.filter(former_address=former).exclude(pk=self.instance.pk).exists():
            self.add_error("former_address", _("Another department already has this address on the old site."))
        return cleaned


@admin.register(Department)
class DepartmentAdmin(OfHomeUniversity, RecordAdmin):
    form = DepartmentForm
    in_departments = ("pk",)
    in_universities = ("university",)
    list_display = ("__str__", "university", "head", "status")
    list_filter = ("status", "university")
    list_select_related = ("university", "head")
    autocomplete_fields = ("head", "sources")
    inlines: ClassVar[tuple[type[RecordInline], ...]] = (ClaimInline, PersonInline)
    published_with = ("claims", "partnerships")
    fieldsets = (
        (None, {"fields": (languages_of("name"), ("university", "head"), "status")}),
        (_("What the department does with its partners"), {"fields": (languages_of("statement"),)}),
        (_("Whom to write to"), {"fields": (("email", "phone"),)}),
        (_("Rarely needed"), {"classes": ["collapse"], "fields": (("slug", "former_address"), "order")}),
        PUBLICATION_DETAILS,
    )
    popup_fieldsets = ((None, {"fields": (languages_of("name"), "university", "status")}),)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        department = form.instance
        for partnership in department.partnerships.exclude(university=department.university_id):
            partnership.university = department.university  # the department moved, and its partners with it
            partnership.save()

    def named_records(self, record: Department) -> Iterable[Any]:
        yield record.university
        for partnership in record.partnerships.select_related("institution"):
            if partnership.is_published:
                yield partnership.institution


class UniversityForm(RecordForm):
    named_by = "name"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("is_home") and University.objects.home().exclude(pk=self.instance.pk).exists():
            self.add_error("is_home", _("Another university is already this site's own; there can be only one."))
        return checked_place(self, cleaned)


def checked_place(form: RecordForm, cleaned: dict[str, Any]) -> dict[str, Any]:
    """Add an error to `form` if only one of latitude and longitude is given."""
    if {"latitude", "longitude"} <= form.fields.keys() and not {"latitude", "longitude"} & form.errors.keys():
        missing = [name for name in ("latitude", "longitude") if cleaned.get(name) is None]
        if len(missing) == 1:
            form.add_error(missing[0], _("Give both latitude and longitude, or neither."))
    return cleaned


@admin.register(University)
class UniversityAdmin(RecordAdmin):
    form = UniversityForm
    in_departments = ("departments",)
    in_universities = ("pk",)
    list_display = ("__str__", "short_name", "country", "is_home", "status")
    list_filter = ("status",)
    ordering = ("-is_home", NameOrder(), "pk")
    autocomplete_fields = ("sources",)
    checkbox_fields = ("fields",)
    inlines = (ClaimInline, HonoraryTitleInline)
    published_with = ("claims", "honorary_titles")
    fieldsets = (
        (None, {"fields": (languages_of("name"), languages_of("short_name"), ("country", "founded"), languages_of("city"), "status")}),
        (_("What international cooperation is for"), {"fields": (languages_of("statement"), "fields")}),
        (
            _("Office for international relations"),
            {"fields": (languages_of("office"), languages_of("postal_address"), ("email", "phone", "website"))},
        ),
        (_("Rarely needed"), {"classes": ["collapse"], "fields": ("slug", "is_home", ("latitude", "longitude"))}),
        PUBLICATION_DETAILS,
    )
    help_texts: ClassVar[dict[str, Any]] = {
        "name": _("In full. At least one language."),
        "is_home": _("Tick this for the one university whose site this is."),
        "website": _("In full, beginning with https://"),
        "latitude": _("Degrees north, for example 39.65417. Only for the map."),
        "longitude": _("Degrees east, for example 66.95972."),
    }

    @admin.display(description=_("short name"))
    def short_name(self, university: University) -> str:
        return str(university.short_name)
