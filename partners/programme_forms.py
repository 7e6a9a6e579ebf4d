"""The filters of programmes, and who the visitor is whom they may fit, bound to the query string."""

from functools import cached_property
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from departments.models import Department
from partners.fitting import CEFR, STUDENT, Visitor
from partners.models import MOST_YEARS, Programme, ProgrammeLanguage, ProgrammeQuerySet, ProgrammeSubject, StudyLevel
from partners.programme_search import search_programmes
from smsu_intl.base.countries import country_choices
from smsu_intl.base.fields import PartialPeriodFormField
from smsu_intl.base.listing import Filter, FilterForm

NOT_A_TIME = _("This time is not understood. Write months or days with their year: September 2027, 2027, 10–20 September 2027.")


class VisitorForm(FilterForm):
    """Who visitors are, as far as they tell: it narrows nothing and is kept nowhere but in the address."""

    me = Filter(label=_("Your year or degree"))
    my_department = Filter(label=_("Your department"))
    resident = Filter(label=_("Do you live in Uzbekistan?"))
    when = PartialPeriodFormField(label=_("When you could go"), required=False, error_messages={"period": NOT_A_TIME})

    ABOUT = ("me", "my_department", "resident", "when")

    def __init__(self, request: HttpRequest, **choices: Any) -> None:
        super().__init__(request, **choices)
        self._ask("me", [choice for level in self.levels for choice in _with_years(*level)])
        self._ask("my_department", self.department_choices)
        self._ask("resident", [("yes", _("yes")), ("no", _("no"))])
        self.spoken = {f"lang_{code}": code for code in dict.fromkeys(["en", "ru", "uz", *self.needed])}
        self.narrows_nothing = {*self.ABOUT, *self.spoken}
        names = dict(ProgrammeLanguage.Language.choices)
        for name, code in self.spoken.items():
            self.fields[name] = Filter(label=_("Your level: %(language)s") % {"language": names[code]})
            self._ask(name, [(level, level) for level in CEFR])

    def _ask(self, name: str, pairs: list[tuple[str, Any]]) -> None:
        field = cast(Filter, self.fields[name])
        field.choices = [("", gettext("not told")), *pairs]

    @cached_property
    def levels(self) -> list[tuple[str, str]]:
        """The levels of study and work, with their names."""
        return [(level.slug, capfirst(str(level))) for level in StudyLevel.objects.all()]

    @cached_property
    def departments(self) -> dict[str, Department]:
        return Department.objects.published().for_choice()

    @property
    def department_choices(self) -> list[tuple[str, Any]]:
        return [(key, department.name) for key, department in self.departments.items()]

    @cached_property
    def needed(self) -> list[str]:
        """The codes of the languages that any programme needs."""
        return Programme.objects.published().languages()

    def clean_when(self) -> Any:
        """Refuse what no programme can be compared with: words alone, a month of no year."""
        when = self.cleaned_data["when"]
        if when and not when.is_dated:
            raise forms.ValidationError(NOT_A_TIME, code="period")
        return when

    @property
    def about(self) -> list[BoundField]:
        """The fields in which visitors tell who they are."""
        return [field for field in self if field.name in self.narrows_nothing]

    @property
    def is_about_opened(self) -> bool:
        """Whether anything was told, or told in a way that was not understood."""
        return any(field.errors or field.data for field in self.about)

    @property
    def told(self) -> str:
        """What was told and understood, as the query string that tells it to another page; "" for nothing."""
        return urlencode({name: self.data[name] for name in self.chosen if name in self.narrows_nothing})

    @property
    def visitor(self) -> Visitor:
        """Who the visitor is, as far as they told."""
        chosen = self.chosen
        level, _dash, year = chosen.get("me", "").partition(":")
        when = chosen.get("when")
        return Visitor(
            level=level,
            year=int(year) if year else None,
            department=chosen.get("my_department", ""),
            languages={code: chosen[name] for name, code in self.spoken.items() if name in chosen},
            resident={"yes": True, "no": False}.get(chosen.get("resident", "")),
            free_from=when.start if when else None,
            free_until=when.end if when else None,
        )


class ProgrammeFilter(VisitorForm):
    """Programmes by what they are; and who the visitor is, who is told of each whether it fits."""

    level = Filter(label=_("For whom"))
    subject = Filter(label=_("Subject"))
    kind = Filter(label=_("Kind"))
    country = Filter(label=_("Country"), capitals=True)
    language = Filter(label=_("Language needed"))
    department = Filter(label=_("Department"))
    funding = Filter(label=_("Funding"))

    def __init__(self, request: HttpRequest) -> None:
        self.everything = Programme.objects.published()
        self.in_use = self.everything.choices_in_use()
        super().__init__(
            request,
            level=self.levels,
            subject=[(subject.slug, subject.name) for subject in ProgrammeSubject.objects.all()],
            kind=Programme.Kind.choices,
            country=country_choices(),
            language=[(code, capfirst(label)) for code, label in ProgrammeLanguage.Language.choices],
            department=self.department_choices,
            funding=Programme.Funding.choices,
        )
        ours = {key for key, department in self.departments.items() if str(department.pk) in self.in_use["department"]}
        self._offer({**self.in_use, "department": ours})

    @property
    def needed(self) -> list[str]:
        return sorted(self.in_use["language"])

    def _narrow(self, programmes: ProgrammeQuerySet, chosen: dict[str, Any]) -> ProgrammeQuerySet:
        if "q" in chosen:
            programmes = search_programmes(programmes, chosen["q"])
        if "level" in chosen:
            programmes = programmes.for_level(chosen["level"])
        if "subject" in chosen:
            programmes = programmes.about(chosen["subject"])
        if "kind" in chosen:
            programmes = programmes.of_kind(chosen["kind"])
        if "country" in chosen:
            programmes = programmes.in_country(chosen["country"])
        if "language" in chosen:
            programmes = programmes.in_language(chosen["language"])
        if "department" in chosen:
            programmes = programmes.for_department(self.departments[chosen["department"]])
        if "funding" in chosen:
            programmes = programmes.with_funding(chosen["funding"])
        return programmes


def _with_years(level: str, name: Any) -> list[tuple[str, Any]]:
    """Return the choices for a level of study: students are asked for their year too."""
    if level != STUDENT:
        return [(level, name)]
    years = range(1, MOST_YEARS + 1)
    return [(f"{level}:{year}", gettext("%(level)s: year %(year)s") % {"level": name, "year": year}) for year in years]
