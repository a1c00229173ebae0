"""Buckets that belong to AWS, not to the account: the storage of S3 tables. ListBuckets does not list them."""

import types


class _Visible:
    """The emulator's buckets without the hidden ones, for the one function that lists them."""

    def __init__(self, buckets):
        self._buckets = buckets

    def __iter__(self):
        return (name for name in self._buckets if not self._buckets[name].get("hidden"))

    def __getitem__(self, name):
        return self._buckets[name]

    def __getattr__(self, name):
        return getattr(self._buckets, name)


def hide() -> None:
    """Give ListBuckets a view of its own on the buckets."""
    from ministack.services import s3

    native = s3._list_buckets
    own = {**s3.__dict__, "_buckets": _Visible(s3._buckets)}
    listing = types.FunctionType(native.__code__, own, native.__name__, native.__defaults__, native.__closure__)
    s3._list_buckets = listing
