"""One step of a product's pictures: one is added at the end of its gallery, or one of ours is removed.

Always the gallery: a detail or preview picture takes the place of the one that a person has put there.
Bitrix24: catalog.productImage.
"""

from __future__ import annotations

from obmen.bitrix24.mappers.scene import Impossible, Scene, call_name
from obmen.bitrix24.vocabulary import (
    CATALOG_PRODUCT_IMAGE_ADD,
    CATALOG_PRODUCT_IMAGE_DELETE,
    FILE_CONTENT,
    MORE_PHOTO,
)
from obmen.delivery.call import Call, ContentOf, Task


def map_gallery(task: Task, scene: Scene) -> tuple[Call, ...]:
    """Build the call of a step.

    Raises: Impossible — the portal has no place for pictures of products.
    """
    step = task.desired
    if not scene.profile.gallery:
        raise Impossible("picture.no_gallery")
    if "file" in step:
        method = CATALOG_PRODUCT_IMAGE_ADD
        params: dict[str, object] = {
            "fields": {"productId": step["product_id"], "type": MORE_PHOTO},
            FILE_CONTENT: [step["name"], ContentOf(str(step["file"]))],
        }
        target = None
    else:
        method = CATALOG_PRODUCT_IMAGE_DELETE
        target = int(str(step["picture_id"]))
        params = {"productId": step["product_id"], "id": target}
    fields = {name: value for name, value in step.items() if name != "name"}
    call = Call(
        name=call_name(task), task_id=task.id, ref=task.ref, method=method, params=params, fields=fields,
        target=target,
    )  # fmt: skip
    return (call,)
