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
from collections.abc import Callable, Iterable
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
        signed = f"Fait à {town}, le 8 décembre 2025.\n"
        end = "" if draft or self.wrap == "nosign" else signed
        return f"{top}\n{self.clause}\n\n{CLOSE}{end}"

    def _place(self) -> str:
        if OVERSEAS.search(self.clause):
            return "reunion"
        return "idf" if PARIS.search(self.clause) else "bretagne"


class Scored(Value):
    """A clause and what the check said of it."""

    item: BankClause
    got: str
    backed: bool
    reason: str

    @property
    def agrees(self) -> bool:
        return self.got in self.item.acceptable

    @property
    def false_compliant(self) -> bool:
        return self.got == "conforme" and "conforme" in self.item.dangerous

    @property
    def false_fault(self) -> bool:
        return (
            self.item.expected == "conforme"
            and self.got == "non_conforme"
            and "non_conforme" not in self.item.acceptable
        )

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
    known = BankClause.model_fields
    return BankClause.model_validate({name: entry[name] for name in known if name in entry})


def score_bank(bank: Iterable[BankClause], desk: ConformityDesk) -> tuple[Scored, ...]:
    """What the check says of each clause, beside what was expected."""
    return tuple(_scored(item, desk) for item in bank)


def _scored(item: BankClause, desk: ConformityDesk) -> Scored:
    """One clause, held against its own rule only."""
    text = contract_of_text(item.contract, "clause.txt", desk.settings)
    own = tuple(rule for rule in desk.rules.rules if rule.obligation.id == item.requirement)
    rules = desk.rules.model_copy(update={"rules": own})
    return _verdict(item, check_contract(text, rules, item.as_of))


def _verdict(item: BankClause, found: Conformity) -> Scored:
    check = next(each for each in found.checks if each.rule.id == item.requirement)
    name = re.sub(r"[^a-z]+", "_", fold(check.result.value)).strip("_")
    return Scored(
        item=item,
        got="a_verifier" if name == "non_trouve" else name,
        backed=check.contract is not None,
        reason=check.reason,
    )


def lines_of(scored: tuple[Scored, ...]) -> list[str]:
    """The published figures, false « conforme » first."""
    expected = {
        name: [each for each in scored if each.item.expected == name]
        for name in ("conforme", "non_conforme")
    }
    risky = [each for each in scored if "conforme" in each.item.dangerous]
    plain = expected["conforme"] + expected["non_conforme"]
    silent = [each for each in scored if each.item.expected == "non_trouve"]
    shares: tuple[tuple[str, list[Scored], Callable[[Scored], bool]], ...] = (
        ("faux conforme", risky, lambda each: each.false_compliant),
        ("fautes trouvées", expected["non_conforme"], lambda each: each.got == "non_conforme"),
        ("faux non conforme", expected["conforme"], lambda each: each.false_fault),
        ("fautes prêtées à un texte muet", silent, lambda each: each.got == "non_conforme"),
        ("conformes reconnus", expected["conforme"], lambda each: each.got == "conforme"),
        ("« à vérifier » inutiles", plain, lambda each: each.useless),
        ("accord", list(scored), lambda each: each.agrees),
    )
    return [_share(title, rows, holds) for title, rows, holds in shares]


def _share(title: str, rows: list[Scored], holds: Callable[[Scored], bool]) -> str:
    count = sum(map(holds, rows))
    return f"{title:32} {count:4} / {len(rows):4} = {count / max(1, len(rows)):.1%}"


def _by_trap(scored: tuple[Scored, ...]) -> list[str]:
    """For each difficulty of the bank: how many clauses, agreement, false « conforme »."""
    traps = sorted({each.item.trap for each in scored})
    groups = [(trap, [each for each in scored if each.item.trap == trap]) for trap in traps]
    return [
        f"  {trap:16} {len(rows):4}  accord {sum(each.agrees for each in rows) / len(rows):4.0%}"
        f"  faux conforme {sum(each.false_compliant for each in rows)}"
        for trap, rows in groups
    ]


def _print_errors(scored: Iterable[Scored]) -> None:
    for each in scored:
        if not each.agrees:
            item = each.item
            wanted = "/".join(item.acceptable)
            print(f"{item.id} [{item.trap}] {wanted} -> {each.got} | {item.clause} | {each.reason}")


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
    scored = score_bank(read_bank(bank), desk)
    print("\n".join(lines_of(scored)))
    print("\n".join(_by_trap(scored)))
    if options.errors and not options.report:
        print(Counter(each.item.requirement for each in scored if not each.agrees).most_common(70))
        _print_errors(scored)


if __name__ == "__main__":
    main()
