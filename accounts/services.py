"""Acts on a whole account."""

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db import transaction

from privacy import registry

from .models import User
from .signals import account_erasing


def erase(user: User) -> dict[str, int]:
    """Erase everything the data map holds about a person, the account last.

    Returns how many rows went, by model. Receivers of `account_erasing` first stop what runs in
    the person's name; a UserFacingError of theirs leaves the account as it is.
    """
    account_erasing.send(sender=User, user=user)
    for session in UserSession.objects.filter(user=user):
        session.end()
    return _erase_rows(user)


@transaction.atomic
def _erase_rows(user: User) -> dict[str, int]:
    # Under this lock nothing is begun any more in the person's name, by another tab say: what was
    # begun since the first call stops here.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    account_erasing.send(sender=User, user=user)
    gone = {}
    for declaration in _from_the_top():
        rows = registry.held_about(declaration, user)
        if count := rows.count():
            gone[declaration.model] = count
            declaration.erase(rows)
    return gone


def _from_the_top() -> list[registry.PersonalData]:
    """The data map in the order of the rooms (INSTALLED_APPS lists them highest first)."""
    rooms = [config.label for config in apps.get_app_configs()]
    personal = [
        one for one in registry.declarations().values() if isinstance(one, registry.PersonalData)
    ]
    account = User._meta.label

    def place(one: registry.PersonalData) -> tuple[bool, int]:
        return one.model == account, rooms.index(one.model.partition(".")[0])

    return sorted(personal, key=place)
