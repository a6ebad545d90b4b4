"""What other apps may listen to. Fired inside the transaction that moves the row."""

from django.dispatch import Signal

# delivery: Delivery; old, new: its states; letter: mime.Letter or None. The letter comes only with
# an end that did not leave: the text is about to be erased here and may go back to a draft.
delivery_moved = Signal()
