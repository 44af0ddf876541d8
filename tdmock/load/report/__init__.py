"""Writers of the report on a load: for the console, as JSON, as an HTML page."""
