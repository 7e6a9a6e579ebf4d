"""Matching other offices' lists against our partners: the W3C Reconciliation Service API 0.2, which OpenRefine speaks.

A batch of questions ("which partner is this row?") is answered with scored candidates. Each question costs one
search; whatever else is needed is read once for the whole batch. Who matches by hand is given suggestions and previews.
"""

import json
import math
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from partners.models import Institution, InstitutionName, InstitutionQuerySet, directory
from partners.search.finding import Match, find
from smsu_intl.base.addresses import at_addresses
from smsu_intl.base.countries import countries_named, country_name, is_country
from smsu_intl.base.folding import fold
from smsu_intl.base.querysets import is_key
from smsu_intl.base.texts import languages_of

MOST_QUESTIONS = 50  # in a batch
MOST_RECORDS = 200  # whose properties are asked for at once
MOST_CANDIDATES = 50
MOST_PROPERTIES, MOST_VALUES = 20, 20  # of a row, and of each of them, that are compared
CANDIDATES = 10  # where the question states no limit
LONGEST_TEXT = 300  # characters of a question that are looked for: no name is longer
SUGGESTIONS = 10  # at once
FURTHEST = 200  # suggestions that may be skipped
PREVIEW_SIZE = {"width": 400, "height": 150}  # pixels

ANY_KIND = "institution"
SURE = 85  # the score from which a candidate may be certain without its name being exactly the one asked for
AHEAD = 10  # by how much it must then lead the next
OTHER_COUNTRY, OTHER_PLACE, OTHER_KIND = 0.5, 0.85, 0.5  # what is left of the score where the facts disagree


class RefusedError(ValueError):
    """A request that the protocol does not know; its text says why."""


@dataclass(frozen=True)
class Question:
    """One row to be matched: its name, its kinds and what else is known of it, by property."""

    text: str
    kinds: frozenset[str] = frozenset()
    limit: int = CANDIDATES
    known: dict[str, list[str]] = field(default_factory=dict)

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def countries(self) -> set[str]:
        """The codes of the countries that it states."""
        return {code for text in self.known.get("country", ()) for code in _country_codes(text)}

    @cached_property
    def cities(self) -> set[str]:
        return {fold(text) for text in self.known.get("city", ())} - {""}

    @cached_property
    def hosts(self) -> set[str]:
        return {_host(text) for text in self.known.get("website", ())} - {""}

    @cached_property
    def rors(self) -> set[str]:
        """The ROR identifiers that it states, bare as we keep them."""
        texts = (text.strip().rstrip("/").rpartition("/")[2].lower() for text in self.known.get("ror", ()))
        return {text for text in texts if len(text) == 9 and text.isascii() and text.isalnum()}


def describe_service(request: HttpRequest) -> dict[str, Any]:
    """Return the service's manifest.

    The language of its addresses stands in their paths: clients append their queries to them, some without looking whether
    there is one. What identifies partners and properties is the same in every language.
    """
    site = request.build_absolute_uri("/").removesuffix("/")
    language = get_language() or "en"

    def service(name: str, *where: str) -> dict[str, str]:
        return {"service_url": site, "service_path": reverse(name, args=[language, *where])}

    preview = reverse("reconcile_preview", args=[language, "-"]).removesuffix("-/")
    return {
        "versions": ["0.2"],
        "name": _("Partners"),
        "identifierSpace": f"{site}/en/partners/",
        "schemaSpace": f"{site}{reverse('reconcile_properties', args=['en'])}",
        "defaultTypes": _named(type_names()),
        "view": {"url": f"{site}{reverse('partners:partners')}{{{{id}}}}/"},
        "preview": {"url": f"{site}{preview}{{{{id}}}}/", **PREVIEW_SIZE},
        "suggest": {what: service("reconcile_suggest", what) for what in SUGGESTED},
        "batchSize": MOST_QUESTIONS,
        "extend": {"propose_properties": service("reconcile_properties"), "property_settings": []},
    }


def type_names() -> dict[str, str]:
    """Return the kinds of partners, and what all of them are: name by identifier."""
    return {ANY_KIND: _("Institution"), **{kind.value: str(kind.label) for kind in Institution.Kind}}


def property_names() -> dict[str, str]:
    """Return what can be told of a partner, and asked about it: name by identifier."""
    return {"country": _("Country"), "city": _("City"), "website": _("Website"), "ror": "ROR", "kind": _("Kind")}


