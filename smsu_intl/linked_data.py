"""The pages that compose all apps, in schema.org's words."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from departments.linked_data import university_thing
from departments.models import University
from smsu_intl.base.linked_data import Thing, linked, thing, trail


def describe_home(request: HttpRequest, university: University) -> list[Thing]:
    """Return the site with its search for partners, and whose site it is."""
    home = request.build_absolute_uri(reverse("home"))
    search = {
        "@type": "SearchAction",
        "target": request.build_absolute_uri(reverse("partners:partners")) + "?q={q}",
        "query-input": "required name=q",
    }
    owner = linked(request, "CollegeOrUniversity", university)
    return [
        thing("WebSite", name=_("International cooperation"), url=home, publisher=owner, potentialAction=search),
        trail(request),
    ]


def describe_about(request: HttpRequest, university: University) -> list[Thing]:
    return [university_thing(request, university), trail(request, (_("About"), reverse("about")))]


def describe_search(request: HttpRequest) -> list[Thing]:
    return [trail(request, (_("Search"), reverse("search")))]
