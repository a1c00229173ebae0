"""AWS calls inside the sandbox's own process, in the account and region of the current request or stack.

What a template makes goes through the same operations a client would call, so every other service sees it.
"""

import asyncio
import contextvars
import functools
import threading
from urllib.parse import urlencode

from botocore.parsers import create_parser
from botocore.serialize import create_serializer

from .errors import AwsError
from .validation import models
from .validation.request import Call, changes

HANDLERS: dict = {}  # our own handlers, set by the extensions
REACHED: set = set()  # services whose records changed without a request to them, the store's own set


def call(service: str, operation: str, **parameters) -> dict:
    """One operation; AwsError when the service refuses."""
    try:
        return _call(service, operation, parameters)
    finally:
        if changes(operation):
            REACHED.add(service)


def _call(service: str, operation: str, parameters: dict) -> dict:
    from ministack.core.responses import get_account_id, get_region

    own = HANDLERS.get((service, operation))
    if own is not None:
        request = Call(
            service=service,
            operation=operation,
            parameters=parameters,
            region=get_region(),
            account=get_account_id(),
            model=models.model(service).operation_model(operation),
        )
        result = own(request)
        if result is not NotImplemented:
            return result or {}
    return _emulated(service, operation, parameters)


def exists(service: str, operation: str, **parameters) -> bool:
    """Whether a Get or Describe finds something."""
    try:
        call(service, operation, **parameters)
    except AwsError:
        return False
    return True


def _emulated(service: str, operation: str, parameters: dict) -> dict:
    model = models.model(service)
    described = model.operation_model(operation)
    protocol = model.metadata["protocol"]
    request = _serializer(protocol).serialize_to_request(parameters, described)
    body = request["body"]
    headers = {key.lower(): str(value) for key, value in request["headers"].items()}
    if isinstance(body, dict):
        body = urlencode(body)
        headers["content-type"] = "application/x-www-form-urlencoded"
    if isinstance(body, str):
        body = body.encode()
    path, _, literal = request["url_path"].partition("?")
    query = {}
    for part in filter(None, literal.split("&")):
        key, _, value = part.partition("=")
        query[key] = [value]
    for key, value in (request["query_string"] or {}).items():
        query[key] = value if isinstance(value, list) else [str(value)]
    status, answered, content = _drive(service, request["method"], path, headers, body or b"", query)
    parsed = _parser(protocol).parse(
        {
            "status_code": status,
            "headers": {key.lower(): value for key, value in answered.items()},
            "body": content if isinstance(content, bytes) else str(content).encode(),
        },
        described.output_shape,
    )
    if status >= 300 and "Error" in parsed:
        raise AwsError(parsed["Error"].get("Code") or str(status), parsed["Error"].get("Message") or operation, status)
    parsed.pop("ResponseMetadata", None)
    return parsed


@functools.cache
def _serializer(protocol: str):
    return create_serializer(protocol, include_validation=True)


@functools.cache
def _parser(protocol: str):
    return create_parser(protocol)


def _drive(service: str, *request):
    """Run a handler to its end; the few that wait for something get a thread with an event loop of its own."""
    from ministack import app

    module = app._get_module(app.SERVICE_REGISTRY[service]["module"])
    if hasattr(module, "_handle_request_sync"):
        return module._handle_request_sync(*request)
    if service in _NEVER_WAIT:
        try:
            module.handle_request(*request).send(None)
        except StopIteration as end:
            return end.value
        raise RuntimeError(f"the emulator's {service} waited")
    found: list = []
    context = contextvars.copy_context()

    def run():
        try:
            found.append(context.run(asyncio.run, module.handle_request(*request)))
        except BaseException as problem:
            found.append(problem)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0]


_NEVER_WAIT = ("s3", "s3tables", "iam", "kms", "ssm", "logs", "secretsmanager", "sns", "sts")
