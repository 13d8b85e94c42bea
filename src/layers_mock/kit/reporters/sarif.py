"""SARIF 2.1.0, for code scanning: rules of the contract as rules, failures as results."""

from typing import Any

import orjson

from layers_mock import __version__
from layers_mock.kit.report import Failure, Report

__all__ = ["render"]

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(report: Report) -> str:
    """The report as SARIF. A result's place is the operation in the document of the edition."""
    failed = {failure.rule.id: failure.rule for failure in report.failures}
    rules = [
        {
            "id": rule.id,
            "shortDescription": {"text": rule.statement},
            "help": {"text": f"Promised by {rule.page}. `layers-mock explain {rule.id}` tells more."},
            "properties": {"basis": rule.basis, "page": rule.page},
        }
        for rule in failed.values()
    ]
    index = {rule_id: place for place, rule_id in enumerate(failed)}
    run: dict[str, Any] = {
        "tool": {"driver": {"name": "layers-mock", "version": __version__, "rules": rules}},
        "automationDetails": {"id": f"layers-mock/{report.contract.edition}/{report.seed}"},
        "invocations": [{"executionSuccessful": report.is_complete, "exitCode": report.exit_code}],
        "results": [_result(failure, index[failure.rule.id], report) for failure in report.failures],
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode() + "\n"


def _result(failure: Failure, index: int, report: Report) -> dict[str, Any]:
    operation = failure.operation or "whole API"
    message = f"Promised: {failure.promised}\nCame: {failure.came}"
    result: dict[str, Any] = {
        "ruleId": failure.rule.id,
        "ruleIndex": index,
        "level": "error" if failure.counts else "note",
        "message": {"text": f"{message}\nReproduce: {failure.curl}" if failure.curl else message},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": {"uri": f"openapi/{report.contract.edition}.json"}},
                "logicalLocations": [{"name": operation, "kind": "function"}],
            }
        ],
        "partialFingerprints": {"ruleAndOperation/v1": f"{failure.rule.id}/{operation}"},
        "properties": {"basis": failure.basis, "checks": list(failure.checks)},
    }
    if failure.known is not None:
        result["suppressions"] = [{"kind": "external", "justification": failure.known.reason}]
    return result
