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
}
