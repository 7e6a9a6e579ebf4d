from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class SiteConfig(AppConfig):
    name = "smsu_intl"
    label = "site"


class SiteAdminConfig(AdminConfig):
    default_site = "smsu_intl.admin.SiteAdmin"
