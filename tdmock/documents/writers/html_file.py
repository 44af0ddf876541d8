"""The document as a single HTML page that prints well."""

from html import escape

from tdmock.documents.part import Document, Part

_STYLE = """
body { font: 11pt/1.45 system-ui, sans-serif; color: #1a1a1a; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin-bottom: 0; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; break-after: avoid; }
p { color: #555; margin-top: .25rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #bbb; padding: .35rem .6rem; text-align: left; vertical-align: top; }
td { overflow-wrap: break-word; }
td:last-child { overflow-wrap: anywhere; width: 50%; }
thead { display: table-header-group; }
thead th { background: #eef1f5; }
tbody td:first-child { width: 16rem; font-weight: 600; }
table, tr { break-inside: avoid; }
h2.page { break-before: page; }
@page { size: A4; margin: 18mm; }
@media print { body { font-size: 9.5pt; margin: 0; max-width: none; padding: 0; } }
""".strip()


def render(document: Document) -> bytes:
    title = escape(document.title)
    page = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{_STYLE}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{document.date.isoformat()}</p>
{"".join(map(_part, document.parts))}</body>
</html>
"""
    return page.encode()


def _part(part: Part) -> str:
    head = _row(part.header, "th")
    body = "".join(_row(row, "td") for row in part.rows)
    table = f"<table>\n<thead>\n{head}</thead>\n<tbody>\n{body}</tbody>\n</table>\n"
    start = '<h2 class="page">' if part.new_page else "<h2>"
    return f"{start}{escape(part.title)}</h2>\n{table}"


def _row(cells: tuple[str, ...], tag: str) -> str:
    texts = (escape(cell).replace("\n", "<br>") for cell in cells)
    return "<tr>" + "".join(f"<{tag}>{text}</{tag}>" for text in texts) + "</tr>\n"
