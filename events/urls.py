from django.urls import path, re_path

from events import views

app_name = "events"

visit, event, department, university_department = ({"of": owner} for owner in ("visit", "event", "department", "university_department"))

urlpatterns = [
    path("visits/", views.visits, name="visits"),
    path("visits/<slug:slug>/", views.visit, name="visit"),
    path("visits/<slug:slug>/photos/", views.photos, visit, name="visit_photos"),
    path("visits/<slug:slug>/photos/<int:key>/", views.photo, visit, name="visit_photo"),
    path("events/", views.events, name="events"),
    path("events/<slug:slug>/", views.event, name="event"),
    path("events/<slug:slug>/photos/", views.photos, event, name="event_photos"),
    path("events/<slug:slug>/photos/<int:key>/", views.photo, event, name="event_photo"),
    path("departments/<slug:slug>/photos/", views.photos, department, name="department_photos"),
    path("departments/<slug:slug>/photos/<int:key>/", views.photo, department, name="department_photo"),
    path(
        "universities/<slug:university__slug>/departments/<slug:slug>/photos/",
        views.photos,
        university_department,
        name="university_department_photos",
    ),
    path(
        "universities/<slug:university__slug>/departments/<slug:slug>/photos/<int:key>/",
        views.photo,
        university_department,
        name="university_department_photo",
    ),
    path("feeds/visits.atom", views.visits_feed, name="visits_feed"),
    path("feeds/events.atom", views.events_feed, name="events_feed"),
    path("feeds/departments/<str:key>.atom", views.department_feed, name="department_feed"),
    path("feeds/universities/<slug:slug>.atom", views.university_feed, name="university_feed"),
]

# Under no language: the files that pages show, and what machines read, which say the language they want in the query string.
machine_patterns = [
    re_path(
        r"^media/photos/(?P<name>[0-9a-f]{20})-(?P<width>[1-9][0-9]{0,2})\.(?P<suffix>webp|avif)$", views.photo_file, name="photo_file"
    ),
    path("events.ics", views.events_calendar, name="events_ics"),
    path("events/<slug:slug>.ics", views.event_calendar, name="event_ics"),
]
