"""Everything a run found, as one JSON document for other programs."""

import orjson

from layers_mock import __version__
from layers_mock.contract import JsonObject
from layers_mock.kit.exchange import SECRET_HEADERS, Exchange, curl
from layers_mock.kit.report import Failure, Report, RuleResult

__all__ = ["render"]

_LONGEST_BODY = 20_000


def render(report: Report) -> str:
    """The report as indented JSON: the run, its totals, every rule, every failure with its exchanges. It holds no key."""
    document: JsonObject = {
        "tool": {"name": "layers-mock", "version": __version__},
        "target": {"baseUrl": report.base_url, "about": report.about},
        "edition": report.contract.edition,
        "seed": report.seed,
        "seconds": round(report.seconds, 3),
        "isComplete": report.is_complete,
        "exitCode": report.exit_code,
        "totals": {status: report.count(status) for status in ("passed", "failed", "skipped")},
        "leftOut": list(report.left_out),
        "calls": dict(sorted(report.calls.items())),
        "unanswered": report.unanswered,
        "failures": [_failure(failure) for failure in report.failures],
        "rules": [_rule(result) for result in report.rules],
        "baseline": {
            "expired": [entry.model_dump(mode="json") for entry in report.expired],
            "unused": [entry.model_dump(mode="json") for entry in report.unused],
        },
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode() + "\n"


def _rule(result: RuleResult) -> JsonObject:
    rule = result.rule
    return {
        "id": rule.id,
        "statement": rule.statement,
        "operation": rule.operation,
        "basis": rule.basis,
        "page": rule.page,
        "status": result.status,
        "checks": list(result.checks),
        "reasons": list(result.reasons),
        "missed": list(result.missed),
        "seconds": round(result.seconds, 4),
    }


def _failure(failure: Failure) -> JsonObject:
    return {
        "rule": failure.rule.id,
        "operation": failure.operation,
        "basis": failure.basis,
        "counts": failure.counts,
        "promised": failure.promised,
        "came": failure.came,
        "page": failure.rule.page,
        "checks": list(failure.checks),
        "known": failure.known.model_dump(mode="json") if failure.known else None,
        "curl": failure.curl,
        "exchanges": [_exchange(exchange) for exchange in failure.exchanges],
    }


def _exchange(exchange: Exchange) -> JsonObject:
    request, response = exchange.request, exchange.response
    return {
        "operation": exchange.operation,
        "key": exchange.key,
        "curl": curl(exchange),
        "request": {
            "method": request.method,
            "url": request.url,
            "headers": [[name, text] for name, text in request.headers if name.lower() not in SECRET_HEADERS],
            "body": _text(request.content),
        },
        "response": {
            "status": response.status,
            "headers": [[name, text] for name, text in response.headers],
            "body": _text(response.content),
        },
    }


def _text(content: bytes) -> str:
    text = content[:_LONGEST_BODY].decode(errors="replace")
    return text if len(content) <= _LONGEST_BODY else f"{text}… ({len(content)} bytes)"
