"""Institutions, their names and tags, and those that may be entered twice."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from departments.admin import checked_place
from partners.admin.attention import BROKEN
from partners.admin.partnerships import PartnershipOfInstitutionInline
from partners.duplicates import Likely, likely, suspect
from partners.models import (
    RESERVED_ADDRESSES,
    FurtherCountry,
    Institution,
    InstitutionName,
    Partnership,
    SuspectedDuplicate,
    Tag,
    TaggedInstitution,
)
from partners.staff import addresses, may_merge, place_of, preferred, reasons_of, use_address, visible
from smsu_intl.base.admin import (
    PUBLICATION_DETAILS,
    AttentionFilter,
    CheckedForm,
    CountryFilter,
    FoldedSearch,
    OfTheHouse,
    PartInline,
    PlainWords,
    RecordAdmin,
    RecordForm,
    Scoped,
    entered_by,
    is_popup,
)
from smsu_intl.base.attention import Attention
from smsu_intl.base.countries import country_name
from smsu_intl.base.folding import fold
from smsu_intl.base.querysets import NameOrder
from smsu_intl.base.rights import DRAFT, WRITTEN, Rights, rights_of
from smsu_intl.base.texts import languages_of
from smsu_intl.base.translation_lists import WithTranslations


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
        form = super().get_form(request, obj, change=change, **kwargs)
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

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "institution" and not rights_of(request).everything:
            kwargs["queryset"] = self._of_institutions.owned(request)  # a name is seen at once where its institution is
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

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
