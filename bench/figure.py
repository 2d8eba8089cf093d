"""A figure beside its floor, and whether their ratio is what was promised."""

from dataclasses import dataclass
from statistics import median
from typing import Literal


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement of ours and of the least that the same work can cost, in the same run."""

    name: str
    ours: float
    floor: float
    unit: str
    floor_name: str
    criterion: Literal["at most", "at least"]
    limit: float

    @property
    def ratio(self) -> float:
        """Ours divided by the floor's."""
        return self.ours / self.floor

    @property
    def met(self) -> bool:
        """Whether the ratio is what was promised."""
        if self.criterion == "at most":
            return self.ratio <= self.limit
        return self.ratio >= self.limit


def middle(values: list[float]) -> float:
    """The median: one disturbed round changes nothing."""
    return float(median(values))
