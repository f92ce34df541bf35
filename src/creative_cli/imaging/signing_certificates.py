"""Reads the certificate that signs Content Credentials, or makes one for tests, which nobody trusts."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from creative_cli.errors import UsageError
from creative_cli.foreign_files import read_foreign_file
from creative_cli.imaging.content_credentials import SigningCertificate, require_c2pa

TEST_NAME: Final = "creative TEST CERTIFICATE, not trusted"
MAX_PEM_BYTES: Final = 100_000
_SETTINGS: Final = "CREATIVE_C2PA_CERTIFICATE and CREATIVE_C2PA_KEY name the files (PEM); --sign test needs none."
_TEST_DAYS: Final = 30


def read_signing_certificate(chain: Path | None, key: Path | None) -> SigningCertificate:
    """Return the user's certificate and key. Raises UsageError, without their text, if one is missing or unreadable."""
    require_c2pa()
    if chain is None or key is None:
        raise UsageError("There is no certificate to sign with.", _SETTINGS)
    certificate, secret = _read_pem(chain), _read_pem(key)
    if b"BEGIN CERTIFICATE" not in certificate:
        raise UsageError(f"{chain} holds no certificate in PEM.", _SETTINGS)
    return SigningCertificate(certificate, secret, _find_algorithm(secret, key))


def _read_pem(path: Path) -> bytes:
    try:
        data = read_foreign_file(path, MAX_PEM_BYTES)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}.", _SETTINGS) from error
    if len(data) > MAX_PEM_BYTES:
        raise UsageError(f"{path} is larger than {MAX_PEM_BYTES // 1000} KB, which no certificate is.", _SETTINGS)
    return data


def _find_algorithm(secret: bytes, path: Path) -> str:
    """Return the algorithm of a key, as C2PA names it (C2PA 2.4, §13.2)."""
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415  # of the extra
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa  # noqa: PLC0415  # of the extra
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415  # of the extra

    hint = "Use an unencrypted key in PEM: EC on P-256, P-384 or P-521, Ed25519, or RSA."
    wrong = ""
    try:
        key = load_pem_private_key(secret, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        wrong = f"{path} holds no private key that can be read."
    if wrong:  # raised here, as the cause may show the key
        raise UsageError(wrong, hint)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        named = {256: "es256", 384: "es384", 521: "es512"}.get(key.key_size)
        if named is not None:
            return named
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return "ed25519"
    if isinstance(key, rsa.RSAPrivateKey):
        return "ps256"
    raise UsageError(f"{path} holds a key of a kind that cannot sign Content Credentials.", hint)


def make_test_certificate() -> SigningCertificate:
    """Return a new certificate for tests, valid for a month; its name says what it is. Raises UsageError."""
    require_c2pa()
    from cryptography import x509  # noqa: PLC0415  # of the extra
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415  # of the extra
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415  # of the extra
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID  # noqa: PLC0415  # of the extra

    def name(text: str) -> x509.Name:
        said = ((NameOID.ORGANIZATION_NAME, "creative TEST"), (NameOID.COMMON_NAME, text))
        return x509.Name([x509.NameAttribute(kind, value) for kind, value in said])

    def usage(*, root: bool) -> x509.KeyUsage:
        return x509.KeyUsage(
            digital_signature=not root,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=root,
            crl_sign=root,
            encipher_only=False,
            decipher_only=False,
        )

    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    start = datetime.now(UTC) - timedelta(hours=1)  # clocks differ
    issuer = name(f"{TEST_NAME} (root)")

    def build(subject: x509.Name, public: ec.EllipticCurvePublicKey, *, root: bool) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start + timedelta(days=_TEST_DAYS))
            .add_extension(x509.BasicConstraints(ca=root, path_length=None), critical=True)
            .add_extension(usage(root=root), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        )
        if not root:
            builder = builder.add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False
            )
        return builder.sign(root_key, hashes.SHA256())

    chain = [build(name(TEST_NAME), key.public_key(), root=False), build(issuer, root_key.public_key(), root=True)]
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return SigningCertificate(b"".join(one.public_bytes(pem) for one in chain), secret, "es256", test=True)
