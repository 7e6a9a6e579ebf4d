"""Finding a record at an address, at one that it had before too, and leading visitors from there to where it is now."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from smsu_intl.base.models import FormerAddress


def at_address(records: QuerySet[Any], slug: str) -> Any:
    """Return the one of `records` at this slug; where none is, the last that was there before. Raise Http404 for none.

    One that is there now always wins over all that were.
    """
    found = records.filter(slug=slug).first()
    if found is None:
        keys = FormerAddress.objects.keys(records.model, slug)
        were_there = {record.pk: record for record in records.filter(pk__in=keys)} if keys else {}
        found = next((were_there[key] for key in keys if key in were_there), None)
    if found is None:
        raise Http404
    return found


def elsewhere(request: HttpRequest, record: Any) -> HttpResponse | None:
    """Return what leads to the record's own page, with the same query string; None if this is that page."""
    address = str(record.get_absolute_url())
    return None if address == request.path else lead_to(request, address)


def lead_to(request: HttpRequest, address: str) -> HttpResponse:
    """Return what leads to an address for good, with the query string of the request."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
