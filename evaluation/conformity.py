"""How often the check of a contract is right, on a bank of clauses by people who had not read the
rules.

    python -m evaluation.conformity             the open half, with its mistakes (--errors)
    python -m evaluation.conformity --report    the half kept for reports: totals only

Each clause is set in a minimal contract: title, three parties, the clause, a date of signature
(none for a draft, and no parties where the clause must name them). « non trouvé » counts as
« à vérifier »: both are a question to the reader.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

from assistant.conformity.check import check_contract
from assistant.conformity.contract import contract_of_text
from assistant.conformity.desk import ConformityDesk
from assistant.conformity.result import Conformity
from assistant.domain import Value
from assistant.index import generation
from assistant.index.opening import core_of
from assistant.settings import Settings
from assistant.texts.french import fold

BANK = Path(__file__).parent.parent / "tests" / "data" / "clauses"
OPEN, REPORT = BANK / "banc-ouvert.jsonl", BANK / "banc-rapport.jsonl"
TITLE = "CONTRAT PLURIANNUEL D'OBJECTIFS ET DE MOYENS (CPOM)\n"
DRAFT = "PROJET – version de travail du 27 novembre 2026 – non signée\n"
SERVICE = "Le SPSTI Santé Deux-Rives, représenté par sa présidente,"
CLOSE = "Article 2 - Exemplaires\n\nLe contrat est établi en trois exemplaires originaux.\n\n"
PLACES = {
    "bretagne": (
        "La DREETS Bretagne, représentée par sa directrice,",
        "La CARSAT Bretagne, représentée par son directeur,",
        "Rennes",
    ),
    "idf": (
        "La DRIEETS d'Île-de-France, représentée par son directeur,",
        "La CRAMIF, représentée par son directeur général,",
        "Aubervilliers",
    ),
    "reunion": (
        "La DEETS de La Réunion, représentée par son directeur,",
        "La CGSS de La Réunion, représentée par sa directrice,",
        "Saint-Denis",
    ),
}
OVERSEAS = re.compile(r"\bDEETS\b|\bCGSS\b")
PARIS = re.compile(r"\bDRIEETS\b|\bCRAMIF\b")


class BankClause(Value):
    """One clause of the bank, the rule it is about, and the verdicts a lawyer accepts."""

    id: str
    requirement: str
    clause: str
    expected: str
    acceptable: tuple[str, ...]
    dangerous: tuple[str, ...]
    trap: str
    wrap: str = "signed"
    as_of: date

    @property
    def contract(self) -> str:
        """The minimal contract that holds the clause."""
        state, fund, town = PLACES[self._place()]
        draft = self.wrap.startswith(("draft", "project"))
        top = TITLE + (DRAFT if draft else "")
        if "noparties" not in self.wrap and self.requirement != "trois-parties":
            top += f"Entre les soussignés :\n{SERVICE}\n{state}\n{fund}\n\nArticle 1 - Clause\n"
        signature = f"Fait à {town}, le 8 décembre 2025.\n"
        end = "" if draft or self.wrap == "nosign" else signature
        return f"{top}\n{self.clause}\n\n{CLOSE}{end}"

    def _place(self) -> str:
        if OVERSEAS.search(self.clause):
            return "reunion"
        return "idf" if PARIS.search(self.clause) else "bretagne"


class ClauseScore(Value):
    """A clause, the result of the check (`got`), and whether it quotes the contract (`backed`)."""

    item: BankClause
    got: str
    backed: bool
    reason: str

    @property
    def agrees(self) -> bool:
        """Is the result one that a lawyer accepts?"""
        return self.got in self.item.acceptable

    @property
    def false_compliant(self) -> bool:
        """Is the clause found compliant where that is dangerous?"""
        return self.got == "conforme" and "conforme" in self.item.dangerous

    @property
    def false_fault(self) -> bool:
        """Is a compliant clause found faulty, and no lawyer would?"""
        is_accused = self.item.expected == "conforme" and self.got == "non_conforme"
        return is_accused and "non_conforme" not in self.item.acceptable

    @property
    def useless(self) -> bool:
        """A question about a clause that plainly satisfies or breaks the rule."""
        plain = self.item.expected in ("conforme", "non_conforme")
        return plain and self.got == "a_verifier" and not self.agrees


def read_bank(path: Path) -> tuple[BankClause, ...]:
    """The clauses of a file, one JSON object a line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(_clause(json.loads(line)) for line in lines if line.strip())


