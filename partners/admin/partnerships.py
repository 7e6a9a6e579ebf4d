"""Whose partner an institution is."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from departments.admin import ClaimAdmin, DepartmentAdmin, OfHomeUniversity
from departments.models import Department
from partners.admin.attention import UNCOVERED
from partners.contradictions import contradicted
from partners.models import (
    CooperationForm,
    Institution,
    Partnership,
)
from partners.tables import PartnershipTable
from smsu_intl.base.admin import (
    PUBLICATION_DETAILS,
    RecordAdmin,
    RecordForm,
    RecordInline,
    RecordRowForm,
    RowsFormSet,
    VocabularyAdmin,
)
from smsu_intl.base.attention import Attention
from smsu_intl.base.querysets import NameOrder

admin.site.register(CooperationForm, VocabularyAdmin)


def checked_partnership(form: Any, cleaned: dict[str, Any]) -> dict[str, Any]:
    """Add an error to `form` if the whole university has this partner already."""
    institution, university = cleaned.get("institution"), cleaned.get("university") or form.instance.university_id
    if institution and institution.pk and university and not cleaned.get("department") and "department" in form.fields:
        same = Partnership.objects.filter(institution=institution, university=university, department=None).exclude(pk=form.instance.pk)
        if same.exists():
            form.add_error("institution", _("The university already has this partner."))
    return cleaned


class PartnershipForm(RecordForm):
    def clean(self) -> dict[str, Any]:
        return checked_partnership(self, super().clean())


class PartnerOfDepartmentForm(RecordRowForm):
    """A partner in the form of its department, which says to which university it belongs."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if isinstance(self.owner, Department):
            self.instance.university_id = self.owner.university_id
        return cleaned


class PartnerOfDepartmentInline(RecordInline):
    model = Partnership
    form = PartnerOfDepartmentForm
    verbose_name = _("partner")
    verbose_name_plural = _("Partners of the department")
    autocomplete_fields = ("institution", "forms", "listed_as")
    fieldsets = (
        (None, {"fields": (("institution", "role", "state", "status"),)}),
        (_("Forms of cooperation, former name"), {"classes": ["collapse"], "fields": (("forms", "listed_as"),)}),
    )
    help_texts: ClassVar[dict[str, Any]] = {
        "institution": _("Type any part of its name. If it is not there, press + to add it."),
        "listed_as": _("Only if the list showed it under another name than its present one."),
    }
    come_early = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Partnership]:
        return super().get_queryset(request).select_related("institution", "department", "university")


class PartnershipOfInstitutionForm(RecordRowForm):
    def clean(self) -> dict[str, Any]:
        return checked_partnership(self, super().clean())


class PartnershipsOfInstitution(RowsFormSet):
    def clean(self) -> None:
        super().clean()
        seen = set()
        for form in self.forms:
            row = getattr(form, "cleaned_data", {})
            if not row or row.get("DELETE") or row.get("department") or not row.get("university"):
                continue
            if row["university"] in seen:
                form.add_error("university", _("This university stands here twice without a department."))
                raise ValidationError(_("Enter the partnership with a whole university only once."))
            seen.add(row["university"])


class PartnershipOfInstitutionInline(RecordInline):
    model = Partnership
    form = PartnershipOfInstitutionForm
    formset = PartnershipsOfInstitution
    verbose_name_plural = _("Whose partner it is")
    autocomplete_fields = ("department", "forms")
    fields = (("university", "department"), ("role", "state", "status"), "forms")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Partnership]:
        return super().get_queryset(request).select_related("institution", "department", "university")


@admin.register(Partnership)
class PartnershipAdmin(OfHomeUniversity, RecordAdmin):
    form = PartnershipForm
    table = PartnershipTable
    attention = (
        *RecordAdmin.attention,
        Attention("dormant", _("Partnerships without any activity for two years"), lambda records: records.dormant()),
        UNCOVERED,
    )
    in_departments = ("department",)
    in_universities = ("university",)
    of_department = "department"
    list_display = ("institution", "whose", "role", "state", "status")
    list_filter = ("status", "department", "role", "state", "university")
    list_select_related = ("institution", "department", "university")
    search_fields = ("institution__folded", "institution__names__folded", "department__folded")
    autocomplete_fields = ("institution", "department", "listed_as", "contact", "sources")
    checkbox_fields = ("fields", "forms")
    takes_along = ("institution",)
    ordering = (NameOrder("institution__"), "pk")
    fieldsets = (
        (None, {"fields": ("institution", ("department", "university"), ("role", "state"), "status")}),
        (_("What they do together"), {"fields": ("forms", "fields", ("since", "contact"))}),
        (_("Rarely needed"), {"classes": ["collapse"], "fields": ("funding", "listed_as")}),
        PUBLICATION_DETAILS,
    )

    def page_of(self, record: Partnership) -> Institution:
        return record.institution

    @admin.display(description=_("whose partner"))
    def whose(self, partnership: Partnership) -> str:
        return str(partnership.department or partnership.university)

    def named_records(self, record: Partnership) -> Iterable[Any]:
        return [record.institution]


ClaimAdmin.attention = (
    *ClaimAdmin.attention,
    Attention("contradicted", _("Claims that our records contradict"), contradicted),
)

# The department's form is the earlier app's; its partners are this one's.
DepartmentAdmin.inlines = (PartnerOfDepartmentInline, *DepartmentAdmin.inlines)
