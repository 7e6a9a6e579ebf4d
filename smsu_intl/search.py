"""The search of the whole site: what was typed, looked for in every kind of record."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from departments.models import Department, HonoraryTitle, Person, University
from events.models import Event, Visit
from partners.agreement_search import search_agreements
from partners.models import Agreement, Institution, Programme, ProgrammeQuerySet, Project, directory
from partners.programme_search import search_programmes
from partners.search.finding import Match
from partners.search.words import on_other_keyboard
from partners.sought import Question, Sought
from smsu_intl.base.countries import country_name
from smsu_intl.base.folding import fold
from smsu_intl.base.querysets import prefetch_links
from smsu_intl.base.searching import stem, stems_of, words_in
from smsu_intl.base.texts import languages_of

JOINT = "joint совместный совместные qoʻshma"  # what every project is
SHORTEST_SWITCHED = 3  # characters that may have been typed with the other keyboard layout
SHOWN = 5  # of each kind; the rest is one link away where there is a list


@dataclass(frozen=True)
class Hit:
    """Something that was found: what it is called, where it is (`address` may be ""), what tells it from its like.

    `reasons` tell why it is here, each with a text and an address.
    """

    text: Any
    address: str
    details: Sequence[Any] = ()
    reasons: Sequence[tuple[Any, str]] = ()


@dataclass(frozen=True)
class Group:
    """All that was found of one kind: the first hits, and the address of a list with all `total` of them, if there is one.

    `note` says what there is none of; a group with a note and no hits is shown too.
    """

    kind: str
    heading: str
    hits: list[Hit]
    total: int
    address: str = ""
    is_unsure: bool = False
    note: str = ""

    @property
    def has_more(self) -> bool:
        return self.total > len(self.hits)


def search_site(text: str) -> list[Group]:
    """Return what `text` finds, by kind; kinds of which nothing was found are left out.

    Kinds that it names come first, programmes where it names a kind of those; before them stands what there is none of. What is
    only guessed at comes last: partners where nothing was found, programmes where none was found of a kind that is named.
    """
    sought = Sought(text)
    if not sought.words:
        return []
    sought.prepare()
    is_programme = bool(sought.question(Programme.Kind.values).sorts) and set(sought.kinds) <= {"projects"}  # “research stay”
    first = ["programmes"] if is_programme else sought.kinds
    asked = first if sought.says_only_kinds else [*first, *(kind for kind in FINDERS if kind not in first)]
    groups = [FINDERS[kind](sought) for kind in asked]
    found = [group for group in groups if group.total]
    missing = _missing(sought, found)
    guessed = [] if found else [_guessed_partners(sought)]
    if not any(group.kind == "programmes" for group in found):
        guessed.append(_guessed_programmes(sought))
    return [*missing, *found, *(group for group in guessed if group.total)]


def search_as_typed(text: str) -> tuple[list[Group], str]:
    """Return what `text` finds; where that is nothing, what it finds as typed with the other keyboard layout, and what it says then."""
    groups = search_site(text)
    switched = on_other_keyboard(text)
    if len(fold(text)) < SHORTEST_SWITCHED or any(group.total and not group.is_unsure for group in groups):
        return groups, ""
    others = [group for group in search_site(switched) if not group.is_unsure]
    return (others, switched) if any(group.total for group in others) else (groups, "")


def ways_on(text: str) -> list[tuple[str, str]]:
    """Return where one may look for what was not found, each with its address."""
    return [
        (_("Search the partner directory for the same"), _list("partners:partners", text)),
        (_("All partners"), reverse("partners:partners")),
        (_("All departments"), reverse("departments:departments")),
        (_("All programmes"), reverse("partners:programmes")),
        (_("All visits"), reverse("events:visits")),
        (_("All events"), reverse("events:events")),
    ]


def _universities(sought: Sought) -> Group:
    """The universities of this site, and their units: the directory leaves out the one that is at home here."""
    found = sought.best_of(["university", "unit"])
    universities = University.objects.published().in_bulk(_keys(found, "university"))
    units = Institution.objects.published().select_related("part_of__hosted_as").in_bulk(_keys(found, "unit"))
    hits = []
    for kind, key in found[:SHOWN]:
        if kind == "university":
            university = universities[key]
            hits.append(Hit(university.name, university.get_absolute_url(), _told(university.short_name, university.city)))
        else:
            hits.append(Hit(units[key].name, units[key].get_absolute_url(), [units[key].part_of.hosted_as.short_name]))
    heading = ngettext("%(count)s university of this site", "%(count)s universities of this site", len(found)) % {"count": len(found)}
    return Group("universities", heading, hits, len(found))


def _departments(sought: Sought) -> Group:
    found = sought.best_of(["department"])
    departments = Department.objects.published().linked().in_bulk(_keys(found, "department"))
    shown = [departments[key] for _kind, key in found[:SHOWN]]
    hits = [Hit(department.name, department.get_absolute_url(), [department.university.name]) for department in shown]
    heading = ngettext("%(count)s department", "%(count)s departments", len(found)) % {"count": len(found)}
    return Group("departments", heading, hits, len(found))


def _partners(sought: Sought) -> Group:
    """The partners that it names; where it names nothing but places, kinds of institutions and of programmes, all of those."""
    asked = sought.question(Programme.Kind.values)
    partners = directory()
    if sought.says_only_kinds and "partners" in sought.kinds:
        return _partners_of(partners, {})
    is_named = bool(sought.sure_matches if asked.by_adjective or (asked.words and not asked.is_of_kinds_somewhere) else sought.partners)
    if is_named or asked.is_elsewhere:
        return _matched(sought, sought.sure_matches)
    if asked.places or asked.names_only_kinds:
        narrowed = partners.in_countries(asked.places) if asked.places else partners
        named = {"country": asked.countries, "region": asked.regions}
        group = _partners_of(narrowed.of_kinds(asked.kinds) if asked.kinds else narrowed, {**named, "kind": asked.kinds})
        if group.total or not (asked.kinds and asked.places):
            return group
        return replace(_partners_of(narrowed, named), note=_("None of them is of the kind you named."))
    if asked.sorts and asked.words:
        there = set.intersection(*(set(sought.keys_of("city", word)) for word in asked.words))
        return _partners_of(partners.filter(pk__in=there), {})
    return _matched(sought, sought.sure_matches)


def _partners_of(partners: Any, named: Mapping[str, Sequence[str]]) -> Group:
    found = list(partners.in_name_order().with_total()[:SHOWN])
    hits = [Hit(partner.name, partner.get_absolute_url(), _told(partner.city, country_name(partner.country))) for partner in found]
    heading = ngettext("%(count)s partner", "%(count)s partners", _total(found)) % {"count": _total(found)}
    query = urlencode(named, doseq=True)
    address = f"{reverse('partners:partners')}?{query}" if query else reverse("partners:partners")
    return Group("partners", heading, hits, _total(found), address)


def _guessed_partners(sought: Sought) -> Group:
    if sought.question(Programme.Kind.values).is_of_kinds_somewhere:
        return _none("partners")  # names with some of the words are no answer to “universities in Italy”
    return _matched(sought, sought.matches, is_unsure=True)


def _matched(sought: Sought, matches: list[Match], *, is_unsure: bool = False) -> Group:
    shown, total = matches[:SHOWN], len(matches)
    partners = Institution.objects.published().in_bulk([match.institution_id for match in shown])
    hits = []
    for match in shown:
        partner = partners[match.institution_id]
        details = _told(match.form if match.form != partner.name else "", partner.city, country_name(partner.country))
        hits.append(Hit(partner.name, partner.get_absolute_url(), details))
    heading = ngettext("%(count)s partner", "%(count)s partners", total) % {"count": total}
    return Group("partners", heading, hits, total, _list("partners:partners", sought.text), is_unsure)


def _programmes(sought: Sought) -> Group:
    return _listed(search_programmes(Programme.objects.published(), sought), _list("partners:programmes", sought.text))


def _guessed_programmes(sought: Sought) -> Group:
    """Those of a kind, and in the place, that is named, though not all else that was asked is true of them."""
    asked = sought.question(Programme.Kind.values)
    if not asked.sorts or asked.is_elsewhere:
        return _none("programmes")
    address = f"{reverse('partners:programmes')}?{urlencode({'kind': asked.sorts[0]})}" if len(asked.sorts) == 1 else ""
    return _listed(_of_kind_and_place(asked), address, is_unsure=True)


def _missing(sought: Sought, found: list[Group]) -> list[Group]:
    """Say that there is no agreement like the one asked for, no partner or no programme of the kind and in the place that are named."""
    kinds = {group.kind for group in found}
    asked = sought.question(Programme.Kind.values)
    groups = []
    if "agreements" in sought.kinds and "agreements" not in kinds and (asked.words or asked.places):
        groups.append(Group("agreements", _("No such agreement is on record here"), [], 0))
    is_clear = asked.sorts and not (asked.is_elsewhere or asked.is_origin) and (asked.places or not asked.words)
    if is_clear and "programmes" not in kinds and not _of_kind_and_place(asked).exists():
        heading, note = _("No such programme is offered now"), ""
        if asked.places:
            heading = _("No such programme is offered there now")
            note = (
                _("The page of each partner below tells whom to ask what may come.")
                if "partners" in kinds
                else _("No partner is there either.")
            )
        groups.append(Group("programmes", heading, [], 0, note=note))
    elif asked.is_of_kinds_somewhere and "partners" not in kinds:
        groups.append(Group("partners", _("No partner is there"), [], 0))
    return groups


def _of_kind_and_place(asked: Question) -> ProgrammeQuerySet:
    """Return the programmes of a kind and in the places that are named, whatever else is asked."""
    programmes = Programme.objects.published().filter(kind__in=asked.sorts)
    if not asked.places or asked.is_origin:
        return programmes
    return programmes.filter(programmes.leading_to("institutions", Institution.objects.published().in_countries(asked.places)))


def _listed(programmes: Any, address: str, *, is_unsure: bool = False) -> Group:
    found = list(programmes.open_first().with_total()[:SHOWN])
    total = _total(found)
    hits = []
    for programme in found:
        details = [programme.get_kind_display(), programme.shown_state, programme.closes_in, _("Sample") if programme.is_sample else ""]
        hits.append(Hit(programme.name, programme.get_absolute_url(), _told(*details)))
    heading = ngettext("%(count)s programme", "%(count)s programmes", total) % {"count": total}
    return Group("programmes", heading, hits, total, address, is_unsure)


def _people(sought: Sought) -> Group:
    found = sought.people
    people = Person.objects.published().with_whereabouts().in_bulk(found[:SHOWN])
    shown = [people[key] for key in found[:SHOWN]]
    hits = [_person(person) for person in shown]
    alone = [person for person, hit in zip(shown, hits, strict=True) if not hit.address]
    titles = list(HonoraryTitle.objects.published().of_people(alone)) if alone else []
    hits = [_honoured(hit, [title for title in titles if title.person_id == person.pk]) for person, hit in zip(shown, hits, strict=True)]
    heading = ngettext("%(count)s person", "%(count)s people", len(found)) % {"count": len(found)}
    return Group("people", heading, hits, len(found))


def _person(person: Any) -> Hit:
    """Lead to their department's page, or to the visits or events they took part in, or nowhere."""
    details = [person.academic_title, person.degree]
    address = ""
    if person.department and person.department.is_published:
        details.append(person.department.name)
        address = person.department.get_absolute_url()
    elif person.has_visits or person.has_events:
        address = _list("events:visits" if person.has_visits else "events:events", person.name)
    return Hit(person.name, address, _told(*details))


