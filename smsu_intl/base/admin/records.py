"""The admin of a record, its rows within others, and short lists of words."""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, PermissionDenied
from django.db import models, transaction
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper

from smsu_intl.base.admin.fields import PlainWords, own_language_first
from smsu_intl.base.admin.forms import CheckedForm, RecordForm, RecordRowForm, RowsFormSet
from smsu_intl.base.admin.lists import AttentionFilter, ChosenFrom, FoldedSearch
from smsu_intl.base.admin.scopes import OfTheHouse, Scoped
from smsu_intl.base.approval import Approved, awaiting_approval, held_of
from smsu_intl.base.attention import Attention, WithAttention
from smsu_intl.base.models import ProposedChange, Record, StatusChange
from smsu_intl.base.previews import VALID_DAYS, preview_address
from smsu_intl.base.querysets import BinaryOrder, is_key
from smsu_intl.base.reviewing import note_steps
from smsu_intl.base.rights import DRAFT, Rights, rights_of
from smsu_intl.base.table_pages import WithTables
from smsu_intl.base.texts import label_of
from smsu_intl.base.translation_lists import WithTranslations
from smsu_intl.base.translations import CHECKED

# Ends the fieldsets of every record.
PUBLICATION_DETAILS = (
    _("Publication date and sources"),
    {"classes": ["collapse"], "fields": (("publish_from", "publish_until"), "sources")},
)

MOST_STEPS = 5  # of a record towards the public and back that its form shows


def is_popup(request: HttpRequest) -> bool:
    """Whether the form was opened from the “+” beside a field of another form."""
    return IS_POPUP_VAR in request.GET or IS_POPUP_VAR in request.POST


class PartInline(PlainWords, admin.StackedInline):
    """Rows within a record's form. Those that `come_early` stand right after the first fields."""

    extra = 0
    max_num = 150  # more than DATA_UPLOAD_MAX_NUMBER_FIELDS lets through
    view_on_site = False
    come_early = False
    form = CheckedForm
    formset = RowsFormSet

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        # A forged number of rows draws no thousands.
        formset: Any = super().get_formset(request, obj, **{"absolute_max": self.max_num, "labels": self.labels, **kwargs})
        formset.form.rights = rights_of(request)
        formset.form.of_department = getattr(self.admin_site._registry.get(self.model), "of_department", "")
        return formset


class RecordInline(PartInline):
    """Rows that are records themselves, each with a form of its own behind the link “Change”."""

    form = RecordRowForm
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> Any:
        records, own_admin = super().get_queryset(request), self.admin_site._registry.get(self.model)
        return own_admin.owned(request, records) if isinstance(own_admin, Scoped) else records


class _HistoryInWords(HistoricalRecordContextHelper):
    """Differences with the words that the forms use."""

    def format_delta_change(self, change: Any) -> Any:
        field = self.model._meta.get_field(change.field)
        return dataclasses.replace(super().format_delta_change(change), field=label_of(field))

    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        field = self.model._meta.get_field(change.field)
        value = dict(field.flatchoices).get(value, value) if field.flatchoices else value
        return "–" if value in (None, "") else super().prepare_delta_change_value(change, value)


