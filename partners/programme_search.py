"""The search of programmes: by what their pages say, not only by their titles."""

import re
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils import timezone

from departments.models import Department
from partners.fitting import CEFR, STUDENT
from partners.models import MOST_YEARS, Institution, Programme, ProgrammeLanguage, ProgrammeQuerySet, ProgrammeSubject, StudyLevel
from partners.search.vocabulary import FUNDINGS, LANGUAGE_WORDS, LEVELS, OPEN_NOW
from partners.sought import Sought
from smsu_intl.base.folding import fold
from smsu_intl.base.searching import begins_with_any, stem, stems_of, values_called

# “3-kurs”, “3-й курс”, “3rd year”, “3-kursda”, as they are folded.
_YEAR_OF_STUDY = re.compile(rf"\b([1-{MOST_YEARS}]) ?(?:st|nd|rd|th|y|i|go|m)? (kurs\w*|year|course|yil\w*)\b")


def search_programmes(programmes: ProgrammeQuerySet, text: str | Sought) -> ProgrammeQuerySet:
    """Return those of `programmes` that every word of `text` describes: what they are called, offer, ask and cost, and whose they are.

    Countries, kinds, years and a year of study that are named narrow; a name that a partner surely has is enough.
    """
    sought = Sought.of(text, "programmes")
    return _Search(programmes, sought).found if sought.words else programmes


class _Search:
    """What is searched for, and among what."""

    def __init__(self, programmes: ProgrammeQuerySet, sought: Sought) -> None:
        self.programmes, self.sought = programmes, sought.prepare()
        self.question = sought.question(Programme.Kind.values)

    @property
    def found(self) -> ProgrammeQuerySet:
        question, sought = self.question, self.sought
        described = self._described(word for word in question.words if word not in self._said_of_year)
        if question.words and sought.partners:
            described |= self.programmes.leading_to("institutions", Institution.objects.published().filter(pk__in=sought.partners))
        found = self.programmes.filter(described)
        if question.sorts:
            found = found.filter(Q(kind__in=question.sorts) | self._described(question.sort_words))
        if question.places:
            found = found.filter(self._is_there)
        if self._year_of_study:
            found = found.filter(self._is_for_year)
        return found.filter(self._is_of(*sought.time)) if sought.time else found

    @property
    def _is_there(self) -> Q:
        """The condition that they are in the places that are named, or that people from there may apply."""
        question = self.question
        if question.is_origin:
            from_home = Q(university__country__in=question.places) & ~Q(eligibility=Programme.Eligibility.FROM_ABROAD)
            return from_home | (~Q(university__country__in=question.places) & ~Q(eligibility=Programme.Eligibility.RESIDENTS))
        there = self.programmes.leading_to("institutions", Institution.objects.published().in_countries(question.places))
        return ~there if question.is_elsewhere else there | self._described(question.place_words)

    def _is_of(self, first: date, last: date) -> Q:
        """Return the condition that they begin, or that one can apply, in the time that is named; or are called after its years.

        Where more is asked than a time, those without any day are not ruled out by it.
        """
        found = Q(intake_start__lte=last, intake_end__gte=first) | Q(deadline__range=(first, last))
        if first <= timezone.localdate() <= last:
            found |= Q(pk__in=self.programmes.offered().order_by().values("pk"))
        if self.question.words or self.question.sorts or self.question.places:
            found |= Q(intake_start=None, deadline=None)
        return found | begins_with_any("folded", self.sought.titled_so)

    @cached_property
    def _year_of_study(self) -> re.Match[str] | None:
        return _YEAR_OF_STUDY.search(fold(self.sought.text))

    @property
    def _said_of_year(self) -> set[str]:
        return {*self._year_of_study[0].split()} if self._year_of_study else set()

    @property
    def _is_for_year(self) -> Q:
        """The condition that students of the year that is named may apply."""
        year = int(self._year_of_study[1]) if self._year_of_study else 0
        students = self.programmes.leading_to("levels", StudyLevel.objects.filter(slug=STUDENT))
        is_early, is_late = Q(first_year__gt=year), Q(last_year__lt=year)
        return (students | ~self.programmes.leading_to("levels", StudyLevel.objects.all())) & ~is_early & ~is_late

    def _described(self, words: Iterable[str]) -> Q:
        """Return the condition that each of some words tells something of them."""
        all_of_them = Q()
        for word in words:
            all_of_them &= self._told_by(word)
        return all_of_them

    def _told_by(self, word: str) -> Q:
        forms = self.sought.forms_of(word)
        institutions, departments = Institution.objects.published(), Department.objects.published()
        told = begins_with_any("folded", forms) | begins_with_any("folded_text", forms)
        for name in ("kind", "eligibility", "funding"):
            field: Any = Programme._meta.get_field(name)
            told |= Q(**{f"{name}__in": values_called(field, word)})
        told |= Q(funding__in=[funding for funding, words in FUNDINGS.items() if stem(word) in stems_of(words)])
        told |= self._of_state(word)
        if month := self.sought.month_called(word):
            told |= Q(intake_start__month__lte=month, intake_end__month__gte=month) | Q(deadline__month=month)
        related = {
            "institutions": institutions.filter(Q(pk__in=institutions.named(forms)) | Q(pk__in=self.sought.in_cities(word))),
            "departments": departments.filter(begins_with_any("folded", forms)),
            "levels": self._levels(word),
            "subjects": ProgrammeSubject.objects.filter(pk__in=self.sought.keys_of("subject", word)),
        }
        for name, records in related.items():
            told |= self.programmes.leading_to(name, records)
        return told | Q(pk__in=self._needing(word).values("programme"))

    def _of_state(self, word: str) -> Q:
        """Return the condition that they are in the state that a word names; what is over is not open."""
        field: Any = Programme._meta.get_field("state")
        states = [state for state in values_called(field, word) if state != Programme.State.OPEN]
        is_open = stem(word) in stems_of(OPEN_NOW)
        return Q(state__in=states) | (Q(pk__in=self.programmes.offered().order_by().values("pk")) if is_open else Q(pk__in=[]))

    def _levels(self, word: str) -> Any:
        """Return the levels that a word names: “students” alone are no doctoral students."""
        slugs = _levels_called(word)
        if slugs and not any(_levels_called(other) for other in self.question.words if other != word):
            return StudyLevel.objects.filter(slug__in=slugs)
        return StudyLevel.objects.filter(Q(pk__in=self.sought.keys_of("level", word)) | Q(slug__in=slugs))

    def _needing(self, word: str) -> Any:
        """Return the languages and levels needed that a word names."""
        if stem(word) in stems_of(LANGUAGE_WORDS):
            return ProgrammeLanguage.objects.all()
        field: Any = ProgrammeLanguage._meta.get_field("language")
        named = Q(language__in=[*values_called(field, word), *values_called(field, f"{word}cha")])  # “ingliz tili”, “inglizcha”
        return ProgrammeLanguage.objects.filter(named | Q(level__in=[level for level in CEFR if level.lower() == word]))


def _levels_called(word: str) -> list[str]:
    return [slug for slug, words in LEVELS.items() if stem(word) in stems_of(words)]