def _honoured(hit: Hit, titles: list[Any]) -> Hit:
    """Tell of the honorary titles of somebody who leads nowhere, and where they stand."""
    honours = [
        (f"{title.title}, {title.university.short_name or title.university.name}", _stands_at(title.university, "titles"))
        for title in titles
    ]
    return replace(hit, reasons=tuple(honours))


def _stands_at(owner: Any, part: str) -> str:
    """Return which part of an owner's page shows what it owns; "" for the university at home here, whose page shows none of it."""
    return "" if getattr(owner, "is_home", False) else f"{owner.get_absolute_url()}#{part}"


def _agreements(sought: Sought) -> Group:
    """Agreements, where they are asked for; each leads to a page on which it stands."""
    if "agreements" not in sought.kinds:
        return _none("agreements")
    asked = search_agreements(Agreement.objects.published(), sought).for_page().with_departments().with_institutions()
    found = list(asked.with_total()[:SHOWN])
    hits = []
    for agreement in found:
        parties = list(agreement.institutions.all()) or list(agreement.departments.all()) or [agreement.university]
        lasts = _("expired") if agreement.is_expired else agreement.valid_until and f"{_('valid until')} {agreement.valid_until}"
        details = [*(party.name for party in parties), agreement.get_state_display(), agreement.signed, lasts]
        documents = [(document, document.get_absolute_url()) for document in agreement.released_documents]
        hits.append(Hit(agreement, _stands_at(parties[0], "agreements"), _told(*details), documents))
    heading = ngettext("%(count)s agreement", "%(count)s agreements", _total(found)) % {"count": _total(found)}
    return Group("agreements", heading, hits, _total(found))


