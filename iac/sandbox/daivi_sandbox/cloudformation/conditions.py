"""The Conditions section with pseudo parameters, mappings and every function that AWS allows there."""

import copy

from . import references


def evaluate(template: dict, params: dict) -> dict:
    """Each condition's name with its truth."""
    definitions = template.get("Conditions") or {}
    known: dict = {}

    def truth(expression) -> bool:
        if isinstance(expression, dict) and len(expression) == 1:
            function, argument = next(iter(expression.items()))
            if function == "Fn::Equals":
                return _text(value(argument[0])) == _text(value(argument[1]))
            if function == "Fn::And":
                return all([truth(part) for part in argument])
            if function == "Fn::Or":
                return any([truth(part) for part in argument])
            if function == "Fn::Not":
                return not truth(argument[0])
            if function == "Condition":
                return named(argument)
        return _text(value(expression)).lower() == "true"

    def named(name: str) -> bool:
        if name not in known:
            if name not in definitions:
                raise ValueError(references.unresolved_condition(name, "Conditions"))
            known[name] = truth(definitions[name])
        return known[name]

    def value(expression):
        if not isinstance(expression, (dict, list)):
            return expression
        from ministack.services.cloudformation.engine import _resolve_refs

        return _resolve_refs(copy.deepcopy(expression), {}, params, known, template.get("Mappings") or {}, "", "")

    for name in definitions:
        named(name)
    return known


def _text(value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def install() -> None:
    """Use this in every module of the emulator that evaluates conditions."""
    from ministack.services.cloudformation import changesets, engine, handlers, stacks

    for module in (engine, stacks, changesets, handlers):
        if hasattr(module, "_evaluate_conditions"):
            module._evaluate_conditions = evaluate


def wrap_diff(native):
    """A change set compares only the resources whose condition is true, in the old template and in the new one."""

    def resolve(template, params, stack_name, stack_id):
        resolved = native(template, params, stack_name, stack_id)
        true = evaluate(template, params)
        kept = {
            name: definition
            for name, definition in (resolved.get("Resources") or {}).items()
            if true.get(definition.get("Condition"), True)
        }
        return {**resolved, "Resources": kept}

    return resolve
