"""Visits and events, as the staff edit them: the usual case is one short form."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from departments.admin import DepartmentAdmin, OfHomeUniversity
from departments.models import Person
from events.models import UNDESCRIBED, Activity, Count, Event, Participant, Photo, Session, Visit
from events.tables import EventTable, VisitTable
from partners.admin import BROKEN, UNCOVERED
from smsu_intl.base.admin import (
    PUBLICATION_DETAILS,
    CheckedForm,
    OrderedFormSet,
    PartInline,
    RecordAdmin,
    RecordForm,
    RecordInline,
    RecordRowForm,
)
from smsu_intl.base.attention import Attention
from smsu_intl.base.pictures import UNUSED_FOR, Picture, address, height_at, keep, read, widths_of
from smsu_intl.base.texts import languages_of

# Parts


class ParticipantForm(CheckedForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if {"person", "number", *languages_of("description")} & self.errors.keys():
            return cleaned
        if not cleaned.get("person") and not self.text_in_any_language("description"):
            self.add_error("person", _("Choose a person, or say below who the group was."))
        elif cleaned.get("person") and cleaned.get("number") is not None:
            self.add_error("number", _("“How many” is only for a group. Leave it empty for one person."))
        elif cleaned.get("number") == 0:
            self.add_error("number", _("A group has at least one member. Leave it empty if you do not know how many."))
        return cleaned


class ParticipantInline(PartInline):
    model = Participant
    form = ParticipantForm
    formset = OrderedFormSet
    verbose_name_plural = _("Who took part")
    come_early = True
    autocomplete_fields = ("person", "institution")
    fieldsets = (
        (None, {"fields": (("person", "institution"), (*languages_of("description"), "number"))}),
        (_("Side, role and post"), {"classes": ["collapse"], "fields": ("side", languages_of("role"), languages_of("post"))}),
    )
    help_texts: ClassVar[dict[str, Any]] = {
        "person": _("Type the surname. If the person is not there, press +. Leave it empty for a group."),
        "description": _("Instead of a person: who they were, for example “students”."),
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Participant]:
        return super().get_queryset(request).select_related("person", "institution")


class SessionForm(CheckedForm):
    def clean_hours(self) -> Any:
        hours = self.cleaned_data.get("hours")
        if hours is not None and hours <= 0:
            self.add_error("hours", _("Give more than 0 hours, or leave it empty."))
        return hours


class SessionInline(PartInline):
    model = Session
    form = SessionForm
    formset = OrderedFormSet
    verbose_name_plural = _("Sessions: lectures, classes and meetings within it")
    fields = (("kind", "hours"), languages_of("topic"), languages_of("audience"))


class CountForm(CheckedForm):
    named_by = "what"


class CountInline(PartInline):
    model = Count
    form = CountForm
    formset = OrderedFormSet
    verbose_name_plural = _("Reported numbers, for example “about 300 students”")
    fields = (("comparison", "number", *languages_of("what")),)


# Photographs

_KEPT = "events.photo"  # salts the mark of a picture that is kept already while its form had to be shown again
MOST_FILES = 20  # in one field: each takes a second or two to be made smaller


class _PhotoInput(forms.FileInput):
    """The picture, if there is one already, and the button that chooses files."""

    allow_multiple_selected = True
    needs_multipart_form = True
    shown: Picture | None = None
    alt = ""
    is_fixed = False  # its picture is never exchanged: another photograph is another record

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else []

    def id_for_label(self, id_: str) -> str:
        return "" if self.is_fixed else str(id_)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        button = SafeString("") if self.is_fixed else super().render(name, None, attrs, renderer)
        if self.shown is None:
            return button
        width = widths_of(self.shown.width)[0]
        height = height_at(width, (self.shown.width, self.shown.height))
        markup = '<span><img class="photo-preview" src="{}" width="{}" height="{}" alt="{}"> {}</span>'
        return format_html(markup, address(self.shown.name, width), width, height, self.alt, button)


class _Photographs(forms.FileField):
    """Files that are photographs: a list of pictures, clean and ready to be kept."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data) and not self.disabled

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        if self.disabled or not data:
            return []
        if len(data) > MOST_FILES:
            raise ValidationError(_("Choose at most %(limit)s files at once."), code="too_many", params={"limit": MOST_FILES})
        found = []
        for file in data:
            try:
                found.append(read(super().clean(file)))
            except ValidationError as error:
                named = [f"{file.name}: {message}" for message in error.messages] if len(data) > 1 else error.messages
                raise ValidationError(named) from error
        return found


