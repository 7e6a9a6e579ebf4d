"""Suspecting that two institutions are one: what speaks for it, pairs among all that is known, and while one is typed."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import batched
from typing import Any
from urllib.parse import urlsplit

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz
from tqdm import tqdm

from partners.models import FurtherCountry, Institution, InstitutionName, InstitutionQuerySet, SuspectedDuplicate
from partners.search.finding import find
from smsu_intl.base.folding import fold
from smsu_intl.base.texts import languages_of

MEANT, SURE = 0.85, 0.93  # of the search's score: what somebody who types may mean; what is suspected unasked
SPELT_ALIKE = 90  # of 100, the words in any order: two ways to write one name
SHARED = 4  # institutions with one website: what more have is a portal and says nothing
MOST_LIKELY = 5  # duplicates of one institution
BATCH = 500  # values in one query
SHORTEST = 3  # letters of a name that is looked for


_NUMBER = re.compile(r"[0-9]+")


class Sign(models.TextChoices):
    """What speaks for two institutions being one."""

    NAME = "name", _("the same name in the same country")
    ROR = "ror", _("the same ROR identifier")
    WEBSITE = "website", _("the same website")
    ACRONYM = "acronym", _("the same acronym in the same town")
    ALIKE = "alike", _("very similar names in the same country")


@dataclass(frozen=True)
class Facts:
    """What an institution is compared by."""

    key: int = 0
    names: frozenset[str] = frozenset()
    acronyms: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    cities: frozenset[str] = frozenset()
    host: str = ""
    ror: str = ""
    relatives: frozenset[int] = frozenset()  # its whole and its successor: they are others for certain


@dataclass
class Likely:
    """An institution that may be the one somebody is about to enter, and why."""

    institution: Institution
    signs: list[Sign] = field(default_factory=list)


def signs_between(one: Facts, other: Facts, *, alike: bool = False) -> list[Sign]:
    """Return what speaks for two being one; `alike` if the search took the name of one for that of the other."""
    if one.key in other.relatives or other.key in one.relatives:
        return []
    together = bool(one.countries & other.countries)
    said = {
        Sign.NAME: together and bool(one.names & other.names),
        Sign.ROR: bool(one.ror) and one.ror == other.ror,
        Sign.WEBSITE: bool(one.host) and one.host == other.host,
        Sign.ACRONYM: together and bool(one.cities & other.cities) and bool(one.acronyms & other.acronyms),
    }
    found = [sign for sign, speaks in said.items() if speaks]
    elsewhere = one.cities and other.cities and not one.cities & other.cities
    return found or ([Sign.ALIKE] if together and not elsewhere and (alike or _are_spelt_alike(one.names, other.names)) else [])


def _are_spelt_alike(names: Iterable[str], others: Iterable[str]) -> bool:
    """Whether two of the names are one in two spellings; the first clinic and the second are not."""
    return any(
        _NUMBER.findall(name) == _NUMBER.findall(other) and fuzz.token_sort_ratio(name, other, score_cutoff=SPELT_ALIKE)
        for name in names
        for other in others
        if " " in name and " " in other
    )


def host_of(address: str) -> str:
    """Return the host of a website without "www."; "" where there is none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def facts_of(keys: Iterable[int]) -> dict[int, Facts]:
    """Return what institutions are compared by, in three queries for each batch."""
    return {facts.key: facts for some in batched(sorted(set(keys)), BATCH, strict=False) for facts in _read(some)}


def _read(keys: Sequence[int]) -> Iterator[Facts]:
    names, acronyms, countries = (defaultdict[int, set[str]](set) for _each in range(3))
    for key, folded, sort in InstitutionName.objects.filter(institution__in=keys).values_list("institution", "folded", "sort"):
        (acronyms if sort == InstitutionName.Sort.ACRONYM else names)[key].add(folded)
    for key, country in FurtherCountry.objects.filter(institution__in=keys).values_list("institution", "country"):
        countries[key].add(country)
    for one in Institution.objects.filter(pk__in=keys):
        own = {fold(getattr(one, column)) for column in languages_of("name")}
        yield Facts(
            one.pk,
            frozenset(own | names[one.pk]) - {""},
            frozenset(acronyms[one.pk] | {name for name in own if name and " " not in name}) - {""},
            frozenset(countries[one.pk] | {one.country}),
            frozenset(fold(getattr(one, column)) for column in languages_of("city")) - {""},
            host_of(one.website),
            one.ror.lower(),
            frozenset(filter(None, (one.part_of_id, one.successor_id))),
        )


# While one is entered


