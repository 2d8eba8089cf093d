"""The closed room that hostile files are handled in: shared by cleaning and rendering."""
