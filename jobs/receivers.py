from allauth.account.signals import email_changed, email_confirmed
from django.dispatch import receiver
from django.utils import timezone

from privacy import post
from privacy.signals import address_bounced

from .models import Alert, Bookmark, Offer
from .services import alert_saving
from .signals import offer_moved


@receiver(offer_moved, sender=Offer, dispatch_uid="bookmarks learn that an offer is over")
def tell_who_keeps_it(sender, *, offer, old, new, **kwargs):
    """Who bookmarked an offer is told once that it ended."""
    if new not in Offer.GONE or old == new:
        return
    for one in Bookmark.objects.filter(offer=offer, user__is_active=True).select_related("user"):
        post.queue("jobs/bookmark_over", {"offer": offer}, key=f"{one.pk}:{new}", user=one.user)


@receiver(address_bounced, dispatch_uid="alerts stop where mails come back")
def pause_alerts(sender, *, email, **kwargs):
    """An alert would write there every day; its person reads why on their account."""
    Alert.objects.filter(email__iexact=email, paused_at=None).update(paused_at=timezone.now())


@receiver(email_confirmed, dispatch_uid="alerts of a mailbox join its person's account")
def find_their_person(sender, *, email_address, **kwargs):
    """Who made alerts signed out finds them on their account, once its address is confirmed."""
    alert_saving.join(email_address.user, email_address.email)


@receiver(email_changed, dispatch_uid="alerts follow their person to a new address")
def follow_their_person(sender, *, user, to_email_address, **kwargs):
    alert_saving.move(user, to_email_address.email)
