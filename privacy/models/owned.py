from django.db import models


class OwnedQuerySet(models.QuerySet):
    """Rows that belong to one person through `user`."""

    def owned_by(self, user):
        """The person's own rows; nobody's for who is not signed in."""
        return self.filter(user=user) if user.is_authenticated else self.none()
