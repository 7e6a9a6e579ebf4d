from django.conf import settings
from django.urls import path, re_path

from partners import views

app_name = "partners"

LANGUAGE = f"(?P<language>{'|'.join(code for code, _name in settings.LANGUAGES)})"

urlpatterns = [
    path("partners/", views.partners, name="partners"),
    path("partners/print/", views.partners_print, name="partners_print"),
    path("partners/suggest/", views.suggest, name="suggest"),
    path("partners/<slug:slug>/", views.partner, name="partner"),
    path("confirm/<str:token>/", views.confirmation, name="confirmation"),
    path("countries/", views.countries, name="countries"),
    path("countries/<slug:code>/", views.country, name="country"),
    path("programmes/", views.programmes, name="programmes"),
    path("programmes/<slug:slug>/", views.programme, name="programme"),
]

# Under no language: what machines read says which one it wants in the query string.
machine_patterns = [
    path("partners.csv", views.partners_file, {"suffix": "csv"}, name="partners_csv"),
    path("partners.json", views.partners_file, {"suffix": "json"}, name="partners_json"),
    path("partners.xlsx", views.partners_file, {"suffix": "xlsx"}, name="partners_xlsx"),
    path("documents/<uuid:uid>/<str:name>", views.document, name="document"),
    path("reconcile/", views.reconcile, name="reconcile"),
    re_path(f"^reconcile/{LANGUAGE}/properties/$", views.reconcile_properties, name="reconcile_properties"),
    re_path(f"^reconcile/{LANGUAGE}/suggest/(?P<what>entity|property|type)/$", views.reconcile_suggest, name="reconcile_suggest"),
    re_path(f"^reconcile/{LANGUAGE}/preview/(?P<slug>[-a-zA-Z0-9_]+)/$", views.reconcile_preview, name="reconcile_preview"),
]
