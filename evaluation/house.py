"""How readable is the code? The same measures for ours and for other packages:
`python -m evaluation.house [--write] [PACKAGE …]`.

Every definition is of the syntax tree, so that a package formatted otherwise is measured alike. A
package that is named must be installed; it is read, never imported.
"""

import ast
import builtins
import importlib.util
import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from assistant.domain import Value
from assistant.errors import BadInput
from assistant.settings import ROOT

OURS = ("assistant", "ingest", "api", "evaluation")
PAGE = ROOT / "docs" / "maison.md"
WIDE, WIDER = 100, 120
LONG_MODULE = 350
SHADOWED = frozenset(name for name in dir(builtins) if name.islower() and name[0] != "_")
# Participles in -ed, and the irregular ones that code uses.
IRREGULAR = frozenset(
    [
        "begun",
        "bound",
        "built",
        "cut",
        "drawn",
        "found",
        "given",
        "held",
        "kept",
        "known",
        "left",
        "lost",
        "made",
        "met",
        "put",
        "read",
        "said",
        "seen",
        "sent",
        "set",
        "shown",
        "sought",
        "spoken",
        "split",
        "spun",
        "taken",
        "taught",
        "told",
        "understood",
        "written",
    ]
)
# Words in -ed that are no participle, and verbs whose base form is the participle's.
NOT_PARTICIPLES = frozenset(
    [
        "cut",
        "embed",
        "exceed",
        "feed",
        "hundred",
        "indeed",
        "need",
        "put",
        "read",
        "red",
        "seed",
        "set",
        "speed",
        "split",
    ]
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Module(Value):
    """A file of a package and its text."""

    path: Path
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree, read once."""
        return ast.parse(self.text)

    @cached_property
    def lines(self) -> list[str]:
        """Its lines that are not blank."""
        return [line for line in self.text.splitlines() if line.strip()]

    @cached_property
    def functions(self) -> list[Function]:
        """Its functions and methods, inner ones included."""
        return [each for each in ast.walk(self.tree) if isinstance(each, Function)]


class House(Value):
    """A package, or several taken together, as the measures see it."""

    name: str
    modules: tuple[Module, ...]

    @property
    def functions(self) -> list[Function]:
        """The functions of every module."""
        return list(chain.from_iterable(module.functions for module in self.modules))

    @property
    def lines(self) -> list[str]:
        """The lines of every module that are not blank."""
        return list(chain.from_iterable(module.lines for module in self.modules))

    @property
    def nodes(self) -> Iterator[ast.AST]:
        """The nodes of every syntax tree."""
        return chain.from_iterable(ast.walk(module.tree) for module in self.modules)


Measure = Callable[[House], str]


def read_house(name: str, folders: Iterable[Path]) -> House:
    """The modules of some folders under one name; a module without a line of code is left out."""
    paths = sorted(chain.from_iterable(folder.rglob("*.py") for folder in folders))
    modules = [Module(path=path, text=path.read_text(encoding="utf-8")) for path in paths]
    return House(name=name, modules=tuple(module for module in modules if module.lines))


def folder_of(package: str) -> Path:
    """Where an installed package stands. Raises BadInput when it is not installed."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise BadInput(f"Le paquet « {package} » n’est pas installé : pip install {package}.")
    return Path(spec.submodule_search_locations[0])


def count_modules(house: House) -> str:
    """Files with at least a line of code."""
    return str(len(house.modules))


def count_lines(house: House) -> str:
    """Lines that are not blank."""
    return _thousands(sum(len(module.lines) for module in house.modules))


def count_long_modules(house: House) -> str:
    """Modules of more than 350 lines, blank ones included."""
    lengths = (len(module.text.splitlines()) for module in house.modules)
    return str(sum(length > LONG_MODULE for length in lengths))


def count_flat_files(house: House) -> str:
    """Files at the top of the package that has most of them there."""
    folders = [module.path.parent for module in house.modules]
    tops = {folder for folder in folders if folder.parent not in folders}
    return str(max(folders.count(top) for top in tops))


def measure_functions(house: House) -> str:
    """Lines of a function from `def` to its end: median, ninth decile, longest."""
    sizes = [_count_lines(function) for function in house.functions]
    return f"{_percentile(sizes, 50):.0f} / {_percentile(sizes, 90):.0f} / {max(sizes)}"


def measure_density(house: House) -> str:
    """Syntax nodes of a function over its lines: median and ninth decile of the functions."""
    ratios = [_nodes_by_line(function) for function in house.functions]
    return f"{_percentile(ratios, 50):.1f} / {_percentile(ratios, 90):.1f}".replace(".", ",")


def share_of_wide_lines(house: House) -> str:
    """Lines of more than 100 columns."""
    return _share_longer(house, WIDE)


def share_of_wider_lines(house: House) -> str:
    """Lines of more than 120 columns."""
    return _share_longer(house, WIDER)


def count_nested_ternaries(house: House) -> str:
    """Conditional expressions with another one inside a branch."""
    ternaries = (node for node in house.nodes if isinstance(node, ast.IfExp))
    return str(sum(map(_holds_ternary, ternaries)))


def count_double_comprehensions(house: House) -> str:
    """Comprehensions with more than one `for`."""
    comprehensions = (node for node in house.nodes if isinstance(node, COMPREHENSIONS))
    return str(sum(len(each.generators) > 1 for each in comprehensions))


def count_participles(house: House) -> str:
    """Functions whose whole name is a participle (`kept`, `_quoted`), properties left out."""
    functions = [each for each in house.functions if not _is_property(each)]
    count = sum(_is_participle(each.name) for each in functions)
    return _with_share(count, len(house.functions))


def count_keyword_only(house: House) -> str:
    """Functions that have keyword-only arguments."""
    count = sum(bool(each.args.kwonlyargs) for each in house.functions)
    return _with_share(count, len(house.functions))


def count_positional_booleans(house: House) -> str:
    """Boolean arguments that a call may give by their place, out of all boolean arguments."""
    by_place = chain.from_iterable(_positional(each) for each in house.functions)
    by_name = chain.from_iterable(each.args.kwonlyargs for each in house.functions)
    count_by_place = sum(map(_is_boolean, by_place))
    return f"{count_by_place} / {count_by_place + sum(map(_is_boolean, by_name))}"


def count_long_signatures(house: House) -> str:
    """Functions with more than five positional arguments, `self` and `cls` left out."""
    return str(sum(len(_positional(each)) > 5 for each in house.functions))


def count_shadowed_builtins(house: House) -> str:
    """Arguments named like a builtin (`id`, `format`)."""
    arguments = chain.from_iterable(map(_arguments, house.functions))
    names = [argument.arg for argument in arguments]
    return _with_share(sum(name in SHADOWED for name in names), len(names))


MEASURES: dict[str, Measure] = {
    "modules": count_modules,
    "lignes (non vides)": count_lines,
    f"modules de plus de {LONG_MODULE} lignes": count_long_modules,
    "fichiers à plat dans un même dossier de tête": count_flat_files,
    "lignes d’une fonction : médiane / 9e décile / la plus longue": measure_functions,
    "nœuds de syntaxe par ligne d’une fonction : médiane / 9e décile": measure_density,
    f"lignes de plus de {WIDE} colonnes": share_of_wide_lines,
    f"lignes de plus de {WIDER} colonnes": share_of_wider_lines,
    "conditions « a if b else c » emboîtées": count_nested_ternaries,
    "compréhensions à plusieurs « for »": count_double_comprehensions,
    "fonctions nommées d’un participe seul": count_participles,
    "fonctions à arguments par nom seul (« * »)": count_keyword_only,
    "booléens que l’on peut donner par leur place / tous": count_positional_booleans,
    "fonctions de plus de cinq arguments de position": count_long_signatures,
    "arguments qui cachent un nom de Python": count_shadowed_builtins,
}
COMPREHENSIONS = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def table_of(houses: Sequence[House]) -> Iterator[str]:
    """A Markdown table: a measure a row, a package a column."""
    yield f"| mesure | {' | '.join(house.name for house in houses)} |"
    yield f"| --- |{' --- |' * len(houses)}"
    for title, measure in MEASURES.items():
        yield f"| {title} | {' | '.join(measure(house) for house in houses)} |"


def page_of(houses: Sequence[House], command: str) -> str:
    """The table as a page of documentation, with the command that makes it."""
    lines = (
        "# La maison en chiffres",
        "",
        f"Page écrite par `{command}`. Ne la corrigez pas à la main : relancez la commande.",
        "Les définitions, les mêmes pour tous, sont dans `evaluation/house.py`.",
        "",
        *table_of(houses),
        "",
    )
    return "\n".join(lines)


def _count_lines(function: Function) -> int:
    """Lines from `def` to the end, both included."""
    end = function.end_lineno or function.lineno
    return end - function.lineno + 1


def _nodes_by_line(function: Function) -> float:
    nodes = sum(1 for _ in ast.walk(function))
    return nodes / _count_lines(function)


def _holds_ternary(node: ast.IfExp) -> bool:
    """Does a branch or the condition hold another conditional expression?"""
    return any(isinstance(each, ast.IfExp) for each in ast.walk(node) if each is not node)


def _share_longer(house: House, width: int) -> str:
    wide = sum(len(line) > width for line in house.lines)
    return _with_share(wide, len(house.lines))


def _is_participle(name: str) -> bool:
    """Is the whole name one participle?"""
    word = name.strip("_")
    if "_" in word or word in NOT_PARTICIPLES:
        return False
    return word in IRREGULAR or word.endswith("ed")


def _is_property(function: Function) -> bool:
    names = {ast.unparse(decorator).split(".")[-1] for decorator in function.decorator_list}
    return bool(names & {"property", "cached_property"})


def _positional(function: Function) -> list[ast.arg]:
    """The arguments that a call may give by their place, `self` and `cls` left out."""
    arguments = [*function.args.posonlyargs, *function.args.args]
    return [argument for argument in arguments if argument.arg not in {"self", "cls"}]


def _arguments(function: Function) -> list[ast.arg]:
    """The arguments of a function, by their place and by their name."""
    return [*_positional(function), *function.args.kwonlyargs]


def _is_boolean(argument: ast.arg) -> bool:
    return isinstance(argument.annotation, ast.Name) and argument.annotation.id == "bool"


def _percentile(values: Sequence[float], percent: int) -> float:
    if percent == 50:
        return float(statistics.median(values))
    place = round((len(values) - 1) * percent / 100)
    return float(sorted(values)[place])


def _with_share(count: int, total: int) -> str:
    share = 100 * count / max(1, total)
    return f"{count} ({share:.1f} %)".replace(".", ",")


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")


def main(
    packages: Annotated[
        list[str] | None, typer.Argument(help="Paquets installés, pour comparer : httpx starlette.")
    ] = None,
    *,
    write: Annotated[bool, typer.Option("--write", help="Écrit aussi docs/maison.md.")] = False,
) -> None:
    """Mesure la lisibilité du code de l’assistant, et de paquets installés avec la même règle."""
    names = packages or []
    ours = read_house("cpom", [ROOT / name for name in OURS])
    houses = [ours, *(read_house(name, [folder_of(name)]) for name in names)]
    typer.echo("\n".join(table_of(houses)))
    if write:
        command = " ".join(("python -m evaluation.house --write", *names))
        PAGE.write_text(page_of(houses, command), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
