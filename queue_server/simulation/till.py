"""At the counters' tills: fees where the catalogue publishes a sum, mistakes voided, money given back, each day closed."""

from dataclasses import dataclass, field

from queue_server.simulation.stage import Stage
from shared.wire.centre import WholeProcedure
from shared.wire.money import CashDay, PaymentWithRest

_EXEMPT_SHARE = 0.1
_MISTAKEN_SHARE = 0.03
_MISCOUNTED_SHARE = 0.02
_METHODS = ("cash", "cash", "cash", "transfer", "card")


@dataclass(slots=True)
class Till:
    """What the officers took, by dossier, and who has a book open today."""

    stage: Stage
    _paid: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    _open: set[int] = field(default_factory=set)

    def take(self, code: str, procedure: WholeProcedure, counter: int) -> None:
        """The published sum of one dossier; nothing where no sum is published."""
        price, chance = procedure.fee_vnd, self.stage.chance
        if not price:
            return
        line: dict[str, object] = {"label": procedure.short_name or procedure.name, "unit_price": price}
        exempt = chance.random() < _EXEMPT_SHARE
        if exempt:
            line |= {"exempt_percent": 100, "exempt_reason": "Hộ nghèo"}
        officer = self.stage.cast.officers[counter]
        self.stage.tell(f"/dossiers/{code}/fees", officer, {"lines": [line]})
        if exempt:
            self.stage.tally["exempt"] += 1
            return
        paid = self._pay(code, officer)
        if chance.random() < _MISTAKEN_SHARE:
            self.stage.tell(f"/payments/{paid.id}/void", officer, {"reason": "Nhầm hình thức"})
            self.stage.tally["receipts_voided"] += 1
            paid = self._pay(code, officer)
        self._paid[code] = (paid.id, paid.amount, counter)
        self._open.add(counter)

    def give_back(self, code: str) -> None:
        """All that was paid for a dossier, by the officer who took it."""
        if code not in self._paid:
            return
        payment, amount, counter = self._paid.pop(code)
        body = {"amount": amount, "reason": "Công dân rút hồ sơ"}
        self.stage.tell(f"/payments/{payment}/refund", self.stage.cast.officers[counter], body)
        self.stage.tally["refunds"] += 1
        self._open.add(counter)

    def close(self) -> None:
        """Every officer who handled money counts it and closes the day."""
        for counter in sorted(self._open):
            officer = self.stage.cast.officers[counter]
            counted = self.stage.find(CashDay, "/cash", officer).sums.cash
            if self.stage.chance.random() < _MISCOUNTED_SHARE:
                counted -= 1_000
            self.stage.tell("/cash/close", officer, {"counted": counted})
            self.stage.tally["cash_closed"] += 1
        self._open.clear()

    def _pay(self, code: str, officer: str) -> PaymentWithRest:
        body = {"method": self.stage.chance.choice(_METHODS)}
        paid = self.stage.post(PaymentWithRest, f"/dossiers/{code}/payments", officer, body)
        self.stage.tally["receipts"] += 1
        return paid
