"""Job output in CloudWatch Logs, where GetLogEvents finds it."""

import time

from .. import aws


def write(group: str, stream: str, text: str) -> None:
    """Append one line to a log stream, making group and stream when they are missing."""
    from ministack.services import cloudwatch_logs as service

    now = int(time.time() * 1000)
    if group not in service._log_groups:
        service._create_log_group({"logGroupName": group})
    if stream not in service._log_groups[group]["streams"]:
        service._create_log_stream({"logGroupName": group, "logStreamName": stream})
    service._put_log_events(
        {"logGroupName": group, "logStreamName": stream, "logEvents": [{"timestamp": now, "message": text or " "}]}
    )
    aws.REACHED.add("logs")
