"""Reading and writing S3 objects inside the sandbox's own process, for the account that the current request is of."""


def split_location(location: str) -> tuple[str, str]:
    """The bucket and the key of an s3:// (or s3a://) location."""
    bucket, _, key = location.partition("://")[2].partition("/")
    return bucket, key


def put_object(bucket: str, key: str, body: bytes) -> None:
    """Write an object; FileNotFoundError when there is no such bucket."""
    from ministack.services import s3

    status, _, answer = s3._put_object(bucket, key, body, {"content-type": "application/octet-stream"})
    if status >= 300:
        raise FileNotFoundError(f"s3://{bucket}/{key}: {answer.decode(errors='replace')[:200]}")


def get_object(bucket: str, key: str) -> bytes | None:
    """An object's content, None when it does not exist."""
    from ministack.services import s3

    return s3._get_object_data(bucket, key)


def keys(bucket: str, prefix: str = "") -> list[str]:
    """The keys below a prefix, sorted."""
    from ministack.services import s3

    record = s3._buckets.get(bucket)
    if record is None:
        raise FileNotFoundError(f"s3://{bucket} does not exist")
    return sorted(key for key in record["objects"] if key.startswith(prefix))


class NotWritten(OSError):
    """An object's file could not be written or removed."""


class _InsistentLog:
    """The emulator's log of S3. It would log a file that it cannot write, and say that it has the object."""

    def __init__(self, native):
        self._native = native

    def __getattr__(self, name):
        return getattr(self._native, name)

    def warning(self, message: str, *arguments) -> None:
        if message.startswith(("Failed to persist", "Failed to delete persisted")):
            raise NotWritten(message % arguments)
        self._native.warning(message, *arguments)


def insist() -> None:
    """Have S3 answer with an error what it has not brought to disk."""
    from ministack.services import s3

    native = s3.handle_request

    async def handle_request(*arguments, **options):
        try:
            return await native(*arguments, **options)
        except NotWritten as problem:
            return s3._error("InternalError", str(problem), 500)

    s3.logger, s3.handle_request = _InsistentLog(s3.logger), handle_request
