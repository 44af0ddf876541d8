"""One renderer per format of the document to hand in."""
