"""botocore's service models, loaded when a service is first called."""

import functools
import re

from botocore.loaders import Loader
from botocore.model import ServiceModel

# The name a request is signed for, where it is not the name of the model.
_SIGNED_AS = {
    "airflow": "mwaa",
    "cloudcontrolapi": "cloudcontrol",
    "cloudformation": "cloudformation",
    "elasticmapreduce": "emr",
    "email": "sesv2",
    "kinesisanalytics": "kinesisanalyticsv2",
    "monitoring": "cloudwatch",
    "sso": "sso-admin",
    "states": "stepfunctions",
    "tagging": "resourcegroupstaggingapi",
    "s3express": "s3",
    "sagemaker-unified-studio": "datazone",
}
# Operations that only AWS's own console calls: no model of them is published, so their requests cannot be checked.
UNPUBLISHED = {"sso": ("SWBService.GetSsoConfiguration", "SWBService.UpdateSsoConfiguration")}
_loader = Loader()


@functools.cache
def model(signed_as: str) -> ServiceModel | None:
    """The model of the service a request is signed for; None when AWS has no such service."""
    for name in (_SIGNED_AS.get(signed_as, signed_as), signed_as):
        if name in _available():
            return ServiceModel(_loader.load_service_model(name, "service-2"), name)
    return None


@functools.cache
def _available() -> frozenset:
    return frozenset(_loader.list_available_services("service-2"))


@functools.cache
def targets(service: ServiceModel) -> str | None:
    """The prefix of X-Amz-Target for the JSON protocols."""
    return service.metadata.get("targetPrefix")


@functools.cache
def routes(signed_as: str) -> tuple:
    """The REST operations of a service: (method, path pattern, literal query, rank, operation name)."""
    service = model(signed_as)
    found = []
    for name in service.operation_names:
        operation = service.operation_model(name)
        uri = operation.http.get("requestUri", "/")
        path, _, query = uri.partition("?")
        pattern, names = _pattern(path)
        literal = tuple(tuple(part.partition("=")[::2]) for part in query.split("&") if part)
        required = _required_places(operation)
        rank = (len(literal), len(required), len(re.sub(r"\{[^}]*\}", "", path)), -len(names))
        found.append((operation.http["method"], pattern, literal, required, rank, name))
    return tuple(sorted(found, key=lambda route: route[4], reverse=True))


def _pattern(path: str):
    names = re.findall(r"\{([^}]*)\}", path)
    text = re.escape(path).replace(r"\{", "{").replace(r"\}", "}")
    for name in names:
        greedy = ".+" if name.endswith("+") else "[^/]+"
        group = re.sub(r"[^A-Za-z0-9_]", "_", name.rstrip("+"))
        text = text.replace("{" + re.escape(name) + "}", f"(?P<{group}>{greedy})")
    return re.compile(text.rstrip("/") + "/?$"), names


def _required_places(operation) -> tuple:
    """Query strings and headers an operation cannot do without: they tell apart what shares a path."""
    shape = operation.input_shape
    if shape is None:
        return ()
    places = []
    for name in shape.required_members:
        member = shape.members[name]
        place = member.serialization.get("location")
        if place in ("querystring", "header"):
            places.append((place, member.serialization.get("name", name)))
    return tuple(places)
