"""Signs rulebooks with Ed25519 (RFC 8032) over their canonical JSON, and refuses what does not verify."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import TYPE_CHECKING

from editor.domain.errors import BadInput
from editor.domain.plain_data import canonical_json
from editor.domain.rulebook_whole import WholeRulebook, canonical_whole
from editor.domain.times import to_iso

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ALGORITHM = "Ed25519"
_DOMAIN = "backbench rulebook 1\n"  # so that a signature of something else is never one of a rulebook


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed: the public key and the signature, both in Base64."""

    key: str
    value: str
    algorithm: str = ALGORITHM


def signed_bytes(book: WholeRulebook) -> bytes:
    """What is signed: the version and when it was published, and the canonical content."""
    published = to_iso(book.words.published_at) if book.words.published_at else None
    head = canonical_json({"version": book.words.version, "published_at": published, "by": book.words.published_by})
    return f"{_DOMAIN}{head}\n{canonical_whole(book)}".encode()


def new_key() -> str:
    """A new private key, as the PEM (PKCS #8) that :func:`sign` takes. It is nobody's business but its owner's."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    made = Ed25519PrivateKey.generate()
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")


def public_key(private: str) -> str:
    """The public key that belongs to a private one, in Base64. Raises BadInput when it is no Ed25519 key."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    raw = _private(private).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.b64encode(raw).decode("ascii")


def sign(book: WholeRulebook, private: str) -> Signature:
    """The signature of a rulebook. Raises BadInput when the key is none, or a text of the rulebook is no text."""
    value = _private(private).sign(signed_bytes(book))
    return Signature(public_key(private), base64.b64encode(value).decode("ascii"))


def verify(book: WholeRulebook, signature: Signature | None, key: str) -> None:
    """Raises BadInput when the rulebook is not signed by the owner of ``key``, a public key in Base64."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if signature is None:
        raise BadInput("The rulebook is not signed.", field="signature")
    if signature.algorithm != ALGORITHM:
        raise BadInput(f"The signature is not one of {ALGORITHM}.", field="signature")
    wanted = _decoded(key, 32, "The public key")
    if _decoded(signature.key, 32, "The key of the signature") != wanted:
        raise BadInput("The rulebook is signed with another key.", field="signature")
    try:
        Ed25519PublicKey.from_public_bytes(wanted).verify(
            _decoded(signature.value, 64, "The signature"), signed_bytes(book)
        )
    except InvalidSignature as problem:
        raise BadInput(
            "The signature is not that of these words: the rulebook was changed.", field="signature"
        ) from problem


def _decoded(text: str, length: int, what: str) -> bytes:
    try:
        raw = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError) as problem:
        raise BadInput(f"{what} is not Base64.", field="signature") from problem
    if len(raw) != length:
        raise BadInput(f"{what} has {len(raw)} bytes instead of {length}.", field="signature")
    return raw


def _private(pem: str) -> Ed25519PrivateKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(pem.encode("utf-8"), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as problem:
        raise BadInput(
            "The private key cannot be read: an Ed25519 key in PEM without a passphrase is needed."
        ) from problem
    if not isinstance(key, Ed25519PrivateKey):
        raise BadInput("The private key is not one of Ed25519.")
    return key
