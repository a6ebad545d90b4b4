from django.dispatch import Signal

# Sent before an account is erased: `user`. A receiver stops what runs in the person's name; it
# raises UserFacingError when that must end first. Sent twice: outside any transaction, then again
# under the lock of the account, for what another tab began meanwhile.
account_erasing = Signal()

# Sent inside the transaction that erases, before the first row goes: `user`. A receiver tells
# those who received something of the person.
rows_erasing = Signal()

# Sent in the transaction that notes it, when an address refuses our mails for good: `email`. A
# receiver stops what would write there again and again.
address_bounced = Signal()

# Sent in the transaction that freezes a person's data: `user`. Whoever received some of it is told
# to use it no more (GDPR articles 18 and 19).
restricted = Signal()

# Sent after someone corrected who they are (name or address): `user`. Whoever received it is told.
rectified = Signal()
