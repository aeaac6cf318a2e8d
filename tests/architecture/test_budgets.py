"""Sizes that keep the code readable (decisions §6, aesthetics §10)."""

from __future__ import annotations

import ast
import statistics
from pathlib import Path

from tests.architecture.source import PACKAGE, ROOT, functions, modules, templates


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring and without the functions inside it."""
    own = (function.end_lineno or 0) - function.lineno + 1
    if ast.get_docstring(function) is not None:
        first = function.body[0]
        own -= (first.end_lineno or 0) - first.lineno + 1
    return own - sum((n.end_lineno or 0) - n.lineno + 1 for n in inside(function))


def inside(node: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions that a node holds, without those that these hold."""
    found = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            found.append(child)
        else:
            found += inside(child)
    return found


def percentile(values: list[int], share: float) -> int:
    return sorted(values)[int(share * (len(values) - 1))]


def test_no_file_is_longer_than_400_lines_and_few_than_300() -> None:
    sizes = {p: lines(p) for p in modules()}
    assert {str(p) for p, n in sizes.items() if n > 400} == set()
    assert percentile(list(sizes.values()), 0.95) <= 300


def test_no_function_is_longer_than_50_lines_and_few_than_35() -> None:
    sizes = {(str(p), f.name): length(f) for p, tree in modules().items() for f in functions(tree)}
    assert {name for name, n in sizes.items() if n > 50} == set()
    assert percentile(list(sizes.values()), 0.95) <= 35
    assert statistics.median(sizes.values()) <= 12


def test_no_file_imports_more_than_15_modules() -> None:
    crowded = {}
    for path, tree in modules().items():
        imports = [n for n in tree.body if isinstance(n, ast.Import | ast.ImportFrom)]
        count = sum(1 for n in imports if getattr(n, "module", "") != "__future__")
        if count > 15 and path != PACKAGE / "app.py":
            crowded[str(path)] = count
    assert crowded == {}


def test_no_import_hides_inside_a_function() -> None:
    hidden = [
        (str(path), node.lineno)
        for path, tree in modules().items()
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_templates_are_short_and_carry_no_script_or_style() -> None:
    for path in templates():
        text = path.read_text()
        assert lines(path) <= 150, path
        assert "<style" not in text, path
        for part in text.split("<script")[1:]:
            tag = part.split(">")[0]
            assert "src=" in tag or 'type="application/json"' in tag, path


def test_scripts_are_short() -> None:
    for path in (ROOT / "static" / "src").rglob("*.ts"):
        assert lines(path) <= 200, path


def test_there_are_twelve_to_twenty_lines_of_test_for_ten_of_code() -> None:
    code = sum(lines(p) for p in modules())
    tests = sum(lines(p) for p in (ROOT / "tests").rglob("*.py") if "node_modules" not in p.parts)
    assert 1.2 <= tests / code <= 2.0