def _clause(entry: dict[str, object]) -> BankClause:
    """A clause of the bank; what a bank says besides (its half, its origin) is left aside."""
    names = [name for name in BankClause.model_fields if name in entry]
    return BankClause.model_validate({name: entry[name] for name in names})


def score_bank(bank: Iterable[BankClause], desk: ConformityDesk) -> tuple[ClauseScore, ...]:
    """What the check says of each clause, beside what was expected."""
    return tuple(_score_clause(item, desk) for item in bank)


def _score_clause(item: BankClause, desk: ConformityDesk) -> ClauseScore:
    """One clause, held against its own rule only."""
    text = contract_of_text(item.contract, "clause.txt", desk.settings)
    own_rules = [rule for rule in desk.rules.rules if rule.obligation.id == item.requirement]
    rules = desk.rules.model_copy(update={"rules": tuple(own_rules)})
    return _score_of(item, check_contract(text, rules, item.as_of))


def _score_of(item: BankClause, conformity: Conformity) -> ClauseScore:
    check = next(each for each in conformity.checks if each.rule.id == item.requirement)
    name = re.sub(r"[^a-z]+", "_", fold(check.result.value)).strip("_")
    return ClauseScore(
        item=item,
        got="a_verifier" if name == "non_trouve" else name,
        backed=check.contract is not None,
        reason=check.reason,
    )


def lines_of(clauses: Sequence[ClauseScore]) -> list[str]:
    """The published figures, false « conforme » first."""
    compliant = [each for each in clauses if each.item.expected == "conforme"]
    faulty = [each for each in clauses if each.item.expected == "non_conforme"]
    silent = [each for each in clauses if each.item.expected == "non_trouve"]
    risky = [each for each in clauses if "conforme" in each.item.dangerous]
    plain = compliant + faulty
    return [
        _share("faux conforme", risky, lambda each: each.false_compliant),
        _share("fautes trouvées", faulty, _is_found_faulty),
        _share("faux non conforme", compliant, lambda each: each.false_fault),
        _share("fautes prêtées à un texte muet", silent, _is_found_faulty),
        _share("conformes reconnus", compliant, lambda each: each.got == "conforme"),
        _share("« à vérifier » inutiles", plain, lambda each: each.useless),
        _share("accord", clauses, lambda each: each.agrees),
    ]


def _is_found_faulty(each: ClauseScore) -> bool:
    return each.got == "non_conforme"


def _share(title: str, rows: Sequence[ClauseScore], holds: Callable[[ClauseScore], bool]) -> str:
    count, total = sum(map(holds, rows)), len(rows)
    return f"{title:32} {count:4} / {total:4} = {count / max(1, total):.1%}"


def _by_trap(clauses: Sequence[ClauseScore]) -> list[str]:
    """For each difficulty of the bank: how many clauses, agreement, false « conforme »."""
    groups: dict[str, list[ClauseScore]] = {}
    for each in clauses:
        groups.setdefault(each.item.trap, []).append(each)
    return [_line_of_trap(trap, rows) for trap, rows in sorted(groups.items())]


def _line_of_trap(trap: str, rows: Sequence[ClauseScore]) -> str:
    agreement = sum(each.agrees for each in rows) / len(rows)
    false_compliant = sum(each.false_compliant for each in rows)
    return f"  {trap:16} {len(rows):4}  accord {agreement:4.0%}  faux conforme {false_compliant}"


def _print_errors(clauses: Iterable[ClauseScore]) -> None:
    for each in clauses:
        if not each.agrees:
            item = each.item
            results = f"{'/'.join(item.acceptable)} -> {each.got}"
            print(f"{item.id} [{item.trap}] {results} | {item.clause} | {each.reason}")


def main() -> None:
    """Print the figures of a bank, and its mistakes where it is the open one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--report", action="store_true")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--bank", type=Path)
    options = parser.parse_args()
    bank = options.bank or (REPORT if options.report else OPEN)
    settings = Settings()
    folder = generation.folder_of(settings.data, generation.published_id(settings.data))
    desk = ConformityDesk(settings, core_of(folder))
    clauses = score_bank(read_bank(bank), desk)
    print("\n".join(lines_of(clauses)))
    print("\n".join(_by_trap(clauses)))
    if options.errors and not options.report:
        mistakes = Counter(each.item.requirement for each in clauses if not each.agrees)
        print(mistakes.most_common(70))
        _print_errors(clauses)


if __name__ == "__main__":
    main()
