"""The directory's search and filters."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from departments.models import Department
from partners.models import Institution, InstitutionQuerySet
from smsu_intl.base.countries import named_countries
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
