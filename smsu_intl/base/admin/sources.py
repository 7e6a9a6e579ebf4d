"""Sources, cited by any number of records."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from smsu_intl.base.admin.fields import PlainWords
from smsu_intl.base.admin.forms import CheckedForm
from smsu_intl.base.admin.lists import AttentionFilter, FoldedSearch
from smsu_intl.base.admin.scopes import Scoped
from smsu_intl.base.attention import WithAttention
from smsu_intl.base.models import Record, Source
from smsu_intl.base.rights import Rights
from smsu_intl.base.rows import relations_to
from smsu_intl.base.texts import languages_of
from smsu_intl.base.translation_lists import WithTranslations


class SourceForm(CheckedForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not (self.text_in_any_language("title") or cleaned.get("address")):
            self.add_error("title_en", _("Give the title of the source, or its web address."))
        return cleaned


@admin.register(Source)
class SourceAdmin(WithAttention, WithTranslations, Scoped, FoldedSearch, PlainWords, admin.ModelAdmin):
    """Sources are anyone's to cite once they are public; whoever entered one edits it.

    An editor does until something published cites it: from then on the public sees what stands there.
    """

    others_are_seen = True

    form = SourceForm
    list_display = ("__str__", "address", "seen_on", "is_public")
    list_filter = (AttentionFilter, "is_public")
    search_fields = ("title_en", "title_ru", "title_uz", "address")
    fields = (languages_of("title"), "address", ("seen_on", "is_public"))
    help_texts: ClassVar[dict[str, Any]] = {
        "title": _("What the page, paper or report is called. At least one language, or the web address below."),
        "address": _("In full, beginning with https://"),
        "seen_on": _("The day on which you read it."),
    }

    def owned_by(self, rights: Rights) -> Q:
        kind = ContentType.objects.get_for_model(Source)
        entered = LogEntry.objects.filter(user=rights.user_key, content_type=kind, action_flag=ADDITION)
        own = Q(pk__in=[int(str(key)) for key in entered.values_list("object_id", flat=True)])
        return own & ~_cited_by_published() if rights.is_editor else own

    def published_by_anyone(self) -> Q:
        return Q(is_public=True)


def _cited_by_published() -> Q:
    cited = Q()
    for relation in relations_to(Source):
        owner: Any = relation.model._meta.auto_created
        if owner and issubclass(owner, Record):
            path = owner._meta.get_field("sources").m2m_field_name()
            links = relation.model._base_manager.filter(**{f"{path}__status": Record.Status.PUBLISHED})
            cited |= Q(pk__in=links.values(relation.field.attname))
    return cited
