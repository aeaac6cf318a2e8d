"""The project's own source, read once for the guard tests."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "trainingapp"


@cache
def modules() -> dict[Path, ast.Module]:
    """Every module of the package (migrations apart: they are generated), parsed."""
    paths = [p for p in sorted(PACKAGE.rglob("*.py")) if "versions" not in p.parts]
    return {p: ast.parse(p.read_text()) for p in paths}


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a module, nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the dotted text of what is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def templates() -> list[Path]:
    """Every template."""
    return sorted((PACKAGE / "templates").rglob("*.html"))


def part_of(path: Path) -> str:
    """The part that a module belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")
