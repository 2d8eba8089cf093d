"""What every program inside the sandbox does first; runs under the system's own Python."""
