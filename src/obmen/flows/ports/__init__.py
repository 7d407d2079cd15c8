"""What the flows need from outside.

Most ports have at most five methods. Those of tables whose rows have a life (outbox, inbox, exchanges,
ledger) have more: one per transition and one per question, for the rules of that life stand in one place.
"""
