"""Faults of single contacts, on every page or only at the very end."""

from functools import partial

from tdmock.findings import Level
from tdmock.sample.changes import always, on_one_record, on_records, put, without
from tdmock.sample.faults.fault import Chapter
from tdmock.sample.message import Answer, Call, Handler

chapter = Chapter("contact_sync")
every = partial(on_records, "contacts")
last = partial(on_one_record, "contacts")
WARNING, INFO = Level.WARNING, Level.INFO

fault = chapter.breaking("contacts.contact-is-object")
fault("contact-null", "The last contact is null", last(always(None)))
fault("contact-is-id", "Contacts are ids only", every(lambda item: item["id"]))


def link_with_secret(call: Call, below: Handler) -> Answer:
    *_, secret = call.bridge.credentials.values()
    return every(put(photo_url=f"https://crm.example.org/photo?key={secret}"))(call, below)


fault = chapter.breaking("common.links-hold-no-secrets", WARNING)
fault("secret-in-link", "Photos are links with a credential", link_with_secret)
fault = chapter.breaking("contacts.urls-are-filled", WARNING)
fault("url-undefined", "`url` has undefined in it", every(put(url="https://crm.example.org/c/undefined")))
fault = chapter.breaking("contacts.ids-are-not-blank", WARNING)
fault("id-empty", "One id is empty, on the last page", last(put(id="")))
fault = chapter.breaking("contacts.id-is-string")
fault("id-missing", "No contact has an `id`", every(without("id")))
fault("id-number", "Ids are numbers", every(lambda item: {**item, "id": int(item["id"])}))
fault("id-null", "One id is null, on the last page", last(put(id=None)))
fault(
    "id-renamed",
    "The id is called contact_id",
    every(lambda item: {**without("id")(item), "contact_id": item["id"]}),
)
fault(
    "last-id-number",
    "One id is a number, on the last page",
    last(lambda item: {**item, "id": int(item["id"])}),
)
fault = chapter.breaking("contacts.name-is-string")
fault("name-missing", "No contact has a `name`", every(without("name")))
fault("name-null", "One name is null, on the last page", last(put(name=None)))
fault("name-object", "The name is an object", every(put(name={"first": "Ada", "last": "Evans"})))
fault(
    "name-split",
    "There are first_name and last_name instead",
    every(lambda item: {**without("name")(item), "first_name": "Ada", "last_name": "Evans"}),
)
fault = chapter.breaking("contacts.text-fields-are-strings")
fault("company-number", "The company is its number", every(put(company=341231)))
fault(
    "address-object",
    "The address is an object",
    every(put(address={"street": "1 Main Street", "city": "Springfield"})),
)
fault("twitter-false", "twitter is false", every(put(twitter=False)))
fault("title-list", "The last title is an array", last(put(title=["Buyer"])))
fault = chapter.breaking("contacts.optional-fields-are-not-null", WARNING)
fault("company-null", "The company is null", every(put(company=None)))
fault("emails-null", "`emails` is null", every(put(emails=None)))
fault = chapter.breaking("contacts.list-fields-are-arrays")
fault("emails-string", "`emails` is a string", every(put(emails="ada@example.org")))
fault(
    "emails-objects",
    "`emails` holds objects",
    every(put(emails=[{"type": "work", "email": "ada@example.org"}])),
)
fault("phones-numbers", "`phones` holds numbers", every(put(phones=[12125550100])))
fault("phones-object", "`phones` is an object", every(put(phones={"work": "+12125550100"})))
fault("phones-hold-null", "`phones` holds null", every(put(phones=[None])))
fault(
    "websites-string",
    "One contact has a string as `websites`, on the last page",
    last(put(websites="www.example.org")),
)
fault = chapter.breaking("contacts.emails-are-addresses", WARNING)
fault("emails-malformed", "E-mails are no addresses", every(put(emails=["ada at example.org"])))
fault("email-empty", "The last contact's e-mail is empty", last(put(emails=[""])))
fault(
    "emails-joined",
    "Two addresses stand in one string",
    every(put(emails=["ada@example.org; bob@example.org"])),
)
fault = chapter.breaking("contacts.phones-are-numbers", WARNING)
fault("phones-words", "Phones are words", every(put(phones=["not available"])))
fault("phone-empty", "The last contact's phone is empty", last(put(phones=[""])))
fault = chapter.breaking("contacts.urls-are-absolute", WARNING)
fault("url-relative", "`url` is relative", every(put(url="/contacts/17")))
fault("photo-relative", "`photo_url` is a file name", every(put(photo_url="photo.png")))
fault = chapter.breaking("contacts.have-phones", INFO)
fault("phones-missing", "No contact has a phone", every(without("phones")))
fault("phones-empty", "Every list of phones is empty", every(put(phones=[])))
fault = chapter.breaking("contacts.fields-are-known", INFO)
fault("field-unknown", "Contacts have a field more", every(put(created_at="2024-05-01T10:00:00Z")))
fault(
    "email-singular",
    "Contacts have email instead of emails",
    every(lambda item: {**without("emails")(item), "email": "ada@example.org"}),
)
