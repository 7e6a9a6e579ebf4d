"""Agreements with their documents and signatories, and joint projects."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from departments.admin import OfHomeUniversity
from partners.models import (
    Agreement,
    AgreementDocument,
    Project,
    Signatory,
)
from partners.renewing import draft_of_renewal, in_days, may_be_renewed, standing, supersede_earlier
from smsu_intl.base.admin import (
    PUBLICATION_DETAILS,
    CheckedForm,
    OrderedFormSet,
    PartInline,
    RecordAdmin,
    RecordForm,
    is_popup,
)
from smsu_intl.base.attention import Attention
from smsu_intl.base.document_forms import DocumentInline
from smsu_intl.base.rights import Rights, rights_of
from smsu_intl.base.texts import languages_of


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
