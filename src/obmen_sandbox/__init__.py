"""Practice copies of Bitrix24 and 1C, written from their documentation; shares no code with obmen."""
