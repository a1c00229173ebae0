"""Answers in each protocol's own form: results of our handlers, errors, and refusals of requests that do not fit."""

import json
import uuid
from xml.sax.saxutils import escape

from botocore.model import Shape

from ..errors import AwsError


def refusal(call) -> tuple[int, dict, bytes]:
    """The answer to a request with findings: the service's own validation error."""
    message = (
        f"{call.service}:{call.operation or 'request'} does not fit the AWS service model, AWS would refuse it: "
        + "; ".join(call.findings[:8])
    )
    code = call.error_code
    if code is None:
        code = "ValidationError" if call.protocol == "query" else "ValidationException"
        if call.service == "s3":
            code = "InvalidRequest"
    return failure(call, AwsError(code, message, 400))


def success(call, result: dict | None) -> tuple[int, dict, bytes]:
    """A handler's result as JSON; our own handlers serve the JSON protocols and, for REST, plain bodies."""
    if isinstance(result, tuple):
        return result
    kind = "application/x-amz-json-1.1" if call.protocol == "json" else "application/json"
    if call.protocol in ("query", "ec2", "rest-xml"):
        return 200, _headers("text/xml"), _query_result(call, result or {})
    shape = call.model.output_shape if call.model else None
    body = _serialise(shape, result or {}) if shape is not None else result or {}
    return 200, _headers(kind), json.dumps(body, default=str).encode()


def failure(call, error: AwsError) -> tuple[int, dict, bytes]:
    """An error in the form the service's clients parse."""
    if call.protocol in ("query", "rest-xml") and call.service != "s3":
        kind = "Sender" if error.status < 500 else "Receiver"
        text = (
            f"<ErrorResponse><Error><Type>{kind}</Type><Code>{error.code}</Code>"
            f"<Message>{escape(error.message)}</Message>"
            f"</Error><RequestId>{uuid.uuid4()}</RequestId></ErrorResponse>"
        )
        return error.status, _headers("text/xml"), text.encode()
    if call.protocol == "ec2":
        text = (
            f"<Response><Errors><Error><Code>{error.code}</Code>"
            f"<Message>{escape(error.message)}</Message></Error></Errors>"
            f"<RequestID>{uuid.uuid4()}</RequestID></Response>"
        )
        return error.status, _headers("text/xml"), text.encode()
    if call.service == "s3":
        text = (
            f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{error.code}</Code>'
            f"<Message>{escape(error.message)}</Message><RequestId>{uuid.uuid4()}</RequestId></Error>"
        )
        return error.status, _headers("application/xml"), text.encode()
    headers = _headers("application/x-amz-json-1.1" if call.protocol == "json" else "application/json")
    headers["x-amzn-errortype"] = error.code
    body = {"__type": error.code, "message": error.message, "Message": error.message, **error.fields}
    if call.protocol == "rest-json":
        body.pop("Message")
    return error.status, headers, json.dumps(body).encode()


def _headers(kind: str) -> dict:
    identifier = str(uuid.uuid4())
    return {"content-type": kind, "x-amzn-requestid": identifier, "x-amz-request-id": identifier}


def _serialise(shape: Shape, value):
    """Drop members the model does not have, use wire names, and write timestamps as numbers."""
    if value is None:
        return None
    if shape.type_name == "structure":
        if getattr(shape, "is_document_type", False):
            return value
        out = {}
        for name, member in shape.members.items():
            if name in value and value[name] is not None:
                out[member.serialization.get("name", name)] = _serialise(member, value[name])
        return out
    if shape.type_name == "list":
        return [_serialise(shape.member, item) for item in value]
    if shape.type_name == "map":
        return {key: _serialise(shape.value, item) for key, item in value.items()}
    return value


def _query_result(call, result: dict) -> bytes:
    """The XML of a Query answer for the few operations of that protocol that are served here."""

    def xml(value) -> str:
        if isinstance(value, dict):
            return "".join(f"<{key}>{xml(item)}</{key}>" for key, item in value.items() if item is not None)
        if isinstance(value, list):
            return "".join(f"<member>{xml(item)}</member>" for item in value)
        if isinstance(value, bool):
            return "true" if value else "false"
        return escape(str(value))

    name = call.operation
    return (
        f"<{name}Response><{name}Result>{xml(result)}</{name}Result>"
        f"<ResponseMetadata><RequestId>{uuid.uuid4()}</RequestId></ResponseMetadata></{name}Response>"
    ).encode()
