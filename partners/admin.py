"""Institutions, partnerships, agreements, projects and programmes, as the staff edit them."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import date as printed_date
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from departments.admin import ClaimAdmin, DepartmentAdmin, OfHomeUniversity, UniversityAdmin, checked_place
from departments.models import Department
from partners.contradictions import contradicted
from partners.duplicates import Likely, likely, suspect
from partners.models import (
    RESERVED_ADDRESSES,
    Agreement,
    AgreementDocument,
    CooperationForm,
    FurtherCountry,
    Institution,
    InstitutionName,
    LinkCheck,
    Partnership,
    Project,
    Signatory,
    SuspectedDuplicate,
    Tag,
    TaggedInstitution,
)
from partners.models.links import with_broken_links
from partners.programmes import Programme, ProgrammeLanguage, ProgrammeSubject, StudyLevel
from partners.renewing import draft_of_renewal, in_days, may_be_renewed, standing, supersede_earlier
from partners.staff import addresses, may_merge, place_of, preferred, reasons_of, use_address, visible
from partners.tables import PartnershipTable
from smsu_intl.base.admin import (
    PUBLICATION_DETAILS,
    AttentionFilter,
    CheckedForm,
    CountryFilter,
    FoldedSearch,
    OfTheHouse,
    OrderedFormSet,
    PartInline,
    PlainWords,
    RecordAdmin,
    RecordForm,
    RecordInline,
    RecordRowForm,
    RowsFormSet,
    Scoped,
    SourceAdmin,
    VocabularyAdmin,
    entered_by,
    is_popup,
)
from smsu_intl.base.attention import Attention
from smsu_intl.base.countries import country_name
from smsu_intl.base.document_forms import DocumentInline
from smsu_intl.base.folding import fold
from smsu_intl.base.querysets import NameOrder
from smsu_intl.base.rights import DRAFT, WRITTEN, Rights, rights_of
from smsu_intl.base.texts import languages_of
from smsu_intl.base.translation_lists import WithTranslations

admin.site.register(CooperationForm, VocabularyAdmin)


# What needs attention, of these records and of others


@admin.display(description=_("without an agreement since"))
def uncovered_since(record: Any) -> str:
    return printed_date(record.covered_until, "DATE_FORMAT") if record.covered_until else str(_("there was none"))


@admin.display(description=_("broken web address"))
def broken_link(record: Any) -> str:
    check = LinkCheck.objects.get(pk=record.broken_link)
    since = _("since %(day)s") % {"day": printed_date(check.failing_since, "DATE_FORMAT")}
    return format_html('<a href="{}" rel="noreferrer">{}</a><br>{}, {}', check.address, check.address, check.get_problem_display(), since)


UNCOVERED = Attention("uncovered", _("Cooperation without a valid agreement"), lambda records: records.uncovered(), (uncovered_since,))
BROKEN = Attention("broken", _("Broken links"), with_broken_links, (broken_link,))
UniversityAdmin.attention = (*UniversityAdmin.attention, BROKEN)
SourceAdmin.attention = (*SourceAdmin.attention, BROKEN)


# Partnerships


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


# Institutions


class NameInline(PartInline):
    model = InstitutionName
    verbose_name_plural = _("Other names, by which it is found too")
    fields = (("text", "sort", "language", "seen"),)


class FurtherCountryInline(PartInline):
    model = FurtherCountry
    classes = ("collapse",)
    fields = ("country",)


class TagInline(PartInline):
    model = TaggedInstitution
    verbose_name = _("tag")
    verbose_name_plural = _("tags")
    classes = ("collapse",)
    autocomplete_fields = ("tag",)
    fields = ("tag",)


class TagForm(CheckedForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if Tag.objects.filter(folded=fold(cleaned.get("name", ""))).exclude(pk=self.instance.pk).exists():
            self.add_error("name", _("There is this tag already."))
        return cleaned


@admin.register(Tag)
class TagAdmin(WithTranslations, OfTheHouse, FoldedSearch, PlainWords, admin.ModelAdmin):
    view_on_site = False
    form = TagForm
    list_display = ("__str__", "name")
    search_fields = ("folded",)
    fields = ("name", languages_of("label"))


class InstitutionForm(RecordForm):
    named_by = "name"
    slugs_taken = RESERVED_ADDRESSES
    in_popup: ClassVar[bool] = False
    visible: ClassVar[Any] = None  # the institutions that who fills it in may see

    save_anyway = forms.BooleanField(label=_("Save anyway: it is none of these"), required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        others = Institution.objects.exclude(pk=self.instance.pk)
        if cleaned.get("ror") and others.filter(ror=cleaned["ror"]).exists():
            self.add_error("ror", _("Another institution already has this ROR identifier."))
        for name in ("part_of", "successor"):
            if self.instance.pk and cleaned.get(name) == self.instance:
                self.add_error(name, _("Choose another institution, not this one itself."))
        cleaned = checked_place(self, cleaned)
        if not self.instance.pk and not self.errors and "save_anyway" in self.fields:
            self._ask_about_likely(cleaned)
        return cleaned

    def _ask_about_likely(self, cleaned: dict[str, Any]) -> None:
        """Refuse once to save what may be there already, and offer what is there."""
        names = [cleaned.get(column, "") for column in languages_of("name")]
        found = likely(names, country=cleaned.get("country", ""), website=cleaned.get("website", ""), among=self.visible)
        if not found:
            return
        self.fields["save_anyway"].widget = forms.CheckboxInput()
        if cleaned.get("save_anyway"):
            return
        links = format_html_join("", '<li><a href="{}">{}</a> – {}: {}</li>', (self._offer(one) for one in found))
        text = _("It may be here already. Use one of these, or tick “Save anyway” and save again.")
        raise ValidationError(format_html('<div class="likely"><p>{}</p><ul>{}</ul></div>', text, links), code="likely")

    def _offer(self, one: Likely) -> tuple[str, str, str, str]:
        signs = "; ".join(str(sign.label) for sign in one.signs)
        return use_address(one.institution, in_popup=self.in_popup), str(one.institution), place_of(one.institution), signs


@admin.register(Institution)
class InstitutionAdmin(RecordAdmin):
    form = InstitutionForm
    attention = (*RecordAdmin.attention, BROKEN)
    others_are_seen = True
    list_display = ("__str__", "kind", "country", "city", "status")
    list_filter = ("status", "kind", CountryFilter, "is_active")
    list_select_related = ("part_of",)
    search_help_text = _("Any words of any of its names, in any alphabet.")
    autocomplete_fields = ("part_of", "successor", "hosted_as", "sources")
    readonly_fields = ("duplicates",)
    inlines = (NameInline, PartnershipOfInstitutionInline, FurtherCountryInline, TagInline)
    actions: Any = (*RecordAdmin.actions, "merge_selected")
    change_list_template = "admin/institution_list.html"
    change_form_template = "admin/institution_form.html"
    published_with = ("partnerships",)
    fieldsets = (
        (None, {"fields": (languages_of("name"), ("kind", "country"), languages_of("city"), "status")}),
        (_("More about it"), {"fields": (("website", "part_of"), languages_of("note"))}),
        (
            _("Rarely needed"),
            {"classes": ["collapse"], "fields": ("slug", ("ror", "is_active"), ("successor", "hosted_as"), ("latitude", "longitude"))},
        ),
        PUBLICATION_DETAILS,
    )
    popup_fieldsets = ((None, {"fields": (languages_of("name"), ("kind", "country"), languages_of("city"), "status")}),)
    help_texts: ClassVar[dict[str, Any]] = {
        "website": _("In full, beginning with https://"),
        "is_active": _("Untick this if it was closed or became part of another."),
        "latitude": _("Degrees north, for example 39.65417. Only for the map."),
        "longitude": _("Degrees east, for example 66.95972."),
    }

    def get_urls(self) -> list[Any]:
        return [*addresses(self.admin_site), *super().get_urls()]

    def get_fieldsets(self, request: HttpRequest, obj: Institution | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if not obj:
            name, options = fieldsets[0]
            return [(name, {**options, "fields": ["save_anyway", *options["fields"]]}), *fieldsets[1:]]
        if obj.pk and request.user.has_perm("partners.view_suspectedduplicate") and SuspectedDuplicate.objects.current().of(obj).exists():
            return [(_("Is it entered twice?"), {"fields": ("duplicates",), "classes": ["warning"]}), *fieldsets]
        return fieldsets

    def get_form(self, request: HttpRequest, obj: Institution | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        form.in_popup = is_popup(request)
        form.visible = visible(request)
        return form

    def has_change_permission(self, request: HttpRequest, obj: Institution | None = None) -> bool:
        was_merged = obj is not None and obj.merged_into_id is not None
        return not was_merged and super().has_change_permission(request, obj)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return super().changelist_view(request, {"may_merge": may_merge(request.user), **(extra_context or {})})

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return may_merge(request.user)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        institution = context.get("original")
        context["may_ask"] = bool(institution) and rights_of(request).may_publish and self.has_change_permission(request, institution)
        context["may_merge"] = bool(institution and institution.merged_into_id is None and may_merge(request.user))
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        suspect([form.instance])

    def owned_by(self, rights: Rights) -> Q:
        """What an editor proposed, until it is published; what a hosted university's office entered or alone works with."""
        entered = entered_by(Institution, rights)
        if not rights.may_publish:
            return entered & Q(status__in=WRITTEN)
        works = Partnership.objects.filter(institution=OuterRef("pk"))
        alone = Exists(works.filter(university__in=rights.universities)) & ~Exists(works.exclude(university__in=rights.universities))
        return entered | Q(alone)

    def published_by_anyone(self) -> Q:
        """What is public, and what waits in the imported list for somebody who works with it."""
        return super().published_by_anyone() | (Q(status=DRAFT) & ~Q(reference=""))

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        queryset = queryset.unmerged()
        if not search_term.strip():
            return queryset, False
        return queryset.search(search_term), False

    @admin.action(description=_("Merge the two selected institutions"), permissions=["merge"])
    def merge_selected(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        chosen = list(queryset[:3])
        if len(chosen) != 2:
            self.message_user(request, _("Select exactly two institutions to merge."), messages.ERROR)
            return None
        kept, merged = preferred(*chosen)
        return redirect("admin:partners_merge_preview", kept.pk, merged.pk)

    def choice_label(self, obj: Institution) -> str:
        return f"{super().choice_label(obj)} – {country_name(obj.country)}"

    def named_records(self, record: Institution) -> Iterable[Any]:
        return [record.part_of] if record.part_of else []

    @admin.display(description=_("city"))
    def city(self, institution: Institution) -> str:
        return str(institution.city)

    @admin.display(description=_("It may be the same as"))
    def duplicates(self, institution: Institution) -> str:
        rows = []
        for pair in SuspectedDuplicate.objects.current().of(institution).select_related("first", "second"):
            other = pair.second if pair.first_id == institution.pk else pair.first
            rows.append(
                (
                    reverse("admin:partners_institution_change", args=[other.pk]),
                    f"{other} – {country_name(other.country)}",
                    "; ".join(reasons_of(pair)),
                    reverse("admin:partners_suspectedduplicate_change", args=[pair.pk]),
                    _("Decide"),
                )
            )
        items = format_html_join("", '<li><a href="{}">{}</a> {} <a href="{}" class="decide">{}</a></li>', rows)
        return format_html('<ul class="duplicates">{}</ul>', items)


@admin.register(InstitutionName)
class InstitutionNameAdmin(Scoped, FoldedSearch, PlainWords, admin.ModelAdmin):
    """Not in the menu: it lets the form of a partnership offer the names of institutions."""

    others_are_seen = True

    list_display = ("text", "institution", "sort", "language")
    list_filter = ("sort",)
    list_select_related = ("institution",)
    search_fields = ("folded", "institution__folded")
    autocomplete_fields = ("institution",)
    fields = ("institution", "text", ("sort", "language"), ("used_from", "used_until"), "seen")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def owned_by(self, rights: Rights) -> Q:
        return Q(institution__in=Institution.objects.filter(self._of_institutions.owned_by(rights)).values("pk"))

    def published_by_anyone(self) -> Q:
        return Q(institution__in=Institution.objects.filter(self._of_institutions.published_by_anyone()).values("pk"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[InstitutionName]:
        return super().get_queryset(request).select_related("institution")

    @property
    def _of_institutions(self) -> Any:
        return self.admin_site.get_model_admin(Institution)

    def choice_label(self, obj: InstitutionName) -> str:
        return f"{obj.text} → {obj.institution}"


class SuspectedDuplicateForm(CheckedForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, second = cleaned.get("first"), cleaned.get("second")
        if first and second and first == second:
            self.add_error("second", _("Choose two different institutions."))
        elif first and second:
            same = SuspectedDuplicate.objects.filter(first=second, second=first).exclude(pk=self.instance.pk)
            if same.exists():
                raise ValidationError(_("This pair is already in the list."))
        return cleaned


@admin.register(SuspectedDuplicate)
class SuspectedDuplicateAdmin(WithTranslations, Scoped, FoldedSearch, PlainWords, admin.ModelAdmin):
    attention = (Attention("twice", _("Institutions that may be entered twice"), lambda pairs: pairs.current()),)
    form = SuspectedDuplicateForm
    list_display = ("first_one", "second_one", "reason", "decision")
    list_filter = (AttentionFilter, "decision")
    list_select_related = ("first", "second")
    search_fields = ("first__folded", "second__folded")
    autocomplete_fields = ("first", "second")
    radio_fields: ClassVar[dict[str, Any]] = {"decision": admin.HORIZONTAL}
    fields = (("first", "second"), languages_of("reason"), "decision")
    help_texts: ClassVar[dict[str, Any]] = {
        "decision": _("If you are sure that they are two, choose “not the same”; then nobody is asked again."),
    }

    @admin.display(description=_("first institution"), ordering=NameOrder("first__"))
    def first_one(self, pair: SuspectedDuplicate) -> str:
        return f"{pair.first} – {country_name(pair.first.country)}"

    @admin.display(description=_("second institution"), ordering=NameOrder("second__"))
    def second_one(self, pair: SuspectedDuplicate) -> str:
        return f"{pair.second} – {country_name(pair.second.country)}"

    @admin.display(description=_("why they may be the same"))
    def reason(self, pair: SuspectedDuplicate) -> str:
        return "; ".join(reasons_of(pair))


# Agreements and projects


class SignatoryForm(CheckedForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not {"person", "name"} & self.errors.keys() and not (cleaned.get("person") or cleaned.get("name")):
            self.add_error("name", _("Choose a person, or write the name."))
        return cleaned


class SignatoryInline(PartInline):
    model = Signatory
    form = SignatoryForm
    formset = OrderedFormSet
    verbose_name_plural = _("Who signed it")
    autocomplete_fields = ("person",)
    fieldsets: ClassVar[Any] = ((None, {"fields": (("person", "name", "side"), languages_of("capacity"))}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Signatory]:
        return super().get_queryset(request).select_related("person")


class AgreementDocumentInline(DocumentInline):
    model = AgreementDocument


_FOR_STAFF: Any = (_("Only for the staff"), {"fields": ("staff_note", "disputed_note")})
_RENEWAL: Any = (_("Renewal and reminders"), {"fields": ("renews", ("renews_itself", "notice_days"), "responsible")})


@admin.register(Agreement)
class AgreementAdmin(OfHomeUniversity, RecordAdmin):
    attention = (
        *RecordAdmin.attention,
        Attention("expired", _("Agreements that have expired"), lambda records: records.in_force().expired()),
        Attention("expiring_30", _("Agreements that expire within 30 days"), lambda records: records.expiring(30)),
        Attention("expiring_90", _("Agreements that expire within 90 days"), lambda records: records.expiring(90)),
        Attention("expiring_180", _("Agreements that expire within 180 days"), lambda records: records.expiring(180)),
    )
    in_departments = ("departments",)
    in_universities = ("university",)
    others_are_seen = True
    list_display = ("__str__", "parties", "signed_on", "valid", "left", "state", "status")
    list_filter = ("status", "state", "kind", "departments")
    search_fields = (
        "institutions__folded",
        "institutions__names__folded",
        "departments__folded",
        "number",
        "description_en",
        "description_ru",
        "description_uz",
    )
    search_help_text = _("Any words of the parties' names, the number or the description.")
    autocomplete_fields = ("departments", "institutions", "renews", "sources")
    readonly_fields = ("lifecycle",)
    inlines = (AgreementDocumentInline, SignatoryInline)
    change_form_template = "admin/agreement_form.html"
    fieldsets = (
        (None, {"fields": (("kind", "state"), "institutions", ("signed", "valid_until"), "status")}),
        _RENEWAL,
        (_("More about it"), {"fields": (("level", "number"), "departments", languages_of("description"))}),
        _FOR_STAFF,
        (_("Rarely needed"), {"classes": ["collapse"], "fields": ("university", ("valid_from", "reported"))}),
        PUBLICATION_DETAILS,
    )
    popup_fieldsets = (
        (None, {"fields": (("kind", "state"), "institutions", ("signed", "valid_until"), "number", "university", "status")}),
    )
    help_texts: ClassVar[dict[str, Any]] = {
        "institutions": _("With whom it was signed. Several may be chosen."),
        "state": _("A new one is signed or in preparation. It becomes superseded by itself once its renewal is signed."),
        "reported": _("When it was reported to the ministry."),
    }

    def get_urls(self) -> list[Any]:
        document = path("document/<uuid:uid>/", self.admin_site.admin_view(self.document), name="partners_agreement_document")
        return [document, *super().get_urls()]

    @method_decorator(require_safe)
    def document(self, request: HttpRequest, uid: Any) -> FileResponse:
        """Hand out a file to those who work with its agreement; to all others there is none."""
        found = AgreementDocument.objects.select_related("agreement").filter(uid=uid).first()
        allowed = request.user.has_perm("partners.view_agreementdocument") and self.has_view_permission(request)
        if found is None or not allowed or not self.is_owned(request, found.agreement):
            raise Http404
        return found.as_download(cache_control="private, no-store")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agreement]:
        return super().get_queryset(request).prefetch_related("institutions", "renewals")

    def get_ordering(self, request: HttpRequest) -> Any:
        return ("-pk",)

    # What only those see who work with it

    def get_fieldsets(self, request: HttpRequest, obj: Agreement | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return fieldsets
        if not self.is_owned(request, obj):
            return [fieldset for fieldset in fieldsets if fieldset not in (_FOR_STAFF, _RENEWAL)]
        return fieldsets if is_popup(request) else [(None, {"fields": ("lifecycle",)}), *fieldsets]

    def get_inlines(self, request: HttpRequest, obj: Agreement | None) -> Any:
        return super().get_inlines(request, obj) if obj is None or self.is_owned(request, obj) else ()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name != "responsible":
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        field = super().formfield_for_foreignkey(db_field, request, queryset=colleagues(rights_of(request)), **kwargs)
        field.label_from_instance = lambda account: account.get_full_name() or account.get_username()
        return field

    # Renewing

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial = super().get_changeform_initial_data(request)
        earlier = self.owned(request).signed().filter(pk=initial.pop("renews", None)).first()
        return {**initial, **draft_of_renewal(earlier)} if earlier else initial

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        agreement = context.get("original")
        context["may_renew"] = bool(agreement and self.has_change_permission(request, agreement) and may_be_renewed(agreement))
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Agreement, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        earlier = supersede_earlier(renewal=obj)
        if earlier:
            self.log_change(request, earlier, [{"changed": {"fields": [str(_("state"))]}}])
            text = _("The agreement that it renews, “{name}”, is now superseded.")
            self.message_user(request, format_html(str(text), name=link_to(earlier)), messages.SUCCESS)

    # What the list and the form say of it

    def choice_label(self, obj: Agreement) -> str:
        parts = [super().choice_label(obj), self.parties(obj), self.signed_on(obj)]
        return " – ".join(filter(None, parts))

    def named_records(self, record: Agreement) -> Iterable[Any]:
        return record.institutions.all()

    @admin.display(description=_("other parties"))
    def parties(self, agreement: Agreement) -> str:
        return ", ".join(str(institution) for institution in agreement.institutions.all())

    @admin.display(description=_("signed"), ordering="signed_start")
    def signed_on(self, agreement: Agreement) -> str:
        return str(agreement.signed) if agreement.signed else ""

    @admin.display(description=_("valid until"), ordering="valid_until_end")
    def valid(self, agreement: Agreement) -> str:
        return str(agreement.valid_until) if agreement.valid_until else ""

    @admin.display(description=_("days left"), ordering="valid_until_end")
    def left(self, agreement: Agreement) -> str:
        if agreement.state != Agreement.State.SIGNED:
            return ""
        told = [in_days(agreement)]
        if agreement.renewals.all():
            told.append(str(_("being renewed")))
        return ", ".join(filter(None, told))

    @admin.display(description=_("how it stands"))
    def lifecycle(self, agreement: Agreement) -> str:
        lines = [standing(agreement)]
        if agreement.renews:
            lines.append(format_html(str(_("It renews {name}.")), name=link_to(agreement.renews)))
        for renewal in agreement.renewals.order_by("pk"):
            text = _("Renewed by {name} ({state}).")
            lines.append(format_html(str(text), name=link_to(renewal), state=renewal.get_state_display()))
        return format_html_join("", "<p>{}</p>", ((line,) for line in lines))


def link_to(agreement: Agreement) -> str:
    """Return a link to an agreement's form, by kind, number and day of signing."""
    name = " – ".join(filter(None, (str(agreement), str(agreement.signed) if agreement.signed else "")))
    return format_html('<a href="{}">{}</a>', reverse("admin:partners_agreement_change", args=[agreement.pk]), name)


def colleagues(rights: Rights) -> QuerySet[Any]:
    """Return the accounts of staff who may be responsible for an agreement: those of one's own university."""
    staff = get_user_model()._default_manager.filter(is_staff=True).order_by("last_name", "first_name", "username")
    if rights.everything:
        return staff
    works = Q(membership__universities__in=rights.universities) | Q(membership__departments__university__in=rights.universities)
    return staff.filter(pk__in=get_user_model()._default_manager.filter(works).values("pk"))


class ProjectForm(RecordForm):
    named_by = "title"


@admin.register(Project)
class ProjectAdmin(OfHomeUniversity, RecordAdmin):
    form = ProjectForm
    in_departments = ("departments",)
    in_universities = ("university",)
    others_are_seen = True
    list_display = ("__str__", "number", "when", "leader", "status")
    list_filter = ("status", "departments")
    list_select_related = ("leader",)
    search_fields = ("title_en", "title_ru", "title_uz", "number", "institutions__folded", "leader__folded")
    autocomplete_fields = ("departments", "institutions", "leader", "funder", "sources")
    fieldsets = (
        (None, {"fields": (languages_of("title"), "departments", "institutions", "period", "status")}),
        (_("More about it"), {"fields": (("leader", "funder"), "number")}),
        (_("Rarely needed"), {"classes": ["collapse"], "fields": ("university",)}),
        PUBLICATION_DETAILS,
    )

    def named_records(self, record: Project) -> Iterable[Any]:
        yield from record.institutions.all()
        if record.funder:
            yield record.funder

    @admin.display(description=_("when"), ordering="period_start")
    def when(self, project: Project) -> str:
        return str(project.period) if project.period else ""


# Programmes

admin.site.register(ProgrammeSubject, VocabularyAdmin)


@admin.register(StudyLevel)
class StudyLevelAdmin(VocabularyAdmin):
    help_texts: ClassVar[dict[str, Any]] = {
        **VocabularyAdmin.help_texts,
        "name": _("In the plural, as in “for: students, doctors”."),
        "slug": _("A short word in Latin letters. Only “student” is asked for the year of study. Do not change it later."),
    }


class ProgrammeLanguageInline(PartInline):
    model = ProgrammeLanguage
    verbose_name_plural = _("Languages needed, and how well")
    fields = (("language", "level"),)
    help_texts: ClassVar[dict[str, Any]] = {
        "level": _("On the European scale: A1 is a beginner, B2 is enough to study, C2 is like a native speaker."),
    }


class ProgrammeForm(RecordForm):
    named_by = "name"


@admin.register(Programme)
class ProgrammeAdmin(OfHomeUniversity, RecordAdmin):
    form = ProgrammeForm
    attention = (
        *RecordAdmin.attention,
        Attention("stale", _("Programmes whose facts were not checked for 180 days"), lambda records: records.stale()),
        Attention("overdue", _("Open programmes whose last day to apply is over"), lambda records: records.overdue()),
    )
    in_departments = ("departments",)
    in_universities = ("university",)
    others_are_seen = True
    list_display = ("__str__", "kind", "state", "deadline", "checked_on", "is_sample", "status")
    list_filter = ("status", "state", "kind", "departments", "is_sample")
    search_fields = ("folded", "institutions__folded", "institutions__names__folded")
    search_help_text = _("Any words of the title or of a partner’s names, in any alphabet.")
    autocomplete_fields = ("institutions", "departments", "contact", "sources")
    checkbox_fields = ("levels", "subjects")
    inlines = (ProgrammeLanguageInline,)
    fieldsets = (
        (
            None,
            {"fields": (languages_of("name"), ("kind", "state"), "institutions", ("deadline", "checked_on"), "status")},
        ),
        (_("Who may apply"), {"fields": ("levels", ("first_year", "last_year"), "eligibility", "departments")}),
        (
            _("What it offers"),
            {"fields": (languages_of("summary"), ("direction", "places"), "intake", languages_of("duration"), "subjects")},
        ),
        (_("Money"), {"fields": ("funding", languages_of("funding_note"), languages_of("costs"))}),
        (_("How to apply"), {"fields": (languages_of("requirements"), languages_of("steps"), "contact")}),
        (_("Rarely needed"), {"classes": ["collapse"], "fields": ("slug", ("university", "scheme"), "is_sample")}),
        PUBLICATION_DETAILS,
    )
    popup_fieldsets = ((None, {"fields": (languages_of("name"), ("kind", "state"), "institutions", "university", "status")}),)
    help_texts: ClassVar[dict[str, Any]] = {
        "name": _("For example “Semester of general medicine at the University of Zagreb”. At least one language."),
        "state": _("Only “open” is offered. The public never sees what is in talks, even if it is published."),
        "institutions": _("Where it leads, or from where people come. Several may be chosen."),
        "deadline": _("After this day the site says by itself that it is closed. Leave empty if one can always apply."),
        "checked_on": _("The day on which you last asked the partner or read its page. After 180 days visitors are told that it is old."),
        "levels": _("Tick all that fit; none means everyone."),
        "first_year": _("Only for students. Leave empty for any year."),
        "last_year": _("Only for students. Leave empty for any year."),
        "departments": _("Only if it is for people of certain departments. Leave empty for the whole university."),
        "summary": _("What one does there, in a few sentences. An empty line starts a new paragraph."),
        "intake": _("When it starts: for example 09.2027 or 2027–2028."),
        "duration": _("For example “two semesters” or “four weeks”."),
        "funding_note": _("For example “A monthly grant from the partner; travel from our university”."),
        "costs": _("For example “Insurance, visa and meals”."),
        "requirements": _("What one must have: marks, certificates, vaccinations. Languages are entered below."),
        "steps": _("Each step on a line of its own; visitors see them numbered."),
        "contact": _("Whom visitors ask. If it is empty they are sent to the university’s office."),
        "scheme": _("For example “2+2”: two years here and two at the partner."),
        "is_sample": _("Tick this for an invented programme. The site marks it as a sample wherever it stands."),
    }

    def named_records(self, record: Programme) -> Iterable[Any]:
        yield from record.institutions.all()
        if record.contact:
            yield record.contact
