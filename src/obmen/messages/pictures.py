"""Pictures of goods: what travels, and what of them is of no use."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

REPLACE: Final = (
    "Замените файл в карточке товара в 1С: новый придёт с выгрузкой. Другие картинки товара переданы.",
    "Replace the file in the good's card in 1C: the new one comes with an upload. Its other pictures travel.",
)

TEXTS: Final[dict[str, Text]] = {
    "picture.not_a_picture": Text(
        "Файл картинки товара «{good}» — не картинка JPEG, PNG, GIF, BMP или WebP: {files} {detail}",
        "A picture of “{good}” is no JPEG, PNG, GIF, BMP or WebP: {files} {detail}",
        *REPLACE,
    ),
    "picture.too_large": Text(
        "Картинка товара «{good}» больше 60 мегапикселей или 64 МБ: {files} {detail}",
        "A picture of “{good}” has more than 60 megapixels or 64 MB: {files} {detail}",
        *REPLACE,
    ),
    "picture.broken": Text(
        "Файл картинки товара «{good}» повреждён: {files} {detail}",
        "A picture of “{good}” is damaged: {files} {detail}",
        *REPLACE,
    ),
    "picture.empty": Text(
        "Файл картинки товара «{good}» пуст: {files} {detail}",
        "A picture of “{good}” is empty: {files} {detail}",
        *REPLACE,
    ),
    "picture.lost": Text(
        "Файла картинки товара «{good}» больше нет в папке данных: {files} {detail}",
        "A picture of “{good}” is not in the data folder any more: {files} {detail}",
        "Выполните в 1С полную выгрузку: файл придёт снова.",
        "Let 1C upload everything: the file comes again.",
    ),
    "picture.refused": Text(
        "Портал не принял картинку товара «{good}»: {files}. {detail}",
        "The portal refused a picture of “{good}”: {files}. {detail}",
        "Проверьте файл и права пользователя вебхука на каталог, затем выполните obmen retry {exchange}. Остальные картинки "
        "товара переданы.",
        "Look at the file and at the rights of the webhook's user to the catalogue, then run obmen retry {exchange}. The "
        "good's other pictures have travelled.",
    ),
    "picture.unread": Text(
        "Товар «{good}» уже показывает на портале картинки, а портал не отдаёт их для сравнения. Картинки 1С не добавлены, "
        "чтобы не повторить те же самые: {files} {detail}",
        "“{good}” shows pictures on the portal already, and the portal does not give them to be compared. 1C's pictures "
        "were not added, lest the same ones stand there twice: {files} {detail}",
        "Если картинки на портале не нужны, удалите их в карточке товара. Затем выполните obmen retry {exchange}.",
        "If the portal's pictures are not needed, remove them in the good's card. Then run obmen retry {exchange}.",
    ),
    "picture.no_gallery": Text(
        "На портале нет свойства товаров для картинок (MORE_PHOTO) {detail}",
        "The portal has no property for pictures of products (MORE_PHOTO) {detail}",
        "Создайте в товарах свойство типа «Файл», множественное, с кодом MORE_PHOTO, и выполните obmen check {exchange}.",
        "Make a property of products of the type “File”, with several values and the code MORE_PHOTO, and run "
        "obmen check {exchange}.",
    ),
    "record.kind.gallery": Text("картинки товара", "pictures of"),
    "undo.pictures": Text(
        "картинки не возвращаются: их снова задаст 1С", "pictures do not go back: 1C sets them again"
    ),
    "check.pictures.ok": Text(
        "Картинки передаются; товаров с картинками из 1С: {goods}",
        "Pictures travel; products with pictures of 1C: {goods}",
    ),
    "check.pictures.kept.ok": Text(
        "Товаров, у которых на портале были свои картинки, не такие, как в 1С: {goods}. Они остались, картинки 1С стоят "
        "за ними",
        "Goods that had pictures of their own on the portal, other than 1C's: {goods}. They stay, 1C's stand behind them",
    ),
    "check.pictures.awaited.degraded": Text(
        "Картинки включены, но их файлы ещё не приходили",
        "Pictures are switched on, but their files have not come yet",
        "Выполните в 1С полную выгрузку с включёнными картинками.",
        "Let 1C upload everything, with pictures switched on there.",
    ),
    "check.pictures.no_gallery.degraded": Text(
        "На портале нет свойства товаров для картинок (MORE_PHOTO): картинки не передаются, остальное идёт",
        "The portal has no property for pictures of products (MORE_PHOTO): they do not travel, all else does",
        "Создайте в товарах свойство типа «Файл», множественное, с кодом MORE_PHOTO, и выполните obmen check {exchange}.",
        "Make a property of products of the type “File”, with several values and the code MORE_PHOTO, and run "
        "obmen check {exchange}.",
    ),
}
