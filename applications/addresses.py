"""When two spellings of an e-mail address reach the same person."""

from contextlib import suppress

import idna

GOOGLE_MAIL = {"gmail.com", "googlemail.com"}


def same_mailbox(address: str) -> str:
    """The spelling under which an address is compared: one for all that reach the same mailbox.

    Lower case, domain in punycode, without « +tag » (RFC 5233); Gmail ignores dots besides.
    """
    local, _at, domain = address.strip().lower().rpartition("@")
    local, domain = local.partition("+")[0] or local, same_domain(domain)
    if domain in GOOGLE_MAIL:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def same_domain(domain: str) -> str:
    """A domain in lower-case punycode, without the dot of the root."""
    domain = domain.strip().lower().lstrip("@").rstrip(".")
    try:
        return idna.encode(domain, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return domain


def spellings(address: str) -> set[str]:
    """An address as typed and without its tag, its domain in punycode and in letters."""
    found = set()
    for one in (address.lower(), same_mailbox(address)):
        local, _at, domain = one.rpartition("@")
        found.add(one)
        with suppress(idna.IDNAError):
            found.add(f"{local}@{idna.decode(domain)}")
    return found
