"""Invitations, and what follows when an account or its second factor changes."""

from datetime import datetime, timedelta
from typing import Any, Self

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from smsu_intl.accounts.sessions import end_sessions


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        """Not yet accepted, in time or not."""
        return self.filter(accepted_at=None)

    def waiting(self) -> Self:
        return self.open().filter(sent_at__gt=timezone.now() - validity())

    def expired(self) -> Self:
        return self.open().filter(sent_at__lte=timezone.now() - validity())


def validity() -> timedelta:
    return timedelta(days=settings.INVITATION_DAYS)


class Invitation(models.Model):
    """A letter that lets somebody choose the password of an account made for her. Sent again, the former letter is void."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="invitation", verbose_name=_("account"))
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("invited by"))
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return str(self.user)

    @property
    def expires_at(self) -> datetime:
        return self.sent_at + validity()

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None

    @property
    def is_waiting(self) -> bool:
        return self.is_open and timezone.now() < self.expires_at

    @property
    def is_expired(self) -> bool:
        return self.is_open and not self.is_waiting


@receiver(post_save, sender=User)
def forget_former_email(instance: User, raw: bool, **kwargs: Any) -> None:
    """Let letters go to the address that stands with the account, and to no address that stood there before."""
    if not raw:
        EmailAddress.objects.filter(user=instance).exclude(email__iexact=instance.email).delete()


@receiver(authenticator_added)
def end_sessions_without_factor(request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    """Let nobody go on who signed in elsewhere with the password alone, before there was a second factor."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        end_sessions(user, but=request.session.session_key)