def likely(
    names: Iterable[str], *, country: str = "", website: str = "", besides: int = 0, among: InstitutionQuerySet | None = None
) -> list[Likely]:
    """Return the institutions, ours and imported ones, that may be the one with these names, the likeliest first.

    Only those of `among`, if it is given: what somebody who asks may see.
    """
    texts = [text.strip() for text in dict.fromkeys(names) if len(fold(text)) >= SHORTEST]
    scores: dict[int, float] = {}
    for text in texts:
        for match in find(text, limit=2 * MOST_LIKELY):
            scores[match.institution_id] = max(match.score, scores.get(match.institution_id, 0))
    host = host_of(website)
    if host:
        same_host = [key for key, address in _with_host(host) if host_of(address) == host]
        scores |= {key: scores.get(key, 0.0) for key in same_host[: SHARED + 1] if len(same_host) <= SHARED}
    scores.pop(besides, None)
    folded = frozenset(map(fold, texts))
    facts = facts_of(scores)
    found = []
    seen = Institution.objects.all() if among is None else among
    for institution in seen.unmerged().filter(pk__in=scores).select_related("part_of"):
        other = facts[institution.pk]
        typed = Facts(names=folded, acronyms=folded, countries=frozenset([country]) if country else other.countries, host=host)
        if signs := signs_between(typed, other, alike=scores[institution.pk] >= MEANT):
            found.append(Likely(institution, signs))
    found.sort(key=lambda one: (one.signs == [Sign.ALIKE], -scores[one.institution.pk], one.institution.pk))
    return found[:MOST_LIKELY]


def _with_host(host: str) -> Iterable[tuple[int, str]]:
    return Institution.objects.unmerged().filter(website__icontains=host).values_list("pk", "website")[: 20 * SHARED]


# Among all that is known


def suspect(ours: Iterable[Institution], *, quiet: bool = True) -> int:
    """Bring the suspected pairs of institutions up to date; return how many are open.

    They are compared with all others, imported ones too. It takes one search for each name of theirs, and a few
    queries for every `BATCH` of names.
    """
    mine = {one.pk: one for one in ours if one.merged_into_id is None}
    facts = facts_of(mine)
    looked_at: dict[tuple[int, int], float] = {}
    for pair, score in _found_by_search(mine.values(), quiet=quiet):
        looked_at[pair] = max(score, looked_at.get(pair, 0))
    candidates = {*looked_at, *_of_one_name(facts), *_of_one_website(facts)}
    facts |= facts_of({key for pair in candidates for key in pair} - facts.keys())
    merged = set(Institution.objects.filter(pk__in=facts).exclude(merged_into=None).values_list("pk", flat=True))
    signs = {
        pair: said
        for pair in sorted(candidates)
        if not merged.intersection(pair) and (said := signs_between(facts[pair[0]], facts[pair[1]], alike=looked_at.get(pair, 0) >= SURE))
    }
    _write(mine.keys(), signs)
    return SuspectedDuplicate.objects.current().count()


@transaction.atomic
def _write(keys: Iterable[int], signs: dict[tuple[int, int], list[Sign]]) -> None:
    """Keep the pairs of which one is among `keys`; those that nothing speaks for any more go, unless a person wrote why."""
    known: dict[tuple[int, int], Any] = {}
    for some in batched(sorted(keys), BATCH, strict=False):
        for pair in SuspectedDuplicate.objects.filter(Q(first__in=some) | Q(second__in=some)):
            known[_pair(pair.first_id, pair.second_id)] = pair
    for two, pair in known.items():
        said = [sign.value for sign in signs.get(two, ())]
        if pair.decision == SuspectedDuplicate.Decision.OPEN and not said and not pair.reason:
            pair.delete()
        elif pair.signs != said:
            pair.signs = said
            pair.save(update_fields=["signs"])
    new = [SuspectedDuplicate(first_id=one, second_id=two, signs=said) for (one, two), said in signs.items() if (one, two) not in known]
    SuspectedDuplicate.objects.bulk_create(new, BATCH)


def _found_by_search(ours: Iterable[Institution], *, quiet: bool) -> Iterator[tuple[tuple[int, int], float]]:
    """Yield the pairs of which the search finds one by the name of the other, with its score."""
    for one in tqdm(list(ours), desc="duplicates", unit=" institutions", disable=quiet):
        for text in {getattr(one, column) for column in languages_of("name")} - {""}:
            for match in find(text, limit=MOST_LIKELY + 1):
                if match.institution_id != one.pk:
                    yield _pair(one.pk, match.institution_id), match.score


def _of_one_name(facts: dict[int, Facts]) -> set[tuple[int, int]]:
    """Return the pairs of which both have one folded name, or acronym, wherever they are."""
    owners = defaultdict[str, set[int]](set)
    for one in facts.values():
        for name in one.names | one.acronyms:
            if len(name) >= SHORTEST:
                owners[name].add(one.key)
    pairs = set()
    columns = [f"folded_{column.removeprefix('name_')}" for column in languages_of("name")]
    for some in batched(sorted(owners), BATCH, strict=False):
        rows = list(InstitutionName.objects.filter(folded__in=some).values_list("institution", "folded"))
        for column in columns:
            rows += Institution.objects.filter(**{f"{column}__in": some}).order_by().values_list("pk", column)
        pairs |= {_pair(own, key) for key, name in rows for own in owners[name] if own != key}
    return pairs


def _of_one_website(facts: dict[int, Facts]) -> set[tuple[int, int]]:
    owners = defaultdict[str, set[int]](set)
    for one in facts.values():
        if one.host:
            owners[one.host].add(one.key)
    shared = defaultdict[str, set[int]](set)
    for key, address in Institution.objects.unmerged().exclude(website="").order_by().values_list("pk", "website").iterator(BATCH):
        if (host := host_of(address)) in owners:
            shared[host].add(key)
    return {_pair(own, key) for host, keys in shared.items() if len(keys) <= SHARED for own in owners[host] for key in keys if own != key}


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)
