"""How the apps are run: each in a process of its own, and one process that watches them.

Stands between `app.cli` and the apps; imports an app only inside the process that serves it.
"""
