"""Partners confirm or correct what we publish of them, by a link in a letter, without an account."""

from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from partners.models import Confirmation, Institution
from smsu_intl.base.changes import CHANGE, Step
from smsu_intl.base.models import ProposedChange
from smsu_intl.base.texts import label_of, languages_of

CORRECTABLE = (*languages_of("name"), *languages_of("city"), "website")
LONGEST_REMARK = 4000  # characters
_SALT = "confirmation"


# Asking


class AskForm(forms.ModelForm):
    """Whom to ask."""

    class Meta:
        model = Confirmation
        fields = ("name", "email", "language")
        help_texts = {"name": gettext_lazy("The person at the partner who gets the letter.")}


def address_of(confirmation: Confirmation) -> str:
    """Return the path of a question's link, in its language."""
    with override(confirmation.language):
        return reverse("partners:confirmation", args=[signing.dumps(confirmation.pk, salt=_SALT)])


def send(confirmation: Confirmation, address: str) -> None:
    """Write to whom we ask. `address` is that of the link, with the site's host."""
    with override(confirmation.language):
        until = date_format(localtime(confirmation.answerable_until), "DATE_FORMAT")
        site = settings.SITE_NAME[confirmation.language]
        lines = [
            _("Dear %(name)s,") % {"name": confirmation.name},
            "",
            _("%(site)s publishes a page about its cooperation with %(institution)s.")
            % {"site": site, "institution": confirmation.institution},
            _("Please look whether what it says about you is right. You need no account: open this link, then confirm or correct."),
            "",
            address,
            "",
            _("The link works until %(day)s. Corrections are read by a person before they appear.") % {"day": until},
            "",
            site,
        ]
        subject = _("Is this right? %(institution)s on the pages of %(site)s") % {"institution": confirmation.institution, "site": site}
        EmailMessage(" ".join(subject.split()), "\n".join(lines), to=[confirmation.email]).send()


# Answering


def confirmation_of(token: str) -> Confirmation:
    """Return the question to which a link belongs, answerable or not. Raise Http404 if it is none of ours."""
    try:
        key = signing.loads(token, salt=_SALT)
    except signing.BadSignature as error:
        raise Http404 from error
    found: Confirmation | None = Confirmation.objects.filter(pk=key).select_related("institution", "change").first()
    if found is None:
        raise Http404
    return found


class AnswerForm(forms.ModelForm):
    """What a partner corrects; what it leaves as it is, it confirms."""

    remark = forms.CharField(
        label=gettext_lazy("Anything else that is wrong or missing"),
        required=False,
        max_length=LONGEST_REMARK,
        widget=forms.Textarea({"rows": 5}),
        help_text=gettext_lazy("For example a department, a visit or an agreement that is not right on the page."),
    )

    class Meta:
        model = Institution
        fields = CORRECTABLE

    def __init__(self, confirmation: Confirmation, data: Any = None) -> None:
        self.confirmation = confirmation
        institution = confirmation.institution
        self.published = {name: getattr(institution, name) for name in CORRECTABLE}
        waiting = confirmation.change if confirmation.change and confirmation.change.is_waiting else None
        initial = {name: text for step in (waiting.steps if waiting else ()) for name, text in step["after"].items()}
        super().__init__(data, instance=institution, initial=initial | {"remark": waiting.note if waiting else ""})
        for name in CORRECTABLE:
            field, column = self.fields[name], Institution._meta.get_field(name)
            field.label, field.help_text = label_of(column), ""
            if language := getattr(column, "_translated_field_language_code", ""):
                field.widget.attrs["lang"] = language
        self.fields["website"].widget.attrs["inputmode"] = "url"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        names = languages_of("name")
        if not any(cleaned.get(column) or column in self.errors for column in names):
            self.add_error(names[0], _("Fill in “%(label)s” in at least one language.") % {"label": _("Name")})
        return cleaned

    def _post_clean(self) -> None:
        """Leave the record as it is: what was typed is only proposed."""
        for name in CORRECTABLE:
            column = Institution._meta.get_field(name)
            if name in self.cleaned_data:
                try:
                    column.clean(self.cleaned_data[name], self.instance)  # type: ignore[union-attr]
                except forms.ValidationError as error:
                    self.add_error(name, error)

    @property
    def corrections(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in CORRECTABLE if self.cleaned_data[name] != self.published[name]}


@transaction.atomic
def take_answer(form: AnswerForm) -> ProposedChange:
    """Keep a partner's answer: what it corrects waits for a person; what it only confirms is confirmed."""
    confirmation = Confirmation.objects.select_for_update(of=("self",)).get(pk=form.confirmation.pk)
    institution, corrections, remark = confirmation.institution, form.corrections, form.cleaned_data["remark"].strip()
    change = _answer_so_far(confirmation) or ProposedChange()
    change.sort, change.kind, change.record_key = ProposedChange.Sort.CORRECTION, institution._meta.label_lower, institution.pk
    before = {name: form.published[name] for name in corrections}
    step = Step(CHANGE, Institution, institution.pk, before, corrections)
    change.steps = [step.as_json()] if corrections else []
    change.note, change.made_by_name, change.made_at = remark, f"{confirmation.name}, {confirmation.email}"[:200], timezone.now()
    change.state, change.decided_at = ProposedChange.State.WAITING, None
    if not corrections and not remark:
        change.state, change.decided_at = ProposedChange.State.ACCEPTED, timezone.now()
    change.save()
    confirmation.change, confirmation.answered_at = change, timezone.now()
    confirmation.save(update_fields=["change", "answered_at"])
    return change


def _answer_so_far(confirmation: Confirmation) -> ProposedChange | None:
    """Return the answer that another one replaces: one on which no person decided. So no link fills the list of answers."""
    if confirmation.change_id is None:
        return None
    change = ProposedChange.objects.select_for_update().filter(pk=confirmation.change_id).first()
    is_confirmed = (
        change is not None and change.state == ProposedChange.State.ACCEPTED and change.decided_by_id is None and not change.steps
    )
    return change if change and (change.is_waiting or is_confirmed) else None


def what_we_publish(institution: Institution) -> list[tuple[str, str]]:
    """Return what the site says of a partner that it cannot correct in a field, for a person to read."""
    partnerships = institution.partnerships.published().select_related("department", "university").prefetch_related("forms")
    rows = [(_("Partner of"), _in_words(partnership)) for partnership in partnerships]
    agreements = institution.agreements.published().for_page()
    rows += [(_("Agreement"), " · ".join(filter(None, [str(agreement), str(agreement.signed or "")]))) for agreement in agreements]
    return rows


def _in_words(partnership: Any) -> str:
    whose = str(partnership.department or partnership.university)
    done = ", ".join(str(form) for form in partnership.forms.all())
    return f"{whose}: {done}" if done else whose


def link(request: HttpRequest, confirmation: Confirmation) -> str:
    """Return a question's link with the site's host."""
    return request.build_absolute_uri(address_of(confirmation))
