"""Feeds of what is new: visits and events, of all, of one department or of one university."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.defaultfilters import capfirst
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language

from events.models import Activity, ActivityQuerySet
from smsu_intl.base.texts import LocalText

MOST_ENTRIES = 30


class _Feed(Atom1Feed):
    """A feed whose titles mark the language they are in where that is not the feed's."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        marker: Any = _TitleMarker(handler, item["language"]) if item["language"] else handler
        super().add_item_elements(marker, item)


class _TitleMarker:
    """Writes what a feed's writer does, and the language beside the title."""

    def __init__(self, handler: Any, language: str) -> None:
        self.handler, self.language = handler, language

    def __getattr__(self, name: str) -> Any:
        return getattr(self.handler, name)

    def addQuickElement(self, name: str, contents: str | None = None, attrs: dict[str, str] | None = None) -> None:  # noqa: N802 -- its name there
        marked = {**(attrs or {}), "xml:lang": self.language} if name == "title" else attrs
        self.handler.addQuickElement(name, contents, marked)


def latest(*kinds: ActivityQuerySet) -> list[Any]:
    """Return the activities of all `kinds` whose records changed last, the latest first."""
    found = [activity for kind in kinds for activity in kind.with_parts().order_by("-updated_at", "-pk")[:MOST_ENTRIES]]
    return sorted(found, key=lambda activity: activity.updated_at, reverse=True)[:MOST_ENTRIES]


def atom(request: HttpRequest, *, title: str, page: str, activities: Iterable[Any]) -> str:
    """Return the feed of the `activities`, named `title`, that stand on the page at the address `page`."""
    feed = _Feed(
        title=title,
        link=request.build_absolute_uri(page),
        description=None,
        language=get_language() or "en",
        author_name=settings.SITE_NAME[get_language() or "en"],
        feed_url=request.build_absolute_uri(request.path),
    )
    for activity in activities:
        title = activity.headline
        feed.add_item(
            title=str.__str__(title),
            language=title.lang if isinstance(title, LocalText) and title.is_original else "",
            link=request.build_absolute_uri(activity.get_absolute_url()),
            description=describe(activity),
            unique_id=_identity(request, activity),
            updateddate=activity.updated_at,
            categories=[capfirst(sort_of(activity))],
        )
    return feed.writeString("utf-8")


def describe(activity: Activity) -> str:
    """Return an activity as HTML: what, when, where, with whom, in whatever languages; needs `with_parts()`."""
    context = {"activity": activity, "sort": sort_of(activity)}
    return " ".join(render_to_string("_partials/activity_entry.html", context).split())


def sort_of(activity: Any) -> str:
    """Return what it is: an incoming visit, a webinar."""
    return str(activity.get_kind_display() if hasattr(activity, "kind") else activity.get_direction_display())


def _identity(request: HttpRequest, activity: Activity) -> str:
    """Return what stays the same when the title or the address changes, for each language."""
    lists = request.build_absolute_uri(reverse(f"events:{activity._meta.model_name}s"))
    return f"{lists}#{activity.pk}"
