"""The house rules, held over the whole tree; every complaint is one sentence that says what to mend."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parent.parent
ROOMS: Final = ("index", "search", "webui")  # imports run from right to left only
GUESTS: Final = ("benchmarks",)  # may use every room, through its door; no room may use them
MAX_MODULE_LINES: Final = 600
MAX_FUNCTION_LINES: Final = 60
MAX_DOOR_NAMES: Final = 30
PACKED: Final = {".gz", ".ico", ".jpg", ".npy", ".png", ".woff2", ".zst"}
NAMESPACES: Final = ("//www.w3.org/",)  # names of vocabularies; no browser fetches them

LOADING_TAG: Final = re.compile(r"<(?!a[\s>])[a-z][\w:-]*(?=[\s/])[^<>]*>", re.IGNORECASE)
LOADED: Final = re.compile(
    r"""[\s:](?:src|srcset|imagesrcset|href|poster|data)\s*=\s*(["']?)[^"'>]*?(?:https?:)?//""", re.IGNORECASE
)
STYLE_ADDRESS: Final = re.compile(r"""(?:url\(|@import)\s*["']?\s*(?:https?:)?//""", re.IGNORECASE)
SCRIPT_ADDRESS: Final = re.compile(r"""["'`](?:https?:)?(//[^"'`\s]+)""")


@dataclass(frozen=True)
class Module:
    """One Python file of the tree."""

    path: str
    """Relative to the root, with slashes."""
    text: str

    @property
    def name(self) -> str:
        """Dotted, as it is imported."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def is_package(self) -> bool:
        return self.path.endswith("/__init__.py")

    @property
    def room(self) -> str:
        return self.name.split(".")[0]

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def door(self) -> list[str] | None:
        """The names of ``__all__``, if the module states it as a plain list of strings."""
        for node in self.tree.body:
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
                try:
                    return list(ast.literal_eval(node.value))  # type: ignore[attr-defined]
                except (TypeError, ValueError):
                    return None
        return None


@dataclass(frozen=True)
class House:
    """Every file under *root* that ``.gitignore`` there does not name."""

    root: Path

    @cached_property
    def files(self) -> dict[str, bytes]:
        """Contents by path relative to the root."""
        listed = self.root / ".gitignore"
        lines = listed.read_text("utf-8").split() if listed.is_file() else []
        ignored = [".git", *(line.strip("/") for line in lines)]

        def walk(folder: Path) -> Iterator[Path]:
            for path in sorted(folder.iterdir()):
                names = (path.name, path.relative_to(self.root).as_posix())
                if any(fnmatch(name, pattern) for name in names for pattern in ignored):
                    continue
                if path.is_dir():
                    yield from walk(path)
                elif path.is_file():
                    yield path

        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in walk(self.root)}

    @cached_property
    def modules(self) -> dict[str, Module]:
        """The Python files by dotted name."""
        found = [Module(path, data.decode()) for path, data in self.files.items() if path.endswith(".py")]
        return {module.name: module for module in found}


def long_modules(house: House) -> Iterator[str]:
    for module in house.modules.values():
        if (lines := len(module.text.splitlines())) > MAX_MODULE_LINES:
            yield f"{module.path} has {lines} lines; split it, a module may have {MAX_MODULE_LINES}."


def long_functions(house: House) -> Iterator[str]:
    for module in house.modules.values():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > MAX_FUNCTION_LINES:
                    yield (
                        f"{module.path}:{node.lineno} {node.name}() has {lines} lines; "
                        f"split it, a function may have {MAX_FUNCTION_LINES}."
                    )


def isort_order(name: str) -> tuple[int, list[tuple[bool, int, str]]]:
    """CONSTANTS, then Classes, then functions, numbers by value: the order that ruff asks of ``__all__``."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    pieces = re.findall(r"\d+|\D+", name)
    return kind, [(not p.isdigit(), int(p) if p.isdigit() else 0, p) for p in pieces]


def doors_ajar(house: House) -> Iterator[str]:
    for path in house.files:
        folder = path.rpartition("/")[0]
        if path.endswith(".py") and path.split("/")[0] in ROOMS and f"{folder}/__init__.py" not in house.files:
            yield f"{folder}/ holds {path} but no __init__.py; give the package its door."
    for module in house.modules.values():
        if not module.is_package or module.room not in ROOMS:
            continue
        if not module.door:
            yield f"{module.path} has no __all__; list there what other packages may import."
        elif len(module.door) > MAX_DOOR_NAMES:
            yield f"{module.path} lists {len(module.door)} names in __all__; keep it to {MAX_DOOR_NAMES}."
        elif module.door != sorted(set(module.door), key=isort_order):
            yield f"{module.path} has an unsorted __all__; order it CONSTANTS, Classes, functions, each once."


def absolute(module: Module, node: ast.ImportFrom) -> str:
    """Resolve the dotted name that *node* imports from, relative or not."""
    if not node.level:
        return node.module or ""
    package = module.name.split(".") if module.is_package else module.name.split(".")[:-1]
    return ".".join([*package[: len(package) - node.level + 1], *filter(None, [node.module])])


def imports(house: House, module: Module) -> Iterator[tuple[int, str, str]]:
    """Every import of *module*, wherever it stands: line, module it reaches, name taken from there or ''."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = absolute(module, node)
            offered = (house.modules[base].door or []) if base in house.modules else []
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                is_module = inner in house.modules and alias.name not in offered
                yield (node.lineno, inner, "") if is_module else (node.lineno, base, alias.name)


def inside(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def broken_doors(house: House) -> Iterator[str]:
    packages = [module for module in house.modules.values() if module.is_package and module.room in ROOMS]
    for module in house.modules.values():
        if module.room not in (*ROOMS, *GUESTS):
            continue
        for line, target, name in imports(house, module):
            for package in packages:
                if inside(module.name, package.name) or not inside(target, package.name):
                    continue
                if target != package.name:
                    yield (
                        f"{module.path}:{line} imports {target}, which stands behind a door; "
                        f"import the name from {package.name}."
                    )
                    break
                if name not in ("", "*", *(package.door or [name])):
                    yield (
                        f"{module.path}:{line} imports {name} from {package.name}, whose __all__ does not "
                        "list it; add it there or do without."
                    )


def upward_imports(house: House) -> Iterator[str]:
    for module in house.modules.values():
        if module.room not in ROOMS:
            continue
        forbidden = (*ROOMS[ROOMS.index(module.room) + 1 :], *GUESTS, "tests")
        for line, target, _ in imports(house, module):
            if target.split(".")[0] in forbidden:
                yield f"{module.path}:{line} imports {target}; imports run webui -> search -> index only."


def stray_whitespace(house: House) -> Iterator[str]:
    for path, data in house.files.items():
        if Path(path).suffix in PACKED or b"\0" in data:
            continue
        blanks = b" " if path.endswith(".tsv") else b" \t"  # a tab there ends an empty last column
        for number, line in enumerate(data.split(b"\n"), start=1):
            if line.endswith(b"\r"):
                yield f"{path}:{number} ends in CRLF; end every line of the file in LF."
                break
            if line != line.rstrip(blanks):
                yield f"{path}:{number} ends in white space; remove it."


def foreign_addresses(suffix: str, text: str) -> Iterator[int]:
    """Where *text*, a file named ``*suffix``, has a browser load something from another host."""
    if suffix in {".html", ".svg", ".xml"}:
        yield from (tag.start() for tag in LOADING_TAG.finditer(text) if LOADED.search(tag[0]))
    if suffix in {".html", ".svg", ".css"}:
        yield from (found.start() for found in STYLE_ADDRESS.finditer(text))
    if suffix == ".js":
        strings = SCRIPT_ADDRESS.finditer(text)
        yield from (found.start() for found in strings if not found[1].startswith(NAMESPACES))


def foreign_assets(house: House) -> Iterator[str]:
    for path, data in house.files.items():
        if path.startswith("webui/") and (suffix := Path(path).suffix) in {
            ".css",
            ".html",
            ".js",
            ".svg",
            ".xml",
        }:
            text = data.decode()
            for at in foreign_addresses(suffix, text):
                line = text.count("\n", 0, at) + 1
                yield f"{path}:{line} loads something from another host; put a copy into webui/static/."


Rule = Callable[[House], Iterator[str]]
RULES: Final[tuple[Rule, ...]] = (
    long_modules,
    long_functions,
    doors_ajar,
    broken_doors,
    upward_imports,
    stray_whitespace,
    foreign_assets,
)


@pytest.fixture(scope="module")
def house() -> House:
    return House(ROOT)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_tree_keeps(rule: Rule, house: House) -> None:
    if complaints := list(rule(house)):
        pytest.fail("\n".join(complaints), pytrace=False)


def test_the_rules_look_at_the_whole_tree(house: House) -> None:
    assert {"index", "search", "webui", "tests"} <= {module.room for module in house.modules.values()}
    assert {"LICENSE", "pyproject.toml", "demo/zuerich.csv", "webui/static/page.css"} <= set(house.files)
    assert not any(path.startswith((".git/", ".venv/")) or "__pycache__" in path for path in house.files)


# Each rule bites, and bites only what it should: small trees with one fault each, and their sound twins.

DOORS: Final = {
    "index/__init__.py": '__all__ = ["Article", "tokens"]\n',
    "index/article.py": "class Article: ...\n",
    "index/sources/__init__.py": '__all__ = ["read"]\n',
    "index/sources/lines.py": "from index.article import Article\n",
    "search/__init__.py": '__all__ = ["Engine"]\n',
    "webui/__init__.py": '__all__ = ["create_app"]\n',
}

FAULTS: Final[list[tuple[Rule, str, str, str]]] = [
    (long_modules, "tests/a.py", "x = 1\n" * 601, "tests/a.py has 601 lines"),
    (long_functions, "index/a.py", "def f():\n" + "    x = 1\n" * 60, "index/a.py:1 f() has 61 lines"),
    (long_functions, "a.py", "class A:\n  async def f():\n" + "    x = 1\n" * 60, "a.py:2 f() has 61 lines"),
    (doors_ajar, "index/more/a.py", "", "index/more/ holds index/more/a.py but no __init__.py"),
    (doors_ajar, "search/__init__.py", "", "search/__init__.py has no __all__"),
    (
        doors_ajar,
        "search/__init__.py",
        '__all__ = ["b", "a"]\n',
        "search/__init__.py has an unsorted __all__",
    ),
    (
        doors_ajar,
        "search/__init__.py",
        '__all__ = ["a", "a"]\n',
        "search/__init__.py has an unsorted __all__",
    ),
    (doors_ajar, "webui/__init__.py", f"__all__ = {[f'a{n}' for n in range(31)]}\n", "lists 31 names"),
    (broken_doors, "search/a.py", "from index.article import Article\n", "import the name from index."),
    (
        broken_doors,
        "search/a.py",
        "def f():\n    import index.article\n",
        "search/a.py:2 imports index.article",
    ),
    (broken_doors, "search/a.py", "from index import article\n", "search/a.py:1 imports index.article"),
    (broken_doors, "search/a.py", "from index import _secret\n", "imports _secret from index"),
    (broken_doors, "search/a.py", "from index.sources import read\n", "import the name from index."),
    (broken_doors, "index/a.py", "from .sources.lines import x\n", "import the name from index.sources."),
    (broken_doors, "webui/a.py", "from search.engine import Engine\n", "import the name from search."),
    (broken_doors, "benchmarks/a.py", "import index.article\n", "import the name from index."),
    (upward_imports, "index/a.py", "from search import Engine\n", "index/a.py:1 imports search"),
    (upward_imports, "search/a.py", "if x:\n    import webui\n", "search/a.py:2 imports webui"),
    (upward_imports, "webui/a.py", "from tests import x\n", "webui/a.py:1 imports tests"),
    (
        upward_imports,
        "index/sources/a.py",
        "from ...search import x\n",
        "index/sources/a.py:1 imports search",
    ),
    (stray_whitespace, "docs/a.md", "one\ntwo\r\n", "docs/a.md:2 ends in CRLF"),
    (stray_whitespace, "docs/a.md", "one \ntwo", "docs/a.md:1 ends in white space"),
    (stray_whitespace, "docs/a.md", "one\ntwo\t", "docs/a.md:2 ends in white space"),
    (stray_whitespace, ".ci/run", "make \n", ".ci/run:1 ends in white space"),
    (foreign_assets, "webui/a.html", '<p>\n<script src="https://x.example/a.js">', "webui/a.html:2 loads"),
    (foreign_assets, "webui/a.html", "<link rel=icon href=//x.example/a.svg>", "webui/a.html:1 loads"),
    (foreign_assets, "webui/a.html", '<img srcset="a.png 1x, https://x.example/b.png 2x">', "a.html:1 loads"),
    (foreign_assets, "webui/a.svg", '<use xlink:href="http://x.example/a.svg#b"/>', "webui/a.svg:1 loads"),
    (foreign_assets, "webui/a.css", "@import '//x.example/a.css';", "webui/a.css:1 loads"),
    (foreign_assets, "webui/a.css", "a { background: url( https://x.example/a.png) }", "webui/a.css:1 loads"),
    (foreign_assets, "webui/a.js", "import('https://x.example/a.js')", "webui/a.js:1 loads"),
]

SOUND: Final[list[tuple[str, str]]] = [
    ("tests/a.py", "from index.sources.lines import x\n" + "x = 1\n" * 599),
    (
        "index/a.py",
        "from index.article import Article\nfrom index.sources import read\nfrom . import sources\n",
    ),
    ("index/a.py", "def f():\n" + "    x = 1\n" * 59),
    (
        "search/a.py",
        "import index\nfrom index import Article, tokens\nfrom search.b import c\nfrom .b import c\n",
    ),
    ("index/tokens.py", "def tokens(): ...\n"),
    ("benchmarks/a.py", "from index import Article\nfrom webui import create_app\n"),
    ("search/__init__.py", '__all__ = ["ANY", "Article", "Zebra", "b2", "b10"]\n'),
    ("index/data/a.tsv", "one\ttwo\nthree\t\n"),
    ("index/data/a.zst", "packed \r\n"),
    ("kept-out/a.md", "one \n"),
    (
        "webui/a.html",
        '<a href="https://x.example/">x</a><article data-x="//"><img src="{{ asset(\'a.png\') }}">',
    ),
    ("webui/a.svg", '<svg xmlns="http://www.w3.org/2000/svg"><use href="#a"/></svg>'),
    ("webui/a.css", 'a { background: url("a.png") } /* https://x.example */'),
    ("webui/a.js", 'make("http://www.w3.org/2000/svg", "/api/search") // see //x.example'),
    ("docs/a.html", '<script src="https://x.example/a.js"></script>'),
]


def built(root: Path, path: str, text: str) -> House:
    """Build a small house with sound doors and one more file."""
    for name, content in {**DOORS, ".gitignore": "kept-out/\n", path: text}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content.encode())
    return House(root)


@pytest.mark.parametrize(("rule", "path", "text", "complaint"), FAULTS)
def test_a_fault_is_named_in_one_sentence(rule: Rule, path: str, text: str, complaint: str, tmp_path: Path) -> None:
    (found,) = rule(built(tmp_path, path, text))
    assert complaint in found
    assert found.endswith(".")


@pytest.mark.parametrize(("path", "text"), SOUND)
def test_what_is_sound_passes(path: str, text: str, tmp_path: Path) -> None:
    house = built(tmp_path, path, text)
    assert [complaint for rule in RULES for complaint in rule(house)] == []
