from django.urls import path

from events import views

app_name = "events"

urlpatterns = [
    path("visits/", views.visits, name="visits"),
    path("visits/<slug:slug>/", views.visit, name="visit"),
    path("events/", views.events, name="events"),
    path("events/<slug:slug>/", views.event, name="event"),
]
