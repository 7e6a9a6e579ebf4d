"""The page of all components: the tokens with their contrasts, and every fragment as real pages have it.

Nothing is invented for it: the fragments show the first records of this site, and the page says so.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from departments.models import Department, University
from events.models import Event, Photo, Visit
from partners.forms import PartnerFilter
from partners.models import Institution, Programme
from smsu_intl.base.countries import country_name
from smsu_intl.base.listing import Step, page_of

SHOWN = 2  # records of each kind
GROUND = "ganch"
# Tokens that text or controls are drawn with, or that text stands on; ornament is shown without a contrast.
COLOURS = (
    "ganch", "sand", "sheet", "ink", "quiet", "lapis", "deep-lapis", "turquoise", "tile", "ochre", "line", "control", "error", "success",
    "focus",
)  # fmt: skip
ORNAMENT = {"tile", "line", "focus", "ganch", "sand", "sheet", "deep-lapis"}


@dataclass(frozen=True)
class Token:
    """A colour in both schemes, and how it stands out from the ground there."""

    name: str
    light: str
    dark: str
    light_contrast: float | None
    dark_contrast: float | None


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour such as `#1b3a7a`, as WCAG defines it."""
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    shares = (int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21, to one decimal and never rounded up."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return int((lighter + 0.05) / (darker + 0.05) * 10) / 10


@cache
def tokens() -> list[Token]:
    """Read the colours from the style sheet itself."""
    light_part, _media, dark_part = (settings.BASE_DIR / "static/css/tokens.css").read_text().partition("@media")
    light = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+);", light_part))
    dark = light | dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+);", dark_part))
    return [
        Token(name, light[name], dark[name], None, None)
        if name in ORNAMENT
        else Token(name, light[name], dark[name], contrast(light[name], light[GROUND]), contrast(dark[name], dark[GROUND]))
        for name in COLOURS
    ]


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component, live, on one page."""
    university = University.objects.published().home().first()
    partners = Institution.objects.published().in_partnership()
    context: dict[str, Any] = {
        "tokens": tokens(),
        "university": university,
        "claims": list(university.claims.published()[:SHOWN]) if university else [],
        "departments": list(Department.objects.published().home().with_page().with_partner_counts().in_order()[:SHOWN]),
        "map": partners.map(home=university.country if university else ""),
        "page": page_of(request, partners.with_card().with_last_activity().in_name_order(), SHOWN),
        "visits": list(Visit.objects.published().with_parts().newest_first()[:SHOWN]),
        "events": list(Event.objects.published().with_parts().order_by("pk")[:SHOWN]),
        "programmes": list(Programme.objects.published().with_card().open_first()[:SHOWN]),
        "photos": list(Photo.objects.published().with_owner().order_by("pk")[:SHOWN]),
        "form": PartnerFilter(request),
        "chosen": {"chips": [{"filter": _("Country"), "label": country_name("KZ"), "address": reverse("styleguide")}]},
        "ways_out": [Step(_("Country"), reverse("styleguide"), count=SHOWN)],
        "action": reverse("partners:partners"),
    }
    return TemplateResponse(request, "site/styleguide.html", context)
