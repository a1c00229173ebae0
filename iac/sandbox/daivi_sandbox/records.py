"""Our own stores on disk: dictionaries with tuple keys, as JSON."""


def dump(store: dict) -> list:
    """A dictionary keyed by tuples (or strings) as a list of pairs."""
    return [[list(key) if isinstance(key, tuple) else key, value] for key, value in store.items()]


def load(store: dict, pairs: list) -> None:
    """Fill a dictionary from `dump`'s pairs."""
    store.clear()
    for key, value in pairs:
        store[tuple(key) if isinstance(key, list) else key] = value