def _projects(sought: Sought) -> Group:
    """Joint research, where it is asked for; each leads to a page on which it stands."""
    if "projects" not in sought.kinds:
        return _none("projects")
    question = sought.question()
    projects = {}
    for project in Project.objects.published().for_page().with_departments().with_institutions():
        parties = list(project.institutions.all())
        if not question.places or any(party.country in question.places for party in parties) != question.is_elsewhere:
            owners = [record.folded for record in (*parties, *project.departments.all())]
            projects[project] = fold(" ".join([*_texts(project, "title"), project.number])) + " ".join(["", *owners])
    words = [word for word in question.words if stem(word) not in stems_of(JOINT)]
    rest = Sought(" ".join(words))
    rest.learn(projects.values())
    named = ((project, words_in(text), frozenset[str]()) for project, text in projects.items())
    found = rest.best(named) if words else [*projects]
    hits = []
    for project in found[:SHOWN]:
        owners = list(project.departments.all()) or [project.university]
        parties = [party.name for party in project.institutions.all()]
        hits.append(Hit(project, _stands_at(owners[0], "projects"), _told(*parties, project.number, project.period)))
    heading = ngettext("%(count)s joint project", "%(count)s joint projects", len(found)) % {"count": len(found)}
    return Group("projects", heading, hits, len(found))


