"""What a page says, told to machines: schema.org's words in JSON-LD, and no fact that the page does not show."""

import json
from collections.abc import Iterable
from typing import Any

from django.core.paginator import Page
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from smsu_intl.base.texts import LocalText

Thing = dict[str, Any]

ESCAPED = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}  # so that no text can end the script


def thing(kind: str, **facts: Any) -> Thing:
    """Return something of the `kind` with what is known of it."""
    return {"@type": kind, **{name: _plain(fact) for name, fact in facts.items() if fact}}


def _plain(fact: Any) -> Any:
    """Return a fact as JSON knows it; a text in another language than the page says which."""
    if isinstance(fact, LocalText) and fact.is_original:
        return {"@value": str.__str__(fact), "@language": fact.lang}
    if isinstance(fact, str):
        return str.__str__(fact)
    return fact if isinstance(fact, bool | int | list | dict) else str(fact)


def name_of(record: Any) -> Any:
    """Return what a record is called, in a text that knows its language where the record has one."""
    return getattr(record, "headline", None) or getattr(record, "name", None) or str(record)


def linked(request: HttpRequest, kind: str, record: Any, **facts: Any) -> Thing:
    """Return a record that has a page of its own, by its name and address."""
    return thing(kind, name=name_of(record), url=request.build_absolute_uri(record.get_absolute_url()), **facts)


def address(*, city: Any = "", country: str = "", street: Any = "") -> Thing:
    return thing("PostalAddress", streetAddress=street, addressLocality=city, addressCountry=country)


def place(name: Any) -> Thing:
    return thing("Place", name=name, address=name)


def trail(request: HttpRequest, *steps: tuple[Any, str]) -> Thing:
    """Return the way from the home page to this one: names and addresses, the page itself last."""
    named = [(_("International cooperation"), reverse("home")), *((_named(step), path) for step, path in steps)]
    return thing(
        "BreadcrumbList",
        itemListElement=[
            thing("ListItem", position=position, name=name, item=request.build_absolute_uri(path))
            for position, (name, path) in enumerate(named, 1)
        ],
    )


def _named(step: Any) -> Any:
    return name_of(step) if isinstance(step, Model) else step


def listing(request: HttpRequest, records: Iterable[Any], page: Page[Any] | None = None) -> list[Thing]:
    """Return the records that a page lists, by name and address, as an ItemList; nothing for an empty list."""
    first, total = (page.start_index(), page.paginator.count) if page else (1, None)
    items = [
        thing("ListItem", position=position, name=name_of(record), url=request.build_absolute_uri(record.get_absolute_url()))
        for position, record in enumerate(records, first)
    ]
    return [thing("ItemList", numberOfItems=total or len(items), itemListElement=items)] if items else []


def script(things: list[Thing]) -> SafeString:
    """Return the data block of a page; browsers do not run it, so the content policy lets it be."""
    text = json.dumps({"@context": "https://schema.org", "@graph": things}, ensure_ascii=False, separators=(",", ":"))
    return SafeString(f'<script type="application/ld+json">{text.translate(ESCAPED)}</script>')
