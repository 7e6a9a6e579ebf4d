from django.urls import path

from events import views

app_name = "events"

urlpatterns = [
    path("visits/", views.visits, name="visits"),
    path("visits/<slug:slug>/", views.visit, name="visit"),
    path("events/", views.events, name="events"),
    path("events/<slug:slug>/", views.event, name="event"),
    path("feeds/visits.atom", views.visits_feed, name="visits_feed"),
    path("feeds/events.atom", views.events_feed, name="events_feed"),
    path("feeds/departments/<str:key>.atom", views.department_feed, name="department_feed"),
    path("feeds/universities/<slug:slug>.atom", views.university_feed, name="university_feed"),
]

# Under no language: what machines read says which one it wants in the query string.
machine_patterns = [
    path("events.ics", views.events_calendar, name="events_ics"),
    path("events/<slug:slug>.ics", views.event_calendar, name="event_ics"),
]
