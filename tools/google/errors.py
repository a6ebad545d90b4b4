"""Errors in the two formats Google uses. The wording is ours: clients match on codes."""

from tools.google.web import Response, as_json

RPC_STATUS = {
    400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND",
    409: "ABORTED", 413: "INVALID_ARGUMENT", 429: "RESOURCE_EXHAUSTED", 500: "INTERNAL",
    501: "UNIMPLEMENTED", 503: "UNAVAILABLE", 504: "DEADLINE_EXCEEDED",
}  # fmt: skip
WORDS = {
    "authError": "The access token is missing, expired or revoked.",
    "insufficientPermissions": "The access token does not carry the scope this method needs.",
    "domainPolicy": "The administrator of the domain has disabled Gmail apps.",
    "rateLimitExceeded": "Too many requests for this project.",
    "userRateLimitExceeded": "Too many requests for this user.",
    "dailyLimitExceeded": "The quota of the day is used up.",
    "backendError": "The service is unavailable for the moment.",
    "failedPrecondition": "The mail service is not enabled for this user.",
    "notFound": "There is nothing at this address.",
    "uploadTooLarge": "The message is larger than this method accepts.",
    "invalidArgument": "The request holds an invalid argument.",
    "parseError": "The body is not the JSON object expected.",
}


def api_error(
    status: int, reason: str, message: str = "", *, detail: str = "", retry_after=None
) -> Response:
    """An error of a Google API: `error.code`, `error.status`, `error.errors[0].reason`.

    `detail` fills `error.details[0].reason` (google.rpc.ErrorInfo).
    """
    words = message or WORDS.get(reason, reason)
    domain = "usageLimits" if reason.endswith("LimitExceeded") else "global"
    error = {
        "code": status,
        "message": words,
        "errors": [{"message": words, "domain": domain, "reason": reason}],
        "status": RPC_STATUS.get(status, "UNKNOWN"),
    }
    headers = {} if retry_after is None else {"retry_after": str(retry_after)}
    if reason == "authError":
        error["errors"][0] |= {"location": "Authorization", "locationType": "header"}
        headers["www_authenticate"] = 'Bearer realm="local", error="invalid_token"'
    if detail:
        kind = "type.googleapis.com/google.rpc.ErrorInfo"
        error["details"] = [{"@type": kind, "reason": detail, "domain": "googleapis.com"}]
    return as_json({"error": error}, status, **headers)


def oauth_error(status: int, error: str, description: str = "", *, retry_after=None) -> Response:
    """An error of the token and revocation endpoints (RFC 6749, 5.2)."""
    headers = {} if retry_after is None else {"retry_after": str(retry_after)}
    return as_json({"error": error, "error_description": description or error}, status, **headers)
