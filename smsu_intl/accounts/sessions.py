"""Where somebody is signed in, and how that ends: at once, with the next thing the browser asks for."""

from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

SEEN_ANEW = timedelta(minutes=1)  # how old "last seen" may be

BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "YaBrowser": "Yandex",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS X": "macOS", "Linux": "Linux"}


def end_sessions(user: Any, *, but: str | None = None) -> int:
    """End the sessions of an account, but for the one with a given key. Return how many."""
    sessions = list(UserSession.objects.filter(user=user).exclude(session_key=but or ""))
    for session in sessions:
        session.end()
    return len(sessions)


def keep_track(request: HttpRequest) -> None:
    """Note that a session is in use, from which address and with which browser."""
    known = UserSession.objects.filter(session_key=request.session.session_key).first()
    if known is None or known.user_id != request.user.pk or known.last_seen_at < timezone.now() - SEEN_ANEW:
        UserSession.objects.create_from_request(request)


def device(user_agent: str) -> str:
    """Return in words what somebody signed in with, as far as its browser tells."""
    browser = next((name for sign, name in BROWSERS.items() if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in user_agent), "")
    return ", ".join(filter(None, (browser, system))) or gettext("An unknown device")
