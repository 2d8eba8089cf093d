"""The daily figure: how many items arrived on a day, and whether they are still there."""