def propose_properties(request: HttpRequest) -> dict[str, Any]:
    """Return what can be told of partners of a type: the same of all, nothing of what is no type here."""
    kind = request.GET.get("type", "")
    properties = _named(property_names()) if kind in {"", *type_names()} else []
    limit = _number(request.GET.get("limit", ""))
    return {"type": kind, "properties": properties[:limit] if limit else properties, **({"limit": limit} if limit else {})}


def suggest_partners(prefix: str, limit: int) -> list[dict[str, Any]]:
    """Return the partners that may be meant while `prefix` is typed, best first; before them the one that it identifies."""
    text = _clean(prefix)
    if not fold(text):
        return []
    among = directory()
    places = {match.institution_id: place for place, match in enumerate(find(text, among, limit, typing=True))}
    found = among.filter(Q(pk__in=places) | Q(slug=text)).with_countries()
    return [
        {
            "id": institution.slug,
            "name": str(institution.name),
            "description": describe(institution),
            "notable": [{"id": institution.kind, "name": str(institution.get_kind_display())}],
        }
        for institution in sorted(found, key=lambda one: (one.slug != text, places.get(one.pk, -1)))
    ]


def suggest_properties(prefix: str, limit: int) -> list[dict[str, Any]]:
    """Return the properties whose name or identifier begins with `prefix`."""
    return _beginning(property_names(), prefix)[:limit]


def suggest_types(prefix: str, limit: int) -> list[dict[str, Any]]:
    """Return the types whose name or identifier begins with `prefix`."""
    return _beginning(type_names(), prefix)[:limit]


SUGGESTED: dict[str, Callable[[str, int], list[dict[str, Any]]]] = {
    "entity": suggest_partners,
    "property": suggest_properties,
    "type": suggest_types,
}


def suggest(request: HttpRequest, what: str) -> dict[str, Any]:
    """Return what somebody may mean who types: an entity, a property or a type, as `what` says."""
    skipped = min(_number(request.GET.get("cursor", "")), FURTHEST)
    until = skipped + SUGGESTIONS
    return {"result": SUGGESTED[what](request.GET.get("prefix", ""), until)[skipped:until]}


def partners_at(ids: Iterable[str]) -> dict[str, Institution]:
    """Return by identifier the partner whose page is reached with it: its own slug, a former one, or one of those merged into it."""
    there = at_addresses(Institution.objects.published(), [one for one in ids if one.isascii() and "\0" not in one])
    now = Institution.objects.now(one.pk for one in there.values())
    found = directory().with_countries().filter(pk__in=now.values())
    partners = {partner.pk: partner for partner in found}
    return {slug: partners[now[one.pk]] for slug, one in there.items() if now[one.pk] in partners}


def describe(institution: Institution) -> str:
    """Return what tells it from its namesakes: its kind and where it is."""
    return " · ".join(filter(None, [str(institution.get_kind_display()), institution.place]))


def read_questions(text: str) -> tuple[dict[str, Question], dict[str, str]]:
    """Return the questions of a batch, and why the others in it are none; raise RefusedError where it has not one."""
    batch = _object(_parse(text), "queries")
    if len(batch) > MOST_QUESTIONS:
        raise RefusedError(_("At most %(number)s queries are answered at once.") % {"number": MOST_QUESTIONS})
    questions: dict[str, Question] = {}
    refused: dict[str, str] = {}
    for key, asked in batch.items():
        try:
            questions[key] = _question(key, _object(asked, key))
        except RefusedError as refusal:
            refused[key] = str(refusal)
    if refused and not questions:
        raise RefusedError(" ".join(dict.fromkeys(refused.values())))
    return questions, refused


def answer(questions: dict[str, Question], refused: dict[str, str]) -> dict[str, Any]:
    """Return the candidates for each question, best first; for what is none, an empty result that says why."""
    partners = directory()
    exact = _owners_of(questions.values(), partners)
    found = {key: _find(question, exact.get(question.folded, set()), partners) for key, question in questions.items()}
    rors = {ror for question in questions.values() for ror in question.rors}
    wanted = {pk for scores in found.values() for pk in scores}
    read = partners.filter(Q(pk__in=wanted) | Q(ror__in=rors)) if rors else partners.filter(pk__in=wanted)
    institutions = {institution.pk: institution for institution in read.with_countries()}
    answers = {
        key: {"result": _candidates(question, found[key], exact.get(question.folded, set()), institutions)}
        for key, question in questions.items()
    }
    return answers | {key: {"result": [], "error": reason} for key, reason in refused.items()}


