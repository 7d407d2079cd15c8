"""What is known of an object of the portal that is no more."""

from __future__ import annotations

from obmen.delta.compare import PRICE_PREFIX
from obmen.domain.identity import Ref, price_ref
from obmen.flows.ports.store import Work


def forget_object(work: Work, exchange_id: int, ref: Ref) -> None:
    """Forget an object with the rows of its prices: it is made anew, and they with it."""
    binding = work.bindings.get(exchange_id, [ref]).get(ref)
    fields = binding.fields if binding is not None else {}
    further = [name.removeprefix(PRICE_PREFIX) for name in fields if name.startswith(PRICE_PREFIX)]
    for gone in (ref, price_ref(ref), *(price_ref(ref, one) for one in further)):
        work.bindings.forget(exchange_id, gone)
