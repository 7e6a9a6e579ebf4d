"""Pages that compose all apps: home, about and search; and what the site says when something is wrong."""

from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from departments.models import Department, University
from partners.models import Institution
from smsu_intl.base import colours
from smsu_intl.base.files import language_of
from smsu_intl.base.listing import FilterForm, NoSuchPageError
from smsu_intl.base.querysets import prefetch_links
from smsu_intl.linked_data import describe_about, describe_home, describe_search
from smsu_intl.search import search_as_typed, ways_on

LATEST = 5  # visits, events and programmes on the home page


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The home page: what the site is for, its counts, what was and what comes."""
    university = get_object_or_404(University.objects.published().home())
    partners = Institution.objects.published().in_partnership(university=university)
    partner_map = partners.map(home=university.country)
    visits = list(university.visits.published().with_totals().newest_first()[:LATEST])
    upcoming = list(university.events.published().upcoming().order_by("period_start")[:LATEST])
    recurring = list(university.events.published().recurring().order_by("pk")[:LATEST])
    programmes = list(university.programmes.published().offered().open_first()[:LATEST])
    prefetch_links("institutions", visits, upcoming, recurring, programmes)
    prefetch_links("departments", visits, upcoming, recurring)
    context = {
        "university": university,
        "claims": list(university.claims.published()),
        "departments": list(Department.objects.published().home().with_page().with_partner_counts().in_order()),
        "hosted": list(University.objects.published().hosted().in_name_order()),
        "partner_count": partners.count(),
        "directory_count": university.partnerships.count_in_directory(university),
        "country_count": len(partner_map.countries),
        "map": partner_map,
        "visits": visits,
        "upcoming": upcoming,
        "recurring": recurring,
        "programmes": programmes,
        "now": timezone.now(),
        "linked_data": describe_home(request, university),
    }
    return TemplateResponse(request, "site/home.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """The home university's international cooperation, and how this site counts."""
    university = get_object_or_404(University.objects.published().home().with_page())
    context = {
        "university": university,
        "claims": list(university.claims.published()),
        "names": list(university.institution.names.all()) if hasattr(university, "institution") else [],
        "units": list(university.institution.units.published().in_name_order()) if hasattr(university, "institution") else [],
        "linked_data": describe_about(request, university),
    }
    return TemplateResponse(request, "site/about.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What was typed, looked for in every kind of record."""
    form = FilterForm(request)
    q = form.chosen.get("q", "")
    groups, read_as = search_as_typed(q) if q else ([], "")
    total = sum(group.total for group in groups if not group.is_unsure)
    context = {
        "form": form,
        "q": q,
        "read_as": read_as,
        "groups": groups,
        "total": total,
        "ways_on": ways_on(q) if q and not total else [],
        "linked_data": describe_search(request),
    }
    return TemplateResponse(request, "site/search.html", context, status=form.status_code)


@require_safe
def old_department_page(request: HttpRequest, name: str) -> HttpResponse:
    """Lead visitors of the old site's address to the department's page, in their language."""
    department = Department.objects.published().with_page().filter(former_address=name).exclude(former_address="").first()
    if department is None:
        raise Http404
    with override(get_language_from_request(request)):
        return redirect(department, permanent=True)


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    return HttpResponse("alive\n", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Say whether the database can be reached."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("the database cannot be reached\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead browsers that ask for it unbidden to the site's star."""
    return redirect(static("img/favicon.ico"))


@require_safe
@cache_control(max_age=24 * 60 * 60)
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone shows that keeps the site on its first screen, in the language that `?lang=` names."""
    language = language_of(request)
    with override(language):
        content = {
            "name": f"{settings.SITE_NAME[language]}: {_('International cooperation')}",
            "short_name": _("International cooperation"),
            "lang": language,
            "start_url": reverse("home"),
            "scope": "/",
            "display": "minimal-ui",
            "theme_color": colours.DEEP_LAPIS,
            "background_color": colours.GANCH,
            "icons": [
                {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any maskable"}
                for size in (192, 512)
            ],
        }
    return JsonResponse(content, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Keep search engines out of the staff's rooms, and show them the others."""
    where = request.build_absolute_uri(reverse("sitemap"))
    return HttpResponse(f"User-agent: *\nDisallow: /admin/\n\nSitemap: {where}\n", content_type="text/plain")


def bad_request(request: HttpRequest, exception: Any) -> HttpResponse:
    return _problem(request, 400)


def forbidden(request: HttpRequest, exception: Any) -> HttpResponse:
    return _problem(request, 403)


def not_found(request: HttpRequest, exception: Any) -> HttpResponse:
    return _problem(request, 404, last_page=exception.last if isinstance(exception, NoSuchPageError) else None)


def server_error(request: HttpRequest) -> HttpResponse:
    return _problem(request, 500)


def _problem(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    return TemplateResponse(request, f"{status}.html", context, status=status).render()
