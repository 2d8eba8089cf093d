"""What approving the moves does that are this topic's own."""

from app.domain.decisions import Matter
from app.services.officer.deciding.performers import Performer, register

register(Matter.ACCEPT, Performer())
register(Matter.DECLINE, Performer())
register(Matter.DISPOSE, Performer())
register(Matter.REOPEN, Performer())
