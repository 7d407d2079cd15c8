"""Numbers, money, moments and spans of time, as the reader's language writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_symbol
from babel.units import format_unit

LOCALES = {language: Locale(language) for language in ("ru", "en")}
SPELLED = "¤\u00a0#,##0.00"  # a code such as RUB stands apart from its figures, a sign does not


@dataclass(frozen=True, slots=True, kw_only=True)
class Formats:
    """How one reader reads; moments are shown in the time of the base or of the installation."""

    language: str
    now: datetime
    zone: tzinfo

    @property
    def _locale(self) -> Locale:
        return LOCALES[self.language]

    def number(self, value: float | Decimal) -> str:
        """`1 240` in Russian, `1,240` in English."""
        return format_decimal(value, locale=self._locale)

    def percent(self, share: float) -> str:
        """`12 %` of 0.12."""
        return format_percent(share, locale=self._locale)

    def money(self, amount: Decimal, currency: str) -> str:
        """`35 613,95 ₽` in Russian, `RUB 35,613.95` in English."""
        spelled = self.language == "en" and get_currency_symbol(currency, locale=self._locale).isalpha()
        return format_currency(amount, currency, SPELLED if spelled else None, locale=self._locale)

    def size(self, size_bytes: int) -> str:
        """`12 кБ`."""
        unit, each = ("kilobyte", 1024) if size_bytes >= 1024 else ("byte", 1)
        return format_unit(size_bytes // each, f"digital-{unit}", "short", locale=self._locale)

    def day(self, moment: datetime | date) -> str:
        """`24 нояб. 2026 г.`."""
        local = moment.astimezone(self.zone) if isinstance(moment, datetime) else moment
        return format_date(local, "medium", locale=self._locale)

    def hour(self, moment: datetime) -> str:
        """`14:05`."""
        return format_time(moment.astimezone(self.zone), "short", locale=self._locale)

    def moment(self, moment: datetime) -> str:
        """The hour today, the day and the hour else."""
        local, today = moment.astimezone(self.zone), self.now.astimezone(self.zone).date()
        if local.date() == today:
            return format_time(local, "short", locale=self._locale)
        return format_datetime(
            local, "d MMM HH:mm" if local.year == today.year else "medium", locale=self._locale
        )

    def exactly(self, moment: datetime) -> str:
        """Day and hour, with seconds."""
        return format_datetime(moment.astimezone(self.zone), "medium", locale=self._locale)

    def ago(self, moment: datetime) -> str:
        """`4 минуты назад`."""
        return format_timedelta(moment - self.now, add_direction=True, threshold=0.95, locale=self._locale)

    def span(self, span: timedelta) -> str:
        """`4 минуты`."""
        return format_timedelta(span, threshold=0.95, locale=self._locale)
