from django.dispatch import receiver
from django.utils import timezone

from privacy import post
from privacy.signals import address_bounced

from .models import Alert, Bookmark, Offer
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
