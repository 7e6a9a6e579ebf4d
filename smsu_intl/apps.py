from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate


class SiteConfig(AppConfig):
    name = "smsu_intl"
    label = "site"

    def ready(self) -> None:
        from smsu_intl.accounts.throttling import make_cache_table
        from smsu_intl.roles import make_roles  # models are there only now

        post_migrate.connect(make_roles, sender=apps.get_app_config("auth"), dispatch_uid="roles")
        post_migrate.connect(make_cache_table, sender=apps.get_app_config("accounts"), dispatch_uid="cache table")


class SiteAdminConfig(AdminConfig):
    default_site = "smsu_intl.admin.SiteAdmin"
