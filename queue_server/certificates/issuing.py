"""The site's authority and what it issues. EC keys on P-256, which a Pi handles in no time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_DAYS = 3653
"""Ten years: devices need another pin after it."""
SLACK = timedelta(days=1)
"""A certificate is good a day before it is made, since the clocks of devices differ."""
_LONGEST_NAME = 64
_UNUSED = (
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "encipher_only",
    "decipher_only",
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate and its private key, both PEM; the key is not encrypted."""

    certificate: bytes
    key: bytes


def new_authority(name: str, now: datetime) -> Pair:
    """Make an authority that can issue certificates of servers, and nothing below them."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _subject(f"Antre {name}")
    builder = (
        _builder(subject, subject, key, now, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
    )
    return _pair(builder, key, key)


def issue(
    authority: Pair,
    names: Sequence[str],
    addresses: Sequence[IPv4Address | IPv6Address],
    now: datetime,
    days: int,
) -> Pair:
    """Issue a server's certificate, with a key of its own.

    Args:
        authority: of the site.
        names, addresses: by which clients reach the server; one at least.
        days: how long it is good, from now.
    """
    issuer = x509.load_pem_x509_certificate(authority.certificate)
    signer = _private(authority.key)
    key = ec.generate_private_key(ec.SECP256R1())
    known: list[x509.GeneralName] = [x509.DNSName(name) for name in names]
    known += [x509.IPAddress(address) for address in addresses]
    builder = (
        _builder(_subject([*names, *map(str, addresses)][0]), issuer.subject, key, now, days)
        .add_extension(x509.SubjectAlternativeName(known), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    return _pair(builder, key, signer)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SLACK)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _subject(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:_LONGEST_NAME])])


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    unused = dict.fromkeys(_UNUSED, False)
    signs = {"key_cert_sign": signs_certificates, "crl_sign": signs_certificates}
    return x509.KeyUsage(digital_signature=not signs_certificates, **signs, **unused)


def _pair(
    builder: x509.CertificateBuilder, key: ec.EllipticCurvePrivateKey, signer: ec.EllipticCurvePrivateKey
) -> Pair:
    certificate = builder.sign(signer, SHA256()).public_bytes(Encoding.PEM)
    return Pair(certificate, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _private(pem: bytes) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(pem, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("the authority's key is none of ours")
    return key
