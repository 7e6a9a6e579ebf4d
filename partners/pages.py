"""The directory, and the pages of a partner and of a country, composed from what any department did there; and fitting programmes."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from departments.contacts import Contact, contact_of, whom_to_ask
from departments.models import University
from departments.pages import SHOWN_AT_ONCE
from partners.fitting import fit
from partners.forms import PartnerFilter
from partners.map import CountryCount, CountryRegion
from partners.models import Institution, InstitutionName, Partnership, Programme, directory
from partners.programme_forms import ProgrammeFilter, VisitorForm
from partners.search.finding import Match, find
from smsu_intl.base.alphabets import by_alphabet
from smsu_intl.base.countries import country_name
from smsu_intl.base.folding import fold
from smsu_intl.base.listing import page_of
from smsu_intl.base.regions import by_continent

MOST_SUGGESTIONS = 8


def compose_directory(request: HttpRequest, form: PartnerFilter) -> dict[str, Any]:
    """Return what the directory shows: a page of keys is read first, then the cards of that page alone."""
    page = page_of(request, form.found_keys)
    cards = Institution.objects.public().with_card().in_bulk(list(page))
    partners = [cards[key] for key in page if key in cards]
    for partner in partners:
        partner.remember(form.values.last_done.get(partner.pk, {}))
        match = form.matches.get(partner.pk)
        partner.matched = parts_of(match) if match and _tells(match, partner.name, form.chosen["q"]) else []
    return {
        "form": form,
        "page": page,
        "partners": partners,
        "map": form.found.map() if request.GET.get("view") == "map" else None,
        "ways_out": form.ways_out if form.is_valid() and not partners else [],
        "canonical": form.address(form.chosen, page=page.number),
    }


def _tells(match: Match, name: str, text: str) -> bool:
    """Whether the form that matched `text` tells anything: the name that one reads is another, and does not hold what was typed."""
    words = fold(name).split()
    return match.form != name and not all(any(word.startswith(typed) for word in words) for typed in fold(text).split())


def parts_of(match: Match) -> list[tuple[str, bool]]:
    """Return the name form that matched in parts, each with whether it answers what was typed."""
    parts, reached = [], 0
    for start, end in sorted(match.marks):
        parts += [(match.form[reached : max(start, reached)], False), (match.form[max(start, reached) : end], True)]
        reached = max(end, reached)
    return [(text, is_marked) for text, is_marked in [*parts, (match.form[reached:], False)] if text]


def compose_suggestions(text: str) -> list[dict[str, str]]:
    """Return the partners that `text` may mean, as the list under the search field shows them."""
    if not fold(text):
        return []
    matches = {match.institution_id: match for match in find(text, among=directory(), limit=MOST_SUGGESTIONS, typing=True)}
    return [
        {
            "name": str.__str__(partner.name),
            "matched": matches[partner.pk].form if _tells(matches[partner.pk], partner.name, text) else "",
            "city": str.__str__(partner.city),
            "country": country_name(partner.country),
            "url": partner.get_absolute_url(),
        }
        for partner in Institution.objects.published().ranked(list(matches))
    ]


def compose_partner(institution: Institution) -> dict[str, Any]:
    """Return what a partner's page shows."""
    visits = list(
        institution.visits.model.objects.published().with_institution(institution).with_parts().newest_first()[: SHOWN_AT_ONCE + 1]
    )
    events = list(
        institution.events.model.objects.published().with_institution(institution).with_parts().newest_first()[: SHOWN_AT_ONCE + 1]
    )
    partnerships = list(institution.partnerships.published().with_owners())
    programmes = list(institution.programmes.published().with_contact().open_first())
    return {
        "institution": institution,
        "tags": sorted(institution.tags.all(), key=lambda tag: by_alphabet(tag.label or tag.name)),
        "names": _told_apart(name for name in institution.names.all() if name.text != institution.name),
        "partnerships": partnerships,
        "contacts": _contacts(partnerships, programmes)
        or whom_to_ask(owner for done in (*visits, *events) for owner in done.departments.all() or [done.university]),
        "visits": visits[:SHOWN_AT_ONCE],
        "has_more_visits": len(visits) > SHOWN_AT_ONCE,
        "events": events[:SHOWN_AT_ONCE],
        "has_more_events": len(events) > SHOWN_AT_ONCE,
        "agreements": list(institution.agreements.published().for_page().with_departments().with_institutions()),
        "projects": list(institution.all_projects()),
        "units": list(institution.units.published().in_name_order()),
        "programmes": [programme for programme in programmes if programme.is_offered],
    }


LOOKALIKES = str.maketrans("АВЕКМНОРСТХ", "ABEKMHOPCTX")  # Cyrillic letters, and the Latin ones that look the same


