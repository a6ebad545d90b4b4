from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib.errors import UserFacingError
from privacy.signals import account_erasing

from .models import Delivery
from .services import disconnect


class StillLeaving(UserFacingError):
    """A letter is on its way: erased now, nobody could say any more whether it left."""

    message = _(
        "Une lettre est en train de partir. Rien d’autre ne partira ; recommencez dans deux "
        "minutes pour effacer votre compte."
    )


@receiver(account_erasing)
def stop_sending(sender, user, **kwargs):
    """Take the grant back, so that nothing more leaves, and let what is leaving end first."""
    disconnect(user)
    leaving = (Delivery.State.CLAIMED, Delivery.State.IN_FLIGHT)
    if Delivery.objects.owned_by(user).filter(state__in=leaving).exists():
        raise StillLeaving
