"""The rules stand on the ground floor: they import the standard library, YAML and themselves."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import ok_api.rules

FOLDER = Path(ok_api.rules.__file__).parent
MODULES = sorted(FOLDER.rglob("*.py"))
CLOCKS = {"today", "now", "utcnow"}


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_a_rule_imports_nothing_else(module: Path) -> None:
    for name in imported(ast.parse(module.read_text(encoding="utf-8"))):
        top = name.split(".")[0]
        assert top in sys.stdlib_module_names or top == "yaml" or name.startswith("ok_api.rules"), (
            name
        )


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_a_rule_reads_no_clock_and_makes_no_float(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Attribute) and node.attr in CLOCKS), module.name
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), module.name
        assert not (isinstance(node, ast.Name) and node.id == "float"), module.name
