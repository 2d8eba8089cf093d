"""Assign the ticked leads of the list."""

from flask import redirect, request
from flask.typing import ResponseReturnValue

from app.console.blueprint import acting_officer, desk, may_enter, pages
from app.console.queue.filter_form import queue_url
from app.domain.roles import Role
from app.services.officer.queue.assign_cases import assign_cases
from app.services.officer.queue.filters import PAGE_ROWS, read_filter
from app.services.officer.queue.told import tell


@pages.post("/queue/assign")
@may_enter(Role.INTAKE_OFFICER)
def assign() -> ResponseReturnValue:
    """Give the ticked leads to an officer, and go back to the same page of the list."""
    officer = acting_officer()
    numbers = request.form.getlist("case")[:PAGE_ROWS]
    account = request.form.get("to", "")
    if numbers and account:
        tell(desk(), officer, assign_cases(desk(), officer, numbers, account))
    page = request.form.get("page", "")
    codes = read_filter(request.form).codes()
    return redirect(queue_url(codes, int(page) if page.isascii() and page.isdigit() else 1), 303)
