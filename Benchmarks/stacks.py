"""Stacks as they are, and the way they are deployed without DAIVI: one `aws cloudformation deploy` after another."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from trial import Timed, timed

REGIONS = ("us-east-1", "us-west-2")


def stack_targets(binaries: Path) -> list:
    """Names of the targets that consist of stacks only and need nothing but such targets."""
    graph = json.loads(subprocess.run([binaries / "daivi-host", "graph", "--format", "json"], check=True,
                                      capture_output=True, cwd=binaries).stdout)["targets"]
    kinds = {}
    for module in sorted({target["module"] for target in graph}):
        described = subprocess.run([binaries / f"daivi-{module}", "describe"], check=True, capture_output=True).stdout
        for target in json.loads(described)["targets"]:
            kinds[f"{module}/{target['name']}"] = {step["kind"] for step in target["steps"]}
    needs = {target["id"]: target["needs"] for target in graph if target["enabled"]}
    chosen = {name for name in needs if kinds[name] == {"stack"}}
    while dropped := {name for name in chosen if not chosen.issuperset(needs[name])}:
        chosen -= dropped
    return [name for name in needs if name in chosen]


@dataclass(frozen=True)
class Stack:
    name: str
    region: str
    parameters: tuple
    template: str

    def without_replication(self) -> "Stack":
        parameters = tuple("Replicate=false" if one == REPLICATE else one for one in self.parameters)
        return Stack(self.name, self.region, parameters, self.template)


REPLICATE = "Replicate=true"


def first_order(stacks: list) -> list:
    """The order of a first deploy: buckets that replicate into each other are made, then their peers, then told so."""
    order = []
    for number, stack in enumerate(stacks):
        later = [one.name for one in stacks[number + 1:]]
        earlier = [one for one in stacks[:number] if one.name == stack.name and REPLICATE in one.parameters]
        order.append(stack.without_replication() if stack.name in later else stack)
        order += earlier
    return order


class Stacks:
    @staticmethod
    def of(aws: "AWSCommandLine") -> list:
        """The stacks of an account in the order in which they were made."""
        found = []
        for region in REGIONS:
            for stack in aws.ask("describe-stacks", region)["Stacks"]:
                body = aws.ask("get-template", region, "--stack-name", stack["StackName"], "--template-stage", "Original")
                parameters = tuple(f"{given['ParameterKey']}={given['ParameterValue']}"
                                   for given in stack.get("Parameters", []))
                text = body["TemplateBody"]
                found.append((stack["CreationTime"], Stack(
                    stack["StackName"], region, parameters, text if isinstance(text, str) else json.dumps(text))))
        return [stack for _, stack in sorted(found, key=lambda pair: pair[0])]


class AWSCommandLine:
    def __init__(self, top: Path, endpoint: str):
        self.program = str(top / ".cache/bench-venv/bin/aws")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        self.environment = {
            **kept, "AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "123456789012",
            "AWS_SECRET_ACCESS_KEY": "sandbox", "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "AWS_EC2_METADATA_DISABLED": "true", "AWS_PAGER": ""}

    def ask(self, operation: str, region: str, *arguments) -> dict:
        command = [self.program, "cloudformation", operation, "--region", region, "--output", "json", *arguments]
        return json.loads(subprocess.run(command, env=self.environment, check=True, capture_output=True).stdout)

    def deploy(self, stacks: list, directory: Path) -> list[Timed]:
        """Each stack with `aws cloudformation deploy`, which waits for its end, as a script would."""
        runs = []
        for stack in stacks:
            template = directory / f"{stack.region}-{stack.name}.yaml"
            template.write_text(stack.template)
            command = [self.program, "cloudformation", "deploy", "--region", stack.region, "--stack-name", stack.name,
                       "--template-file", str(template), "--no-fail-on-empty-changeset",
                       "--capabilities", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
            if stack.parameters:
                command += ["--parameter-overrides", *stack.parameters]
            runs.append(timed(command, directory, self.environment))
        return runs
