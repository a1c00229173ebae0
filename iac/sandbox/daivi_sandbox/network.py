"""The networks of the sandbox, as far as jobs notice: what a job with a connection reaches, and what it does not.

Stand-ins of what runs on instances listen on the loopback address. A job meets them under the instance's own address, if
the job's connection is in the instance's network and the security groups of both let it.
"""

import ipaddress
import socket
from collections.abc import Callable

SERVICES: list[Callable[[], dict]] = []
"""Each gives, for the account and region of the call, (instance, port) to the port on the loopback address."""


def reachable(job: dict) -> dict:
    """What a run of the job reaches: `address:port` to the port on the loopback address."""
    from ministack.services import ec2

    found = {}
    for name in (job.get("Connections") or {}).get("Connections") or []:
        network, groups = _place(name)
        for services in SERVICES:
            for (instance, port), local in services().items():
                record = ec2._instances[instance]
                own = [group["GroupId"] for group in record["SecurityGroups"]]
                if record["VpcId"] == network and _passes(groups, own, record["PrivateIpAddress"], port):
                    found[f"{record['PrivateIpAddress']}:{port}"] = local
    return found


def _place(connection: str) -> tuple:
    """The network and the security groups that a connection puts a job into."""
    from ministack.services import ec2, glue

    needs = (glue._connections.get(connection) or {}).get("PhysicalConnectionRequirements") or {}
    subnet = ec2._subnets.get(needs.get("SubnetId")) or {}
    return subnet.get("VpcId"), needs.get("SecurityGroupIdList") or []


def _passes(sources: list, targets: list, address: str, port: int) -> bool:
    """Whether the one side's groups let out, and the other's let in, what goes to this address and port."""
    out = any(_allows(rule, port, targets, address) for rule in _rules(sources, "IpPermissionsEgress"))
    # Where the job's own address would be is not known: an address range counts when it is all of the network or more.
    into = any(_allows(rule, port, sources, None) for rule in _rules(targets, "IpPermissions"))
    return out and into


def _rules(groups: list, direction: str) -> list:
    from ministack.services import ec2

    return [rule for group in groups for rule in (ec2._security_groups.get(group) or {}).get(direction) or []]


def _allows(rule: dict, port: int, peers: list, address: str | None) -> bool:
    every = str(rule.get("IpProtocol")) == "-1"
    if not every and not int(rule.get("FromPort", -1)) <= port <= int(rule.get("ToPort", -1)):
        return False
    if any(pair.get("GroupId") in peers for pair in rule.get("UserIdGroupPairs") or []):
        return True
    ranges = [ipaddress.ip_network(found["CidrIp"]) for found in rule.get("IpRanges") or []]
    if address is None:
        return any(found.prefixlen <= 16 for found in ranges)
    return any(ipaddress.ip_address(address) in found for found in ranges)


def join(table: dict) -> None:
    """In a job's own process: private addresses lead to the stand-ins that the job may reach, or nowhere."""
    connect = socket.create_connection

    def create_connection(address, *arguments, **options):
        host, port = address[:2]
        local = table.get(f"{host}:{port}")
        if local is not None:
            return connect(("127.0.0.1", local), *arguments, **options)
        if _is_private(host):
            raise TimeoutError(f"connection to {host}:{port} timed out: nothing there lets this job in")
        return connect(address, *arguments, **options)

    socket.create_connection = create_connection


def _is_private(host: str) -> bool:
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return False
    return found.is_private and not found.is_loopback
