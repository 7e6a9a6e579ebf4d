"""Lists and pages of visits and events, their feeds and calendars, and the photographs of whatever has any."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from departments.contacts import whom_to_ask
from departments.models import Department, University
from events.calendars import calendar, dated, is_any_dated
from events.feeds import atom, latest
from events.forms import EventFilter, VisitFilter
from events.linked_data import describe_event, describe_events, describe_visit, describe_visits
from events.models import Event, Visit
from smsu_intl.base import pictures
from smsu_intl.base.addresses import at_address, elsewhere, lead_to
from smsu_intl.base.files import language_of
from smsu_intl.base.listing import page_of

PHOTOS_PER_PAGE = 12  # at 320 pixels they fit into the budget of a gallery: in kilobytes, and in requests


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
        "linked_data": describe_visits(request, page),
    }
    return TemplateResponse(request, "events/visits.html", context, status=form.status_code)


@require_safe
def visit(request: HttpRequest, slug: str) -> HttpResponse:
    """One visit: who, where, when, what was done."""
    found = at_address(Visit.objects.published().with_page(), slug)
    if moved := elsewhere(request, found):
        return moved
    return _activity_page(request, found, linked_data=describe_visit(request, found))


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
        "has_calendar": is_any_dated(found),
        "linked_data": describe_events(request, page),
    }
    return TemplateResponse(request, "events/events.html", context, status=form.status_code)


@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """One event: when, where, who, what for."""
    found = at_address(Event.objects.published().with_page(), slug)
    if moved := elsewhere(request, found):
        return moved
    return _activity_page(request, found, linked_data=describe_event(request, found))


def _activity_page(request: HttpRequest, activity: Any, **context: Any) -> HttpResponse:
    name = activity._meta.model_name
    contacts = whom_to_ask(activity.departments.all() or [activity.university])
    return TemplateResponse(request, f"events/{name}.html", {"activity": activity, name: activity, "contacts": contacts, **context})


# Photographs. `of` says whose they are, `where` finds it: see `events.urls`.

_OWNERS: dict[str, Any] = {
    "visit": lambda: Visit.objects.published().with_institutions(),
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


# Feeds and calendars


@require_safe
@conditional_page
@cache_control(max_age=15 * 60)
def visits_feed(request: HttpRequest) -> HttpResponse:
    """What is new among the visits."""
    return _feed(request, _("Visits"), reverse("events:visits"), latest(Visit.objects.published()))


@require_safe
@conditional_page
@cache_control(max_age=15 * 60)
def events_feed(request: HttpRequest) -> HttpResponse:
    """What is new among the events."""
    return _feed(request, _("Events"), reverse("events:events"), latest(Event.objects.published()))


@require_safe
@conditional_page
@cache_control(max_age=15 * 60)
def department_feed(request: HttpRequest, key: str) -> HttpResponse:
    """What is new among a department's visits and events."""
    department = Department.objects.published().by_key().get(key)
    if department is None:
        raise Http404
    found = latest(Visit.objects.published().for_department(department), Event.objects.published().for_department(department))
    return _feed(request, str(department), department.get_absolute_url(), found)


@require_safe
@conditional_page
@cache_control(max_age=15 * 60)
def university_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """What is new among a university's visits and events."""
    university = at_address(University.objects.published(), slug)
    if university.slug != slug:
        return lead_to(request, reverse("events:university_feed", args=[university.slug]))
    found = latest(Visit.objects.published().of_university(slug), Event.objects.published().of_university(slug))
    return _feed(request, str(university), university.get_absolute_url(), found)


def _feed(request: HttpRequest, title: str, page: str, activities: list[Any]) -> HttpResponse:
    name = f"{title}: {_('International cooperation')}"
    content = atom(request, title=name, page=page, activities=activities)
    return HttpResponse(content, content_type="application/atom+xml; charset=utf-8")


@require_safe
@conditional_page
@cache_control(max_age=15 * 60)
def events_calendar(request: HttpRequest) -> HttpResponse:
    """The events as the visitor narrowed them, those whose days are known, as a calendar to subscribe to."""
    with override(language_of(request)):
        form = EventFilter(request)
        if not form.is_valid():
            problems = " ".join(str(error) for errors in form.errors.values() for error in errors)
            return HttpResponse(f"{problems}\n", status=form.status_code, content_type="text/plain; charset=utf-8")
        found = dated(form.narrow(Event.objects.published()))
        return _calendar(request, "events", calendar(request, name=_("Events"), events=found))


@require_safe
@conditional_page
@cache_control(max_age=15 * 60)
def event_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """One event, for a calendar; none where its days are not known."""
    event = at_address(Event.objects.published(), slug)
    if event.slug != slug:
        return lead_to(request, reverse("event_ics", args=[event.slug]))
    if not event.has_days:
        raise Http404
    with override(language_of(request)):
        return _calendar(request, slug, calendar(request, name=str(event), events=[event]))


def _calendar(request: HttpRequest, name: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    response.headers["Content-Language"] = get_language() or "en"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
