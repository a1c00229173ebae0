"""A stand-in for the files DAIVI fetches from Maven Central: valid jars that say what they are, and have no classes."""

import functools
import hashlib
import io
import zipfile

# Group and artifact, version, and what stands after the version in the file's name.
ARTIFACTS = (
    ("software/amazon/s3tables/s3-tables-catalog-for-iceberg-runtime", "0.1.8", ""),
    ("org/apache/flink/flink-connector-kafka", "3.4.0-1.20", ""),
    ("org/apache/kafka/kafka-clients", "3.4.0", ""),
    ("software/amazon/msk/aws-msk-iam-auth", "2.3.2", "-all"),
)
# Interfaces that a jar has implementations of: archives that are put into one must keep all of them.
SERVICES = {
    "flink-connector-kafka": {
        "org.apache.flink.table.factories.Factory": "org.apache.flink.streaming.connectors.kafka.table.KafkaDynamicTableFactory"
    },
}
JARS = {
    f"/_daivi/maven2/{place}/{version}/{place.rsplit('/', 1)[1]}-{version}{more}.jar": (place.rsplit("/", 1)[1], version)
    for place, version, more in ARTIFACTS
}


def respond(path: str, method: str) -> tuple[int, dict, bytes]:
    """A jar, or its digest in hexadecimal when the path ends in .sha256."""
    name = path.removesuffix(".sha256")
    if path in JARS:
        return 200, {"content-type": "application/java-archive"}, jar(*JARS[path])
    if name in JARS:
        return 200, {"content-type": "text/plain"}, hashlib.sha256(jar(*JARS[name])).hexdigest().encode()
    known = ", ".join(sorted(JARS))
    return 404, {"content-type": "text/plain"}, f"{method} {path}: the sandbox has only {known}\n".encode()


@functools.cache
def jar(artifact: str, version: str) -> bytes:
    """The same bytes each time, so its digests never change."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(
            archive,
            "META-INF/MANIFEST.MF",
            "Manifest-Version: 1.0\r\n"
            "Implementation-Title: stand-in of the DAIVI sandbox, has no classes\r\n"
            f"Implementation-Version: {version}\r\n\r\n",
        )
        for interface, implementation in SERVICES.get(artifact, {}).items():
            _add(archive, f"META-INF/services/{interface}", f"{implementation}\n")
    return buffer.getvalue()


def _add(archive: zipfile.ZipFile, name: str, text: str) -> None:
    archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), text)
