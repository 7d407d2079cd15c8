"""Sales: invoices to 1C, and what 1C tells back."""
