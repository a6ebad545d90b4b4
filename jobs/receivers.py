from django.dispatch import receiver

from privacy import post

from .models import Bookmark, Offer
from .signals import offer_moved


@receiver(offer_moved, sender=Offer, dispatch_uid="bookmarks learn that an offer is over")
def tell_who_keeps_it(sender, *, offer, old, new, **kwargs):
    """Who bookmarked an offer is told once that it ended."""
    if new not in Offer.GONE or old == new:
        return
    for one in Bookmark.objects.filter(offer=offer, user__is_active=True).select_related("user"):
        post.queue("jobs/bookmark_over", {"offer": offer}, key=f"{one.pk}:{new}", user=one.user)
