"""What a template refers to must be there: parameters, resources and conditions, checked in AWS's words."""

import re

_PSEUDO = frozenset(
    f"AWS::{name}"
    for name in (
        "AccountId", "NotificationARNs", "NoValue", "Partition", "Region", "StackId", "StackName", "URLSuffix"
    )
)
_VARIABLE = re.compile(r"\$\{([^}]+)\}")
_VARIABLE_NAME = re.compile(r"[A-Za-z0-9_.:]+")


def check_parameters(template: dict, given: list[dict]) -> None:
    """Values are given to the template's own parameters only; `ValueError` says which are not."""
    declared = template.get("Parameters") or {}
    names = [entry["Key"] for entry in given if "Key" in entry]
    if names and not declared:
        raise ValueError("Parameter values specified for a template which does not require them.")
    if unknown := [name for name in names if name not in declared]:
        raise ValueError(f"Parameters: [{', '.join(unknown)}] do not exist in the template")


def check(template: dict, truths: dict | None) -> None:
    """`ValueError` when something refers to nothing, or to a resource that its condition leaves out.

    Without `truths` the conditions are not known, and every resource counts as there. What a transform that was not
    applied may still add is not missed.
    """
    if template.get("Transform") or _has(template, "Fn::Transform"):
        return
    declared = template.get("Resources") or {}
    parameters = set(template.get("Parameters") or {})
    _check_conditions(template, parameters)
    known = parameters | _PSEUDO
    _check_section(template, "Resources", set(declared), known, None)
    _check_section(template, "Outputs", set(declared), known, None)
    if truths is not None:
        there = {name for name, definition in declared.items() if _included(definition, truths)}
        _check_section(template, "Resources", there, known, truths)
        _check_section(template, "Outputs", there, known, truths)


def _check_conditions(template: dict, parameters: set) -> None:
    """Conditions name parameters and each other; who names a condition names one that is there."""
    conditions = template.get("Conditions") or {}
    found = sorted(
        {name for name, _ in _references(conditions, None) if name not in parameters and name not in _PSEUDO}
    )
    if found:
        raise ValueError(
            f"Template format error: Unresolved dependencies [{', '.join(found)}]. "
            "Cannot reference resources in the Conditions block of the template"
        )
    for name in _named_conditions(conditions):
        if name not in conditions:
            raise ValueError(unresolved_condition(name, "Conditions"))
    for section in ("Resources", "Outputs"):
        for definition in (template.get(section) or {}).values():
            if not isinstance(definition, dict):
                continue
            name = definition.get("Condition")
            if isinstance(name, str) and name not in conditions:
                raise ValueError(unresolved_condition(name, section))
            for name in _asked_conditions(definition):
                if name not in conditions:
                    raise ValueError(f"Template error: unresolved condition dependency {name} in Fn::If")


def unresolved_condition(name: str, section: str) -> str:
    """AWS's words for a condition that is not there."""
    return f"Template format error: Unresolved condition dependency {name} in the {section} block of the template"


def _check_section(template: dict, section: str, resources: set, known: set, truths: dict | None) -> None:
    declared = template.get("Resources") or {}
    missing = set()
    for definition in (template.get(section) or {}).values():
        if not isinstance(definition, dict) or (truths is not None and not _included(definition, truths)):
            continue
        for name, is_attribute in _references(definition, truths):
            if is_attribute and name not in declared:
                raise ValueError(f"Template error: instance of Fn::GetAtt references undefined resource {name}")
            if name not in resources and (is_attribute or name not in known):
                missing.add(name)
        if section == "Resources" and truths is None:
            wanted = definition.get("DependsOn") or []
            missing.update({name for name in _listed(wanted) if isinstance(name, str)} - resources)
    if missing:
        begin = "Template format error: " if section == "Resources" else ""
        raise ValueError(
            f"{begin}Unresolved resource dependencies [{', '.join(sorted(missing))}] in the {section} block of the "
            "template"
        )


def _included(definition, truths: dict) -> bool:
    condition = definition.get("Condition") if isinstance(definition, dict) else None
    return truths.get(condition, True) if isinstance(condition, str) else True


def _references(value, truths: dict | None):
    """Each name with whether it is Fn::GetAtt's; of Fn::If only the branch taken where the conditions are known."""
    if isinstance(value, list):
        for item in value:
            yield from _references(item, truths)
    if not isinstance(value, dict):
        return
    function, argument = next(iter(value.items())) if len(value) == 1 else (None, None)
    if function == "Ref" and isinstance(argument, str):
        yield argument, False
    elif function == "Fn::GetAtt":
        parts = argument.split(".") if isinstance(argument, str) else argument
        if isinstance(parts, list) and parts and isinstance(parts[0], str):
            yield parts[0], True
            yield from _references(parts[1:], truths)
    elif function == "Fn::Sub":
        yield from _substituted(argument, truths)
    elif function == "Fn::If" and truths is not None and isinstance(argument, list) and len(argument) == 3:
        taken = truths.get(argument[0]) if isinstance(argument[0], str) else False
        yield from _references(argument[1 if taken else 2], truths)
    else:
        for item in value.values():
            yield from _references(item, truths)


def _substituted(argument, truths: dict | None):
    text, own = (list(argument) + [{}])[:2] if isinstance(argument, list) else (argument, {})
    own = own if isinstance(own, dict) else {}
    yield from _references(list(own.values()), truths)
    for variable in _VARIABLE.findall(text) if isinstance(text, str) else ():
        if variable.startswith("!") or variable in own:
            continue
        if not _VARIABLE_NAME.fullmatch(variable):
            raise ValueError(
                "Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, "
                "underscores, periods, and colons"
            )
        yield variable.partition(".")[0], False


def _asked_conditions(value):
    """The names of conditions that Fn::If asks for."""
    for item in value if isinstance(value, list) else value.values() if isinstance(value, dict) else ():
        yield from _asked_conditions(item)
    if isinstance(value, dict) and len(value) == 1 and isinstance(value.get("Fn::If"), list) and value["Fn::If"]:
        if isinstance(value["Fn::If"][0], str):
            yield value["Fn::If"][0]


def _named_conditions(conditions):
    """The names of conditions that conditions are made of."""
    for item in conditions if isinstance(conditions, list) else conditions.values():
        if isinstance(item, dict) and len(item) == 1 and isinstance(item.get("Condition"), str):
            yield item["Condition"]
        elif isinstance(item, (dict, list)):
            yield from _named_conditions(item)


def _listed(value) -> list:
    return value if isinstance(value, list) else [value]


def _has(value, key: str) -> bool:
    if isinstance(value, dict):
        return key in value or any(_has(item, key) for item in value.values())
    return isinstance(value, list) and any(_has(item, key) for item in value)


def install() -> None:
    """Check the template of each stack and change set, of ValidateTemplate and of nested stacks."""
    from ministack.services.cloudformation import changesets, engine, handlers

    resolve, support = engine._resolve_parameters, engine.validate_template_support

    def resolving(template, provided_params, previous_params=None):
        check_parameters(template, provided_params)
        return resolve(template, provided_params, previous_params)

    def nested(template, provided_params, previous_params=None):
        values = resolving(template, provided_params, previous_params)
        check(template, engine._evaluate_conditions(template, values))
        return values

    def supporting(template, conditions, params=None):
        support(template, conditions, params)
        check(template, conditions if params is not None else None)

    for module in (changesets, handlers):
        module._resolve_parameters, module.validate_template_support = resolving, supporting
    engine._resolve_parameters = nested
