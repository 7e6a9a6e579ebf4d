"""Keeping the index: the entries, words and postings of institutions, and the translations learned from their names."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import batched, combinations
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from tqdm import tqdm

from partners.search import readings
from partners.search.acronyms import initials
from partners.search.models import Entry, Gram, Posting, Reading, Token, Translation
from partners.search.readings import BATCH, LEAST_FREQUENCY, MOST_FORMS
from partners.search.sql import table
from partners.search.translating import ROUNDS, Table, expect, explained
from partners.search.vocabulary import CITIES
from partners.search.words import bones, grams, tokens, website_names
from smsu_intl.base.countries import territory_name
from smsu_intl.base.folding import fold
from smsu_intl.base.sounds import sound

WHOLE = 1_000_000  # what a share is counted in: whole numbers add up alike on every database
SHORT, NAME_WEIGHT = 15, 0.35  # of two names with the same words of a query the shorter one is meant, but not by much
PLACE_SHARE = 0.3  # of what a word in the name counts
NO_WORD = ("", "=", "@")  # how tokens begin that are no words of a name: the count, initials, parts of the address of a website
TURN = 20_261_130  # names PostgreSQL's lock of those who change the index

# Translations
MOST_TRANSLATIONS = 25  # kept of one word: one or two in each language
LONGEST_ACRONYM = 6  # letters; a name of one such word says nothing about the words of the others


def weigh(frequency: float, entries: int) -> float:
    """Return how much a word says: its inverse frequency over all entries, a logarithm of at least 0."""
    return math.log(1 + entries / max(frequency, 0.5))


def number_of_entries() -> int:
    """Return how many entries there are, without counting them."""
    return Token.objects.filter(text="").values_list("frequency", flat=True).first() or 0


@transaction.atomic
def index(keys: Iterable[int]) -> None:
    """Bring the index up to date with the institutions whose keys are given, and their units."""
    _wait_for_turn()
    institution: Any = apps.get_model("partners", "Institution")
    wanted = set(keys)
    wanted |= set(institution.objects.filter(part_of__in=wanted).order_by().values_list("pk", flat=True))
    for some in batched(sorted(wanted), BATCH, strict=False):
        remove(some)
        _add(some)


@transaction.atomic
def remove(keys: Sequence[int]) -> None:
    """Take institutions out of the index."""
    _wait_for_turn()
    old = Entry.objects.filter(institution__in=keys)
    said = [(words, _asked_place(place, rank)) for words, place, rank in old.values_list("words", "place", "rank")]
    if said:
        Posting.objects.filter(entry__in=old).delete()
        old.delete()
        _count(said, -1)


def _wait_for_turn() -> None:
    """Let one transaction after another change the index: two that count in the same words in another order would lock each other out."""
    if connection.vendor == "postgresql":  # SQLite has one writer at a time
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


def _add(keys: Sequence[int]) -> None:
    forms, places, shortened, websites = _texts_of(keys)
    entries = []
    for key, texts in forms.items():
        place = " ".join(dict.fromkeys(word for text in places[key] for word in tokens(text)))
        named = {words: (text, rank) for text, rank in reversed(texts) if (words := " ".join(tokens(text)))}
        computed = Entry.COMPUTED_BESIDE if key in shortened else Entry.COMPUTED
        made = {f"={acronym}": (text, computed) for text, _rank in reversed(texts) for acronym in initials(text)}
        for words, (text, rank) in (named | {words: form for words, form in made.items() if words[1:] not in named}).items():
            entries.append(Entry(institution_id=key, text=text[:300], words=words, place=place, rank=rank))
        for words in website_names(websites[key]) if texts else ():
            addressed = " ".join(f"@{word}" for word in words.split())
            entries.append(Entry(institution_id=key, text=texts[0][0][:300], words=addressed, place=place, rank=Entry.WEBSITE))
    _save(entries)


def _save(entries: list[Entry]) -> None:
    """Put entries into the index, with their words and postings."""
    known = _known({"", *(word for entry in entries for text in (entry.words, entry.place) for word in text.split())})
    _count([(entry.words, _asked_place(entry.place, entry.rank)) for entry in entries], 1)
    total = number_of_entries()
    frequency: dict[str, int] = {}
    for some in batched(known.values(), BATCH, strict=False):
        frequency |= dict(Token.objects.filter(pk__in=some).values_list("text", "frequency"))
    for entry in entries:
        entry.weight = sum(weigh(frequency[word], total) for word in set(entry.words.split()))
    Entry.objects.bulk_create(entries, BATCH)
    postings = []
    for entry in entries:
        share = WHOLE / (SHORT + NAME_WEIGHT * entry.weight)
        place = _asked_place(entry.place, entry.rank)
        shares = dict.fromkeys(place.split(), PLACE_SHARE * share) | dict.fromkeys(entry.words.split(), share)
        postings += [Posting(token_id=known[word], entry=entry, share=round(part)) for word, part in shares.items()]
    Posting.objects.bulk_create(postings, 5 * BATCH)


def _asked_place(place: str, rank: int) -> str:
    """Return the words of its place that lead to an entry: none to initials and websites, which have the place of the name beside them."""
    return place if rank < Entry.COMPUTED else ""


def _texts_of(keys: Sequence[int]) -> tuple[dict[int, list[tuple[str, int]]], dict[int, list[str]], set[int], dict[int, str]]:
    """Return the name forms, with their ranks, and the texts of the places of institutions, by key; not of merged ones.

    The third are those that have an acronym that somebody wrote, the fourth the addresses of their websites.
    """
    institution: Any = apps.get_model("partners", "Institution")
    forms: dict[int, list[tuple[str, int]]] = {}
    shortened: set[int] = set()
    places: dict[int, list[str]] = {}
    websites: dict[int, str] = {}
    columns = ("name_en", "name_ru", "name_uz", "city_en", "city_ru", "city_uz", "subdivision")
    whole = ("part_of__name_en", "part_of__name_ru", "part_of__name_uz")
    some = institution.objects.filter(pk__in=keys, merged_into=None).order_by("pk")
    for key, websites[key], *texts in some.values_list("pk", "website", *columns, *whole):
        forms[key] = [(text, 0) for text in texts[:3] if text]
        places[key] = [text for text in texts[3:] if text]
    shown = some.filter(status="published")  # now or later: of those of a reference list it would double the index
    for key, country, city in shown.values_list("pk", "country", "city_en"):
        places[key] += [territory_name(country, language) for language, _name in settings.LANGUAGES]
        places[key] += CITIES.get(fold(city), ())
    tagged: Any = institution._meta.get_field("tags").remote_field.through
    labels = ("tag__name", "tag__label_en", "tag__label_ru", "tag__label_uz")
    for key, *texts in tagged.objects.filter(content_object__in=[*forms]).order_by("pk").values_list("content_object", *labels):
        places[key] += [text for text in texts if text]
    names: Any = institution._meta.get_field("names").related_model
    mistaken = (names.Sort.FORMER, names.Sort.MISSPELLING, names.Sort.AS_WRITTEN)
    for key, text, sort in names.objects.filter(institution__in=[*forms]).order_by("pk").values_list("institution", "text", "sort"):
        forms[key].append((text, 2 if sort in mistaken else 1))
        if sort == names.Sort.ACRONYM:
            shortened.add(key)
    return forms, places, shortened, websites


def _known(words: set[str]) -> dict[str, int]:
    """Return the keys of words, of which the new ones enter the vocabulary."""
    known: dict[str, int] = {}
    for some in batched(sorted(words), BATCH, strict=False):
        known |= dict(Token.objects.filter(text__in=some).values_list("text", "pk"))
    new = [
        Token(text=word, sound=word) if word[:1] in NO_WORD else Token(text=word, sound=sound(word), bones=bones(word))
        for word in sorted(words - known.keys())
    ]
    Token.objects.bulk_create(new, BATCH, ignore_conflicts=True)
    fresh: dict[str, int] = {}
    for some in batched([token.text for token in new], BATCH, strict=False):
        fresh |= dict(Token.objects.filter(text__in=some).values_list("text", "pk"))
    rows = [Gram(text=gram, token_id=key) for word, key in fresh.items() for gram in _grams_of(word)]
    Gram.objects.bulk_create(rows, 5 * BATCH, ignore_conflicts=True)
    return known | fresh


def _grams_of(word: str) -> set[str]:
    if word[:1] in NO_WORD or len(word) < 3:
        return set()
    return grams(sound(word)) | {f"<{word[:3]}"}


def _count(said: Iterable[tuple[str, str]], sign: int) -> None:
    """Count the words of entries, given with those of their places, in (1) or out (-1)."""
    names: Counter[str] = Counter()
    places: Counter[str] = Counter()
    for words, place in said:
        names.update({"", *words.split()})
        places.update({*place.split()} - {*words.split()})
    for column, counts in (("frequency", names), ("placed", places)):
        by_number = defaultdict(list)
        for word, number in counts.items():
            by_number[number].append(word)
        for number, some in sorted(by_number.items()):
            for few in batched(sorted(some), BATCH, strict=False):
                Token.objects.filter(text__in=few).update(**{column: F(column) + sign * number})


# Making it anew


def rebuild(*, quiet: bool = True) -> None:
    """Make the whole index anew in one transaction, then learn the translations; show the progress unless `quiet`."""
    institution: Any = apps.get_model("partners", "Institution")
    with transaction.atomic():
        _wait_for_turn()
        keys = list(institution.objects.order_by("pk").values_list("pk", flat=True))
        for model in (Reading, Translation, Posting, Gram, Entry, Token):
            _empty(model)
        with tqdm(total=len(keys), desc="names", unit=" institutions", disable=quiet) as progress:
            for some in batched(keys, BATCH, strict=False):
                _add(some)
                progress.update(len(some))
    learn(quiet=quiet)
    tidy_up()


def tidy_up() -> None:
    """Have the database look at how much there is now, and at what is left of what was there before.

    Its plans would go by the empty tables; and until PostgreSQL has looked through a page, it goes to the table for every
    row that the index already tells it.
    """
    tables = ", ".join(table(model) for model in (Reading, Translation, Posting, Gram, Entry, Token))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and not connection.in_atomic_block:
            cursor.execute(f"VACUUM (ANALYZE) {tables}")
        else:
            for name in tables.split(", "):
                cursor.execute(f"ANALYZE {name}")


def _empty(model: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table(model)}")  # noqa: S608 -- a table of ours


def learn(*, quiet: bool = True) -> None:
    """Learn which words of one language stand for which of another, from institutions with several names.

    The names of an institution are a parallel text: IBM model 1 with a few rounds of expectation
    maximisation gives the probability of each word given a word of another name. Nothing is locked
    while that is computed.
    """
    written = Token.objects.filter(frequency__gt=0).exclude(text="").exclude(text__startswith="=").exclude(text__startswith="@")
    pairs = _pairs(dict(written.values_list("text", "pk")))
    likely: Table[int] = {}
    for _round in tqdm(range(ROUNDS), desc="translations", unit=" rounds", disable=quiet):
        likely = expect(pairs, likely)
    rows = []
    for source, targets in explained(pairs, likely).items():
        best = sorted(targets.items(), key=lambda item: (-item[1], item[0]))[:MOST_TRANSLATIONS]
        rows += [Translation(source_id=source, target_id=target, worth=worth) for target, worth in best]
    learned = readings.learn(set(written.filter(frequency__gte=LEAST_FREQUENCY).values_list("text", flat=True)))
    with transaction.atomic():
        _wait_for_turn()
        _empty(Translation)
        _empty(Reading)
        Translation.objects.bulk_create(rows, 5 * BATCH)
        Reading.objects.bulk_create(learned, 5 * BATCH)


def _pairs(vocabulary: dict[str, int]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Return each two names of each institution, as keys of their words, without the words that both have."""
    pairs = []
    for forms in _forms_by_institution():
        told = [form for form in forms[:MOST_FORMS] if " " in form or len(form) > LONGEST_ACRONYM]
        sets = [frozenset(key for word in form.split() if (key := vocabulary.get(word))) for form in told]
        for one, other in combinations(dict.fromkeys(sets), 2):
            if one - other and other - one:
                pairs.append((tuple(one - other), tuple(other - one)))
    return pairs


def _forms_by_institution() -> Iterator[list[str]]:
    current, forms = None, list[str]()
    written = Entry.objects.filter(rank__lt=Entry.COMPUTED).order_by("institution", "pk")
    for key, words in written.values_list("institution", "words").iterator(BATCH):
        if key != current:
            yield forms
            current, forms = key, []
        forms.append(words)
    yield forms
