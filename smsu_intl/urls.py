"""Every address of the site: unprefixed for machines and staff, under a language for visitors."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.i18n import set_language

from events.urls import machine_patterns as event_files
from partners.urls import machine_patterns as partner_files
from smsu_intl import cards, sitemaps, views
from smsu_intl.previews import preview
from smsu_intl.styleguide import styleguide

urlpatterns = [
    path("healthz", views.alive, name="alive"),
    path("readyz", views.ready, name="ready"),
    path("favicon.ico", views.favicon),
    path("robots.txt", views.robots, name="robots"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    re_path(r"^cards/(?P<kind>[a-z]+)/(?P<key>[-a-zA-Z0-9_.]+)\.(?P<language>[a-z]{2})\.png$", cards.card, name="card"),
    path("sitemap.xml", sitemaps.all_pages, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.section_pages, name="sitemap_section"),
    path("pages/international_partnership_department_<slug:name>", views.old_department_page, name="old_department_page"),
    *partner_files,
    *event_files,
    path("admin/language/", set_language, name="set_language"),
    path("admin/account/", include("smsu_intl.accounts.urls")),
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("about/", views.about, name="about"),
        path("search/", views.search, name="search"),
        path("styleguide/", styleguide, name="styleguide"),
        path("preview/<str:token>/", preview, name="preview"),
        path("", include("departments.urls")),
        path("", include("partners.urls")),
        path("", include("events.urls")),
    ),
]

handler400 = "smsu_intl.views.bad_request"
handler403 = "smsu_intl.views.forbidden"
handler404 = "smsu_intl.views.not_found"
handler500 = "smsu_intl.views.server_error"
