from django.dispatch import Signal

# Sent before an account is erased, outside any transaction: `user`. A receiver stops what runs in
# the person's name; it raises UserFacingError when that must end first.
account_erasing = Signal()
