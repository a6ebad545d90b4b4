"""How allauth behaves here: mails that may fail, secrets that are encrypted, Google kept short."""

import logging
from smtplib import SMTPException
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from meilleursjobs.lib import crypto
from privacy import post
from privacy.models import SiteMail

logger = logging.getLogger(__name__)

# A code is worth nothing later: it leaves now or the person asks for another one.
CODES = ("login_code", "email_confirmation", "email_confirmation_signup", "password_reset_code")
SENT = {"account/messages/login_code_sent.txt", "account/messages/email_confirmation_sent.txt"}
# Google answers for these addresses: who signs in with one owns it. Others may be old addresses.
GOOGLES_OWN = ("@gmail.com", "@googlemail.com")
KEPT_OF_GOOGLE = ("email", "email_verified")


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in and sign-up."""

    def send_mail(self, template_prefix, email, context_):
        """Send at once. A mail server that is down costs a sentence, never an error page."""
        ours = {"request": context.request, "site_url": settings.SITE_URL, "email": email}
        text = self.render_mail(template_prefix, email, ours | context_)
        name, user = template_prefix.rpartition("/")[2], context_.get("user")
        one = SiteMail(
            user=user if getattr(user, "pk", None) else None,
            to_email=email,
            name=f"account/{name}",
            dedupe_key=f"account/{name}:{uuid4()}",
            subject=text.subject[:200],
            body=text.body,
            language=(get_language() or "fr")[:2],
        )
        try:
            post.as_mail(one).send()
        except (SMTPException, OSError) as error:
            logger.error("The mail %s did not leave: %s", name, type(error).__name__)
            self._not_sent(one)

    def _not_sent(self, one):
        if one.name.removeprefix("account/") not in CODES:
            one.save()  # a warning about the account arrives later rather than never
            return
        context.request.code_not_sent = True
        messages.error(
            context.request,
            _(
                "Le code n’a pas pu partir : notre serveur d’e-mail ne répond pas. "
                "Attendez une minute, puis demandez un autre code."
            ),
        )

    def add_message(self, request, level, message_template=None, *args, **kwargs):
        """Say « code sent » only when it was."""
        if message_template in SENT and getattr(request, "code_not_sent", False):
            return
        super().add_message(request, level, message_template, *args, **kwargs)

    def new_user(self, request):
        """A newcomer keeps the language they signed up in."""
        user = super().new_user(request)
        user.language = (get_language() or "fr")[:2]
        return user


class SocialAdapter(DefaultSocialAccountAdapter):
    """Sign-in with Google: who it is, and nothing more."""

    def pre_social_login(self, request, sociallogin):
        """Keep neither token nor portrait nor profile, in the database or in the session."""
        sociallogin.token = None
        account = sociallogin.account
        account.extra_data = {
            key: account.extra_data[key] for key in KEPT_OF_GOOGLE if key in account.extra_data
        }
        if account.pk:
            account.save(update_fields=["extra_data"])

    def can_authenticate_by_email(self, login, email):
        """Whether the same address opens an account that Google has not yet opened."""
        return email.lower().endswith(GOOGLES_OWN)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors; their secrets lie encrypted in the database."""

    PLACE = {"table": "mfa_authenticator", "column": "data", "row": ""}  # the row is not yet known

    def encrypt(self, text):
        return crypto.encrypt(text.encode(), **self.PLACE)

    def decrypt(self, encrypted_text):
        return crypto.decrypt(encrypted_text, **self.PLACE).decode()
