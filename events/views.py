"""Lists and pages of visits and events."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from events.forms import EventFilter, VisitFilter
from events.linked_data import describe_event, describe_events, describe_visit, describe_visits
from events.models import Event, Visit
from smsu_intl.base.listing import page_of


@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    """All visits, in and out, newest first."""
    form = VisitFilter(request)
    found = form.narrow(Visit.objects.published().with_parts().newest_first())
    page = page_of(request, found)
    context = {
        "form": form,
        "page": page,
        "canonical": form.canonical(request.path, page.number),
        "linked_data": describe_visits(request),
    }
    return TemplateResponse(request, "events/visits.html", context, status=form.status_code)


@require_safe
def visit(request: HttpRequest, slug: str) -> HttpResponse:
    """One visit: who, where, when, what was done."""
    found = get_object_or_404(Visit.objects.published().with_page(), slug=slug)
    return TemplateResponse(
        request, "events/visit.html", {"activity": found, "visit": found, "linked_data": describe_visit(request, found)}
    )


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """All events, standing ones among them."""
    form = EventFilter(request)
    found = form.narrow(Event.objects.published().with_parts().newest_first())
    page = page_of(request, found)
    context = {
        "form": form,
        "page": page,
        "canonical": form.canonical(request.path, page.number),
        "linked_data": describe_events(request),
    }
    return TemplateResponse(request, "events/events.html", context, status=form.status_code)


@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """One event: when, where, who, what for."""
    found = get_object_or_404(Event.objects.published().with_page(), slug=slug)
    return TemplateResponse(
        request, "events/event.html", {"activity": found, "event": found, "linked_data": describe_event(request, found)}
    )
