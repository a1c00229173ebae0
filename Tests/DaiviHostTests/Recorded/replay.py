#!/usr/bin/env python3
"""A module as it was once recorded: answers each request as the release 0.1.0, built with the SDK 0.1.0, answered it.

Put beside foundation-0.1.0.jsonl (a mirror file of a plan, a deploy, a verify and a destroy) and foundation-0.1.0.manifest.json.
"""
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(HERE, "foundation-0.1.0.jsonl"), encoding="utf-8") as mirror:
    MESSAGES = [json.loads(line) for line in mirror]


def key(message):
    params = message.get("params", {})
    return message["method"], params.get("target"), params.get("step"), bool(params.get("destroy"))


# What followed each request: its progress and its reply, in order; the same request asked again has its own.
answers, open_requests = {}, {}
for entry in MESSAGES:
    message = entry["message"]
    if entry["direction"] == "to-module":
        if "id" in message:
            open_requests[message["id"]] = []
            answers.setdefault(key(message), []).append(open_requests[message["id"]])
    else:
        number = message.get("id") or message["params"].get("request")
        open_requests[number].append(message)

if sys.argv[1:] == ["describe"]:
    with open(os.path.join(HERE, "foundation-0.1.0.manifest.json"), encoding="utf-8") as manifest:
        print(manifest.read())
    sys.exit(0)
for line in sys.stdin:
    request = json.loads(line)
    if "id" not in request:
        continue
    recorded = answers.get(key(request))
    if not recorded:
        error = {"code": -32601, "message": "this was not recorded: %s" % line}
        print(json.dumps({"jsonrpc": "2.0", "id": request["id"], "error": error}), flush=True)
        continue
    for message in recorded.pop(0) if len(recorded) > 1 else recorded[0]:
        if "id" in message:
            message["id"] = request["id"]
        else:
            message["params"]["request"] = request["id"]
        print(json.dumps(message), flush=True)
