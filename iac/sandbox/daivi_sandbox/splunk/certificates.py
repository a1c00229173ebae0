"""A private authority and a certificate for one address, made by openssl as on the instance."""

import subprocess
import tempfile
from pathlib import Path

_CURVE = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


def issue(address: str) -> dict:
    """`authority`, `certificate` and `key` in PEM; the authority's own key is gone."""
    with tempfile.TemporaryDirectory(prefix="daivi-splunk-") as place:
        directory = Path(place)
        extensions = directory / "server.cnf"
        extensions.write_text(
            f"subjectAltName=IP:{address}\nbasicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n"
            "extendedKeyUsage=serverAuth\nauthorityKeyIdentifier=keyid\n"
        )
        _openssl(
            directory, "req", "-x509", *_CURVE, "-days", "3650", "-subj", "/CN=sandbox Splunk authority",
            "-keyout", "ca.key", "-out", "ca.pem", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
        )
        _openssl(
            directory, "req", *_CURVE, "-subj", f"/CN={address}", "-keyout", "server.key", "-out", "server.csr"
        )
        _openssl(
            directory, "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", "3650", "-extfile", "server.cnf", "-out", "server.pem",
        )
        return {
            "authority": (directory / "ca.pem").read_text(),
            "certificate": (directory / "server.pem").read_text(),
            "key": (directory / "server.key").read_text(),
        }


def _openssl(directory: Path, *arguments: str) -> None:
    try:
        subprocess.run(["openssl", *arguments], cwd=directory, capture_output=True, check=True, text=True)
    except FileNotFoundError:
        raise ValueError("the program openssl, which makes the certificate of the sandbox's Splunk, is not on PATH")
    except subprocess.CalledProcessError as problem:
        raise ValueError(f"openssl {arguments[0]}: {problem.stderr.strip()[-300:]}") from None
