"""The work list: the sealed batch, the order, what reporters' messages are for."""
