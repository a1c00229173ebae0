"""Services that nobody has used: the emulator loads many with CloudFormation, and their records need no look."""

import functools
import sys
import types


class Quiet:
    """Those of which every store is empty, each until something looks into one of its stores, for whatever purpose."""

    def __init__(self):
        self.services: set = set()

    def watch(self, states: dict) -> None:
        """From now on. `states` are the functions that give a service's records, by its name."""
        for name, get_state in states.items():
            stores = _stores(get_state)
            if stores and not any(store._data for store in stores):
                self.services.add(name)
                kinds = [(store, type(store)) for store in stores]
                for store, kind in kinds:
                    _wakers[id(store)] = lambda name=name, kinds=kinds: self._wake(name, kinds)
                    store.__class__ = _watched(kind)

    def _wake(self, name: str, kinds: list) -> None:
        self.services.discard(name)
        for store, kind in kinds:
            store.__class__ = kind
            _wakers.pop(id(store), None)


_wakers: dict = {}  # identity of a watched store -> what to call at the first look


def _stores(get_state) -> list:
    """All that a function reads, if that is stores of the emulator and nothing else that could change."""
    from ministack.core.responses import AccountRegionScopedDict, AccountScopedDict

    names, code = vars(sys.modules[get_state.__module__]), get_state.__code__
    read = [names[name] for name in code.co_names if name in names]
    stores = [value for value in read if type(value) in (AccountRegionScopedDict, AccountScopedDict)]
    known = (AccountRegionScopedDict, AccountScopedDict, types.ModuleType, type)
    others = [value for value in read if not isinstance(value, known)]
    nested = any(isinstance(constant, types.CodeType) for constant in code.co_consts)
    return [] if others or nested else stores


@functools.cache
def _watched(kind: type) -> type:
    """The class of a store that tells of the first look at what it holds."""
    data = kind._data  # the slot

    class Watched(kind):
        __slots__ = ()

        def _look(self):
            if wake := _wakers.get(id(self)):
                wake()

        @property
        def _data(self):
            self._look()
            return data.__get__(self)

        @_data.setter
        def _data(self, value):
            self._look()
            data.__set__(self, value)

    return Watched
