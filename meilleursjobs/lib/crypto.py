"""Encryption of columns and keyed hashes. The only importer of `cryptography`.

AES-256-GCM-SIV (RFC 8452) because a repeated nonce then costs little; the associated data name
the table, the column, the row and the key, so that a ciphertext copied elsewhere does not decrypt.
Stored as `v1.<key id>.<base64 of nonce and ciphertext>`.
"""

import base64
import binascii
import hashlib
import hmac
import os
from functools import lru_cache
from typing import Any, ClassVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from django.conf import settings

NONCE_BYTES = 12
KEY_BYTES = 32


class Undecryptable(Exception):
    """The key is unknown, or the ciphertext is not of this table, column and row."""


class BadKeyring(ValueError):
    """FIELD_KEYS is not `kid:base64,…` with keys of 32 bytes."""


@lru_cache(maxsize=8)
def read_keyring(text: str) -> dict[str, bytes]:
    """Read `kid:base64,…` into an ordered {kid: 32 bytes}; the first one encrypts.

    Raises BadKeyring when empty, malformed, repeated or of another length.
    """
    keys: dict[str, bytes] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        kid, _, encoded = part.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error as error:
            raise BadKeyring(f"key {kid!r} is not base64") from error
        if not kid or "." in kid or kid in keys or len(key) != KEY_BYTES:
            raise BadKeyring(f"key {kid!r}: a unique name without dot and {KEY_BYTES} bytes")
        keys[kid] = key
    if not keys:
        raise BadKeyring("no key at all")
    return keys


def keyring() -> dict[str, bytes]:
    """The keys of the settings, first one first."""
    return read_keyring(settings.FIELD_KEYS)


def _bound_to(table: str, column: str, row: object, kid: str) -> bytes:
    return "\x1f".join(("v1", table, column, str(row), kid)).encode()


def encrypt(plain: bytes, *, table: str, column: str, row: object) -> str:
    """Encrypt with the first key, bound to its place."""
    kid, key = next(iter(keyring().items()))
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCMSIV(key).encrypt(nonce, plain, _bound_to(table, column, row, kid))
    return f"v1.{kid}.{base64.b64encode(nonce + sealed).decode()}"


def decrypt(stored: str, *, table: str, column: str, row: object) -> bytes:
    """Give back what `encrypt` was given. Raises Undecryptable."""
    try:
        version, kid, encoded = stored.split(".", 2)
        if version != "v1":
            raise Undecryptable(f"version {version!r}")
        blob = base64.b64decode(encoded, validate=True)
        aead = AESGCMSIV(keyring()[kid])
        return aead.decrypt(
            blob[:NONCE_BYTES], blob[NONCE_BYTES:], _bound_to(table, column, row, kid)
        )
    except (ValueError, KeyError, InvalidTag) as error:
        raise Undecryptable(f"{table}.{column} of {row}") from error


def key_id(stored: str) -> str:
    """Which key encrypted this value ("" when malformed)."""
    parts = stored.split(".", 2)
    return parts[1] if len(parts) == 3 else ""


def digests(value: str, *, purpose: str) -> list[str]:
    """Keyed hashes of a value under every key, the current key first.

    Store the first; look up any of them (`column__in=digests(…)`), so that a rotation of keys
    keeps old hashes findable while their key stays in the ring.
    """
    message = f"{purpose}\x1f{value}".encode()
    return [
        f"{kid}.{hmac.new(key, message, hashlib.sha256).hexdigest()}"
        for kid, key in keyring().items()
    ]


class Sealed:
    """Mixin for models with encrypted columns: the row's own key must be known before sealing."""

    SEALED: ClassVar[tuple[str, ...]] = ()  # the encrypted columns
    pk: Any
    _meta: Any

    def seal(self, column: str, plain: bytes) -> None:
        """Encrypt `plain` into the column, bound to this row."""
        table = self._meta.db_table
        setattr(self, column, encrypt(plain, table=table, column=column, row=self.pk))

    def unseal(self, column: str) -> bytes:
        """Decrypt the column. Raises Undecryptable."""
        table = self._meta.db_table
        return decrypt(getattr(self, column), table=table, column=column, row=self.pk)
