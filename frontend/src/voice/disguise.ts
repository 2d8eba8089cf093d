// What is drawn anew for each recording: where the bands come to lie, and how the pace wavers.
import { CENTRES, MOMENTS_PER_SECOND } from "./bands";
import type { Random } from "./random";

/** How far a band may move, in natural log of frequency: 15 %, as much as between a man and a woman. */
const MOST_MOVED = 0.15;
const MOST_PACE = 0.12;
const PACE_SECONDS = 1.5;
const KNOTS = [200, 700, 2200, 7000];

/** How one recording is bent. */
export interface Disguise {
  /** Where the middle of each band comes to lie, in Hz. */
  centres: number[];
  /** The pace, 1 as spoken, at every `PACE_SECONDS`; in between it glides. */
  paces: number[];
}

function between(knots: readonly number[], values: readonly number[], at: number): number {
  const above = Math.min(Math.max(knots.findIndex((knot) => knot > at), 1), knots.length - 1);
  const [low, high] = [knots[above - 1] as number, knots[above] as number];
  const part = Math.min(Math.max((at - low) / (high - low), 0), 1);
  return (values[above - 1] as number) * (1 - part) + (values[above] as number) * part;
}

/** Draw a disguise for a recording of so many moments. */
export function drawDisguise(random: Random, moments: number): Disguise {
  const knots = KNOTS.map(Math.log);
  const moves = KNOTS.map(() => random.between(-MOST_MOVED, MOST_MOVED));
  const seconds = moments / MOMENTS_PER_SECOND;
  return {
    centres: CENTRES.map((centre) => centre * Math.exp(between(knots, moves, Math.log(centre)))),
    paces: Array.from({ length: Math.ceil(seconds / PACE_SECONDS) + 2 }, () =>
      random.between(1 - MOST_PACE, 1 + MOST_PACE),
    ),
  };
}

/** The pace at a moment. */
export function paceAt(disguise: Disguise, moment: number): number {
  const place = moment / (MOMENTS_PER_SECOND * PACE_SECONDS);
  const index = Math.floor(place);
  const [here, next] = [disguise.paces[index] as number, disguise.paces[index + 1] as number];
  return here + (next - here) * (place - index);
}
