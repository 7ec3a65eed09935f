"""The house rules that a machine can check."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from tests.source import PACKAGE, ROOT, Module, modules

# Which room (or module) alone may import each library.
ONLY_IN = {
    "duckdb": "book",
    "jinja2": "templates",
    "typst": "paper",
    "python_calamine": "intake",
    "yagmail": "campaign.mailer",
    "keyring": "campaign.mailer",
    "imap_tools": "campaign.mailer",
    "imaplib": "",
    "typer": "cli",
    "rich": "cli",
    "smtplib": "",
    "click": "",
    "requests": "",
    "urllib": "",
    "http": "",
    "socket": "",
}
HEAVY = (
    *(
        "duckdb",
        "polars",
        "jinja2",
        "keyring",
        "yagmail",
        "typst",
        "scipy",
        "numpy",
        "babel",
        "phonenumbers",
        "python_calamine",
    ),
    *("css_inline", "tomlkit", "markdown_it", "email_validator", "rapidfuzz", "rich.table", "pydantic"),
    *("imap_tools", "flufl"),
)
DRAWERS = {"utils", "util", "helpers", "helper", "common", "core", "misc", "models", "base", "shared"}
LONGEST = 300


def _in(module: Module, place: str) -> bool:
    return bool(place) and (module.name == place or module.name.startswith(place + "."))


def test_code_flows_one_way() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("library", "place"), ONLY_IN.items())
def test_a_library_is_imported_in_its_own_room_only(library: str, place: str) -> None:
    strangers = [module.name for module in modules() if library in module.imports() and not _in(module, place)]
    assert not strangers


def test_the_command_line_loads_nothing_heavy() -> None:
    """A fresh interpreter, since this one has loaded everything."""
    code = f"import sys, clientbook_cli.cli.app; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_only_the_command_line_reads_the_clock() -> None:
    """`time.monotonic` measures a wait and tells no time of day."""
    told = {"now", "today", "utcnow", "time", "localtime", "gmtime", "fromtimestamp"}
    strangers = [
        f"{module.name}:{node.lineno}"
        for module in modules()
        if module.room != "cli"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in told
        and isinstance(node.func.value, ast.Name | ast.Attribute)
        and ast.unparse(node.func.value) in {"dt.datetime", "dt.date", "datetime", "date", "time", "datetime.datetime"}
    ]
    assert not strangers


def test_nobody_below_the_command_line_prints_or_exits() -> None:
    strangers = [
        f"{module.name}:{node.lineno}"
        for module in modules()
        if module.room not in ("cli", "__main__")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func)
        in {"print", "input", "sys.exit", "exit", "os._exit", "sys.stdout.write", "sys.stderr.write"}
    ]
    assert not strangers


def test_no_module_needs_more_than_one_sitting() -> None:
    long = {module.name: lines for module in modules() if (lines := len(module.text.splitlines())) > LONGEST}
    assert not long


def test_nothing_is_a_drawer() -> None:
    assert not [module.name for module in modules() if DRAWERS & set(module.name.split("."))]


def test_every_file_says_first_what_it_owns() -> None:
    assert not [module.name for module in modules() if not ast.get_docstring(module.tree)]


def test_public_functions_and_classes_are_described() -> None:
    bare = [
        f"{module.name}.{node.name}"
        for module in modules()
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not bare


def test_the_package_is_typed_and_holds_its_queries() -> None:
    assert (PACKAGE / "py.typed").is_file()
    assert list((PACKAGE / "book" / "schema").glob("0001_*.sql"))
