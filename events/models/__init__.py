"""Visits and events, the sessions inside them, who took part and how many, and photographs."""

from events.models.activities import Activity, ActivityQuerySet, Event, EventQuerySet, Visit, VisitQuerySet
from events.models.parts import Count, Participant, Session
from events.models.photos import UNDESCRIBED, Photo

__all__ = [
    "UNDESCRIBED",
    "Activity",
    "ActivityQuerySet",
    "Count",
    "Event",
    "EventQuerySet",
    "Participant",
    "Photo",
    "Session",
    "Visit",
    "VisitQuerySet",
]
