"""The question that a report answers, as a form bound to the query string: which period, and narrowed by what."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from departments.models import Department, University
from smsu_intl.base.countries import country_choices, locale_of
from smsu_intl.base.rights import rights_of
from smsu_intl.reporting.figures import DIRECTIONS, SUBJECTS, Asked, Span

FIRST_YEAR, LAST_YEAR = 1900, 2100  # in which days may lie
FIRST_OFFERED = 1990  # of the years to choose from

SPANS = [
    ("month", _("Month")),
    ("quarter", _("Quarter")),
    ("year", _("Calendar year")),
    ("academic_year", _("Academic year")),
    ("days", _("From day to day")),
]
QUARTERS = [
    ("1", _("1st: January to March")),
    ("2", _("2nd: April to June")),
    ("3", _("3rd: July to September")),
    ("4", _("4th: October to December")),
]
COMPARISONS = [
    ("", _("with nothing")),
    ("previous", _("with the period before it, of the same length")),
    ("year_before", _("with the same period a year earlier")),
    ("days", _("with other days")),
]


class _Choice(forms.ChoiceField):
    default_error_messages = {"invalid_choice": _("Choose one of what is offered here.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)


class _Day(forms.DateField):
    """A day, by the browser's calendar or typed as 2024-10-08 or 08.10.2024."""

    default_error_messages = {"invalid": _("This is no day. Write for example 08.10.2024.")}

    def __init__(self, label: Any, help_text: Any = "") -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "min": f"{FIRST_YEAR}-01-01", "max": f"{LAST_YEAR}-12-31"})
        super().__init__(required=False, label=label, help_text=help_text, widget=widget, input_formats=["%Y-%m-%d", "%d.%m.%Y"])

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(
                _("Choose a day between the years %(first)s and %(last)s."), params={"first": FIRST_YEAR, "last": LAST_YEAR}
            )
        return day


