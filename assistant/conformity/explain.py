"""How one rule was read in one contract, in lines for a terminal."""

from collections.abc import Iterator
from datetime import date

from assistant.conformity.check import check_contract
from assistant.conformity.contract import ContractText
from assistant.conformity.reading import sentence_reading
from assistant.conformity.result import Check
from assistant.conformity.rules import Rules
from assistant.errors import UnknownItem
from assistant.reading.rows import read_labels, rows_of


def explain_rule(text: ContractText, rules: Rules, rule_id: str, day: date) -> list[str]:
    """The verdict of a rule, why, then each clause it rests on with its reading.

    Raises UnknownItem for a rule that does not exist.
    """
    conformity = check_contract(text, rules, day)
    check = next((each for each in conformity.checks if each.rule.id == rule_id), None)
    if check is None:
        raise UnknownItem(f"« {rule_id} » n’est pas une règle de conformité.")
    return list(_lines(check, rules))


def _lines(check: Check, rules: Rules) -> Iterator[str]:
    yield f"{check.rule.title} : {check.result.value}"
    yield f"  pourquoi : {check.reason}"
    yield f"  règle    : {check.rule.text}"
    yield f"  texte    : « {check.instruction.quote} » ({check.instruction.label})"
    if check.contract is None:
        yield f"  cherché  : {', '.join(check.searched.words)}"
    labels = read_labels(rules.corpus)
    for citation in (check.contract, *check.others):
        if citation:
            yield f"  clause   : « {citation.quote} » ({citation.label})"
            for name, value in rows_of(sentence_reading(citation.quote, rules.corpus), labels):
                yield f"    {name} : {value}"
