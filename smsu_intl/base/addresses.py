"""Finding a record at an address, at one that it had before too, and leading visitors from there to where it is now."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from smsu_intl.base.models import FormerAddress


def at_address(records: QuerySet[Any], slug: str) -> Any:
    """Return the one of `records` at this slug; where none is, the last that was there before. Raise Http404 for none.

    One that is there now always wins over all that were.
    """
    found = at_addresses(records, [slug]).get(slug)
    if found is None:
        raise Http404
    return found


def at_addresses(records: QuerySet[Any], slugs: Iterable[str]) -> dict[str, Any]:
    """Return what `at_address()` would for each slug; nothing for those where none of `records` is or was."""
    slugs = set(slugs)
    found = {record.slug: record for record in records.filter(slug__in=slugs)}
    keys = FormerAddress.objects.keys(records.model, slugs - found.keys()) if slugs - found.keys() else {}
    were_there = {record.pk: record for record in records.filter(pk__in=set(chain(*keys.values())))} if keys else {}
    for slug, former in keys.items():
        if record := next((were_there[key] for key in former if key in were_there), None):
            found[slug] = record
    return found


def elsewhere(request: HttpRequest, record: Any) -> HttpResponse | None:
    """Return what leads to the record's own page, with the same query string; None if this is that page."""
    address = str(record.get_absolute_url())
    return None if address == request.path else lead_to(request, address)


def lead_to(request: HttpRequest, address: str) -> HttpResponse:
    """Return what leads to an address for good, with the query string of the request."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
