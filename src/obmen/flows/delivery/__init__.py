"""The way to the CRM: intents first, then calls, then outcomes."""
