"""Keeps every service's records on disk, so that what a client was told survives even SIGKILL.

The emulator writes its state at a clean end only. Here each change is written before its reply leaves: the records that
it may have touched are serialised, and the files whose content differs from what is on disk are replaced, all or none.
"""

import contextlib
import json
import threading
from pathlib import Path

from . import state_text
from .files import Files
from .quiet import Quiet
from .stack_files import StackFiles


class Store:
    """The files of `services/`; `keep_changed` may be called from any thread."""

    def __init__(self, directory: Path):
        self.files = Files(directory)
        self.kept: dict = {}
        self.lock = threading.Lock()
        self.extra: dict = {}
        self.touched: set = set()
        self.reached: set = set()
        self.stacks = StackFiles()
        self.quiet = Quiet()
        self.owed = False  # the last attempt failed: whoever reads may not be told what it should have kept
        self.pending = 0
        self.counting = threading.Lock()

    def add(self, name: str, get_state, restore) -> None:
        """Keep a store of our own under `name`, restoring what is on disk now."""
        self.extra[name] = get_state
        path = self.files.path(name)
        if path.exists():
            restore(json.loads(path.read_text()))

    def remember_restored(self) -> None:
        """Write everything once, so that a restored or repaired record is on disk before the first request."""
        from ministack import app

        self.keep_changed(everything=True)
        self.quiet.watch(app._build_persistence_save_dict())
        app.save_all = lambda services: None  # the emulator's own writing at the end: all of it is on disk

    def touch(self, name: str) -> None:
        """A large service's records changed without a request to it: the next time they are written too."""
        self.touched.add(name)

    @contextlib.contextmanager
    def changing(self, service: str):
        """Around a change that no request makes. Until it is written a request that only reads writes it first."""
        with self.counting:
            self.pending += 1
        try:
            yield
            self.keep_changed(service)
        finally:
            with self.counting:
                self.pending -= 1

    @contextlib.contextmanager
    def operation(self, stack: str):
        """Around an operation on a stack: all is written when it ends, and meanwhile whenever anything is."""
        self.stacks.under_way.append(stack)
        try:
            yield
        finally:
            self.stacks.under_way.remove(stack)
            self.stacks.changed.add(stack)
            self.keep_changed()

    def keep_changed(self, service: str | None = None, everything: bool = False) -> None:
        """Write what changed since it was last written. `service` narrows it to what that service can touch."""
        with self.lock:
            marks = (self.touched, self.reached, self.stacks.changed)
            taken = [set(marked) for marked in marks]
            for marked, some in zip(marks, taken):
                marked -= some  # what is marked from now on may not be in what is read below
            try:
                self._replace(dict(self._texts(service, everything, *taken)))
            except BaseException:
                for marked, some in zip(marks, taken):
                    marked |= some
                if service in _LARGE:
                    self.touched.add(service)
                self.owed = True
                raise
            self.owed = False

    def _texts(self, service: str | None, everything: bool, touched: set, reached: set, stacks: set):
        from ministack import app

        names = app._build_persistence_save_dict()
        names.pop("cloudformation", None)
        touched = {*_LARGE} if everything else {*touched, *reached, service}
        only = None if everything or self.owed or self.stacks.under_way else _only({*reached, service})
        for name, get_state in names.items():
            if name in _LARGE:
                wanted = name in touched
            elif only is None:
                wanted = everything or name not in self.quiet.services
            else:
                wanted = name in only
            if wanted:
                text = state_text.steady(lambda name=name, get_state=get_state: state_text.service(name, get_state))
                if text is not None:
                    yield name, text
        for name, get_state in self.extra.items():
            if only is None or name.startswith(only):
                yield name, state_text.steady(lambda get_state=get_state: state_text.text(get_state()))
        yield from self.stacks.texts(stacks, everything)

    def _replace(self, texts: dict) -> None:
        changed = {name: text for name, text in texts.items() if self.kept.get(name) != hash(text)}
        for name in changed:
            self.kept.pop(name, None)  # until it is certain
        self.files.replace(changed)
        self.kept.update({name: hash(text) for name, text in changed.items()})


# Services whose records are large, and change by requests to them only (but for what touches them).
_LARGE = ("dynamodb", "lambda")

# All that requests to a service can change, where they are frequent: services of the emulator, and our own stores by
# how their names begin. What changes through `aws.call`, and log lines of jobs, is known beside it (`reached`).
_ONLY = {
    "athena": ("athena", "glue"),
    "cloudformation": (),  # the operations that requests begin are written at their end
    "datazone": ("datazone", "glue-catalogs"),
    "emr-serverless": ("emr-serverless",),
    "glue": ("glue", "s3tables", "data-quality", "zero-etl"),
    "iam": ("iam",),
    "identitystore": ("identity-center",),
    "lakeformation": ("lakeformation",),
    "logs": ("cloudwatch_logs",),
    "quicksight": ("quicksight", "cloudformation-generic"),
    "s3": ("s3",),
    "secretsmanager": ("secretsmanager",),
    "ssm": ("ssm",),
    "sso": ("identity-center",),
    "sts": ("sts-sessions",),
}


def _only(services: set) -> tuple | None:
    """All that these services can change; None when it may be anything."""
    if not services <= _ONLY.keys():
        return None
    return tuple(name for service in services for name in _ONLY[service])
