"""The arithmetic of metric rules: numbers, names, + - * / %, comparisons, a few functions; nothing else is run."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping

from editor.domain.errors import BadInput
from editor.style.near import did_you_mean

_BINARY: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Mod: operator.mod,
}  # fmt: skip
_COMPARE: dict[type[ast.cmpop], Callable[[float, float], bool]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}  # fmt: skip
_FUNCTIONS: dict[str, Callable[[float], float]] = {
    "sqrt": math.sqrt, "abs": abs, "floor": math.floor, "ceil": math.ceil, "log": math.log, "log10": math.log10,
    "round": round,
}  # fmt: skip
_LONGEST = 1_000


class Formula:
    """A formula over named numbers, checked when it is made. Raises BadInput naming ``where`` it stood."""

    def __init__(self, text: str, names: frozenset[str], where: str) -> None:
        source = re.sub(r"heading\.(h[1-6])", r"heading_\1", text).replace("math.", "")
        source = source.replace("&&", " and ").replace("||", " or ")
        source = re.sub(r"!(?!=)", " not ", source).strip()
        try:
            if len(source) > _LONGEST:
                raise ValueError("it is too long")
            self._tree = ast.parse(source, mode="eval").body
            _check(self._tree, names)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
            why = problem.msg if isinstance(problem, SyntaxError) else str(problem)
            raise BadInput(f"{where}: the formula “{text[:60]}” cannot be used: {why}.") from problem

    def value(self, numbers: Mapping[str, float]) -> float:
        """The result; a division by nothing gives 0, since a story without words has no grade."""
        try:
            return float(_value(self._tree, numbers))
        except (ZeroDivisionError, ValueError, OverflowError):
            return 0.0


def _check(node: ast.expr, names: frozenset[str], depth: int = 0) -> None:
    """Raise ValueError for anything that is not arithmetic."""
    if depth > 50:
        raise ValueError("it is nested too deeply")
    children: list[ast.expr] = []
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and abs(node.value) < 1e12:
        return
    if isinstance(node, ast.Name):
        if node.id not in names:
            raise ValueError(f"there is no number “{node.id}”{did_you_mean(node.id, names)}")
    elif isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        children = [node.left, node.right]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd, ast.Not)):
        children = [node.operand]
    elif isinstance(node, ast.Compare) and all(type(op) in _COMPARE for op in node.ops):
        children = [node.left, *node.comparators]
    elif isinstance(node, ast.BoolOp):
        children = node.values
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS:
        if len(node.args) != 1 or node.keywords:
            raise ValueError(f"“{node.func.id}” takes one number")
        children = node.args
    else:
        raise ValueError("only numbers, names, + - * / %, comparisons and brackets are known")
    for child in children:
        _check(child, names, depth + 1)


def _value(node: ast.expr, numbers: Mapping[str, float]) -> float:
    if isinstance(node, ast.Constant):
        assert isinstance(node.value, (int, float))
        return node.value
    if isinstance(node, ast.Name):
        return numbers[node.id]
    if isinstance(node, ast.BinOp):
        return _BINARY[type(node.op)](_value(node.left, numbers), _value(node.right, numbers))
    if isinstance(node, ast.UnaryOp):
        inner = _value(node.operand, numbers)
        return float(not inner) if isinstance(node.op, ast.Not) else -inner if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.Compare):
        values = [_value(part, numbers) for part in (node.left, *node.comparators)]
        return float(all(_COMPARE[type(op)](a, b) for op, a, b in zip(node.ops, values, values[1:], strict=False)))
    if isinstance(node, ast.BoolOp):
        parts = [bool(_value(part, numbers)) for part in node.values]
        return float(all(parts) if isinstance(node.op, ast.And) else any(parts))
    assert isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    return float(_FUNCTIONS[node.func.id](_value(node.args[0], numbers)))
