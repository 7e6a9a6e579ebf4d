"""The pages of a partner and of a country, composed from everything any department did there; and fitting programmes."""

from collections.abc import Iterable
from typing import Any

from partners.fitting import Visitor, fit
from partners.models import Institution
from partners.programmes import Programme

SHOWN_AT_ONCE = 20  # of the visits and of the events; the rest is one link away


def compose_partner(institution: Institution) -> dict[str, Any]:
    """Return what a partner's page shows."""
    visits = list(
        institution.visits.model.objects.published().with_institution(institution).with_parts().newest_first()[: SHOWN_AT_ONCE + 1]
    )
    events = list(
        institution.events.model.objects.published().with_institution(institution).with_parts().newest_first()[: SHOWN_AT_ONCE + 1]
    )
    return {
        "institution": institution,
        "names": [name for name in institution.names.all() if name.text != institution.name],
        "partnerships": list(institution.partnerships.published().with_owners()),
        "visits": visits[:SHOWN_AT_ONCE],
        "has_more_visits": len(visits) > SHOWN_AT_ONCE,
        "events": events[:SHOWN_AT_ONCE],
        "has_more_events": len(events) > SHOWN_AT_ONCE,
        "agreements": list(institution.agreements.published().for_page().with_departments()),
        "projects": list(institution.all_projects()),
        "units": list(institution.units.published().in_name_order()),
        "programmes": list(institution.programmes.published().offered().open_first()),
    }


def compose_country(code: str) -> dict[str, Any]:
    """Return what the page of the country `code` shows."""
    visit: Any = Institution._meta.get_field("visits").related_model
    event: Any = Institution._meta.get_field("events").related_model
    return {
        "code": code,
        "partners": list(Institution.objects.published().partners().in_country(code).with_card().in_name_order()),
        "visits": list(visit.objects.published().in_country(code).with_parts().newest_first()[:SHOWN_AT_ONCE]),
        "events": list(event.objects.published().in_country(code).with_parts().newest_first()[:SHOWN_AT_ONCE]),
    }


def with_fit(programmes: Iterable[Programme], visitor: Visitor) -> list[dict[str, Any]]:
    """Return each programme, with how it fits a visitor who told anything."""
    return [{"programme": programme, "fit": fit(programme.asked, visitor) if visitor else None} for programme in programmes]
