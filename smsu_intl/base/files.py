"""What machines fetch outside the pages: in which language, and what it says when it was not understood."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language


def language_of(request: HttpRequest) -> str:
    """Return the language that `?lang=` names; without it, the one that the visitor's programme accepts."""
    wanted = request.GET.get("lang", "")
    return wanted if wanted in dict(settings.LANGUAGES) else get_language() or "en"
