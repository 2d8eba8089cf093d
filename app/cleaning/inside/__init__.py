"""What runs inside the sandbox, under the system's Python; nothing else imports any of it."""