class RecordAdmin(Approved, WithTables, WithAttention, WithTranslations, Scoped, FoldedSearch, PlainWords, SimpleHistoryAdmin):
    """The admin of a record: one readable form, its history, and publishing."""

    form = RecordForm
    save_on_top = False
    list_per_page = 50
    radio_fields: ClassVar[dict[str, Any]] = {"status": admin.HORIZONTAL}
    search_fields: ClassVar[tuple[str, ...]] = ("folded",)
    actions = ("hand_in", "publish", "back_to_draft", "archive", "keep_translations")
    change_form_template = "admin/record_form.html"
    object_history_list_template = "admin/record_history_list.html"
    object_history_form_template = "admin/record_history_form.html"

    popup_fieldsets: ClassVar[tuple[Any, ...]] = ()  # a shorter form for the “+” beside a field
    published_with: ClassVar[tuple[str, ...]] = ()  # parts that are published when the record is, if they `may_follow`
    takes_along: ClassVar[tuple[str, ...]] = ()  # keys to records that are published when the record is, if they `may_come_along`
    attention: tuple[Attention, ...] = (
        Attention("review", _("Waiting for review"), lambda records: records.in_review()),
        Attention("changes", _("Changes that wait for approval"), awaiting_approval),
        Attention("old", _("Drafts that nobody touched for 90 days"), lambda records: records.old_drafts()),
    )
    of_department: ClassVar[str] = ""  # the field by which a record is a department's

    # What the list and the form show

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        shown = super().get_changelist_instance(request)
        shown.title = capfirst(str(self.opts.verbose_name_plural))  # not “Select … to change”: the list is no mere step
        return shown

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.rights, form.of_department = rights_of(request), self.of_department
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "publish_from", "publish_until") if rights_of(request).is_editor else fields  # they too decide what is public

    def get_list_filter(self, request: HttpRequest) -> Any:
        return [
            AttentionFilter,
            *(
                (name, ChosenFrom) if isinstance(name, str) and self.opts.get_field(name).is_relation else name
                for name in super().get_list_filter(request)
            ),
        ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        popup = own_language_first(self.popup_fieldsets) if is_popup(request) else ()
        first, *others = popup or super().get_fieldsets(request, obj)
        name, options = first
        if obj and not self.has_change_permission(request, obj):
            return [first, *others]
        own = ["opened_at"] if popup else ["review_note", "opened_at"]
        return [(name, {**options, "fields": [*options["fields"], *own]}), *others]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return () if is_popup(request) else super().get_inlines(request, obj)

    def view_on_site(self, obj: Any) -> str | None:
        if not hasattr(obj, "get_absolute_url") or not type(obj).objects.published().filter(pk=obj.pk).exists():
            return None
        return obj.get_absolute_url()

    def page_of(self, record: Any) -> Any:
        """Return the record on whose page the public sees this one; None if there is no one page."""
        return record if hasattr(record, "get_absolute_url") else None

    def choice_label(self, obj: Any) -> str:
        """Return what the record is called where one is chosen from many."""
        return f"{obj} ({obj.get_status_display()})" if obj.status != Record.Status.PUBLISHED else str(obj)

    def get_ordering(self, request: HttpRequest) -> Sequence[Any]:
        if self.ordering:
            return self.ordering
        column = f"sorted_{get_language() or 'en'}"
        try:
            self.opts.get_field(column)
        except FieldDoesNotExist:
            return self.opts.ordering
        return (BinaryOrder(F(column)).asc(), "pk")

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
        record: Any = kwargs.get("obj")
        shown = record and not is_popup(request) and self.is_owned(request, record)
        context["status_changes"] = list(StatusChange.objects.of(record).select_related("made_by")[:MOST_STEPS]) if shown else []
        context["waiting_changes"] = list(ProposedChange.objects.waiting().of(record).with_people()) if shown else []
        context["is_held_back"] = held_of(request) is not None
        held_back = shown and rights_of(request).is_editor and record.status == Record.Status.PUBLISHED
        context["may_be_held_back"] = held_back and self.has_change_permission(request, record)
        if shown and self.page_of(record) and (not record.is_published or context["is_held_back"]):
            own = [change for change in context["waiting_changes"] if change.sort == ProposedChange.Sort.EDIT]
            context["preview_address"] = preview_address(record, own[0] if own else None)
            context["preview_days"] = VALID_DAYS
        return super().render_change_form(request, context, *args, **kwargs)

    # Publishing

    def covers(self, rights: Rights, record: Any) -> bool:
        """Whether a record is among those that somebody with these rights works on."""
        return rights.everything or self.model._base_manager.filter(self.owned_by(rights), pk=record.pk).exists()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        rights, note = rights_of(request), form.cleaned_data.get("review_note", "")
        before = self.model._base_manager.filter(pk=obj.pk).values_list("status", flat=True).first() if change else None
        if not rights.may_set(before, obj.status):
            raise PermissionDenied
        super().save_model(request, obj, form, change)
        if obj.status != (before or DRAFT):
            note_steps(request, [(obj, before or "")], note, self.covers)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if held := held_of(request):
            held.named = list(self._to_hand_in(form.instance))
            return
        self._note_rows(request, form, formsets)
        if "status" in form.changed_data and form.instance.status == Record.Status.IN_REVIEW:
            self.hand_in_along(request, self._to_hand_in(form.instance))
        chosen = {row.instance for formset in formsets for row in formset.forms if row.instance.pk and "status" in row.changed_data}
        if change and "status" in form.changed_data and form.instance.status == Record.Status.PUBLISHED:
            self._publish_parts(request, form.instance, left_out=chosen)
        rows = [form, *(row for formset in formsets for row in formset.forms if row.instance.pk)]
        self._publish_along(request, [(row.instance, row.changed_data) for row in rows], edited=form.instance)
        if not is_popup(request):
            self.warn_of_unpublished(request, form.instance)

    def _note_rows(self, request: HttpRequest, form: Any, formsets: Any) -> None:
        """Note what was done to the status of records in rows; the letter of the record itself, if one goes, tells of them."""
        for formset in formsets:
            if not issubclass(formset.model, Record):
                continue
            saved = {record.pk for record in formset.new_objects} | {record.pk for record, _changed in formset.changed_objects}
            steps: dict[str, list[tuple[Any, str]]] = {}
            for row in formset.forms:
                record, before = row.instance, row.initial.get("status") or ""
                if record.pk in saved and record.status != (before or DRAFT):
                    steps.setdefault(record.status, []).append((record, before))
            own_admin: Any = self.admin_site._registry.get(formset.model)
            for of_one in steps.values():
                covers = getattr(own_admin, "covers", self.covers)
                note_steps(request, of_one, "", covers, write="status" not in form.changed_data)

    def _to_hand_in(self, record: Any) -> Iterator[Any]:
        """Yield the new records that a record names and that nobody handed in or gave back yet: it cannot be public without them."""
        for named in dict.fromkeys(self.named_records(record)):
            waits_in_list = getattr(named, "may_come_along", False)
            if named.status == DRAFT and not waits_in_list and not StatusChange.objects.of(named).exists():
                yield named

    def hand_in_along(self, request: HttpRequest, records: Iterable[Any]) -> None:
        """Hand in the records that another names, without a letter of their own."""
        changed: list[Any] = []
        for record in records:
            own_admin: Any = self.admin_site.get_model_admin(type(record))
            if own_admin.has_change_permission(request, record):
                changed += own_admin._change_status(request, [record], Record.Status.IN_REVIEW, write=False)
        if names := "; ".join(map(str, changed)):
            self.message_user(request, _("Handed in together with it: %(names)s") % {"names": names}, messages.SUCCESS)

    @admin.action(description=_("Hand in for review"), permissions=["change"])
    def hand_in(self, request: HttpRequest, queryset: Any) -> None:
        changed = self._change_status(request, queryset, Record.Status.IN_REVIEW)
        for record in changed:
            self.hand_in_along(request, self._to_hand_in(record))
        number = len(changed)
        text = ngettext("%(number)d record waits for review.", "%(number)d records wait for review.", number)
        self.message_user(request, text % {"number": number}, messages.SUCCESS)

    @admin.action(description=_("Archive the selected records"), permissions=["publish"])
    def archive(self, request: HttpRequest, queryset: Any) -> None:
        number = len(self._change_status(request, queryset, Record.Status.ARCHIVED))
        text = ngettext(
            "%(number)d record was archived: the public does not see it.",
            "%(number)d records were archived: the public does not see them.",
            number,
        )
        self.message_user(request, text % {"number": number}, messages.SUCCESS)

    @admin.action(description=_("Publish the selected records"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: Any) -> None:
        changed = self._change_status(request, queryset, Record.Status.PUBLISHED)
        for record in changed:
            self._publish_parts(request, record)
        self._publish_along(request, [(record, ["status"]) for record in changed])
        number = len(changed)
        text = ngettext("%(number)d record was published.", "%(number)d records were published.", number)
        self.message_user(request, text % {"number": number}, messages.SUCCESS)
        for record in changed:
            self.warn_of_unpublished(request, record)

    @admin.action(description=_("Back to draft"), permissions=["change"])
    def back_to_draft(self, request: HttpRequest, queryset: Any) -> None:
        number = len(self._change_status(request, queryset, Record.Status.DRAFT))
        text = ngettext(
            "%(number)d record is a draft again: the public does not see it.",
            "%(number)d records are drafts again: the public does not see them.",
            number,
        )
        self.message_user(request, text % {"number": number}, messages.SUCCESS)

    @admin.action(description=_("The translations are right as they are"), permissions=["change"])
    def keep_translations(self, request: HttpRequest, queryset: Any) -> None:
        """Add a version that says so: they are no longer told to be older than their originals."""
        with transaction.atomic():
            kept = [record for record in queryset if self.has_change_permission(request, record)]
            for record in kept:
                record._change_reason = CHECKED
                record.save()
        text = ngettext(
            "The translations of %(number)d record count as up to date.",
            "The translations of %(number)d records count as up to date.",
            len(kept),
        )
        self.message_user(request, text % {"number": len(kept)}, messages.SUCCESS)

    def _change_status(self, request: HttpRequest, records: Iterable[Any], status: str, *, write: bool = True) -> list[Any]:
        rights = rights_of(request)
        records = [record for record in records if record.status != status]
        with transaction.atomic():
            changed = [
                record for record in records if rights.may_set(record.status, status) and self.has_change_permission(request, record)
            ]
            steps = [(record, record.status) for record in changed]
            for record in changed:
                record.status = status
                record.save()  # one by one: each has a history
                self.log_change(request, record, [{"changed": {"fields": [str(label_of(self.opts.get_field("status")))]}}])
            note_steps(request, steps, "", self.covers, write=write)
        if len(changed) < len(records):
            number = len(records) - len(changed)
            text = ngettext(
                "%(number)d record was left as it is: you may not do this with it.",
                "%(number)d records were left as they are: you may not do this with them.",
                number,
            )
            self.message_user(request, text % {"number": number}, messages.WARNING)
        return changed

    def _publish_parts(self, request: HttpRequest, record: Any, left_out: Iterable[Any] = ()) -> None:
        parts = [part for part in self.parts_to_publish(record) if part not in left_out]
        published = [part for part in parts if self.admin_site.get_model_admin(type(part)).has_change_permission(request, part)]
        for part in published:
            part.status = Record.Status.PUBLISHED
            part.save()
        self._tell_published(request, published)
        self._publish_along(request, [(part, ["status"]) for part in published])

    def parts_to_publish(self, record: Any) -> Iterator[Any]:
        """Yield the parts of a record that are published when it is."""
        waiting = (Record.Status.DRAFT, Record.Status.IN_REVIEW)
        for name in self.published_with:
            yield from (part for part in getattr(record, name).filter(status__in=waiting) if part.may_follow)

    def _publish_along(self, request: HttpRequest, saved: Iterable[tuple[Any, Iterable[str]]], edited: Any = None) -> None:
        """Publish what published records take along, where that or their status is among what was changed in them.

        Not the record that is itself being edited: whoever does that chooses its status.
        """
        published: dict[Any, None] = {}
        for record, changed in saved:
            keys = getattr(self.admin_site._registry.get(type(record)), "takes_along", ())
            if not keys or record.status != Record.Status.PUBLISHED or not {"status", *keys}.intersection(changed):
                continue
            for named in (getattr(record, key) for key in keys):
                if named in published:
                    named.status = Record.Status.PUBLISHED  # the same, read twice
                elif named.may_come_along and named != edited:
                    own_admin: Any = self.admin_site.get_model_admin(type(named))
                    published |= dict.fromkeys(own_admin._change_status(request, [named], Record.Status.PUBLISHED))
        self._tell_published(request, published)

    def _tell_published(self, request: HttpRequest, records: Iterable[Any]) -> None:
        names = "; ".join(map(str, records))
        if names:
            self.message_user(request, _("Published together with it: %(names)s.") % {"names": names}, messages.SUCCESS)

    def warn_of_unpublished(self, request: HttpRequest, record: Any) -> None:
        """Say which of the records that a published record names are not public yet."""
        if record.status != Record.Status.PUBLISHED:
            return
        for named in dict.fromkeys(self.named_records(record)):
            if not named.is_published:
                address = reverse(f"admin:{named._meta.app_label}_{named._meta.model_name}_change", args=[named.pk])
                link = format_html('<a href="{}">{}</a>', address, str(named))
                text = _("“{name}” is not published yet, so the public does not see it.")
                self.message_user(request, format_html(str(text), name=link), messages.WARNING)

    def named_records(self, record: Any) -> Iterable[Any]:
        """Return the records that the page of `record` names and that ought to be public with it."""
        return ()

    # Deleting

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Leave out the rows that only tie two records together: they have no name that says anything to anyone."""
        named, numbers, lacking, protected = super().get_deleted_objects(objs, request)
        ties = [field.remote_field.through._meta for field in self.opts.many_to_many if field.remote_field.through._meta.auto_created]
        for tie in ties:
            numbers.pop(tie.verbose_name_plural, None)
        return _without(named, tuple(f"{capfirst(tie.verbose_name)}: " for tie in ties)), numbers, lacking, protected

    # History

    def has_view_history_or_change_history_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether she may read what a record once was: only her own, also where she may open it as it is published."""
        allowed = super().has_view_history_or_change_history_permission(request, obj)
        return allowed and (obj is None or self.is_owned(request, obj))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        _refuse_unless_numbers(object_id)
        try:
            return super().history_view(request, object_id, extra_context)
        except ObjectDoesNotExist as error:  # it was deleted, and so was what gave it its name
            raise Http404 from error

    def history_form_view(self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None) -> HttpResponse:
        _refuse_unless_numbers(object_id, version_id)
        if request.method == "POST" and not self.has_change_permission(request, self.model(pk=int(object_id))):
            raise PermissionDenied  # the library lets everyone bring a version back who may look at it
        context = {"title": _("An earlier version"), **(extra_context or {})}
        try:
            return super().history_form_view(request, object_id, version_id, context)
        except ObjectDoesNotExist as error:
            raise Http404 from error

    def get_history_queryset(self, request: HttpRequest, history_manager: Any, pk_name: str, object_id: Any) -> Any:
        # Not the library's own: where a model has no foreign key it calls select_related() without a name.
        keys = [field.name for field in history_manager.model.tracked_fields if isinstance(field, models.ForeignKey)]
        return history_manager.filter(**{pk_name: object_id}).select_related("history_user", *keys)

    def get_historical_record_context_helper(self, request: HttpRequest, historical_record: Any) -> Any:
        return _HistoryInWords(self.model, historical_record)


def _without(named: list[Any], beginnings: tuple[str, ...]) -> list[Any]:
    """Return nested names without those that begin so, and without the lists that are empty then."""
    kept = [_without(one, beginnings) if isinstance(one, list) else one for one in named]
    return [one for one in kept if one != [] and not (isinstance(one, str) and one.startswith(beginnings))]


def _refuse_unless_numbers(*keys: str) -> None:
    if not all(map(is_key, keys)):
        raise Http404


class VocabularyForm(CheckedForm):
    named_by = "name"


class VocabularyAdmin(WithTranslations, OfTheHouse, FoldedSearch, PlainWords, admin.ModelAdmin):
    """A short list of words that the records' forms offer."""

    form = VocabularyForm
    list_display = ("__str__", "slug", "order")
    search_fields = ("slug", "name_en", "name_ru", "name_uz")
    fields = (("name_en", "name_ru", "name_uz"), ("slug", "order"))
    help_texts: ClassVar[dict[str, Any]] = {
        "slug": _("A short word in Latin letters for web addresses. Do not change it later."),
        "order": _("Smaller numbers come first."),
    }
