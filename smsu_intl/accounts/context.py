"""What the pages of an account need to look like the admin's."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from smsu_intl.accounts.second_factor import must_set_up


def is_account_page(request: HttpRequest) -> bool:
    return request.path.startswith(f"{reverse('admin:index')}account/")


def staff(request: HttpRequest) -> dict[str, Any]:
    """Return what the admin's frame shows, without its sidebar; nothing for any other page."""
    if not is_account_page(request):
        return {}
    return {
        "site_header": admin.site.site_header,
        "site_title": admin.site.site_title,
        "site_url": admin.site.site_url,
        "has_permission": admin.site.has_permission(request),
        "is_nav_sidebar_enabled": False,
        "must_set_up_second_factor": must_set_up(request),
        "is_demonstration": not settings.SECOND_FACTOR,
    }
