"""What a page says, told to machines: schema.org's words in JSON-LD, and no fact that the page does not show."""

import json
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

Thing = dict[str, Any]

ESCAPED = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}  # so that no text can end the script


def thing(kind: str, **facts: Any) -> Thing:
    """Return something of the `kind` with what is known of it."""
    return {"@type": kind, **{name: _plain(fact) for name, fact in facts.items() if fact}}


def _plain(fact: Any) -> Any:
    return fact if isinstance(fact, bool | int | list | dict) else str.__str__(str(fact))


def linked(request: HttpRequest, kind: str, record: Any, **facts: Any) -> Thing:
    """Return a record that has a page of its own, by its name and address."""
    return thing(kind, name=str(record), url=request.build_absolute_uri(record.get_absolute_url()), **facts)


def address(*, city: Any = "", country: str = "", street: Any = "") -> Thing:
    return thing("PostalAddress", streetAddress=street, addressLocality=city, addressCountry=country)


def place(name: Any) -> Thing:
    return thing("Place", name=name, address=str.__str__(str(name)))


def trail(request: HttpRequest, *steps: tuple[Any, str]) -> Thing:
    """Return the way from the home page to this one: names and addresses, the page itself last."""
    named = [(_("International cooperation"), reverse("home")), *steps]
    return thing(
        "BreadcrumbList",
        itemListElement=[
            thing("ListItem", position=position, name=name, item=request.build_absolute_uri(path))
            for position, (name, path) in enumerate(named, 1)
        ],
    )


def script(things: list[Thing]) -> SafeString:
    """Return the data block of a page; browsers do not run it, so the content policy lets it be."""
    text = json.dumps({"@context": "https://schema.org", "@graph": things}, ensure_ascii=False, separators=(",", ":"))
    return SafeString(f'<script type="application/ld+json">{text.translate(ESCAPED)}</script>')