def _told_apart(names: Iterable[InstitutionName]) -> list[InstitutionName]:
    """Return names, each once for the eye: an acronym may be written with the same letters in two alphabets."""
    seen: dict[str, InstitutionName] = {}
    for name in names:
        seen.setdefault(name.text.translate(LOOKALIKES), name)
    return list(seen.values())


def _contacts(partnerships: list[Partnership], programmes: list[Programme]) -> list[Contact]:
    """Return whom to ask about a partner: those whose partnerships go on, or else those who had one; and whose programmes there are."""
    going_on = [partnership for partnership in partnerships if partnership.is_active] or partnerships
    found = [contact_of(one.department or one.university, one.contact) for one in going_on]
    found += [contact_of(programme.university, programme.contact) for programme in programmes]
    return [contact for contact in dict.fromkeys(found) if contact]


def compose_countries(near: str = "") -> list[CountryRegion]:
    """Return the countries with partners, continent by continent; those around the country `near` first."""
    counts = directory().counted_by_country()
    return [CountryRegion(name, [CountryCount(code, counts[code]) for code in codes]) for name, codes in by_continent(counts, near)]


def compose_country(code: str) -> dict[str, Any]:
    """Return what the page of the country `code` shows; of one without partners, where there are any."""
    partners = list(directory().in_country(code).with_card().with_last_activity().in_name_order())
    if not partners:
        return {"code": code, "partners": [], "regions": compose_countries(near=code)}
    partnerships = list(Partnership.objects.published().active().in_country(code).with_owners_alone())
    owners = list(dict.fromkeys(partnership.department or partnership.university for partnership in partnerships))
    visit: Any = Institution._meta.get_field("visits").related_model
    event: Any = Institution._meta.get_field("events").related_model
    return {
        "code": code,
        "owners": owners,
        "contacts": whom_to_ask(owners),
        "partners": partners,
        "groups": _by_university(partners, partnerships),
        "visits": list(visit.objects.published().in_country(code).with_parts().newest_first()[:SHOWN_AT_ONCE]),
        "events": list(event.objects.published().in_country(code).with_parts().newest_first()[:SHOWN_AT_ONCE]),
    }


def _by_university(partners: list[Institution], partnerships: list[Partnership]) -> list[tuple[University | None, list[Institution]]]:
    """Return the active partners of each university, as its own pages count them, and at last those who are nobody's now."""
    keys: dict[University | None, set[int]] = {}
    for partnership in partnerships:
        if partnership.role == Partnership.Role.PARTNER:
            keys.setdefault(partnership.university, set()).add(partnership.institution_id)
    keys[None] = {partner.pk for partner in partners} - set().union(*keys.values())
    groups = [(university, [partner for partner in partners if partner.pk in mine]) for university, mine in keys.items()]
    return [(university, mine) for university, mine in groups if mine]


def compose_programmes(request: HttpRequest, form: ProgrammeFilter) -> dict[str, Any]:
    """Return what the list of programmes shows: to visitors who said who they are, what fits first, which takes reading all of them."""
    found = form.narrow(Programme.objects.published().with_card().open_first())
    if not form.visitor:
        page = page_of(request, found)
        return {"page": page, "programmes": with_fit(page.object_list, form)}
    rows = with_fit(found, form)
    page = page_of(request, sorted(rows, key=_distance))
    fitting = [row["fit"] for row in rows if row["fit"].fits]
    return {
        "page": page,
        "programmes": page.object_list,
        "fitting": len(fitting),
        "conditional": sum(bool(fit.conditions) for fit in fitting),
    }


def _distance(row: dict[str, Any]) -> tuple[bool, int]:
    """How far a programme is from a visitor: by what is missing where one can apply to it, after all those where one cannot."""
    offered = row["programme"].is_offered
    return not offered, len(row["fit"].missing) if offered else 0


def compose_programme(request: HttpRequest, programme: Programme) -> dict[str, Any]:
    """Return what a programme's page shows; how it fits only if the address says anything."""
    form = VisitorForm(request) if request.GET else None
    return {
        **(with_fit([programme], form)[0] if form else {"programme": programme, "fit": None}),
        "form": form,
        "tell_address": f"{reverse('partners:programmes')}?{form.told}" if form and form.told else reverse("partners:programmes"),
    }


def with_fit(programmes: Iterable[Programme], form: VisitorForm) -> list[dict[str, Any]]:
    """Return each programme with how it fits a visitor who told anything, and its address, which tells its page the same."""
    visitor, told = form.visitor, f"?{form.told}" if form.told else ""
    return [
        {
            "programme": programme,
            "fit": fit(programme.asked, visitor) if visitor else None,
            "address": f"{programme.get_absolute_url()}{told}",
        }
        for programme in programmes
    ]
