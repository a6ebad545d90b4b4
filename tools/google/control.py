"""The levers, over HTTP, for tests and benches that run in another process."""

import json

from tools.google.web import Request, Response, as_json


def state(google, _request: Request) -> Response:
    """Everything that happened, without the mails' bytes."""
    mails = google.outbox
    calls = google.calls
    return as_json(
        {
            "outbox": [
                {
                    "id": mail.id, "threadId": mail.thread_id, "message_id": mail.message_id,
                    "account": mail.account, "sender": mail.sender, "to": mail.to,
                    "subject": mail.subject, "digest": mail.digest, "size": len(mail.raw),
                    "time": mail.at,
                }
                for mail in mails
            ],
            "calls": [{"method": c.method, "path": c.path, "status": c.status} for c in calls],
            "counts": {
                "mails": len(mails),
                "different": len({mail.digest for mail in mails}),
                "calls": len(calls),
                "hits": len(google.faults.hits),
            },
            "grants": [
                {"email": g.email, "client_id": g.client_id, "scopes": g.scopes}
                for g in google.grants
            ],
            "revoked": len(google.revoked),
            **_faults(google),
        }
    )  # fmt: skip


def _faults(google) -> dict:
    return {
        "armed": [fault.as_dict() for fault in google.faults.armed],
        "hits": [vars(hit) for hit in google.faults.hits],
    }


def show_faults(google, _request: Request) -> Response:
    return as_json(_faults(google))


def arm(google, request: Request) -> Response:
    """Arm one fault, or a list of them."""
    try:
        wanted = json.loads(request.body)
        wanted = wanted if isinstance(wanted, list) else [wanted]
        armed = [google.faults.add(**fault) for fault in wanted]
    except (ValueError, TypeError) as error:  # BadFault is a ValueError
        return as_json({"error": str(error)}, 400)
    return as_json({"armed": [fault.as_dict() for fault in armed]})


def disarm(google, _request: Request) -> Response:
    google.faults.disarm()
    return as_json({})


def reset(google, request: Request) -> Response:
    """Forget mails, calls, faults; with `{"grants": true}`, consents as well."""
    everything = body_of(request).get("grants") is True
    google.reset() if everything else google.clear()
    return as_json({})


def grant(google, request: Request) -> Response:
    """A refresh token without the consent page: `email`, optional `scopes`, `client_id`."""
    wanted = body_of(request)
    if not isinstance(wanted.get("email"), str):
        return as_json({"error": "email is missing"}, 400)
    scopes = tuple(wanted.get("scopes") or google.DEFAULT_SCOPES)
    client_id = wanted.get("client_id") or google.DEFAULT_CLIENT
    token = google.issue_grant(wanted["email"], scopes=scopes, client_id=client_id)
    return as_json({"refresh_token": token, "sub": google.store.account(wanted["email"]).sub})


def expire(google, _request: Request) -> Response:
    google.expire_access_tokens()
    return as_json({})


def rotate(google, request: Request) -> Response:
    return as_json({"kid": google.rotate_keys(forget=body_of(request).get("forget") is True)})


def revoke(google, request: Request) -> Response:
    google.revoke_user(str(body_of(request).get("email", "")))
    return as_json({})


def event(google, request: Request) -> Response:
    """A security event token, from the arguments of `LocalGoogle.security_event`."""
    try:
        return as_json({"token": google.security_event(**body_of(request))})
    except (TypeError, ValueError) as error:
        return as_json({"error": str(error)}, 400)


def body_of(request: Request) -> dict:
    """The JSON object of the body; empty when there is none."""
    try:
        found = json.loads(request.body or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
