"""The console's pages of the plan, of runs and of edits in the CRM."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

TEXTS: Final[dict[str, Text]] = {
    "menu.plan": Text("План", "Plan"),
    "menu.runs": Text("Запуски", "Runs"),
    "menu.drift": Text("Правки в CRM", "Edits in the CRM"),
    "plan.title": Text("План", "Plan"),
    "plan.none": Text("План ещё не рассчитан", "No plan has been reckoned yet"),
    "plan.none.text": Text(
        "План показывает каждое поле, которое изменится в CRM, и ничего не меняет сам.",
        "A plan shows every field that would change in the CRM, and changes nothing itself.",
    ),
    "plan.reckon": Text("Рассчитать план", "Reckon the plan"),
    "plan.again": Text("Рассчитать заново", "Reckon it anew"),
    "plan.at": Text("Рассчитан {when}", "Reckoned {when}"),
    "plan.totals": Text("Итого", "Totals"),
    "plan.kind": Text("Вид записи", "Kind of record"),
    "plan.action.create": Text("Создать", "Create"),
    "plan.action.change": Text("Изменить", "Change"),
    "plan.action.deactivate": Text("Выключить", "Deactivate"),
    "plan.action.reactivate": Text("Включить", "Reactivate"),
    "plan.action.refuse": Text("Нельзя", "Refuse"),
    "plan.action.all": Text("Все изменения", "All changes"),
    "plan.cost": Text(
        "Запросов к порталу: около {requests}, времени: около {minutes} мин",
        "Requests to the portal: about {requests}, time: about {minutes} min",
    ),
    "plan.empty": Text("Менять нечего", "There is nothing to change"),
    "plan.empty.text": Text("В CRM уже всё так, как говорит 1С.", "The CRM is already as 1C says."),
    "plan.changes": Text("Что изменится", "What would change"),
    "plan.was": Text("Было", "Was"),
    "plan.will": Text("Станет", "Will be"),
    "plan.field": Text("Поле", "Field"),
    "plan.range": Text("{first}–{last} из {count}", "{first}–{last} of {count}"),
    "plan.next": Text("Дальше", "Next"),
    "plan.previous": Text("Назад", "Back"),
    "plan.sign": Text("Подписать и выполнить", "Sign and run"),
    "plan.sign.hint": Text(
        "Подпись останется в журнале действий. Если с тех пор 1С прислала новое, выполнится и оно.",
        "The signature stays in the audit. What 1C has sent since then runs too.",
    ),
    "plan.running": Text("Выполняется", "Running"),
    "runs.title": Text("Запуски", "Runs"),
    "runs.none": Text("Запусков, которые что-то изменили, ещё не было", "No run has changed anything yet"),
    "runs.none.text": Text(
        "Запуск — это то, что один обмен 1С изменил в CRM.",
        "A run is what one exchange of 1C has changed in the CRM.",
    ),
    "runs.began": Text("Когда", "When"),
    "runs.why": Text("Почему", "Why"),
    "runs.made": Text("Создано", "Made"),
    "runs.changed": Text("Изменено", "Changed"),
    "run.title": Text("Запуск {run}", "Run {run}"),
    "run.reckon": Text("Показать, что вернётся", "Show what would go back"),
    "run.undo": Text("Отменить запуск", "Take the run back"),
    "run.text": Text(
        "Поле вернётся к прежнему значению, если в CRM всё ещё стоит то, что записал обмен. Созданное выключится.",
        "A field goes back where the CRM still holds what the exchange wrote. What was made becomes inactive.",
    ),
    "run.nothing": Text("Возвращать нечего", "There is nothing to take back"),
    "drift.title": Text("Правки в CRM", "Edits in the CRM"),
    "drift.text": Text(
        "Поля, которыми владеет 1С, но которые изменены в CRM вручную. Каждую ночь их находит сам обмен.",
        "Fields that 1C owns and that were edited in the CRM by hand. The exchange looks for them every night.",
    ),
    "drift.search": Text("Искать сейчас", "Look for them now"),
    "drift.restore": Text("Вернуть значения 1С", "Put 1C's values back"),
    "drift.nothing": Text("Правок нет", "There are no edits"),
    "drift.ours": Text("Записал обмен", "The exchange wrote"),
    "drift.theirs": Text("Стоит в CRM", "The CRM holds"),
    "drift.gone": Text("удалён в CRM", "deleted in the CRM"),
    "records.more": Text("… и ещё {count}", "… and {count} more"),
    "records.stays": Text("останется: {why}", "stays: {why}"),
}
