from tests.contract.portal.practice import Practice

LOG = "crm.timeline.logmessage.add?fields[entityTypeId]=31&fields[title]=t&fields[iconCode]=info"


async def test_commands_see_the_answers_of_earlier_ones(portal: Practice) -> None:
    answer = await portal.batch(
        {
            "co": "crm.item.add?entityTypeId=4&fields%5Btitle%5D=%D0%9E%D0%9E%D0%9E",
            "rq": "crm.requisite.add?fields[ENTITY_TYPE_ID]=4&fields[ENTITY_ID]=$result[co][item][id]"
            "&fields[PRESET_ID]=1&fields[NAME]=Main&fields[RQ_INN]=7701234567",
        }
    )

    assert answer["result"]["co"]["item"]["id"] == 311
    assert answer["result"]["rq"] == 58
    assert portal.state.table("requisite")[58]["ENTITY_ID"] == 311


async def test_the_maps_of_a_batch_are_lists_when_empty(portal: Practice) -> None:
    answer = await portal.batch({"a": "server.time", "b": "catalog.vat.list"})

    assert answer["result_error"] == []
    assert answer["result_next"] == []
    assert answer["result_total"] == {"b": 5}
    assert set(answer["result_time"]) == {"a", "b"}


async def test_commands_without_keys_come_back_as_a_list_while_all_succeed(portal: Practice) -> None:
    whole = await portal.batch(["server.time", "scope"])
    broken = await portal.batch(["nothing", "scope"])

    assert isinstance(whole["result"], list)
    assert set(broken["result"]) == {"1"}
    assert broken["result_error"][0]["error"] == "ERROR_METHOD_NOT_FOUND"


async def test_a_failure_does_not_stop_the_others(portal: Practice) -> None:
    answer = await portal.batch({"a": "catalog.section.add?fields[iblockId]=15", "b": "server.time"})

    assert answer["result_error"]["a"] == {"error": 0, "error_description": "Required fields: name"}
    assert "b" in answer["result"]


async def test_halt_stops_at_the_first_failure_and_the_rest_is_absent(portal: Practice) -> None:
    answer = await portal.batch({"a": "server.time", "b": "nothing", "c": "server.time"}, halt=1)

    assert set(answer["result"]) == {"a"}
    assert set(answer["result_error"]) == {"b"}
    assert set(answer["result_time"]) == {"a"}


async def test_the_text_false_means_halt(portal: Practice) -> None:
    answer = await portal.batch({"a": "nothing", "b": "server.time"}, halt="false")

    assert answer["result"] == []


async def test_commands_beyond_fifty_are_refused_one_by_one(portal: Practice) -> None:
    answer = await portal.batch({f"c{n}": "server.time" for n in range(52)})

    assert len(answer["result"]) == 50
    assert {e["error"] for e in answer["result_error"].values()} == {"ERROR_BATCH_LENGTH_EXCEEDED"}
    assert set(answer["result_error"]) == {"c50", "c51"}


async def test_a_batch_in_a_batch_is_not_allowed(portal: Practice) -> None:
    answer = await portal.batch({"a": "batch?cmd[x]=server.time"})

    assert answer["result_error"]["a"]["error"] == "ERROR_BATCH_METHOD_NOT_ALLOWED"


async def test_a_raw_hash_cuts_a_command_and_an_encoded_one_does_not(portal: Practice) -> None:
    number = await portal.add_invoice()
    base = f"{LOG}&fields[entityId]={number}&fields[text]="

    answer = await portal.batch({"cut": f"{base}a#b", "whole": f"{base}a%23b"})

    assert answer["result"]["cut"]["logMessage"]["text"] == "a"
    assert answer["result"]["whole"]["logMessage"]["text"] == "a#b"


async def test_values_are_decoded_once(portal: Practice) -> None:
    number = await portal.add_invoice()

    answer = await portal.batch({"a": f"{LOG}&fields[entityId]={number}&fields[text]=1%2B1%20%26%20100%25+x"})

    assert answer["result"]["a"]["logMessage"]["text"] == "1+1 & 100% x"


async def test_a_reference_to_a_failed_command_hits_id_1(portal: Practice) -> None:
    answer = await portal.batch(
        {
            "before": "server.time",
            "product": "catalog.product.add?fields[iblockId]=99&fields[name]=x",
            "price": "catalog.price.add?fields[productId]=$result[product][element][id]"
            "&fields[catalogGroupId]=1&fields[price]=10&fields[currency]=RUB",
        }
    )

    assert answer["result_error"]["product"]["error"] == 200040300000
    assert answer["result"]["price"]["price"]["productId"] == 1


async def test_a_batch_counts_as_one_request(portal: Practice) -> None:
    await portal.batch({"a": "server.time", "b": "scope"})

    requests = portal.state.journal.requests
    assert (requests["http"], requests["batch"]) == (1, 1)
    assert portal.state.journal.commands["server.time"] == 1
