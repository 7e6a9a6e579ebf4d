"""What the site's templates may say beyond Django's own words."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.template.defaultfilters import linebreaks_filter
from django.template.loader import render_to_string
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext

from smsu_intl.base.countries import country_name
from smsu_intl.base.linked_data import Thing, script
from smsu_intl.base.periods import PartialPeriod
from smsu_intl.base.texts import LocalText

register = template.Library()

MARKS_OF_ORIGINALS = ('<span lang="', '<div lang="')  # as texts in another language than the page begin; nothing else is marked so

LOCALES = {"en": "en_GB", "ru": "ru_RU", "uz": "uz_UZ"}  # as Open Graph names languages


@register.filter
def country(code: str) -> str:
    """The country's name in the page's language."""
    return country_name(code)


@register.filter
def plain(text: Any) -> str:
    """A text without its language mark, for attributes and titles."""
    return str.__str__(text) if isinstance(text, str) else str(text)


@register.filter
def prose(text: str) -> SafeString:
    """A text of several paragraphs, marked with its language where that is not the page's."""
    paragraphs = linebreaks_filter(plain(text), autoescape=True)
    if isinstance(text, LocalText) and text.is_original:
        return format_html('<div lang="{}">{}</div>', text.lang, paragraphs)
    return paragraphs


@register.filter
def telephone(text: str) -> SafeString:
    """Telephone numbers, parted by commas or semicolons, as links that call them; what is no number stays as it is."""
    return format_html_join("", "{}", ((_called(part),) for part in re.split(r"([,;]\s*)", text)))


def _called(text: str) -> str:
    if not re.fullmatch(r"\+?[\d\s().–-]{5,25}", text):
        return text
    return format_html('<a href="tel:{}">{}</a>', re.sub(r"[^\d+]", "", text), text)


@register.filter
def when(period: PartialPeriod) -> SafeString:
    """A period as the page's language prints it, machine-readable where HTML has a form for it; no line ends at an Uzbek day's hyphen."""
    text = str(period)
    if period.iso and "/" not in period.iso:
        return format_html('<time datetime="{}">{}</time>', period.iso, text)
    return format_html('<span class="whole">{}</span>', text) if "-" in text else format_html("{}", text)


@register.filter
def day(moment: datetime) -> SafeString:
    """The day of a moment, as the page's language prints it."""
    return when(PartialPeriod(localtime(moment).date().isoformat()))


@register.simple_tag
def hours(number: Decimal) -> str:
    """A number of hours: “36 hours”, “1.5 hours”."""
    shown = formats.number_format(number.normalize() if number % 1 else int(number))
    # A fraction takes the plural form that belongs to 2–4 in Russian, and the plural elsewhere.
    return ngettext("%(number)s hour", "%(number)s hours", 2 if number % 1 else int(number)) % {"number": shown}


@register.filter
def data_block(things: list[Thing]) -> SafeString:
    """What the page says, for machines."""
    return script(things)


@register.simple_block_tag
def squeezed(content: str) -> SafeString:
    """What stands inside, on one line: for titles and attributes, and to print a block twice."""
    return SafeString(" ".join(content.split()))


@register.simple_block_tag
def with_notice_of_originals(content: str) -> SafeString:
    """What stands inside, after a notice if any of it is shown in the language it was written in for want of a translation."""
    notice = render_to_string("_partials/originals.html") if any(mark in content for mark in MARKS_OF_ORIGINALS) else ""
    return SafeString(f"{notice}{content}")


@register.simple_tag(takes_context=True)
def whole_address(context: template.Context, path: str) -> str:
    """The address of a path with the site's host."""
    return str(context["request"].build_absolute_uri(path))


@register.simple_tag(takes_context=True)
def sharing(context: template.Context) -> dict[str, Any]:
    """The page's `address`, as it is told to others, `languages` with that in each, and `default_address` under none.

    The page's view says `canonical`, a path, where the query string belongs to the address.
    """
    request = context["request"]
    path: str = context.get("canonical") or request.path
    rest = path.lstrip("/").partition("/")[2]
    languages = [
        {
            "code": code,
            "locale": LOCALES[code],
            "address": request.build_absolute_uri(f"/{code}/{rest}"),
            "is_current": code == get_language(),
        }
        for code, _name in settings.LANGUAGES
    ]
    return {
        "address": request.build_absolute_uri(path),
        "languages": languages,
        "default_address": request.build_absolute_uri(f"/{rest}"),  # from there visitors are led to their language
    }


@register.simple_tag(takes_context=True)
def language_links(context: template.Context) -> list[dict[str, Any]]:
    """This page in each language: `code`, `name`, `address`, `is_current`."""
    request = context["request"]
    address = getattr(request, "preview", "") or request.get_full_path()
    path, _mark, query = address.partition("?")
    first, _slash, rest = path.lstrip("/").partition("/")
    rest = rest if first in dict(settings.LANGUAGES) else ""
    query = f"?{query}" if query else ""
    addresses = [(code, name, f"/{code}/{rest}{query}") for code, name in settings.LANGUAGES]
    return [{"code": code, "name": name, "address": address, "is_current": code == get_language()} for code, name, address in addresses]
