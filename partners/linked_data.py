"""Partners, countries and programmes in schema.org's words."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from departments.models import University
from partners.models import Institution, InstitutionName, Programme
from smsu_intl.base.countries import country_name
from smsu_intl.base.linked_data import Thing, address, linked, listing, thing, trail

KINDS = {
    Institution.Kind.UNIVERSITY: "CollegeOrUniversity",
    Institution.Kind.ACADEMY: "CollegeOrUniversity",
    Institution.Kind.FACULTY: "EducationalOrganization",
    Institution.Kind.INSTITUTE: "ResearchOrganization",
    Institution.Kind.HOSPITAL: "Hospital",
    Institution.Kind.SCHOOL: "School",
    Institution.Kind.AGENCY: "GovernmentOrganization",
    Institution.Kind.MINISTRY: "GovernmentOrganization",
    Institution.Kind.FUNDER: "FundingAgency",
}


def institution_thing(request: HttpRequest, institution: Institution, **facts: Any) -> Thing:
    return linked(request, KINDS.get(Institution.Kind(institution.kind), "Organization"), institution, **facts)


def describe_directory(request: HttpRequest, partners: Iterable[Institution], page: Page[Any] | None = None) -> list[Thing]:
    return [trail(request, (_("Partners"), reverse("partners:partners"))), *listing(request, partners, page)]


def describe_partner(request: HttpRequest, institution: Institution, names: list[InstitutionName]) -> list[Thing]:
    """Return a partner under its names, and the way to it."""
    part_of = institution.part_of
    ror = f"https://ror.org/{institution.ror}" if institution.ror else ""
    return [
        institution_thing(
            request,
            institution,
            alternateName=[name.text for name in names if name.sort != InstitutionName.Sort.MISSPELLING],
            address=address(city=institution.city, country=institution.country),
            parentOrganization=institution_thing(request, part_of) if part_of and part_of.is_published else None,
            sameAs=[same for same in (institution.website, ror) if same],
        ),
        trail(request, (_("Partners"), reverse("partners:partners")), (institution, institution.get_absolute_url())),
    ]


def describe_countries(request: HttpRequest) -> list[Thing]:
    return [trail(request, (_("Partners"), reverse("partners:partners")), (_("Countries"), request.path))]


def describe_country(request: HttpRequest, code: str, partners: Iterable[Institution]) -> list[Thing]:
    way = trail(
        request,
        (_("Partners"), reverse("partners:partners")),
        (_("Countries"), reverse("partners:countries")),
        (country_name(code), request.path),
    )
    return [way, *listing(request, partners)]


def describe_programmes(request: HttpRequest, programmes: Iterable[Programme]) -> list[Thing]:
    """Return the way to the programmes, and those of a page of them that are real."""
    real = [programme for programme in programmes if not programme.is_sample]
    return [trail(request, (_("Programmes"), reverse("partners:programmes"))), *listing(request, real)]


def describe_programme(request: HttpRequest, programme: Programme) -> list[Thing]:
    """Return a programme, and the way to it; of an invented one the way alone."""
    way = trail(request, (_("Programmes"), reverse("partners:programmes")), (programme, programme.get_absolute_url()))
    if programme.is_sample:
        return [way]
    intake: Any = programme.intake
    return [
        linked(
            request,
            "EducationalOccupationalProgram",
            programme,
            description=programme.summary,
            programType=programme.get_kind_display(),
            provider=_providers(request, programme, programme.university),
            applicationDeadline=programme.deadline.isoformat() if programme.deadline else "",
            startDate="" if intake.is_academic_year else intake.iso.partition("/")[0],
            maximumEnrollment=programme.places,
            programPrerequisites=programme.requirements,
        ),
        way,
    ]


def _providers(request: HttpRequest, programme: Programme, university: University) -> list[Thing]:
    """Return who receives those who take part: the partners, or we, or both."""
    partners = [institution_thing(request, institution) for institution in programme.institutions.all()]
    ours = [thing("CollegeOrUniversity", name=university.name, url=request.build_absolute_uri(university.get_absolute_url()))]
    if programme.direction == Programme.Direction.OUTGOING:
        return partners or ours
    return ours if programme.direction == Programme.Direction.INCOMING else [*partners, *ours]
