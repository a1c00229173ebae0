"""Which instances are a Splunk, and what Systems Manager and jobs find there.

An instance is one when its user data downloads Splunk. Nothing boots: at once it has the certificate and the credentials
that the script would have made and read, and a server on the loopback address that answers as Splunk.
"""

import base64
import json
import re
import shlex
import socket
import ssl
import threading

from .. import aws, network
from ..cloudformation import instance_types
from ..errors import AwsError
from . import certificates
from .server import Server, digest

PORT = 8089
RECORDS: dict = {}  # (account, region, instance) -> {"address", "authority", "certificate", "key", "digest", "log"}


class Splunks:
    """The stand-ins of one sandbox; each is started when it is first needed."""

    def __init__(self):
        self.servers: dict = {}
        self.lock = threading.Lock()
        instance_types.BOOTS.append(boot)
        network.SERVICES.append(self.services)
        from ministack.services import ec2

        ec2.instance_is_managed = _is_running
        ec2.exec_in_instance_blocking = self.execute

    def services(self) -> dict:
        """The running ones of this account and region: (instance, port) to the port on the loopback address."""
        here = _scope()
        return {
            (key[2], PORT): self._server(key).port
            for key in list(RECORDS)
            if key[:2] == here and RECORDS[key].get("certificate") and _is_running(key[2])
        }

    def _server(self, key: tuple) -> Server:
        with self.lock:
            if key not in self.servers:
                self.servers[key] = Server(RECORDS[key], lambda: _is_running_in(key))
            return self.servers[key]

    def execute(self, instance: str, argv: list) -> tuple[int, str, str]:
        """A command of Systems Manager: exit status, output, errors."""
        record = RECORDS.get((*_scope(), instance))
        if record is None:
            return 127, "", "the sandbox's instances have no shell"
        status, output, errors = 0, "", ""
        for line in argv[-1].splitlines():
            for alternative in line.split("||"):
                status, printed, problem = self._command(instance, record, shlex.split(alternative))
                output, errors = output + printed, errors + problem
                if status == 0:
                    break
        return status, output, errors

    def _command(self, instance: str, record: dict, words: list) -> tuple[int, str, str]:
        if words[:1] == ["curl"] and record.get("certificate"):
            address = words[-1].removeprefix("https://").split("/")[0]
            if address != f"{record['address']}:{PORT}":
                return 7, "000", f"curl: (7) Failed to connect to {address}\n"
            port = self._server((*_scope(), instance)).port
            return _curl(record, port, "/" + words[-1].split("/", 3)[3])
        if words[:1] == ["tail"]:
            return 0, record["log"] + "\n", ""
        if words[:1] == ["cat"] and record.get("authority"):
            return 0, record["authority"], ""
        return 127, "", f"the sandbox's Splunk instance does not know: {shlex.join(words)}\n"

    def close(self) -> None:
        for server in self.servers.values():
            server.close()


def boot(instance: str) -> None:
    """What the instance's script would have come to, if it installs Splunk."""
    from ministack.services import ec2

    found = ec2._instances[instance]
    script = base64.b64decode(found.get("UserData") or "").decode(errors="replace")
    secret = re.search(r"^secret='([^']+)'$", script, re.MULTILINE)
    if "download.splunk.com" not in script or not secret:
        return
    record = {"address": found["PrivateIpAddress"], "log": "started"}
    RECORDS[(*_scope(), instance)] = record
    try:
        given = json.loads(aws.call("secretsmanager", "GetSecretValue", SecretId=secret[1])["SecretString"])
        record["digest"] = digest(given["username"], given["password"])
        record.update(certificates.issue(record["address"]))
    except (AwsError, ValueError, KeyError) as problem:
        record["log"] = f"FAILED: {problem}"


def _curl(record: dict, port: int, path: str) -> tuple[int, str, str]:
    """The HTTP status of an answer whose certificate is verified, as `curl --write-out '%{http_code}'` prints it."""
    context = ssl.create_default_context(cadata=record["authority"])
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
            with context.wrap_socket(plain, server_hostname=record["address"]) as secured:
                secured.sendall(f"GET {path} HTTP/1.0\r\nHost: {record['address']}\r\n\r\n".encode())
                line = secured.recv(1024).decode(errors="replace")
                return 0, line.split(" ", 2)[1], ""
    except (OSError, IndexError) as problem:
        return 35, "000", f"curl: (35) {problem}\n"


def _scope() -> tuple[str, str]:
    from ministack.core.responses import get_account_id, get_region

    return get_account_id(), get_region()


def _is_running(instance: str) -> bool:
    return _is_running_in((*_scope(), instance))


def _is_running_in(key: tuple) -> bool:
    from ministack.services import ec2

    record = ec2._instances._data.get(key)
    return key in RECORDS and record is not None and record["State"]["Name"] == "running"