def extend(text: str) -> dict[str, Any]:
    """Return properties of partners: the protocol's data extension. Raise RefusedError where the request is none."""
    asked = _object(_parse(text), "extend")
    ids = asked.get("ids")
    properties = asked.get("properties")
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise RefusedError(_("“%(name)s” must be a list of texts.") % {"name": "ids"})
    if not isinstance(properties, list) or not all(isinstance(one, dict) and isinstance(one.get("id"), str) for one in properties):
        raise RefusedError(_("“%(name)s” must be a list of objects, each with an “id”.") % {"name": "properties"})
    if len(ids) > MOST_RECORDS:
        raise RefusedError(_("At most %(number)s records are answered at once.") % {"number": MOST_RECORDS})
    names = property_names()
    wanted = list(dict.fromkeys(one["id"] for one in properties))
    partners = partners_at(ids)
    return {
        "meta": [{"id": one, "name": names.get(one, one)} for one in wanted],
        "rows": {slug: {one: _values(partners.get(slug), one) for one in wanted} for slug in ids},
    }


def _named(names: dict[str, str]) -> list[dict[str, str]]:
    return [{"id": key, "name": name} for key, name in names.items()]


def _beginning(names: dict[str, str], prefix: str) -> list[dict[str, str]]:
    begun = fold(prefix)
    return _named({key: name for key, name in names.items() if fold(name).startswith(begun) or fold(key).startswith(begun)})


def _number(text: str) -> int:
    """Return a number of an address; 0 for none, or for what is none."""
    return int(text) if is_key(text) else 0


def _parse(text: str) -> Any:
    def no_number(name: str) -> None:
        raise ValueError(name)

    try:
        return json.loads(text, parse_constant=no_number)
    except (ValueError, RecursionError) as error:
        raise RefusedError(_("This is not valid JSON.")) from error


