"""Tasks of the second version of REST: all strings back, HTML in the errors.

Source: Bitrix24 `api-reference/tasks/tasks-task-add.md`.
"""

from typing import Final
from uuid import UUID

from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.lists import Reply, Row
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import as_map, is_empty, to_int, to_text
from obmen_sandbox.portal.words import words

EMPTY: Final = words(
    """
    parentId mark statusChangedBy closedBy closedDate dateStart startDatePlan endDatePlan commentsCount
    serviceCommentsCount forkedByTemplateId timeSpentInLogs forumTopicId forumId exchangeModified exchangeId
    viewedDate sorting durationFact flowId durationPlan
    """
)
NO: Final = words(
    """
    multitask notViewed replicate allowChangeDeadline allowTimeTracking taskControl addInReport matchWorkTime
    isMuted isPinned isPinnedInGroup favorite
    """
)
LISTS: Final = words("auditors accomplices checklist group accomplicesData auditorsData")
ALLOWED: Final = words(
    """
    complete start delegate remove edit defer create changeDeadline checklistAddItems addFavorite rate
    checklist.reorder elapsedtime.add edit.plan checklist.add favorite.add
    """
)
FORBIDDEN: Final = words(
    """
    accept decline approve disapprove pause renew deleteFavorite edit.originator dayplan.timer.toggle
    favorite.delete
    """
)


def add(call: Call) -> Reply:
    """`tasks.task.add`: a title and a person who does it."""
    fields = as_map(call.need("fields"))
    if is_empty(fields.get("TITLE")):
        raise RestError("ERROR_CORE", "Не указано название задачи<br>")
    if is_empty(fields.get("RESPONSIBLE_ID")):
        raise RestError("ERROR_CORE", "Не указан исполнитель<br>")
    if to_int(fields["RESPONSIBLE_ID"]) not in call.state.table("user"):
        raise RestError("ERROR_CORE", "Пользователь, указанный в поле «Исполнитель», не найден<br>")
    row = call.state.insert("task", {**fields, "CREATED_DATE": call.state.stamp()})
    return Reply({"task": show(call, row)})


def show(call: Call, row: Row) -> Row:
    now, author = row["CREATED_DATE"], to_int(row.get("CREATED_BY")) or call.user_id
    dates = dict.fromkeys(("createdDate", "changedDate", "activityDate", "statusChangedDate"), now)
    texts = {"priority": "1", "stageId": "0", "timeEstimate": "0", "siteId": "s1", "subordinate": "Y"}
    texts |= {"outlookVersion": "1", "descriptionInBbcode": "Y", "status": "2", "durationType": "days"}
    return {
        **dict.fromkeys(EMPTY),
        **dict.fromkeys(NO, "N"),
        **{name: [] for name in LISTS},
        **dates,
        **texts,
        "id": str(row["id"]),
        "title": to_text(row["TITLE"]),
        "description": to_text(row.get("DESCRIPTION")),
        "createdBy": str(author),
        "changedBy": str(author),
        "responsibleId": to_text(row["RESPONSIBLE_ID"]),
        "deadline": row.get("DEADLINE"),
        "guid": f"{{{UUID(int=row['id'])}}}",
        "xmlId": row.get("XML_ID"),
        "groupId": to_text(row.get("GROUP_ID") or "0"),
        "creator": person(call, author),
        "responsible": person(call, to_int(row["RESPONSIBLE_ID"])),
        "newCommentsCount": 0,
        "action": dict.fromkeys(FORBIDDEN, False) | dict.fromkeys(ALLOWED, True),
        "checkListTree": {"nodeId": 0, "fields": checklist(author), "action": [], "descendants": []},
        "checkListCanAdd": True,
    }


def person(call: Call, number: int) -> Row:
    user = call.state.table("user")[number]
    shown: Row = {"id": str(number), "name": f"{user['NAME']} {user['LAST_NAME']}", "icon": ""}
    return {**shown, "link": f"/company/personal/user/{number}/", "workPosition": user["WORK_POSITION"]}


def checklist(user_id: int) -> Row:
    names = words("id copiedId entityId createdBy parentId sortIndex")
    shown: Row = {**dict.fromkeys(names), "userId": user_id, "title": "", "displaySortIndex": ""}
    return {
        **shown,
        "isComplete": False,
        "isImportant": False,
        "completedCount": 0,
        "members": [],
        "attachments": [],
    }


METHODS: Final = (Method("tasks.task.add", add, "task", writes=True, cost_s=0.3),)
