"""What the command line tells of a catalogue that a portal has already, and of what left 1C's selection."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

KEEPING: Final[dict[str, Text]] = {
    "help.adopt": Text(
        "Принять каталог, который уже есть на портале: показать, какой товар портала какой товар 1С, и связать их.",
        "Adopt the catalogue that the portal already has: show which of its goods are which of 1C's, and join them.",
    ),
    "help.adopt.pair": Text(
        "Решение человека: запись 1С с этим Ид и запись портала с этим номером одно и то же; ID=new: на портале её нет.",
        "A person's word: 1C's record with this id is the portal's object of this number; ID=new: the portal has none.",
    ),
    "progress.adopt": Text("Сверка с каталогом портала", "Holding 1C's goods against the portal's"),
    "adopt.count.pairs": Text("узнано", "known"),
    "adopt.count.doubts": Text("нужно решение", "to be decided"),
    "adopt.count.new": Text("будет создано", "to be made"),
    "adopt.count.alone": Text("есть только на портале", "only on the portal"),
    "adopt.by.person": Text("решение человека", "a person's word"),
    "adopt.by.xml_id": Text("внешний код", "external code"),
    "adopt.by.article": Text("артикул", "article"),
    "adopt.by.barcode": Text("штрихкод", "barcode"),
    "adopt.by.name": Text("наименование", "name"),
    "adopt.by.path": Text("место и наименование", "place and name"),
    "adopt.doubt": Text(
        "? {kind} {called} {id}: на портале может быть {choices}. Решить: obmen adopt {name} --pair {id}=НОМЕР --yes",
        "? {kind} {called} {id}: on the portal it may be {choices}. To decide: obmen adopt {name} --pair {id}=N --yes",
    ),
    "adopt.more": Text(
        "… и ещё {left}: obmen adopt {name} --json", "… and {left} more: obmen adopt {name} --json"
    ),
    "adopt.pictures": Text(
        "Товаров, у которых на портале уже есть картинки: {goods}, картинок: {pictures}. Они сравнятся с картинками 1С по "
        "содержанию: одинаковые не добавляются второй раз, остальные остаются, картинки 1С встают за ними.",
        "Goods that have pictures on the portal already: {goods}, pictures: {pictures}. They are compared with 1C's by "
        "content: equal ones are not added again, the others stay, and 1C's pictures stand behind them.",
    ),
    "adopt.preview": Text(
        "Это предварительный показ. Связать: obmen adopt {name} --yes",
        "This is a preview. To join them: obmen adopt {name} --yes",
    ),
    "adopt.nothing": Text(
        "На портале нет ничего, что похоже на товары 1С.", "The portal has nothing like 1C's goods."
    ),
    "adopt.done": Text(
        "Связано: {count}. Что изменится: obmen plan {name}",
        "Joined: {count}. What will change: obmen plan {name}",
    ),
    "help.sweep": Text(
        "Показать, что ушло из выгрузки 1С или из выбранных групп: оно остаётся как есть; с --yes выключить.",
        "Show what has left 1C's selection or the chosen groups: it stays as it is; with --yes make it inactive.",
    ),
    "progress.sweep": Text("Сверка с полной выгрузкой", "Holding the CRM against the last full export"),
    "sweep.why.absent": Text("нет в последней полной выгрузке", "not in the last full export"),
    "sweep.why.outside_groups": Text("вне выбранных групп", "outside the chosen groups"),
    "sweep.more": Text(
        "… и ещё {left}: obmen sweep {name} --json", "… and {left} more: obmen sweep {name} --json"
    ),
    "sweep.never_exported": Text(
        "1С ещё не присылала полной выгрузки, поэтому о товарах, которые из неё ушли, ничего не известно.",
        "1C has not sent a full export yet, so nothing is known of goods that have left it.",
    ),
    "sweep.preview": Text(
        "Останется как есть: {count}. Выключить: obmen sweep {name} --yes",
        "Stay as they are: {count}. To make them inactive: obmen sweep {name} --yes",
    ),
    "sweep.nothing": Text("Из выгрузки ничего не ушло.", "Nothing has left the selection."),
    "sweep.done": Text(
        "Выключается: {count}. Если serve не запущен: obmen sync {name}",
        "Made inactive: {count}. Without a running serve: obmen sync {name}",
    ),
}