def _object(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise RefusedError(_("“%(name)s” must be an object.") % {"name": name[:40]})
    return value


def _question(key: str, asked: dict[str, Any]) -> Question:
    text, kinds, limit, properties = (
        asked.get("query", ""),
        asked.get("type", []),
        asked.get("limit", CANDIDATES),
        asked.get("properties", []),
    )
    if ("query" not in asked and not properties) or not isinstance(text, str):
        raise RefusedError(_("The query “%(key)s” has no text.") % {"key": key[:40]})
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
        raise RefusedError(_("“%(name)s” must be a text or a list of texts.") % {"name": "type"})
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not 1 <= limit < math.inf:
        raise RefusedError(_("“%(name)s” must be a number above zero.") % {"name": "limit"})
    if not isinstance(properties, list) or not all(
        isinstance(one, dict) and isinstance(one.get("pid"), str) and "v" in one for one in properties
    ):
        raise RefusedError(_("“%(name)s” must be a list of objects, each with a “pid” and a “v”.") % {"name": "properties"})
    if len(properties) > MOST_PROPERTIES:
        raise RefusedError(_("At most %(number)s properties are compared.") % {"number": MOST_PROPERTIES})
    known: dict[str, list[str]] = {}
    for one in properties:
        known.setdefault(one["pid"], []).extend(_texts(one["v"]))
    return Question(_clean(text), frozenset(kinds), min(int(limit), MOST_CANDIDATES), known)


def _texts(value: Any) -> list[str]:
    """Return a property's value or values as texts; of another record, its identifier and its name."""
    values = value[:MOST_VALUES] if isinstance(value, list) else [value]
    stated = [fact for one in values for fact in ((one.get("id"), one.get("name")) if isinstance(one, dict) else (one,))]
    return [_clean(str(fact)) for fact in stated if isinstance(fact, str | int | float) and fact != ""]


def _clean(text: str) -> str:
    """Return `text` without what no database holds, and no longer than a name."""
    return text[:LONGEST_TEXT].replace("\0", " ").encode(errors="replace").decode()


def _owners_of(questions: Collection[Question], partners: InstitutionQuerySet) -> dict[str, set[int]]:
    """Return by folded text which partners are called exactly what is asked for, in any of their names, or identified by it."""
    wanted = {question.folded for question in questions} - {""}
    if not wanted:
        return {}
    owners: dict[str, set[int]] = {}
    columns = [f"folded_{column.removeprefix('name_')}" for column in languages_of("name")]
    own = Q(slug__in={question.text for question in questions})
    for column in columns:
        own |= Q(**{f"{column}__in": wanted})
    for pk, slug, *names in partners.filter(own).order_by().values_list("pk", "slug", *columns):
        for name in wanted.intersection([fold(slug), *names]):
            owners.setdefault(name, set()).add(pk)
    forms = InstitutionName.objects.filter(folded__in=wanted, institution__in=partners).order_by()
    for name, pk in forms.values_list("folded", "institution"):
        owners.setdefault(name, set()).add(pk)
    return owners


def _find(question: Question, owners: set[int], partners: InstitutionQuerySet) -> dict[int, tuple[float, str]]:
    """Return the score (0 to 100) of each partner that may be meant and the name form that answered."""
    if not question.folded:
        return {}
    matches: list[Match] = find(question.text, partners, question.limit + CANDIDATES)
    scores = {match.institution_id: (100 * min(max(match.score, 0.0), 1.0), match.form) for match in matches}
    return scores | dict.fromkeys(owners, (100.0, question.text))


def _candidates(
    question: Question, found: dict[int, tuple[float, str]], owners: set[int], institutions: dict[int, Institution]
) -> list[dict[str, Any]]:
    identified = {pk for pk, institution in institutions.items() if institution.ror and institution.ror in question.rors}
    kept: list[tuple[float, Institution]] = []
    for pk in found.keys() | identified:
        institution = institutions.get(pk)
        if institution:
            score = 100.0 if pk in identified else found[pk][0] * _agreement(question, institution)
            kept.append((round(score * (1 if _is_of_kind(institution, question.kinds) else OTHER_KIND), 1), institution))
    kept.sort(key=lambda one: (-one[0], one[1].pk not in owners, one[1].folded_en, one[1].pk))
    certain = _certain(question, kept, {pk: form for pk, (_score, form) in found.items()}, owners, identified)
    return [_candidate(score, institution, institution.pk == certain) for score, institution in kept[: question.limit]]


def _certain(
    question: Question, kept: list[tuple[float, Institution]], forms: dict[int, str], owners: set[int], identified: set[int]
) -> int | None:
    """Return the one partner that is meant beyond doubt, if there is one.

    Its identifier says so; or it alone owns exactly the name; or it leads clearly, and the name that answered
    is about as long as the one asked for: a single word out of a name is never certain. Nor is one of another kind.
    """
    if not kept:
        return None
    best, institution = kept[0]
    if identified:
        return institution.pk if identified == {institution.pk} and best >= SURE else None
    if best < SURE or best - (kept[1][0] if len(kept) > 1 else 0) < AHEAD:
        owners_left = [one.pk for score, one in kept if one.pk in owners and score >= SURE]
        return owners_left[0] if len(owners_left) == 1 else None
    if institution.pk in owners:
        return institution.pk
    length = len(fold(forms[institution.pk])) or 1
    return institution.pk if 0.75 <= len(question.folded) / length <= 1.33 else None


def _candidate(score: float, institution: Institution, is_certain: bool) -> dict[str, Any]:
    return {
        "id": institution.slug,
        "name": str(institution.name),
        "description": describe(institution),
        "score": score,
        "match": is_certain,
        "type": [{"id": kind, "name": type_names()[kind]} for kind in (institution.kind, ANY_KIND)],
    }


def _is_of_kind(institution: Institution, kinds: Iterable[str]) -> bool:
    wanted = frozenset(kinds)
    return not wanted or bool(wanted & {ANY_KIND, institution.kind})


def _agreement(question: Question, institution: Institution) -> float:
    """Return what the other facts that the row states leave of its score: 1 where nothing speaks against it."""
    left = 1.0
    if question.countries and not question.countries & set(institution.country_list):
        left *= OTHER_COUNTRY
    own_cities = {fold(getattr(institution, column)) for column in languages_of("city")} - {""}
    if question.cities and own_cities and not question.cities & own_cities:
        left *= OTHER_PLACE
    if question.hosts and institution.website and _host(institution.website) not in question.hosts:
        left *= OTHER_PLACE
    if question.rors and institution.ror:
        left *= OTHER_COUNTRY
    return left


def _country_codes(text: str) -> frozenset[str]:
    code = text.strip().upper()
    return frozenset({code}) if is_country(code) else countries_named(text)


def _host(address: str) -> str:
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def _values(institution: Institution | None, name: str) -> list[dict[str, str]]:
    """Return the values of a partner's property as the protocol writes them; none where there are none."""
    if institution is None:
        return []
    texts = {
        "country": [country_name(code) for code in institution.country_list],
        "city": [str(institution.city)],
        "website": [institution.website],
        "ror": [f"https://ror.org/{institution.ror}" if institution.ror else ""],
        "kind": [str(institution.get_kind_display())],
    }
    return [{"str": text} for text in texts.get(name, []) if text]
