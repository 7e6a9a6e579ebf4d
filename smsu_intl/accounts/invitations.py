"""An invitation is sent, sent again, withdrawn or accepted."""

from typing import Any

from django.contrib.auth.models import User
from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from smsu_intl.accounts.letters import write
from smsu_intl.accounts.models import Invitation, validity

SALT = "invitation"


def token_of(invitation: Invitation) -> str:
    """Return what the link carries: signed, and bound to this sending of the letter."""
    return signing.dumps([invitation.pk, invitation.sent_at.isoformat()], salt=SALT)


def find(token: str) -> Invitation | None:
    """Return the invitation that a link leads to while it can be accepted; None for any other link."""
    try:
        key, sent_at = signing.loads(token, salt=SALT, max_age=validity())
    except (signing.BadSignature, ValueError, TypeError):
        return None
    invitation = Invitation.objects.waiting().select_related("user").filter(pk=key).first() if isinstance(key, int) else None
    return invitation if invitation and invitation.sent_at.isoformat() == sent_at else None


def send(*, request: HttpRequest, user: User) -> None:
    """Write to somebody who has an account but no password yet; links of former letters are void. The letter may fail."""
    values: dict[str, Any] = {"invited_by": request.user, "sent_at": timezone.now(), "accepted_at": None}
    invitation, _is_new = Invitation.objects.update_or_create(user=user, defaults=values)
    who: Any = request.user
    context = {
        "who": who.get_full_name() or who.get_username(),
        "username": user.get_username(),
        "address": request.build_absolute_uri(reverse("account_invitation", args=[token_of(invitation)])),
        "until": invitation.expires_at,
    }
    write("invitation", user, context)


@transaction.atomic
def accept(*, invitation: Invitation, password: str) -> User | None:
    """Open the account with the password chosen; None if somebody was faster."""
    is_first = Invitation.objects.open().filter(pk=invitation.pk, sent_at=invitation.sent_at).update(accepted_at=timezone.now())
    if not is_first:
        return None
    user = User.objects.get(pk=invitation.user_id)
    user.set_password(password)
    user.is_active = True
    user.save()
    return user
