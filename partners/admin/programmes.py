"""What one can take part in."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from departments.admin import OfHomeUniversity
from partners.models import Programme, ProgrammeLanguage, ProgrammeSubject, StudyLevel
from smsu_intl.base.admin import (
    PUBLICATION_DETAILS,
    PartInline,
    RecordAdmin,
    RecordForm,
    VocabularyAdmin,
)
from smsu_intl.base.attention import Attention
from smsu_intl.base.texts import languages_of

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
