"""A stand-in for the one file DAIVI fetches from Maven Central: a valid jar that says what it is."""

import functools
import hashlib
import io
import zipfile

ARTIFACT = "software/amazon/s3tables/s3-tables-catalog-for-iceberg-runtime"
VERSION = "0.1.7"
JAR = f"/_daivi/maven2/{ARTIFACT}/{VERSION}/s3-tables-catalog-for-iceberg-runtime-{VERSION}.jar"


def respond(path: str, method: str) -> tuple[int, dict, bytes]:
    """The jar, or its digest in hexadecimal when the path ends in .sha1 or .sha256."""
    name, _, digest = path.removesuffix("/").rpartition(".")
    if path == JAR:
        return 200, {"content-type": "application/java-archive"}, jar()
    if name == JAR and digest in ("sha1", "sha256", "md5", "sha512"):
        return 200, {"content-type": "text/plain"}, hashlib.new(digest, jar()).hexdigest().encode()
    return 404, {"content-type": "text/plain"}, f"{method} {path}: the sandbox has only {JAR}\n".encode()


@functools.cache
def jar() -> bytes:
    """The same bytes each time, so its digests never change."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo("META-INF/MANIFEST.MF", (2020, 1, 1, 0, 0, 0))
        archive.writestr(
            entry,
            "Manifest-Version: 1.0\r\n"
            "Implementation-Title: stand-in of the DAIVI sandbox, has no classes\r\n"
            f"Implementation-Version: {VERSION}\r\n\r\n",
        )
    return buffer.getvalue()
