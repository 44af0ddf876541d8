"""Agent synchronization: pages behind integer offsets, and in the edition without pages all at once."""

from tdmock.editions import Edition
from tdmock.sample.message import Answer, Call, refuse


def answer(call: Call) -> Answer:
    bridge = call.bridge
    total = bridge.data.agents
    if bridge.edition is Edition.Y2017:
        return Answer(body={"agents": [bridge.data.agent(number) for number in range(total)]})
    start = call.part("meta").get("offset") or 0
    if not isinstance(start, int) or isinstance(start, bool) or start < 0:
        return refuse(400, "meta.offset is neither null nor one that this bridge handed out.")
    end = start + bridge.page_size
    body: dict[str, object] = {"agents": [bridge.data.agent(number) for number in range(total)[start:end]]}
    if end < total:
        body["next_offset"] = end
    return Answer(body=body)
