from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BaseConfig(AppConfig):
    name = "smsu_intl.base"
    label = "base"
    verbose_name = _("Sources")

    def ready(self) -> None:
        from smsu_intl.base.changes import watch  # models are there only now

        watch()
