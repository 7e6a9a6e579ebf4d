"""What every page's template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language


def site(request: HttpRequest) -> dict[str, Any]:
    """Return `site_name` in the active language, from the settings: no database row is needed."""
    return {"site_name": settings.SITE_NAME.get(get_language() or "en", settings.SITE_NAME["en"])}
