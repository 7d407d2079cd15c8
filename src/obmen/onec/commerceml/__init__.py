"""CommerceML: the dialogue and the documents of the exchange with 1C."""
