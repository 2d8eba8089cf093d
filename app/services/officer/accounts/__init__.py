"""Who officers are: passwords, signing in and out."""
