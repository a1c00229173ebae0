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
