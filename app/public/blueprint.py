"""The blueprint that every public page stands on."""

from flask import Blueprint

pages = Blueprint("public", __name__)
