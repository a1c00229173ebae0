"""What a request asks for (service, operation, region, account, parameters) and what is wrong with it."""

import json
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote

from . import models, query_protocol, rest_protocol
from .shapes import check

_CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/(\d+)/([^/]+)/([^/,\s]+)/aws4_request")
_READING = re.compile(
    r"^(Get|List|Describe|Head|Batch[Gg]et|Search|Lookup|Validate|Estimate|Query|Scan|Filter|Test|Select|Detect)"
)
_TOKENS = (
    "ClientRequestToken",
    "ClientToken",
    "clientToken",
    "ChangeSetName",
    "clientRequestToken",
    "IdempotencyToken",
)


def changes(operation: str) -> bool:
    """Whether an operation may change a record, by its name."""
    return not _READING.match(operation)


@dataclass
class Call:
    """One request, understood."""

    service: str = "unknown"
    operation: str | None = None
    region: str = "us-east-1"
    account: str = "123456789012"
    parameters: dict = field(default_factory=dict)
    findings: list = field(default_factory=list)
    protocol: str = "json"
    model: object = None
    method: str = "GET"
    error_code: str | None = None
    catalog: str | None = None
    agent: str | None = None
    access_key: str | None = None

    @property
    def mutates(self) -> bool:
        """Whether serving it may change a record."""
        if self.operation is None:
            return self.method not in ("GET", "HEAD", "OPTIONS")
        return changes(self.operation)

    def token(self) -> str | None:
        """The token by which a client finds this request again, if it sent one."""
        for name in _TOKENS:
            if isinstance(self.parameters.get(name), str):
                return self.parameters[name]
        arguments = self.parameters.get("Arguments")
        return arguments.get("--run_token") if isinstance(arguments, dict) else None


def identify(method: str, raw_path: str, headers: dict, query: dict, body: bytes) -> Call:
    """Understand and check one request. Requests that are not AWS calls come back without findings."""
    call = Call(method=method, agent=headers.get("user-agent", "").split(" ")[0] or None)
    call.service, call.region, call.access_key = _scope(headers, query)
    if re.fullmatch(r"\d{12}", call.access_key or ""):
        call.account = call.access_key
    if call.service == "unknown":
        _guess(call, headers, query, raw_path, body)
    service = models.model(call.service)
    if service is None or raw_path.startswith("/iceberg"):
        return call
    call.protocol = service.metadata["protocol"]
    if "json" in service.metadata.get("protocols", []) and headers.get("x-amz-target"):
        call.protocol = "json"
    if call.protocol in ("json", "smithy-rpc-v2-cbor") or headers.get("x-amz-target"):
        call.protocol = "json"
        _json(call, service, headers, body)
    elif call.protocol in ("query", "ec2"):
        _query(call, service, body, query)
    else:
        _rest(call, service, method, raw_path, headers, query, body)
    return call


def _scope(headers: dict, query: dict) -> tuple:
    found = _CREDENTIAL.search(headers.get("authorization", ""))
    if found:
        return found[4], found[3], found[1]
    signed = query.get("X-Amz-Credential", [""])[0].split("/")
    if len(signed) == 5:
        return signed[3], signed[2], signed[0]
    return "unknown", "us-east-1", None


def _guess(call: Call, headers: dict, query: dict, path: str, body: bytes) -> None:
    """An unsigned request names its service only by its form; most are S3's own anonymous reads."""
    if "x-amz-target" in headers:
        return
    if b"Action=" in body or "Action" in query:
        return
    if not path.startswith(("/_", "/health", "/iceberg", "/2015-03-31")):
        call.service = "s3"


def _json(call: Call, service, headers: dict, body: bytes) -> None:
    target = headers.get("x-amz-target", "")
    prefix, _, name = target.rpartition(".")
    unpublished = target in models.UNPUBLISHED.get(call.service, ())
    if not unpublished and (name not in service.operation_names or (models.targets(service) or prefix) != prefix):
        call.operation = name or None
        call.error_code = "UnknownOperationException"
        call.findings = [f"{target or 'no X-Amz-Target'} is no operation of {call.service}"]
        return
    call.operation, call.model = name, None if unpublished else service.operation_model(name)
    try:
        parameters = json.loads(body or b"{}")
    except ValueError as problem:
        call.error_code = "SerializationException"
        call.findings = [f"the body is not JSON: {problem}"]
        return
    call.parameters = parameters if isinstance(parameters, dict) else {}
    if call.model is not None and call.model.input_shape is not None:
        check(call.model.input_shape, parameters, "json", "", call.findings)


def _query(call: Call, service, body: bytes, query: dict) -> None:
    form = parse_qs(body.decode(errors="replace"), keep_blank_values=True) or query
    name = form.get("Action", [""])[0]
    if name not in service.operation_names:
        call.operation = name or None
        call.error_code = "InvalidAction"
        call.findings = [f"{name or 'no Action'} is no operation of {call.service}"]
        return
    call.operation, call.model = name, service.operation_model(name)
    flat = {key: values[0] for key, values in form.items() if key not in ("Action", "Version")}
    flat = {key: value for key, value in flat.items() if not key.startswith(("X-Amz-", "AWSAccessKeyId", "Signature"))}
    call.parameters, unused = query_protocol.parse(call.model.input_shape, flat, call.protocol)
    call.findings += [f"{key} is no parameter of {name}" for key in unused]
    if call.model.input_shape is not None:
        check(call.model.input_shape, call.parameters, call.protocol, "", call.findings)


def _rest(call: Call, service, method: str, raw_path: str, headers: dict, query: dict, body: bytes) -> None:
    path = raw_path
    if call.service == "s3":
        path = _without_host_style(raw_path, headers)
    found = rest_protocol.route(call.service, method, path, query, headers)
    if found is None:
        if method == "OPTIONS":
            return
        call.error_code = "UnknownOperationException"
        call.findings = [f"{method} {unquote(path)} is no operation of {call.service}"]
        return
    call.operation, places = found
    call.model = service.operation_model(call.operation)
    if call.model.input_shape is not None:
        call.parameters = rest_protocol.parse(call, places, headers, query, body)
        check(call.model.input_shape, call.parameters, call.protocol, "", call.findings)


def _without_host_style(path: str, headers: dict) -> str:
    """`bucket.s3.localhost/key` as `/bucket/key`."""
    host = headers.get("host", "").split(":")[0]
    first, _, rest = host.partition(".")
    if rest.startswith("s3") or rest == "localhost":
        return f"/{first}{path}"
    return path
