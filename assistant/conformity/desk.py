"""The one entrance to conformity: a contract, from wherever it comes, held against the rules."""

from datetime import date
from functools import cached_property
from pathlib import Path

from assistant.conformity import contract
from assistant.conformity.check import check_contract
from assistant.conformity.compare import compare_contracts
from assistant.conformity.contract import ContractText
from assistant.conformity.explain import explain_rule
from assistant.conformity.result import Comparison, Conformity
from assistant.conformity.rules import Rules, read_rules
from assistant.forms.line import Form
from assistant.forms.sheet import sheet_of
from assistant.index.index import Index
from assistant.settings import Settings


class ConformityDesk:
    """Checks contracts on the published corpus; safe to share between threads."""

    def __init__(self, settings: Settings, index: Index) -> None:
        self.settings = settings
        self.index = index

    @cached_property
    def rules(self) -> Rules:
        """The rules of conformity. Raises RuleError when they are not in order."""
        return read_rules(self.settings.corpus / "modeles/conformite.yaml", self.index)

    def contract(self, name: str) -> ContractText:
        """The contract in a file, or a document of the catalogue by its id. Raises BadContract or
        UnknownItem.
        """
        path = Path(name)
        if name in self.index.documents or not (path.suffix or path.exists()):
            return self.contract_of_document(name)
        return self.contract_of_file(path)

    def contract_of_file(self, path: Path, name: str = "") -> ContractText:
        """The contract in a file, shown under a name. Raises BadContract."""
        return contract.contract_of_file(path, self.settings, self.index, name)

    def contract_of_document(self, document_id: str) -> ContractText:
        """The contract that a document of the catalogue is. Raises UnknownItem."""
        return contract.contract_of_document(document_id, self.index)

    def contract_of_form(self, form: Form) -> ContractText:
        """The contract that a draft is. Raises BadContract when it is another form."""
        return contract.contract_of_form(form, sheet_of(form).title)

    def check(self, text: ContractText, day: date | None = None) -> Conformity:
        """A contract held against each rule of the instruction, on a day (today by default)."""
        return check_contract(text, self.rules, day or date.today())

    def explain(self, text: ContractText, rule_id: str, day: date | None = None) -> list[str]:
        """How a rule was read: the verdict, why, each clause and its reading, a line each.

        Raises UnknownItem for a rule that does not exist.
        """
        return explain_rule(text, self.rules, rule_id, day or date.today())

    def compare(
        self, one: ContractText, other: ContractText, day: date | None = None
    ) -> Comparison:
        """Two contracts side by side, on a day (today by default)."""
        return compare_contracts(one, other, self.rules, day or date.today())
