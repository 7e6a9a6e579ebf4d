"""The cards that stand for pages where their addresses are shared: which records have one, and what it says."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.defaultfilters import capfirst
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from departments.models import Department, University
from events.models import Event, Visit
from partners.models import Institution, Programme
from smsu_intl.base.addresses import at_address
from smsu_intl.base.countries import country_name, is_country
from smsu_intl.base.drawing import Card, draw_card

VERSION = 1  # of the drawing: counted up with it, so that no old card is taken for a new one
BETWEEN = " · "

Parts = tuple[Any, Any, Any]  # what sort of page it is, its name, a line below

PAGES = {
    "home": _("Whom we work with, and what we do together"),
    "departments": _("Departments"),
    "partners": _("Partners"),
    "programmes": _("Programmes"),
    "visits": _("Visits"),
    "events": _("Events"),
}


def _page(key: str) -> Parts | None:
    return (gettext("International cooperation"), PAGES[key], "") if key in PAGES else None


def _department(key: str) -> Parts | None:
    department = Department.objects.published().by_key().get(key)
    return (gettext("Department"), department, department.university) if department else None


def _university(key: str) -> Parts:
    university = at_address(University.objects.published(), key)
    return gettext("University"), university, _where(university)


def _partner(key: str) -> Parts:
    partner = at_address(Institution.objects.published(), key)
    return partner.get_kind_display(), partner, _where(partner)


def _country(key: str) -> Parts | None:
    return (gettext("Country"), country_name(key.upper()), "") if is_country(key.upper()) else None


def _programme(key: str) -> Parts:
    programme = at_address(Programme.objects.published().with_card(), key)
    state = gettext("Sample") if programme.is_sample else programme.shown_state
    return f"{programme.get_kind_display()}{BETWEEN}{state}", programme, _names(programme.institutions.all())


def _visit(key: str) -> Parts:
    visit = at_address(Visit.objects.published().with_parts(), key)
    return f"{visit.get_direction_display()}{BETWEEN}{visit.period}", visit, _names(visit.institutions.all())


def _event(key: str) -> Parts:
    event = at_address(Event.objects.published().with_parts(), key)
    when = gettext("Cancelled") if event.is_cancelled else event.get_recurrence_display() if event.recurrence else event.period
    return f"{event.get_kind_display()}{BETWEEN}{when}", event, _names(event.institutions.all())


KINDS: dict[str, Callable[[str], Parts | None]] = {
    "site": _page,
    "departments": _department,
    "universities": _university,
    "partners": _partner,
    "countries": _country,
    "programmes": _programme,
    "visits": _visit,
    "events": _event,
}


def _where(record: University | Institution) -> str:
    return ", ".join(filter(None, [str.__str__(str(record.city)), country_name(record.country)]))


def _names(institutions: Any) -> str:
    return ", ".join(str(institution) for institution in institutions)


def _card(kind: str, key: str, language: str) -> Card:
    """Return what a card says in the active language; raise Http404 where the public sees no such page."""
    parts = KINDS[kind](key) if kind in KINDS else None
    if parts is None:
        raise Http404
    sort, title, detail = (str.__str__(str(part)) for part in parts)
    return Card(capfirst(sort), title, detail, settings.SITE_NAME[language], gettext("International cooperation"))


@require_safe
@cache_control(max_age=24 * 60 * 60)
def card(request: HttpRequest, kind: str, key: str, language: str) -> HttpResponse:
    """The card of one page in one language, as an image."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with override(language):
        found = _card(kind, key, language)
    etag = quote_etag(sha256(f"{VERSION} {found}".encode()).hexdigest()[:20])
    known = get_conditional_response(request, etag=etag)
    if known is not None:
        return known
    return HttpResponse(draw_card(found), content_type="image/png", headers={"ETag": etag})
