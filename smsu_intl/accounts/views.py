"""The pages of an account that are ours: an invitation, the list of sessions."""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.account.views import password_change
from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import remove_webauthn
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from smsu_intl.accounts import invitations
from smsu_intl.accounts.forms import ChoosePasswordForm
from smsu_intl.accounts.sessions import device, end_sessions


@sensitive_post_parameters()
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Let somebody who was invited choose a password, once, and log her in."""
    found = invitations.find(token)
    if found is None:
        return TemplateResponse(request, "account/invitation.html", {"form": None}, status=410)
    form = ChoosePasswordForm(request.POST or None, user=found.user)
    if form.is_valid():
        user = invitations.accept(invitation=found, password=form.cleaned_data["password1"])
        if user is None:
            return TemplateResponse(request, "account/invitation.html", {"form": None}, status=410)
        if request.user.is_authenticated:
            logout(request)
        return perform_password_login(request, {"username": user.get_username()}, Login(user=user))
    return TemplateResponse(request, "account/invitation.html", {"form": form, "account": found.user})


@login_required
def change_password(request: HttpRequest) -> HttpResponse:
    """Change the password of whoever has one."""
    if not authenticated_user(request).has_usable_password():
        messages.info(request, _("Your account has no password. Ask an administrator for one."))
        return redirect("mfa_index")
    return password_change(request)


@login_required
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a passkey, unless it is the last second factor of somebody who needs one."""
    passkey = get_object_or_404(Authenticator, pk=pk, user=request.user, type=Authenticator.Type.WEBAUTHN)
    adapter = get_adapter()
    if not adapter.can_delete_authenticator(passkey):
        messages.error(request, adapter.error_messages["cannot_delete_authenticator"])
        return redirect("mfa_index")
    return remove_webauthn(request, pk=pk)


@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """List where somebody is logged in; end one session or all others."""
    own = UserSession.objects.purge_and_list(request.user)
    current = request.session.session_key
    if request.method == "POST":
        if "others" in request.POST:
            end_sessions(request.user, but=current)
            messages.success(request, _("You are logged out everywhere else."))
        for session in own:
            if str(session.pk) == request.POST.get("session") and session.session_key != current:
                session.end()
                messages.success(request, _("This session is ended."))
        return redirect("usersessions_list")
    listed = [
        {"session": session, "device": device(session.user_agent), "is_current": session.session_key == current}
        for session in sorted(own, key=lambda session: session.last_seen_at, reverse=True)
    ]
    return TemplateResponse(request, "usersessions/usersession_list.html", {"listed": listed})
