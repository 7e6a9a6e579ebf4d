"""Universities, departments and people in schema.org's words."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from departments.models import Department, Person, University
from smsu_intl.base.linked_data import Thing, address, linked, listing, thing, trail


def person_thing(person: Person, **facts: Any) -> Thing:
    return thing("Person", name=person.name, **{"jobTitle": person.post, **facts})


def university_thing(request: HttpRequest, university: University) -> Thing:
    """Return a university with what its page or the page about it says."""
    founded: Any = university.founded
    return linked(
        request,
        "CollegeOrUniversity",
        university,
        alternateName=university.short_name,
        foundingDate=founded.iso,
        address=address(city=university.city, country=university.country, street=university.postal_address),
        email=university.email,
        telephone=university.phone,
        sameAs=university.website,
    )


def describe_university(request: HttpRequest, university: University) -> list[Thing]:
    return [university_thing(request, university), trail(request, (university, university.get_absolute_url()))]


def describe_departments(request: HttpRequest, departments: Iterable[Department]) -> list[Thing]:
    return [trail(request, (_("Departments"), reverse("departments:departments"))), *listing(request, departments)]


def describe_department(request: HttpRequest, department: Department, people: list[Person]) -> list[Thing]:
    """Return a department with its people, and the way to it."""
    owner = department.university
    above = (_("Departments"), reverse("departments:departments")) if owner.is_home else (owner, owner.get_absolute_url())
    return [
        linked(
            request,
            "Organization",
            department,
            parentOrganization=linked(request, "CollegeOrUniversity", owner),
            email=department.email or owner.email,
            telephone=department.phone or owner.phone,
            employee=[person_thing(person) for person in people],
        ),
        trail(request, above, (department, department.get_absolute_url())),
    ]
