"""What is not translated yet, or was not translated again after its original changed.

A text lacks a translation where it is written in one language and not in another. Its original is the
language in which it was first written; of several that were written at once, the first in the site's
order of languages. A translation is older than its original if the original was changed by a later
version of the record than the translation was, and nobody has since said that the translations are
right as they are. The versions are the record's history: what has none is only ever missing.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from translated_fields import to_attribute

from smsu_intl.base.texts import languages_of

CHECKED = "translations checked"  # the reason of a version by which somebody said that the translations are right

Texts = Sequence[Sequence[str]]  # each text of a version, in each language of the site


def languages() -> list[str]:
    """Return the codes of the site's languages, in its order."""
    return [code for code, _name in settings.LANGUAGES]


def translated_names(model: type[models.Model]) -> list[str]:
    """Return the names of the model's texts in several languages."""
    first = languages()[0]
    columns = [field.name for field in model._meta.fields if getattr(field, "_translated_field_language_code", "") == first]
    return [column.removesuffix(f"_{first}") for column in columns]


def lacking(model: type[models.Model], language: str, parts: Iterable[type[models.Model]] = ()) -> Q:
    """Return the condition that a record, or one of its `parts`, has a text in some language but not in `language`."""
    condition = Q(pk__in=[])
    for name in translated_names(model):
        column = to_attribute(name, language)
        empty = {other: "" for other in languages_of(name) if other != column}
        condition |= Q(**{column: ""}) & ~Q(**empty)
    for part in parts:
        for key in part._meta.fields:
            if isinstance(key, models.ForeignKey) and key.related_model is model:
                of_it = part._base_manager.filter(lacking(part, language), **{key.name: OuterRef("pk")})
                condition |= Q(Exists(of_it))
    return condition


def outdated(model: type[models.Model]) -> dict[str, set[Any]]:
    """Return, for each language, the keys of the records with a translation older than its original: read in one query."""
    found: dict[str, set[Any]] = {language: set() for language in languages()}
    names = translated_names(model)
    history: Any = getattr(model, "history", None)
    if history is None or not names:
        return found
    key = model._meta.pk.attname
    several = history.order_by().values(key).annotate(versions=Count("pk")).filter(versions__gt=1).values(key)
    columns = [column for name in names for column in languages_of(name)]
    rows = history.filter(**{f"{key}__in": several}).order_by(key, "history_date", "history_id")
    for record, versions in groupby(rows.values_list(key, "history_change_reason", *columns).iterator(), key=lambda row: row[0]):
        for language in outdated_languages([(reason == CHECKED, _by_text(texts)) for _key, reason, *texts in versions]):
            found[language].add(record)
    return found


def _by_text(values: Sequence[str]) -> Texts:
    count = len(languages())
    return [values[start : start + count] for start in range(0, len(values), count)]


def outdated_languages(versions: Sequence[tuple[bool, Texts]]) -> set[str]:
    """Return the languages in which a text is older than its original.

    `versions` are those of a record, the first one first: whether it says that the translations are right, and the texts.
    """
    codes = languages()
    found: set[str] = set()
    for number in range(len(versions[0][1])):
        changed = list(_changes([(is_checked, texts[number]) for is_checked, texts in versions]))
        written = [place for place, (first, _last) in enumerate(changed) if first is not None]
        if not written:
            continue
        original = min(written, key=lambda place: (changed[place][0], place))
        latest = versions[-1][1][number]
        found |= {codes[place] for place in written if latest[place] and latest[original] and changed[place][1] < changed[original][1]}
    return found


def _changes(versions: Sequence[tuple[bool, Sequence[str]]]) -> Iterator[tuple[int | None, int]]:
    """Yield, for each language of a text, the version in which it was first written and the one in which it was last changed."""
    for place in range(len(versions[0][1])):
        first, last, before = None, 0, ""
        for number, (is_checked, texts) in enumerate(versions):
            if texts[place] != before or is_checked:
                last = number
            if first is None and texts[place]:
                first = number
            before = texts[place]
        yield first, last
