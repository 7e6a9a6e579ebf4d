"""Who needs a second factor, who has one, and how one is taken away from somebody who lost it."""

from typing import Any, cast

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils.translation import gettext_noop

from smsu_intl.accounts.letters import write
from smsu_intl.accounts.sessions import end_sessions
from smsu_intl.base.rights import PUBLISH

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes alone are none


def is_required_of(user: Any) -> bool:
    """Whether somebody may publish, and so must prove by more than a password who she is."""
    return settings.SECOND_FACTOR and bool(user.is_superuser or user.has_perm(PUBLISH))


def has_factor(user: Any) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def with_factor() -> Exists:
    """Whether an account has a second factor, to annotate a list of accounts with."""
    return Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS))


def must_set_up(request: HttpRequest) -> bool:
    """Whether whoever is signed in must set up a second factor before anything else."""
    return request.user.is_authenticated and is_required_of(request.user) and not has_factor(request.user)


@transaction.atomic
def take_away(*, user: Any, by: Any = None) -> bool:
    """Remove every factor and recovery code of an account, end its sessions and write to its owner. Return whether it had any."""
    if not Authenticator.objects.filter(user=user).delete()[0]:
        return False
    end_sessions(user)
    if by is not None:
        words = [{"changed": {"name": gettext_noop("second factor"), "object": str(user)}}]
        LogEntry.objects.log_actions(user_id=by.pk, queryset=[user], action_flag=CHANGE, change_message=words, single_object=True)
    transaction.on_commit(lambda: write("second_factor_taken_away", cast(Any, user), {}), robust=True)
    return True
