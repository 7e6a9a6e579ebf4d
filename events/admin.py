"""Visits and events, as the staff edit them: the usual case is one short form."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from departments.admin import OfHomeUniversity
from events.models import Activity, Count, Event, Participant, Session, Visit
from smsu_intl.base.admin import PUBLICATION_DETAILS, CheckedForm, OrderedFormSet, PartInline, RecordAdmin, RecordForm
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


# Visits and events


class ActivityAdmin(OfHomeUniversity, RecordAdmin):
    """What visits and events share."""

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
    list_display = ("title", "when", "status", "direction", "partners")
    list_filter = ("status", "direction", "departments")
    radio_fields: ClassVar[dict[str, Any]] = {**RecordAdmin.radio_fields, "direction": admin.HORIZONTAL}
    inlines = (ParticipantInline, SessionInline, CountInline)
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
    list_display = ("title", "when", "status", "kind", "recurrence", "partners")
    list_filter = ("status", "kind", "recurrence", "departments")
    autocomplete_fields = (*ActivityAdmin.autocomplete_fields, "host")
    inlines = (ParticipantInline, SessionInline, CountInline)
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
