"""A cooperation page, composed from the records of a department or of a whole university."""

from typing import Any

from departments.models import Claim, Department, University
from smsu_intl.base.querysets import prefetch_links, prefetch_parts

SHOWN_AT_ONCE = 20  # of the visits and of the events; the rest is one link away


def compose_department(department: Department) -> dict[str, Any]:
    """Return what a department's page shows, in at most 14 queries however much there is behind it.

    The department itself was the first of them.
    """
    claims = list(Claim.objects.published().for_page_of(department))
    people = list(department.people.published().order_by("pk"))
    photos = list(department.photos.published())
    composed = _compose(department, department.university)
    return composed | {
        "department": department,
        "claims": [claim for claim in claims if claim.department_id],
        "university_claims": [claim for claim in claims if claim.university_id],
        "people": sorted(people, key=lambda person: person.pk != department.head_id),
        "photos": photos,
        "updated_at": max([department.updated_at, *composed["updates"], *(photo.updated_at for photo in photos)]),
    }


def compose_university(university: University) -> dict[str, Any]:
    """Return what the page of a whole university shows."""
    composed = _compose(university, university)
    return composed | {
        "university": university,
        "directory_count": university.partnerships.count_in_directory(university),
        "claims": list(university.claims.published()),
        "titles": list(university.honorary_titles.published().in_name_order()),
        "departments": list(university.departments.published().in_order().with_page()),
        "updated_at": max([university.updated_at, *composed["updates"]]),
    }


def _compose(owner: Department | University, university: University) -> dict[str, Any]:
    known = list(owner.partnerships.published().for_page())
    partnerships = [partnership for partnership in known if partnership.is_active]
    visits = _latest(owner.visits)
    events = _latest(owner.events)
    agreements = list(owner.agreements.published().for_page())
    projects = list(owner.projects.published().for_page())
    prefetch_links("institutions", visits, events, agreements, projects)
    prefetch_parts("participants", visits, events, related=("person", "institution"))
    prefetch_parts("sessions", visits, events)
    partners = [partnership for partnership in partnerships if partnership.role == "partner"]
    partner_map = owner.partnerships.map_of(partners, home=university.country)
    return {
        "partner_count": len({partnership.institution_id for partnership in partners}),
        "directory_count": len({partnership.institution_id for partnership in known}),
        "country_count": len(partner_map.countries),
        "map": partner_map,
        "geography": owner.partnerships.group_by_country(partners, home=university.country),
        "funding_bodies": [partnership for partnership in partnerships if partnership.role == "funding_body"],
        "visits": visits,
        "visit_count": visits[0].total if visits else 0,
        "visit_count_this_year": visits[0].total_this_year if visits else 0,
        "has_more_visits": bool(visits) and visits[0].total > len(visits),
        "events": [event for event in events if not event.recurrence],
        "recurring": [event for event in events if event.recurrence],
        "event_count": events[0].total if events else 0,
        "has_more_events": bool(events) and events[0].total > len(events),
        "agreements": agreements,
        "projects": projects,
        "updates": [record.updated_at for group in (partnerships, visits, events, agreements, projects) for record in group],
    }


def _latest(activities: Any) -> list[Any]:
    return list(activities.published().with_card().with_totals().newest_first()[:SHOWN_AT_ONCE])
