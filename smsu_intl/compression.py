"""Public pages travel compressed; nothing that holds a secret does.

Static files are compressed once, by WhiteNoise, when they are collected. What is rendered is compressed here,
unless it could hold a secret beside what a visitor typed: the admin (a session, tokens) and whatever sets a cookie.
Django's own middleware adds a random pad besides, which makes lengths useless to whoever measures them.
"""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.urls import reverse

TEXTS = ("text/", "application/json", "application/ld+json", "application/manifest+json", "application/xml", "application/atom+xml")


class PublicGZipMiddleware(GZipMiddleware):
    """Compress public texts; photographs, cards and workbooks are compressed already."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_text = response.headers.get("Content-Type", "").startswith(TEXTS)
        if not is_text or response.cookies or request.path.startswith(reverse("admin:index")):
            return response
        return super().process_response(request, response)
