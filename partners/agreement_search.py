"""The search of agreements: by their parties, departments, kind and number, and when they were signed or last."""

from typing import Any

from django.db.models import Q

from departments.models import Department
from partners.models import Agreement, AgreementQuerySet, Institution
from partners.sought import Sought
from smsu_intl.base.searching import begins_with_any, values_called


def search_agreements(agreements: AgreementQuerySet, sought: Sought) -> AgreementQuerySet:
    """Return those of `agreements` that every word tells something of; places and years that are named narrow."""
    question = sought.prepare().question()
    parties = Institution.objects.published()
    for word in question.words:
        agreements = agreements.filter(_told_by(agreements, sought, word))
    if question.places:
        there = _with(agreements, parties.in_countries(question.places))
        agreements = agreements.exclude(there) if question.is_elsewhere else agreements.filter(there)
    if sought.time:
        is_undated = Q(signed_start=None, valid_until_end=None)
        agreements = agreements.filter(Q(signed_start__range=sought.time) | Q(valid_until_end__range=sought.time) | is_undated)
    return agreements


def _told_by(agreements: AgreementQuerySet, sought: Sought, word: str) -> Q:
    """Return the condition that a word tells something of them."""
    forms = sought.forms_of(word)
    parties = Institution.objects.published()
    named = parties.filter(Q(pk__in=parties.named(forms)) | Q(pk__in=sought.in_cities(word)) | Q(pk__in=sought.partners))
    told = _with(agreements, named)
    told |= agreements.leading_to("departments", Department.objects.published().filter(begins_with_any("folded", forms)))
    for name in ("kind", "state"):
        field: Any = Agreement._meta.get_field(name)
        told |= Q(**{f"{name}__in": values_called(field, word)})
    return told | Q(number__icontains=word)


def _with(agreements: AgreementQuerySet, institutions: Any) -> Q:
    """Return the condition that any of some institutions is a party, or took part in what was done under the agreement."""
    found = agreements.leading_to("institutions", institutions)
    for name in ("visits", "events"):
        activities: Any = Agreement._meta.get_field(name).related_model
        done = activities.objects.published()
        found |= Q(
            pk__in=done.filter(done.leading_to("institutions", institutions), agreement__isnull=False).order_by().values("agreement")
        )
    return found
