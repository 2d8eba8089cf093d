"""The office's rules, pure: values in, values out; imports nothing of the application."""
