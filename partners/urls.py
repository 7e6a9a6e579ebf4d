from django.urls import path

from partners import views

app_name = "partners"

urlpatterns = [
    path("partners/", views.partners, name="partners"),
    path("partners/suggest/", views.suggest, name="suggest"),
    path("partners/<slug:slug>/", views.partner, name="partner"),
    path("countries/<slug:code>/", views.country, name="country"),
]
