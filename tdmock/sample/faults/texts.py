"""Faults of text: escaped for HTML, decoded wrongly, robbed of letters, or the word for an empty value."""

from functools import partial

from tdmock.findings import Level
from tdmock.sample.changes import on_one_record, on_records, put
from tdmock.sample.faults.fault import Chapter

# The part of an answer that holds records, its clauses' prefix, a mandatory text and another one.
for endpoint, part, group, mandatory, other in (
    ("contact_sync", "contacts", "contacts", "name", "company"),
    ("agent_sync", "agents", "agents", "name", "name"),
    ("interaction_update", "", "interactions", "subject", "description"),
):
    chapter = Chapter(endpoint)
    every, last = partial(on_records, part), partial(on_one_record, part)

    fault = chapter.breaking(f"{group}.text-is-intact", Level.WARNING)
    fault("text-escaped", "Text is escaped for HTML", every(put(**{other: "Müller &amp; S&#246;hne"})))
    fault("text-literal", "Text is sent as a literal", every(put(**{mandatory: r"Jos\u00e9 Mu\u00f1oz"})))
    fault("text-percent", "Text is encoded as in a URL", every(put(**{mandatory: "Jos%C3%A9%20Mu%C3%B1oz"})))
    fault("text-of-mail", "Text is encoded as in a mail", every(put(**{other: "=?utf-8?q?M=C3=BCller?="})))
    fault("text-of-python", "Text is sent as Python shows bytes", every(put(**{mandatory: "b'Ann Lee'"})))
    fault("text-garbled", "UTF-8 is read as Latin-1", every(put(**{mandatory: "JosÃ© MuÃ±oz"})))
    fault("text-garbled-by-windows", "UTF-8 is read as Windows-1252", every(put(**{other: "Coâ€™s BjÃ¸rn"})))
    fault(
        "letters-lost", "Letters beyond ASCII become question marks", every(put(**{mandatory: "Jos? Mu?oz"}))
    )
    fault("scripts-lost", "Other scripts become question marks", every(put(**{mandatory: "?? ???"})))

    fault = chapter.breaking(f"{group}.text-is-no-placeholder", Level.WARNING)
    fault("text-none", "A missing value becomes None", every(put(**{other: "None"})))
    fault("text-nan", "A missing value becomes nan", every(put(**{other: "nan"})))
    fault("text-undefined", "A missing value becomes undefined", every(put(**{mandatory: "Ann undefined"})))
    fault("text-null", "A missing value becomes null as a word", every(put(**{mandatory: "null null"})))

    clause = "subjects" if mandatory == "subject" else "names"
    fault = chapter.breaking(f"{group}.{clause}-are-not-blank", Level.WARNING)
    fault(f"{mandatory}-empty", f"Every {mandatory} is empty", every(put(**{mandatory: ""})))
    fault(f"{mandatory}-blank", f"The last {mandatory} is blank", last(put(**{mandatory: " "})))
