"""What higher apps may listen to. Fired inside the transaction that moves the row."""

from django.dispatch import Signal

# offer: Offer; old, new: its states. Equal when what a published offer says has changed.
offer_moved = Signal()
# company: Company, suspended or no longer so.
company_suspended = Signal()
