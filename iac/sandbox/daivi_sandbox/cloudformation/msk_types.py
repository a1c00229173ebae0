"""AWS::MSK::ServerlessCluster: makes a cluster of the stand-in, whose broker runs."""

from ..standins import msk


def create(logical_id, properties, stack_name):
    record = msk.CURRENT.make(
        properties["ClusterName"],
        {
            "VpcConfigs": [
                {"SubnetIds": place["SubnetIds"], "SecurityGroupIds": place.get("SecurityGroups") or []}
                for place in properties["VpcConfigs"]
            ],
            "ClientAuthentication": properties["ClientAuthentication"],
        },
        dict(properties.get("Tags") or {}),
    )
    return record["ClusterArn"], {"Arn": record["ClusterArn"]}


def update(physical_id, old, new, stack_name, logical_id=None):
    """Only its tags can change."""
    msk.CLUSTERS[physical_id]["Tags"] = dict(new.get("Tags") or {})
    return physical_id, {"Arn": physical_id}


def delete(physical_id, properties):
    msk.CURRENT.remove(physical_id)


def live(physical_id, properties):
    record = msk.CLUSTERS.get(physical_id)
    if record is None:
        return None
    return {"ClusterName": record["ClusterName"], "Tags": record["Tags"], **record["Serverless"]}


HANDLERS = {
    "AWS::MSK::ServerlessCluster": {
        "create": create,
        "update": update,
        "delete": delete,
        "update_with_logical_id": True,
    }
}
