"""What needs attention of several kinds of record."""

from typing import Any

from django.contrib import admin
from django.template.defaultfilters import date as printed_date
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from departments.admin import UniversityAdmin
from partners.models import (
    LinkCheck,
)
from partners.models.links import with_broken_links
from smsu_intl.base.admin import (
    SourceAdmin,
)
from smsu_intl.base.attention import Attention


@admin.display(description=_("without an agreement since"))
def uncovered_since(record: Any) -> str:
    return printed_date(record.covered_until, "DATE_FORMAT") if record.covered_until else str(_("there was none"))


@admin.display(description=_("broken web address"))
def broken_link(record: Any) -> str:
    check = LinkCheck.objects.get(pk=record.broken_link)
    since = _("since %(day)s") % {"day": printed_date(check.failing_since, "DATE_FORMAT")}
    return format_html('<a href="{}" rel="noreferrer">{}</a><br>{}, {}', check.address, check.address, check.get_problem_display(), since)


UNCOVERED = Attention("uncovered", _("Cooperation without a valid agreement"), lambda records: records.uncovered(), (uncovered_since,))
BROKEN = Attention("broken", _("Broken links"), with_broken_links, (broken_link,))
UniversityAdmin.attention = (*UniversityAdmin.attention, BROKEN)
SourceAdmin.attention = (*SourceAdmin.attention, BROKEN)
