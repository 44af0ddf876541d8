"""Agent synchronization: pages behind integer offsets."""

from tdmock.sample.message import Answer, Call, refuse


def answer(call: Call) -> Answer:
    bridge = call.bridge
    start = call.part("meta").get("offset") or 0
    if not isinstance(start, int) or isinstance(start, bool) or start < 0:
        return refuse(400, "meta.offset is neither null nor one that this bridge handed out.")
    total = bridge.data.agents
    end = start + bridge.page_size
    body: dict[str, object] = {"agents": [bridge.data.agent(number) for number in range(total)[start:end]]}
    if end < total:
        body["next_offset"] = end
    return Answer(body=body)