def _contacts(sought: Sought) -> Group:
    """Whom to ask: international offices by what they are called, and whoever is named beside a word like “contacts”."""
    keys = {"university": [key for _kind, key in sought.best_of(["office"])], "department": []}
    if "contacts" in sought.kinds:
        for kind, key in sought.best_of(["department", "university"]):
            keys[kind].append(key)
        if sought.says_only_kinds:
            keys = {"university": list(University.objects.published().values_list("pk", flat=True)), "department": []}
    hits = []
    if keys["university"]:
        for university in University.objects.published().filter(pk__in=keys["university"]):
            address = reverse("about") if university.is_home else university.get_absolute_url()
            details = _told(university.name if university.office else "", university.email, university.phone)
            hits += [Hit(university.office or university.name, f"{address}#contact", details)] if university.has_contacts else []
    if keys["department"]:
        for department in Department.objects.published().with_page().filter(pk__in=keys["department"][:SHOWN]):
            head = department.head if department.head and department.head.is_published else None
            details = _told(head, department.email, department.phone)
            hits.append(Hit(department.name, f"{department.get_absolute_url()}#contact", details))
    return Group("contacts", _("Whom to ask"), hits[:SHOWN], len(hits))


def _titles(sought: Sought) -> Group:
    """Honorary titles, where they are asked for."""
    if "titles" not in sought.kinds:
        return _none("titles")
    titles = {title.pk: title for title in HonoraryTitle.objects.published().in_name_order().select_related("university")}
    told = {}
    for key, title in titles.items():
        called = fold(" ".join(_texts(title, "title")))
        told[key] = f"{called} {title.person.folded} {title.university.folded}"
    sought.learn(told.values())
    keys = [*titles] if sought.says_only_kinds else sought.best((key, words_in(text), frozenset()) for key, text in told.items())
    shown = [titles[key] for key in keys[:SHOWN]]
    hits = [Hit(title.person.name, _stands_at(title.university, "titles"), _told(title.title, title.university.name)) for title in shown]
    heading = ngettext("%(count)s honorary title", "%(count)s honorary titles", len(keys)) % {"count": len(keys)}
    return Group("titles", heading, hits, len(keys))


def _texts(record: Any, name: str) -> list[str]:
    """Return what a translated field says in every language."""
    return [getattr(record, column) for column in languages_of(name)]


def _none(kind: str) -> Group:
    return Group(kind, "", [], 0)


def _visits(sought: Sought) -> Group:
    found = list(Visit.objects.published().search(sought).best_titled_first(sought).with_total()[:SHOWN])
    prefetch_links("institutions", [visit for visit in found if not visit.title])  # it is called by its partners
    total = _total(found)
    hits = [_activity(visit, visit.get_direction_display() if visit.title else "", visit.period) for visit in found]
    heading = ngettext("%(count)s visit", "%(count)s visits", total) % {"count": total}
    return Group("visits", heading, hits, total, _list("events:visits", sought.text))


def _events(sought: Sought) -> Group:
    found = list(Event.objects.published().search(sought).best_titled_first(sought).with_total()[:SHOWN])
    total = _total(found)
    hits = [
        _activity(event, event.get_kind_display() if event.title else "", event.get_recurrence_display() or event.period) for event in found
    ]
    heading = ngettext("%(count)s event", "%(count)s events", total) % {"count": total}
    return Group("events", heading, hits, total, _list("events:events", sought.text))


def _activity(activity: Any, sort: str, when: Any) -> Hit:
    return Hit(activity.headline, activity.get_absolute_url(), _told(sort, when, _("Cancelled") if activity.is_cancelled else ""))


FINDERS: dict[str, Callable[[Sought], Group]] = {
    "universities": _universities,
    "departments": _departments,
    "contacts": _contacts,
    "partners": _partners,
    "programmes": _programmes,
    "agreements": _agreements,
    "projects": _projects,
    "titles": _titles,
    "people": _people,
    "visits": _visits,
    "events": _events,
}


def _told(*details: Any) -> list[Any]:
    return [detail for detail in details if detail]


def _keys(found: Iterable[tuple[str, int]], kind: str) -> list[int]:
    """Return the keys of those of a kind among the first of what was found."""
    return [key for of_kind, key in list(found)[:SHOWN] if of_kind == kind]


def _total(found: list[Any]) -> int:
    return found[0].total if found else 0


def _list(name: str, text: str) -> str:
    return f"{reverse(name)}?{urlencode({'q': text})}"