class ReportForm(forms.Form):
    """What is asked. It offers the universities and departments of whoever asks, and refuses others."""

    span = _Choice(label=_("Period"), choices=SPANS, widget=forms.RadioSelect)
    month = _Choice(label=_("Month"))
    quarter = _Choice(label=_("Quarter"), choices=QUARTERS)
    year = _Choice(label=_("Year"))
    academic_year = _Choice(label=_("Academic year"), help_text=_("From 1 September to 31 August."))
    first = _Day(_("First day"))
    last = _Day(_("Last day"))

    university = _Choice(label=_("University"))
    department = _Choice(label=_("Department"), help_text=_("For honorary titles, the department of the person."))
    country = _Choice(label=_("Country"), help_text=_("Of a partner institution; of the person for honorary titles."))
    kind = _Choice(label=_("Kind"))
    direction = _Choice(label=_("Direction"))
    with_review = forms.BooleanField(
        label=_("Also what is still in review"),
        required=False,
        help_text=_("Otherwise only what is published counts. Drafts never count."),
    )

    compare = _Choice(label=_("Compare"), choices=COMPARISONS)
    compare_first = _Day(_("First day of the other period"))
    compare_last = _Day(_("Last day of the other period"))
    state_on = _Day(
        _("Also the state on a day"), _("What was on record and public at the end of that day. Leave it empty if you do not need it.")
    )

    use_required_attribute = False

    def __init__(self, site: AdminSite, request: HttpRequest, query: QueryDict | None = None) -> None:
        asked = request.GET if query is None else query
        self.universities, self.departments = offered(site, request)
        self.countries = dict(country_choices())
        super().__init__(asked if asked.get("span") else self._first_question(asked), auto_id="report-%s", label_suffix="")
        self._offer()

    def _first_question(self, asked: QueryDict) -> dict[str, Any]:
        """Return what is asked before anything was chosen: the last quarter that is over, of one's own university."""
        today = timezone.localdate()
        quarter = Span.of_months(today.year, (today.month - 1) // 3 * 3 + 1, 3).previous
        home = next(iter(self.universities), "")
        default = {
            "span": "quarter",
            "year": str(quarter.first.year),
            "quarter": str(quarter.first.month // 3 + 1),
            "university": str(home),
        }
        return default | {name: values for name, values in asked.items() if name in self.base_fields and name != "span"}

    def _offer(self) -> None:
        this_year = timezone.localdate().year
        fields: dict[str, Any] = self.fields
        months = locale_of(get_language()).months["stand-alone"]["wide"]
        fields["month"].choices = [(str(number), months[number]) for number in range(1, 13)]
        fields["year"].choices = [(str(year), str(year)) for year in range(this_year + 1, FIRST_OFFERED - 1, -1)]
        fields["academic_year"].choices = [(str(year), f"{year}–{year + 1}") for year in range(this_year + 1, FIRST_OFFERED - 1, -1)]
        everything = ("", _("All"))
        fields["university"].choices = [everything, *((str(key), name) for key, name in self.universities.items())]
        fields["department"].choices = [everything, *((str(key), name) for key, (name, _whose) in self.departments.items())]
        fields["country"].choices = [everything, *country_choices()]
        kinds = [
            (subject.label, [(subject.name, _("all of them")), *subject.kind_choices]) for subject in SUBJECTS.values() if subject.kind
        ]
        fields["kind"].choices = [everything, *kinds]
        fields["direction"].choices = [everything, *DIRECTIONS]
        if len(self.universities) < 2:
            fields["university"].widget = fields["university"].hidden_widget()

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if not self.errors:
            cleaned["span_asked"] = self._span(cleaned)
            cleaned["span_compared"] = self._compared(cleaned)
        university, department = cleaned.get("university"), cleaned.get("department")
        if university and department and str(self.departments[int(department)][1]) != university:
            self.add_error("department", _("This department belongs to another university."))
        if cleaned.get("state_on") and cleaned["state_on"] > timezone.localdate():
            self.add_error("state_on", _("This day is still to come. Choose today or an earlier day."))
        return cleaned

    def _span(self, cleaned: dict[str, Any]) -> Span | None:
        kind = cleaned["span"]
        if kind == "days":
            return self._days("first", "last")
        part = "academic_year" if kind == "academic_year" else "year"
        needed = [part, *([kind] if kind in ("month", "quarter") else [])]
        for name in needed:
            if not cleaned[name]:
                self.add_error(name, _("Choose it, so that the period is known."))
        if any(not cleaned.get(name) for name in needed):
            return None
        year = int(cleaned[part])
        if kind == "month":
            return Span.of_months(year, int(cleaned["month"]), 1)
        if kind == "quarter":
            return Span.of_months(year, int(cleaned["quarter"]) * 3 - 2, 3)
        return Span.of_months(year, 9 if kind == "academic_year" else 1, 12)

    def _days(self, first_name: str, last_name: str) -> Span | None:
        days: list[date | None] = [self.cleaned_data.get(name) for name in (first_name, last_name)]
        for name, day in zip((first_name, last_name), days, strict=True):
            if day is None:
                self.add_error(name, _("Choose the day."))
        first, last = days
        if first is None or last is None:
            return None
        if last < first:
            self.add_error(last_name, _("The last day is before the first."))
            return None
        return Span(first, last)

    def _compared(self, cleaned: dict[str, Any]) -> Span | None:
        span, how = cleaned.get("span_asked"), cleaned.get("compare")
        if how == "days":
            return self._days("compare_first", "compare_last")
        if span is None or not how:
            return None
        other: Span = span.previous if how == "previous" else span.year_before
        if other.first.year < FIRST_YEAR:
            self.add_error("compare", _("That period is too long ago. Choose other days."))
            return None
        return other

    @property
    def asked(self) -> Asked:
        """What is asked; of a valid form."""
        cleaned = self.cleaned_data
        return Asked(
            span=cleaned["span_asked"],
            compared=cleaned["span_compared"],
            university=int(cleaned["university"]) if cleaned["university"] else None,
            department=int(cleaned["department"]) if cleaned["department"] else None,
            country=cleaned["country"],
            kind=cleaned["kind"],
            direction=cleaned["direction"],
            with_review=cleaned["with_review"],
            state_on=cleaned["state_on"],
        )

    @property
    def department_names(self) -> dict[int, str]:
        return {key: name for key, (name, _whose) in self.departments.items()}

    @property
    def whose(self) -> str:
        """The universities that the report is of."""
        chosen = self.cleaned_data.get("university")
        return "; ".join(name for key, name in self.universities.items() if not chosen or str(key) == chosen)

    @property
    def filters(self) -> list[tuple[str, str]]:
        """The label and the value of each filter that was chosen, and which statuses count."""
        found = []
        for name in ("department", "country", "kind", "direction"):
            value = self.cleaned_data.get(name)
            if value:
                field: Any = self.fields[name]
                found.append((str(field.label), _label_of(field.choices, value)))
        return found


def _label_of(choices: Any, value: str) -> str:
    for key, label in choices:
        if isinstance(label, list | tuple):
            for inner, inner_label in label:
                if str(inner) == value:
                    return f"{key}: {inner_label}"
        elif str(key) == value:
            return str(label)
    return ""


def offered(site: AdminSite, request: HttpRequest) -> tuple[dict[int, str], dict[int, tuple[str, int]]]:
    """Return the universities and the departments that somebody may report on: an editor's are her own departments.

    The names of the first by their keys, this site's own university first; the name and the university of the others.
    """
    rights = rights_of(request)
    own_admin: Any = site._registry[Department]
    departments = own_admin.owned(request, Department.objects.linked()).in_order()
    by_key = {department.pk: (str.__str__(department.name), department.university) for department in departments}
    if rights.is_editor:
        universities = {university.pk: university for _name, university in by_key.values()}.values()
    else:
        own_universities: Any = site._registry[University]
        universities = own_universities.owned(request, University.objects.all()).order_by("-is_home", "pk")
    names = {university.pk: str.__str__(university.name) for university in universities}
    several = len(names) > 1

    def named(name: str, university: University) -> str:
        return f"{name} – {university.short_name or university.name}" if several and not university.is_home else name

    return names, {key: (named(name, university), university.pk) for key, (name, university) in by_key.items()}
