"""Pages of departments and of hosted universities."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from departments.linked_data import describe_department, describe_departments, describe_university
from departments.models import Department, University
from departments.pages import compose_department, compose_university
from smsu_intl.base.addresses import at_address, elsewhere


@require_safe
def departments(request: HttpRequest) -> HttpResponse:
    """The departments of the home university."""
    found = Department.objects.published().home().with_page().with_partner_counts().in_order()
    context = {"departments": found, "linked_data": describe_departments(request, found)}
    return TemplateResponse(request, "departments/departments.html", context)


@require_safe
def department(request: HttpRequest, slug: str) -> HttpResponse:
    """The cooperation page of a department of the home university."""
    found = at_address(Department.objects.published().home().with_page(), slug)
    if moved := elsewhere(request, found):
        return moved
    return _department_page(request, found)


@require_safe
def university_department(request: HttpRequest, university_slug: str, slug: str) -> HttpResponse:
    """The cooperation page of a department of another hosted university."""
    candidates = Department.objects.published().with_page()
    found = candidates.filter(university__slug=university_slug, slug=slug).first()
    if found is None:
        owner = at_address(University.objects.published(), university_slug)
        found = at_address(candidates.filter(university=owner), slug)
    if moved := elsewhere(request, found):
        return moved
    return _department_page(request, found)


@require_safe
def universities(request: HttpRequest) -> HttpResponse:
    """Lead those who shorten a hosted university's address to the list of all of them, on the home page."""
    return redirect(f"{reverse('home')}#hosted")


@require_safe
def university(request: HttpRequest, slug: str) -> HttpResponse:
    """The cooperation page of another hosted university as a whole."""
    found = at_address(University.objects.published().with_page(), slug)
    if moved := elsewhere(request, found):
        return moved
    context = compose_university(found) | {"linked_data": describe_university(request, found)}
    return TemplateResponse(request, "departments/university.html", context)


def _department_page(request: HttpRequest, department: Department) -> HttpResponse:
    composed = compose_department(department)
    described = {"linked_data": describe_department(request, department, composed["people"])}
    return TemplateResponse(request, "departments/department.html", composed | described)
