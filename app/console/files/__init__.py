"""The files of a lead: listed on its page, looked at on pages of their own, fetched."""
