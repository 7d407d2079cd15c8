"""Files that 1C brought and that cannot be read, records in them that cannot be understood."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

TEXTS: Final[dict[str, Text]] = {
    "file.bad": Text(
        "Файл {file} не прочитан: строка {line}, {reason} {detail}",
        "File {file} was not read: line {line}, {reason} {detail}",
        "Файл сохранён. Повторите обмен в 1С; если ошибка повторится, пришлите файл тому, кто настраивал выгрузку.",
        "The file is kept. Run the exchange in 1C again; if it repeats, show the file to whoever set the export up.",
    ),
    "file.bad_whole": Text(
        "Файл {file} не прочитан: {reason} {detail}",
        "File {file} was not read: {reason} {detail}",
        "Файл сохранён. Повторите обмен в 1С; если ошибка повторится, пришлите файл тому, кто настраивал выгрузку.",
        "The file is kept. Run the exchange in 1C again; if it repeats, show the file to whoever set the export up.",
    ),
    "record.bad": Text(
        "{element} {id} (строка {line}) не понят: {reason} {detail}",
        "{element} {id} (line {line}) was not understood: {reason} {detail}",
        "Остальные записи файла приняты. Исправьте запись в 1С и повторите обмен.",
        "The other records of the file were taken. Mend the record in 1C and run the exchange again.",
    ),
    "disk.full": Text(
        "На диске шлюза осталось мало места: {free_mb} МБ",
        "The gateway's disk is nearly full: {free_mb} MB left",
        "Освободите место или уменьшите keep_days: до этого файлы от 1С не принимаются.",
        "Free some space or lower keep_days: until then no file from 1C is taken.",
    ),
    "disk.quota": Text(
        "Файлы от 1С заняли весь отведённый обмену объём: {quota_mb} МБ",
        "1C's files have filled the exchange's quota: {quota_mb} MB",
        "Уменьшите keep_days: до этого файлы от 1С не принимаются.",
        "Lower keep_days: until then no file from 1C is taken.",
    ),
    # why a file cannot be read: what 1C hears after the file's name and line
    "xml.syntax": Text("ошибка в XML", "bad XML"),
    "xml.truncated": Text("файл оборван", "the file is cut off"),
    "xml.empty": Text("файл пуст", "the file is empty"),
    "xml.encoding": Text("кодировка не та, что объявлена", "the encoding is not the declared one"),
    "xml.doctype": Text("DOCTYPE и сущности запрещены", "DOCTYPE and entities are refused"),
    "xml.too_deep": Text("слишком глубокая вложенность", "nested too deeply"),
    "xml.text_too_long": Text("слишком длинный текст", "a text is too long"),
    "xml.record_too_long": Text("слишком длинная запись", "a record is too long"),
    "xml.not_commerceml": Text("это не CommerceML", "this is not CommerceML"),
    "xml.commerceml1": Text("CommerceML 1 не поддерживается", "CommerceML 1 is not supported"),
    "zip.broken": Text("архив повреждён", "the archive is broken"),
    "zip.bomb": Text("архив распаковывается в слишком большой объём", "the archive unpacks into too much"),
    "zip.slip": Text(
        "в архиве имя, ведущее за пределы папки", "a name in the archive leads out of the folder"
    ),
    "file.name": Text("недопустимое имя файла", "bad file name"),
    "file.reader_gone": Text(
        "процесс, который читал файл, дважды прерван извне (на сервере не хватает памяти?)",
        "the process that was reading the file was ended from outside twice (is the server short of memory?)",
    ),
    # why a record cannot be understood
    "record.no_name": Text("нет наименования", "no name"),
    "record.no_id": Text("нет Ид", "no id"),
    "record.id_too_long": Text("слишком длинный Ид", "the id is too long"),
    "record.bad_number": Text("это не число", "not a number"),
    "order.not_an_order": Text("это не заказ", "not an order"),
    "order.no_number": Text("нет номера", "no number"),
}