class PhotoUploadForm(CheckedForm):
    """Takes a photograph in. It is kept at once, so that an error elsewhere in the form does not lose it."""

    upload = _Photographs(label=_("Photograph"), required=False, allow_empty_file=True, widget=_PhotoInput)
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    several: ClassVar[bool] = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pictures: list[Picture] = []
        field: Any = self.fields["upload"]
        field.widget.attrs["accept"] = "image/jpeg,image/png,image/webp,image/avif"
        if not self.instance._state.adding:
            photo = self.instance
            field.disabled = field.widget.is_fixed = True
            field.widget.shown, field.widget.alt = Picture(photo.image, photo.width, photo.height, photo.has_avif), str(photo)
        elif self.several:
            field.widget.attrs["multiple"] = True
            field.help_text = _("JPEG, PNG, WebP or AVIF. If you choose several, the others become drafts below, to be described there.")
        else:
            field.help_text = _("JPEG, PNG, WebP or AVIF.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.instance._state.adding or "upload" in self.errors:
            return cleaned
        try:
            self.pictures = [keep(image) for image in cleaned.get("upload") or ()] or self._kept_before(cleaned.get("kept", ""))
        except OSError:
            self.add_error("upload", _("The photograph could not be stored: the disk may be full. Tell whoever runs the site."))
            return cleaned
        if not self.pictures:
            self.add_error("upload", _("Choose a file."))
            return cleaned
        self.instance.take(self.pictures[0])
        self._show_again()
        return cleaned

    def _kept_before(self, mark: str) -> list[Picture]:
        try:
            return [Picture(*values) for values in signing.loads(mark, salt=_KEPT, max_age=UNUSED_FOR / 2)] if mark else []
        except signing.BadSignature:
            return []

    def _show_again(self) -> None:
        """Let the form know its pictures if it must be shown again."""
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("kept")] = signing.dumps([astuple(picture) for picture in self.pictures], salt=_KEPT)
        self.data = data
        self.fields["upload"].widget.shown = self.pictures[0]


class PhotoRowForm(PhotoUploadForm, RecordRowForm):
    several = True


class PhotoFormSet(OrderedFormSet):
    """Rows of photographs. Where several files were chosen at once, each of the others gets a row as a draft."""

    def save_new(self, form: Any, commit: bool = True) -> Any:
        first = super().save_new(form, commit)
        if commit:
            for picture in form.pictures[1:]:
                self.last_order = getattr(self, "last_order", first.order) + 1
                photo = Photo(order=self.last_order, **{self.fk.name: self.instance})
                photo.take(picture)
                photo.save()
                self.further = [*getattr(self, "further", ()), photo]
        return first


class PhotoInline(RecordInline):
    model = Photo
    form = PhotoRowForm
    formset = PhotoFormSet
    verbose_name_plural = _("Photographs")
    fieldsets: ClassVar[tuple[Any, ...]] = (
        (None, {"fields": ("upload", "kept", languages_of("alt"), "status")}),
        (
            _("Caption, photographer and focus"),
            {"classes": ["collapse"], "fields": (languages_of("caption"), ("credit", "focal_x", "focal_y"))},
        ),
    )


class PhotoOfDepartmentInline(PhotoInline):
    """A department may have many: the rarer fields stand behind “Change”, or the form would have more fields than it may."""

    classes = ("collapse",)
    fieldsets = PhotoInline.fieldsets[:1]


