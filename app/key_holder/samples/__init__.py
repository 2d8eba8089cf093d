"""Samples of closed leads: drawn by chance, let go by an approver, read by one auditor."""
