"""Lists and pages of visits and events, and the photographs of whatever has any."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from departments.models import Department
from events.forms import EventFilter, VisitFilter
from events.models import Event, Visit
from smsu_intl.base import pictures
from smsu_intl.base.listing import page_of

PHOTOS_PER_PAGE = 15  # at 320 pixels they fit into the budget of a gallery


@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    """All visits, in and out, newest first."""
    form = VisitFilter(request)
    found = form.narrow(Visit.objects.published().with_parts().newest_first())
    context = {"form": form, "page": page_of(request, found)}
    return TemplateResponse(request, "events/visits.html", context, status=form.status_code)


@require_safe
def visit(request: HttpRequest, slug: str) -> HttpResponse:
    """One visit: who, where, when, what was done."""
    found = get_object_or_404(Visit.objects.published().with_page(), slug=slug)
    return TemplateResponse(request, "events/visit.html", {"activity": found, "visit": found})


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """All events, standing ones among them."""
    form = EventFilter(request)
    found = form.narrow(Event.objects.published().with_parts().newest_first())
    context = {"form": form, "page": page_of(request, found)}
    return TemplateResponse(request, "events/events.html", context, status=form.status_code)


@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """One event: when, where, who, what for."""
    found = get_object_or_404(Event.objects.published().with_page(), slug=slug)
    return TemplateResponse(request, "events/event.html", {"activity": found, "event": found})


# Photographs. `of` says whose they are, `where` finds it: see `events.urls`.

_OWNERS: dict[str, Any] = {
    "visit": Visit.objects.published,
    "event": Event.objects.published,
    "department": lambda: Department.objects.published().home().with_page(),
    "university_department": lambda: Department.objects.published().with_page(),
}


@require_safe
def photos(request: HttpRequest, of: str, **where: str) -> HttpResponse:
    """All photographs of a visit, event or department, page by page."""
    owner = get_object_or_404(_OWNERS[of](), **where)
    page = page_of(request, owner.photos.published(), PHOTOS_PER_PAGE)
    return TemplateResponse(request, "events/photos.html", {"owner": owner, "page": page})


@require_safe
def photo(request: HttpRequest, of: str, key: int, **where: str) -> HttpResponse:
    """One photograph, large, with the way to the one before it and the one after."""
    owner = get_object_or_404(_OWNERS[of](), **where)
    found = list(owner.photos.published())
    place = next((number for number, photo in enumerate(found) if photo.pk == key), None)
    if place is None:
        raise Http404
    if request.path != found[place].get_absolute_url():  # a department at home, under its university's address
        return redirect(found[place], permanent=True)
    context = {
        "owner": owner,
        "photo": found[place],
        "number": place + 1,
        "total": len(found),
        "previous": found[place - 1] if place else None,
        "next": found[place + 1] if place + 1 < len(found) else None,
    }
    return TemplateResponse(request, "events/photo.html", context)


@require_safe
def photo_file(request: HttpRequest, name: str, width: str, suffix: str) -> HttpResponse:
    """A copy of a photograph. What bears its name never changes, so it may be kept for ever."""
    content = pictures.copy_of(name, int(width), suffix)
    if content is None:
        raise Http404
    return HttpResponse(content, content_type=f"image/{suffix}", headers={"Cache-Control": "public, max-age=31536000, immutable"})