DepartmentAdmin.inlines = (*DepartmentAdmin.inlines, PhotoOfDepartmentInline)


class PhotoForm(PhotoUploadForm, RecordForm):
    pass


@admin.register(Photo)
class PhotoAdmin(RecordAdmin):
    form = PhotoForm
    attention = (
        *RecordAdmin.attention,
        Attention("undescribed", _("Photographs that do not say what they show"), lambda records: records.undescribed()),
    )
    in_departments = ("visit__departments", "event__departments", "department")
    in_universities = ("visit__university", "event__university", "department__university")
    list_display = ("__str__", "owner", "when", "status")
    list_filter = ("status", "department")
    list_select_related = ("visit", "event", "department")
    search_fields = ("alt_en", "alt_ru", "alt_uz", "credit", "visit__folded", "event__folded", "department__folded")
    search_help_text = _("Any words of what it shows, of its photographer, or of its visit, event or department.")
    autocomplete_fields = ("visit", "event", "department", "sources")
    fieldsets = (
        (None, {"fields": ("upload", "kept", ("visit", "event", "department"), languages_of("alt"), "status")}),
        (_("Caption, photographer and focus"), {"fields": (languages_of("caption"), ("credit", "period"), ("focal_x", "focal_y"))}),
        (_("Rarely needed"), {"classes": ["collapse"], "fields": ("order",)}),
        PUBLICATION_DETAILS,
    )
    help_texts: ClassVar[dict[str, Any]] = {"visit": _("Whose photograph it is: a visit's, an event's or a department's.")}

    def page_of(self, record: Photo) -> Any:
        return record.owner

    @admin.display(description=_("whose"))
    def owner(self, photo: Photo) -> str:
        return str(photo.owner)

    @admin.display(description=_("taken"), ordering="period_start")
    def when(self, photo: Photo) -> str:
        return str(photo.period) if photo.period else ""

    def _change_status(self, request: HttpRequest, records: Iterable[Any], status: str, *, write: bool = True) -> list[Any]:
        records = list(records)
        ready = [record for record in records if status != Photo.Status.PUBLISHED or record.is_described]
        if len(ready) < len(records):
            self.message_user(request, UNDESCRIBED, messages.ERROR)
        return super()._change_status(request, ready, status, write=write)


# Visits and events


class ActivityAdmin(OfHomeUniversity, RecordAdmin):
    """What visits and events share."""

    attention = (*RecordAdmin.attention, UNCOVERED)
    in_departments = ("departments",)
    in_universities = ("university",)
    of_department = "departments"
    published_with = ("photos",)
    autocomplete_fields: ClassVar[tuple[str, ...]] = ("departments", "institutions", "agreement", "sources")
    search_fields = ("folded", "institutions__folded", "institutions__names__folded", "participants__person__folded")
    search_help_text = _("Any words of the title, of a partner's name or of a participant's name.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Activity]:
        return super().get_queryset(request).prefetch_related("institutions")

    def get_ordering(self, request: HttpRequest) -> Sequence[Any]:
        return (F("period_start").desc(nulls_last=True), "-pk")

    def named_records(self, record: Any) -> Iterable[Any]:
        yield from record.departments.all()
        yield from record.institutions.all()
        for participant in record.participants.exclude(institution=None).select_related("institution"):
            yield participant.institution
        yield from self._people(record)

    def _people(self, record: Any) -> Any:
        return Person.objects.filter(participations__in=record.participants.all()).distinct()

    def parts_to_publish(self, record: Any) -> Iterator[Any]:
        """Yield the guests too whom somebody handed in: without them a visit would be public without its people."""
        yield from super().parts_to_publish(record)
        yield from self._people(record).in_review()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if added := [photo for formset in formsets if formset.model is Photo for photo in getattr(formset, "further", ())]:
            address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[form.instance.pk])
            text = ngettext(
                "%(number)d further photograph is a draft until it says what it shows.",
                "%(number)d further photographs are drafts until they say what they show.",
                len(added),
            ) % {"number": len(added)}
            link = format_html('<a href="{}#photos-group">{}</a>', address, _("Describe"))
            self.message_user(request, format_html("{} {}", text, link), messages.WARNING)

    @admin.display(description=_("title"))
    def title(self, activity: Activity) -> str:
        return str(activity.headline)

    @admin.display(description=_("when"), ordering="period_start")
    def when(self, activity: Activity) -> str:
        return str(activity.period) if activity.period else ""

    @admin.display(description=_("partner institutions"))
    def partners(self, activity: Activity) -> str:
        return ", ".join(str(institution) for institution in activity.institutions.all())


