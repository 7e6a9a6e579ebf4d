"""What happens with every request of staff, and with none of the public's."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from smsu_intl.accounts.context import is_account_page
from smsu_intl.accounts.sessions import keep_track


class StaffSessionsMiddleware:
    """Keeps the list of sessions, and pages of accounts out of every cache. Public pages stay without a session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(reverse("admin:index")) and request.session.session_key and request.user.is_authenticated:
            keep_track(request)
        response = self.get_response(request)
        if is_account_page(request):
            add_never_cache_headers(response)
        return response
