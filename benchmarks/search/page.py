"""What a visitor waits for: the directory's page, with all its facets and counts, over the whole list."""

from functools import cache
from itertools import cycle

from django.db import connection
from django.test import Client

from departments.models import Department, University
from partners.models import Institution, Partnership

DEPARTMENTS = 40  # as many as a large university has


def publish_everything() -> None:
    """Make every institution public, and a partner of one of the departments of a university."""
    if Partnership.objects.exists():
        return
    university = University.objects.create(slug="benchmark", name_en="Benchmark", country="UZ", is_home=True, status="published")
    departments = [
        Department.objects.create(slug=f"department-{number}", name_en=f"Department {number}", university=university, status="published")
        for number in range(DEPARTMENTS)
    ]
    Institution.objects.update(status="published")
    keys = Institution.objects.order_by("pk").values_list("pk", flat=True)
    Partnership.objects.bulk_create(
        [
            Partnership(institution_id=key, department=department, university=university, status="published")
            for key, department in zip(keys, cycle(departments), strict=False)
        ],
        batch_size=1000,
    )
    if connection.vendor == "postgresql":  # as docs/production.md tells whoever runs it; SQLite has no statistics unless somebody asks
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


@cache
def _visitor() -> Client:
    """Return one client for all queries: each sets up the middleware anew, which a process does once, and public pages set no cookie."""
    return Client(SERVER_NAME="localhost")


def directory_page(query: str) -> list[int]:
    """Return the keys of the first ten that the page lists, as a visitor gets it."""
    response = _visitor().get("/en/partners/", {"q": query}, follow=True)
    return [institution.pk for institution in response.context_data["partners"][:10]]