_COMMON_HELP = {
    "institutions": _("With whom. Type any part of the name; if it is not there, press + to add it."),
    "departments": _("Whose page shows it. Several may be chosen."),
    "place": _("For example “Multidisciplinary Clinic”. Leave it empty if you do not know it."),
}


class VisitForm(RecordForm):
    """A visit needs no title: its page is headed by what it is and with whom."""

    def slug_text(self) -> str:
        if title := self.text_in_any_language("title"):
            return title
        names = [str(institution) for institution in self.cleaned_data.get("institutions") or ()]
        period = self.cleaned_data.get("period")
        year = str(period.start.year) if period and period.start else ""
        return " ".join(filter(None, [self.cleaned_data.get("direction") or "", *names[:1], year]))


@admin.register(Visit)
class VisitAdmin(ActivityAdmin):
    form = VisitForm
    table = VisitTable
    list_display = ("title", "when", "status", "direction", "partners")
    list_filter = ("status", "direction", "departments")
    radio_fields: ClassVar[dict[str, Any]] = {**RecordAdmin.radio_fields, "direction": admin.HORIZONTAL}
    inlines = (ParticipantInline, SessionInline, CountInline, PhotoInline)
    fieldsets = (
        (None, {"fields": ("direction", "period", "departments", "institutions", "status")}),
        (_("What it was about"), {"fields": (languages_of("title"), languages_of("summary"))}),
        (_("Where and under which agreement"), {"fields": (languages_of("place"), ("mode", "platform"), ("agreement", "capacity"))}),
        (_("Rarely needed"), {"classes": ["collapse"], "fields": (("slug", "university"), "is_cancelled")}),
        PUBLICATION_DETAILS,
    )
    help_texts: ClassVar[dict[str, Any]] = {
        **_COMMON_HELP,
        "title": _("May stay empty: then the page is headed “Incoming visit” or “Outgoing visit” and the partners' names."),
        "capacity": _("Only if it was called an official or a working visit."),
    }


class EventForm(RecordForm):
    named_by = "title"


@admin.register(Event)
class EventAdmin(ActivityAdmin):
    form = EventForm
    table = EventTable
    attention = (*ActivityAdmin.attention, BROKEN)
    list_display = ("title", "when", "status", "kind", "recurrence", "partners")
    list_filter = ("status", "kind", "recurrence", "departments")
    autocomplete_fields = (*ActivityAdmin.autocomplete_fields, "host")
    inlines = (ParticipantInline, SessionInline, CountInline, PhotoInline)
    fieldsets = (
        (None, {"fields": (languages_of("title"), ("kind", "period", "recurrence"), "departments", "institutions", "status")}),
        (_("What it was about"), {"fields": (languages_of("summary"),)}),
        (_("Where and how to take part"), {"fields": (languages_of("place"), ("mode", "platform"), ("role", "host"), "registration_link")}),
        (_("Rarely needed"), {"classes": ["collapse"], "fields": (("slug", "university"), "agreement", "is_cancelled")}),
        PUBLICATION_DETAILS,
    )
    help_texts: ClassVar[dict[str, Any]] = {
        **_COMMON_HELP,
        "title": _("At least one language."),
        "registration_link": _("In full, beginning with https://"),
    }

    def named_records(self, record: Event) -> Iterable[Any]:
        yield from super().named_records(record)
        if record.host:
            yield record.host
