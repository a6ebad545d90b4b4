"""People known by an e-mail address only: signed-out alerts, contacts of companies, invitations."""

from typing import Any

from django.db import transaction

from meilleursjobs.lib.states import MoveRefused

from .. import registry
from ..models import RightsRequest
from . import erasure, exports


def held(email: str) -> list[tuple[str, int]]:
    """(name of the things, how many) held about an address."""
    return [
        (registry.name_of(one.model, count), count)
        for one in registry.personal()
        if (count := registry.held_about_address(one, email).count())
    ]


def copy(request: RightsRequest) -> dict[str, Any]:
    """Everything the map gives out about the address of a proven request, by model."""
    rows = {
        one.model: list(exports.rows_of(one, registry.held_about_address(one, request.email), None))
        for one in registry.personal()
    }
    _answered(request)
    return {model: found for model, found in rows.items() if found}


@transaction.atomic
def erase(request: RightsRequest) -> erasure.Receipt:
    """Erase what is held about the address; the request itself stays as a proof without a name."""
    _answered(request)
    return erasure.erase_address(request.email)


def _answered(request: RightsRequest) -> None:
    try:
        request.move(RightsRequest.State.ANSWERED)
    except MoveRefused:  # a second press, or our staff has answered
        return
