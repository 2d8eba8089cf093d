"""Take a lead out: propose it, make what was agreed to, word the dossier."""
