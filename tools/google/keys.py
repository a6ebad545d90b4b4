"""RSA keys: made once, published in Google's two formats, rotated on demand."""

import base64
import hashlib
import json
import threading
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from tools.google.journal import Journal


def b64url(data: bytes) -> str:
    """Base64 for URLs, without padding, as JOSE wants it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _number(value: int) -> str:
    return b64url(value.to_bytes((value.bit_length() + 7) // 8, "big"))


class SigningKey:
    """One RSA key with its certificate."""

    def __init__(self, private: rsa.RSAPrivateKey) -> None:
        self.private = private
        public = private.public_key()
        der = public.public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self.kid = hashlib.sha256(der).hexdigest()[:40]
        self.certificate = self._certify()
        numbers = public.public_numbers()
        self.jwk = {
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.kid,
            "n": _number(numbers.n), "e": _number(numbers.e),
        }  # fmt: skip

    @classmethod
    def make(cls) -> "SigningKey":
        return cls(rsa.generate_private_key(public_exponent=65537, key_size=2048))

    @classmethod
    def load(cls, pem: str) -> "SigningKey":
        return cls(serialization.load_pem_private_key(pem.encode(), password=None))

    @property
    def pem(self) -> str:
        return self.private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()

    def _certify(self) -> str:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "google-local.test")])
        now = datetime.now(UTC)
        builder = x509.CertificateBuilder(
            issuer_name=name,
            subject_name=name,
            public_key=self.private.public_key(),
            serial_number=x509.random_serial_number(),
            not_valid_before=now - timedelta(days=1),
            not_valid_after=now + timedelta(days=3650),
        )
        certificate = builder.sign(self.private, hashes.SHA256())
        return certificate.public_bytes(serialization.Encoding.PEM).decode()

    def sign(self, claims: dict, *, kid: str | None = None, typ: str = "JWT") -> str:
        """A compact RS256 token; `kid` lets a test announce another key than the one used."""
        header = {"alg": "RS256", "kid": kid or self.kid, "typ": typ}
        parts = [b64url(json.dumps(part).encode()) for part in (header, claims)]
        signed = ".".join(parts)
        signature = self.private.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{signed}.{b64url(signature)}"


class KeyRing:
    """The published keys, newest last. The newest signs."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.lock = threading.Lock()
        self.keys = [SigningKey.load(pem) for pem in journal.records["key"].values()]
        if not self.keys:
            self.rotate()

    @property
    def current(self) -> SigningKey:
        return self.keys[-1]

    def rotate(self, *, forget: bool = False) -> str:
        """Sign with a new key from now on; returns its id.

        The last key stays published, as Google's do, unless `forget`.
        """
        with self.lock:
            fresh = SigningKey.make()
            kept = [] if forget else self.keys[-1:]
            for key in self.keys:
                if key not in kept:
                    self.journal.drop("key", key.kid)
            self.keys = [*kept, fresh]  # one assignment: readers take no lock
            self.journal.put("key", fresh.kid, fresh.pem)
            return fresh.kid

    def as_certificates(self) -> dict[str, str]:
        """The `/oauth2/v1/certs` format: key id to PEM certificate."""
        return {key.kid: key.certificate for key in self.keys}

    def as_jwks(self) -> dict[str, list]:
        """The `/oauth2/v3/certs` format: a JSON Web Key Set."""
        return {"keys": [key.jwk for key in self.keys]}
