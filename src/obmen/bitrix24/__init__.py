"""Room of Bitrix24: what is said to a portal and read from it."""
