"""Faults of how interactions are found: somebody else's, under other ids, or not of all types."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from tdmock.findings import Level
from tdmock.sample.changes import CRASH, When, always, instead, on_body, on_one_record, on_records, put
from tdmock.sample.endpoints.interaction_update import find_contact
from tdmock.sample.faults.fault import Chapter
from tdmock.sample.message import Answer, Call, Handler

chapter = Chapter("interaction_update")
every = partial(on_records, "")
WARNING, INFO = Level.WARNING, Level.INFO
REFUSED = Answer(status=400, body={"message": "The name is not valid"})
SEARCHED = 100  # contacts, from the first on


def of_neighbours(call: Call, below: Handler, *, member: str) -> Answer:
    """The interactions of all who have the same in a field, of the types asked for."""
    answer, number = below(call), find_contact(call)
    if answer.status >= 300 or number is None:
        return answer
    data, wanted = call.bridge.data, call.part("meta").get("interaction_types")
    (contact,) = data.contact_page([number])
    others = data.contact_page(range(min(SEARCHED, data.contacts)))
    found = [
        item
        for place, other in enumerate(others)
        if other["id"] == contact["id"] or (member in contact and other.get(member) == contact[member])
        for item in data.interactions(place)
    ]
    return Answer(body=[item for item in found if not isinstance(wanted, list) or item["type"] in wanted])


fault = chapter.breaking("interactions.namesakes-are-told-apart", WARNING)
fault(
    "found-by-name", "Interactions are looked up by the contact's name", partial(of_neighbours, member="name")
)
fault = chapter.breaking("interactions.colleagues-are-told-apart", INFO)
fault(
    "found-by-company",
    "Interactions are looked up by the contact's company",
    partial(of_neighbours, member="company"),
)


def named(signs: Callable[[str], bool]) -> When:
    """The contact's name is of that sort."""
    return lambda call, _: signs(str(call.part("data").get("contact_name", "")))


fault = chapter.breaking("interactions.odd-names-are-handled")
fault(
    "quoted-name-crashes",
    "A name with quotes gives 500",
    instead(CRASH, when=named(lambda name: '"' in name)),
)
fault("script-crashes", "A name in Chinese gives 500", instead(CRASH, when=named(lambda name: "李" in name)))
fault = chapter.breaking("interactions.odd-names-are-accepted", WARNING)
fault(
    "quoted-name-refused",
    "A name with quotes is refused",
    instead(REFUSED, when=named(lambda name: '"' in name)),
)


def ids_change(call: Call, below: Handler) -> Answer:
    return every(lambda item: {**item, "id": f"{item['id']}-{call.ordinal}"})(call, below)


def most_ids_change(call: Call, below: Handler) -> Answer:
    changed = ids_change(call, below)
    first = below(call).body[:1] if changed.status == 200 else []
    return replace(changed, body=[*first, *changed.body[1:]]) if first else changed


fault = chapter.breaking("interactions.ids-survive", WARNING)
fault("ids-change", "Every answer gives new ids to its interactions", ids_change)
fault("most-ids-change", "Every answer gives new ids to its interactions but one", most_ids_change)


def dates_change(call: Call, below: Handler) -> Answer:
    return every(put(date=f"2026-01-01 00:{call.ordinal // 60:02}:{call.ordinal % 60:02} UTC"))(call, below)


fault = chapter.breaking("interactions.dates-survive", WARNING)
fault("dates-change", "The date of each interaction is that of the request", dates_change)


def first_type_only(call: Call, below: Handler) -> Answer:
    wanted = call.part("meta").get("interaction_types")
    return below(call.with_part("meta", interaction_types=wanted[:1]) if isinstance(wanted, list) else call)


fault = chapter.breaking("interactions.all-types-are-answered", WARNING)
fault("first-type-only", "Only the first type that is asked for is answered", first_type_only)

fault = chapter.breaking("interactions.urls-are-absolute", WARNING)
fault("url-relative", "Links are relative", every(put(url="/tickets/17")))
fault = chapter.breaking("interactions.urls-are-filled", WARNING)
fault("url-unfilled", "Links are templates", every(put(url="https://crm.example.org/tickets/{{id}}")))
fault = chapter.breaking("interactions.dates-are-unambiguous", INFO)
fault("date-ambiguous", "Dates begin with day and month", every(put(date="03/04/2012 17:53:51")))

fault = chapter.breaking("interactions.dates-are-no-placeholder", WARNING)
fault("date-of-none", "A missing date becomes the first of year 1", every(put(date="0001-01-01T00:00:00Z")))
fault(
    "date-of-zero",
    "A missing date becomes the first second of 1970",
    every(put(date="1970-01-01 00:00:00 UTC")),
)
fault = chapter.breaking("interactions.dates-have-a-zone", INFO)
fault("zone-lost", "Dates have lost their time zone", every(put(date="2012-11-21 17:53:51")))

fault = chapter.breaking("interactions.ids-are-not-blank", WARNING)
fault("id-blank", "The last id is blank", on_one_record("", put(id=" ")))

fault = chapter.breaking("interactions.some-come", INFO)
fault("none-at-all", "No contact has any interactions", on_body(always([])))
