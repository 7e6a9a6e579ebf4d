"""The directory of partners, and a page for each partner, each country and each programme."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from partners.forms import PartnerFilter, ProgrammeFilter
from partners.models import Institution
from partners.pages import compose_country, compose_partner, with_fit
from partners.programmes import Programme
from smsu_intl.base.countries import is_country
from smsu_intl.base.listing import page_of


@require_safe
def partners(request: HttpRequest) -> HttpResponse:
    """The directory: everyone the hosted universities work with, searched and filtered."""
    form = PartnerFilter(request)
    found = form.narrow(Institution.objects.published().partners().with_card().in_name_order())
    context = {"form": form, "page": page_of(request, found), "map": found.map() if request.GET.get("view") == "map" else None}
    return TemplateResponse(request, "partners/partners.html", context, status=form.status_code)


@require_safe
def partner(request: HttpRequest, slug: str) -> HttpResponse:
    """One partner: all that any department did with it."""
    institution = get_object_or_404(Institution.objects.published().with_page(), slug=slug)
    if institution.merged_into:
        return redirect(institution.merged_into, permanent=True)
    if institution.hosted_as and institution.hosted_as.is_home:
        return redirect(institution.hosted_as)
    return TemplateResponse(request, "partners/partner.html", compose_partner(institution))


@require_safe
def country(request: HttpRequest, code: str) -> HttpResponse:
    """A country: the partners there, and the visits and events with them."""
    if not is_country(code.upper()):
        raise Http404
    if code != code.lower():
        return redirect("partners:country", code.lower(), permanent=True)
    return TemplateResponse(request, "partners/country.html", compose_country(code.upper()))


@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """What one can take part in, open ones first; and whether it fits visitors who say who they are."""
    form = ProgrammeFilter(request)
    found = form.narrow(Programme.objects.published().with_card().open_first())
    page = page_of(request, found)
    context = {"form": form, "page": page, "programmes": with_fit(page.object_list, form.visitor)}
    return TemplateResponse(request, "partners/programmes.html", context, status=form.status_code)


@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """One programme: for whom, until when, what it takes, whom to ask."""
    found = get_object_or_404(Programme.objects.published().with_page(), slug=slug)
    return TemplateResponse(request, "partners/programme.html", {"programme": found})
