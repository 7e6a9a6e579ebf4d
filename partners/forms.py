"""The search and filters of the directory and of the programmes."""

from typing import Any, cast

from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from departments.models import Department
from partners.fitting import CEFR, STUDENT, Visitor
from partners.models import Institution, InstitutionQuerySet
from partners.programmes import MOST_YEARS, Programme, ProgrammeLanguage, ProgrammeQuerySet, ProgrammeSubject, StudyLevel
from smsu_intl.base.countries import named_countries
from smsu_intl.base.fields import PartialPeriodFormField
from smsu_intl.base.listing import Filter, FilterForm


class PartnerFilter(FilterForm):
    """Partners by name, country, kind and department."""

    country = Filter(label=_("Country"))
    kind = Filter(label=_("Kind"))
    department = Filter(label=_("Department"))

    def __init__(self, request: HttpRequest) -> None:
        self.departments = Department.objects.published().by_key()
        super().__init__(
            request,
            country=named_countries(Institution.objects.published().partners().countries()),
            kind=Institution.Kind.choices,
            department=[(key, department.name) for key, department in self.departments.items()],
        )

    def narrow(self, institutions: InstitutionQuerySet) -> InstitutionQuerySet:
        """Return those that the visitor asked for; none where the search was not understood."""
        if not self.is_valid():
            return institutions.none()
        chosen = self.chosen
        if "q" in chosen:
            institutions = institutions.search(chosen["q"]).best_first(chosen["q"])
        if "country" in chosen:
            institutions = institutions.in_country(chosen["country"])
        if "kind" in chosen:
            institutions = institutions.of_kind(chosen["kind"])
        if "department" in chosen:
            institutions = institutions.for_department(self.departments[chosen["department"]])
        return institutions


class ProgrammeFilter(FilterForm):
    """Programmes by what they are; and who the visitor is, who is told of each whether it fits.

    What visitors tell of themselves narrows nothing and is kept nowhere but in the address.
    """

    level = Filter(label=_("For whom"))
    subject = Filter(label=_("Subject"))
    kind = Filter(label=_("Kind"))
    country = Filter(label=_("Country"))
    language = Filter(label=_("Language needed"))
    department = Filter(label=_("Department"))
    funding = Filter(label=_("Funding"))

    me = Filter(label=_("Your year or degree"))
    my_department = Filter(label=_("Your department"))
    resident = Filter(label=_("Do you live in Uzbekistan?"))
    when = PartialPeriodFormField(label=_("When you could go"), required=False)

    ABOUT = ("me", "my_department", "resident", "when")

    def __init__(self, request: HttpRequest) -> None:
        programmes = Programme.objects.published()
        self.departments = Department.objects.published().by_key()
        departments = [(key, department.name) for key, department in self.departments.items()]
        levels = [(level.slug, capfirst(str(level))) for level in StudyLevel.objects.all()]
        needed = programmes.languages()
        languages = [(code, capfirst(label)) for code, label in ProgrammeLanguage.Language.choices if code in needed]
        super().__init__(
            request,
            level=levels,
            subject=[(subject.slug, subject.name) for subject in ProgrammeSubject.objects.all()],
            kind=Programme.Kind.choices,
            country=named_countries(programmes.countries()),
            language=languages,
            department=departments,
            funding=Programme.Funding.choices,
        )
        self._ask("me", [choice for level in levels for choice in _with_years(*level)])
        self._ask("my_department", departments)
        self._ask("resident", [("yes", _("yes")), ("no", _("no"))])
        self.spoken = {f"lang_{code}": code for code in dict.fromkeys(["en", "ru", "uz", *needed])}
        names = dict(ProgrammeLanguage.Language.choices)
        for name, code in self.spoken.items():
            self.fields[name] = Filter(label=_("Your level: %(language)s") % {"language": names[code]})
            self._ask(name, [(level, level) for level in CEFR])

    def _ask(self, name: str, pairs: list[tuple[str, Any]]) -> None:
        field = cast(Filter, self.fields[name])
        field.choices = [("", gettext("not told")), *pairs]

    @property
    def filters(self) -> list[BoundField]:
        """The fields that narrow the list."""
        return [field for field in self if field.name not in self._about]

    @property
    def about(self) -> list[BoundField]:
        """The fields in which visitors tell who they are."""
        return [field for field in self if field.name in self._about]

    @property
    def _about(self) -> set[str]:
        return {*self.ABOUT, *self.spoken}

    @property
    def is_about_opened(self) -> bool:
        """Whether anything was told, or told in a way that was not understood."""
        return any(field.errors or field.data for field in self.about)

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

    def narrow(self, programmes: ProgrammeQuerySet) -> ProgrammeQuerySet:
        """Return those that the visitor asked for; none where the search was not understood."""
        if not self.is_valid():
            return programmes.none()
        chosen = self.chosen
        if "q" in chosen:
            programmes = programmes.search(chosen["q"])
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
