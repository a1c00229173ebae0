"""Files that are replaced together: whenever the sandbox is killed, all of them are new afterwards or none is."""

import json
import os
from pathlib import Path

_COMMIT = "commit.json"  # what is being replaced; nobody's records have this name


class Files:
    """Every `NAME.json` of a directory. Nothing waits for the disk: what a process wrote survives its end."""

    def __init__(self, directory: Path):
        self.directory = directory
        self._finish()

    def path(self, name: str) -> Path:
        return self.directory / f"{name}.json"

    def _partial(self, name: str) -> Path:
        return self.directory / f"{name}.partial"

    def replace(self, texts: dict) -> None:
        """Give each named file its new content."""
        for name, text in texts.items():
            with open(self._partial(name), "wb") as file:
                file.write(text)
        if len(texts) > 1:
            with open(self.directory / "commit.partial", "w") as file:
                json.dump(list(texts), file)
            os.replace(self.directory / "commit.partial", self.directory / _COMMIT)
        for name in texts:
            os.replace(self._partial(name), self.path(name))
        if len(texts) > 1:
            os.unlink(self.directory / _COMMIT)

    def _finish(self) -> None:
        """Carry out what a kill interrupted once all of it was written, and forget what it was not."""
        commit = self.directory / _COMMIT
        if commit.exists():
            for name in json.loads(commit.read_text()):
                if self._partial(name).exists():
                    os.replace(self._partial(name), self.path(name))
            commit.unlink()
        for partial in self.directory.glob("*.partial"):
            partial.unlink()
