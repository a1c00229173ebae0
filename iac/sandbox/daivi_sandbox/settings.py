"""What a running sandbox is: its directory, its port and the knobs tests turn."""

import logging
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from . import ACCOUNT, REGIONS


@dataclass(frozen=True)
class Settings:
    """The configuration of one running sandbox."""

    state: Path
    port: int
    identity: str

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def services(self) -> Path:
        """Where each service's records are kept, one JSON file a service."""
        return self.state / "services"

    @property
    def objects(self) -> Path:
        """Where S3 objects are kept, one file an object."""
        return self.state / "s3"

    @property
    def runs(self) -> Path:
        """Where Glue job runs have their scripts while they run."""
        return self.state / "runs"

    @property
    def temporary(self) -> Path:
        """What is written nowhere else, by the sandbox and the functions that it runs: empty at its start and end."""
        return self.state / "tmp"

    @property
    def stack_delay(self) -> float:
        """Seconds each resource of a stack takes (DAIVI_SANDBOX_STACK_DELAY_MS)."""
        return float(os.environ.get("DAIVI_SANDBOX_STACK_DELAY_MS", "0") or 0) / 1000

    @property
    def job_delay(self) -> float:
        """Seconds a Glue job run stays RUNNING at least (DAIVI_SANDBOX_JOB_DELAY_MS)."""
        return float(os.environ.get("DAIVI_SANDBOX_JOB_DELAY_MS", "0") or 0) / 1000

    def apply(self) -> None:
        """Set the emulator's own environment; must run before it is imported."""
        shutil.rmtree(self.temporary, ignore_errors=True)
        for directory in (self.services, self.objects, self.runs, self.temporary):
            directory.mkdir(parents=True, exist_ok=True)
        tempfile.tempdir = None  # whoever asked before was told of another
        os.environ.update(
            {
                "GATEWAY_PORT": str(self.port),
                "BIND_HOST": "127.0.0.1",
                "MINISTACK_HOST": "127.0.0.1",
                "MINISTACK_ACCOUNT_ID": ACCOUNT,
                "MINISTACK_REGION": REGIONS[0],
                "PERSIST_STATE": "1",
                "STATE_DIR": str(self.services),
                "S3_PERSIST": "1",
                "S3_DATA_DIR": str(self.objects),
                "TMPDIR": str(self.temporary),
                "SFTP_ENABLED": "0",
                "IOT_MTLS_ENABLED": "0",
                "LOG_LEVEL": os.environ.get("DAIVI_SANDBOX_LOG", "WARNING"),
                # Everything the sandbox starts talks to the sandbox, never to AWS.
                "AWS_ENDPOINT_URL": self.endpoint,
                "AWS_ACCESS_KEY_ID": ACCOUNT,
                "AWS_SECRET_ACCESS_KEY": "sandbox",
                "AWS_REGION": REGIONS[0],
                "AWS_DEFAULT_REGION": REGIONS[0],
                "AWS_EC2_METADATA_DISABLED": "true",
            }
        )
        logging.getLogger("kms").setLevel(logging.ERROR)  # it warns at every start that it cannot sign
        for name in (
            "AWS_PROFILE",
            "AWS_SESSION_TOKEN",
            "AWS_CONFIG_FILE",
            "AWS_SHARED_CREDENTIALS_FILE",
            "DOCKER_HOST",
        ):
            os.environ.pop(name, None)
