"""The directory of partners, and a page for each partner and each country."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from partners.forms import PartnerFilter, Suggestion
from partners.models import Institution
from partners.pages import compose_country, compose_directory, compose_partner, compose_suggestions
from smsu_intl.base.countries import is_country


@require_safe
def partners(request: HttpRequest) -> HttpResponse:
    """The directory: everyone the hosted universities work with, searched and filtered."""
    form = PartnerFilter(request)
    return TemplateResponse(request, "partners/partners.html", compose_directory(request, form), status=form.status_code)


@require_safe
@cache_control(max_age=60)
def suggest(request: HttpRequest) -> HttpResponse:
    """What the search may become while it is typed, for `static/js/suggest.js`."""
    form = Suggestion(request.GET)
    if not form.is_valid():
        return JsonResponse({"error": " ".join(map(str, form.errors["q"]))}, status=400)
    return JsonResponse({"suggestions": compose_suggestions(form.cleaned_data["q"])})


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
