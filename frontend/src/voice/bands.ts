// The few bands a voice is reduced to, as in Shannon et al., Science 270 (1995) 303: how loud each of
// them is from moment to moment is enough to be understood, and says nothing of the voice's pitch.

/**
 * The middles of the bands, in Hz. A band is a triangle from its lower to its upper neighbour. No two
 * are closer than 250 Hz: harmonics of a voice (60 to 400 Hz apart) must not fall into bands one by
 * one, or the bands would tell its pitch.
 */
export const CENTRES: readonly number[] = [
  225, 475, 725, 975, 1250, 1550, 1900, 2300, 2800, 3400, 4100, 5000, 6000, 7000,
];

/** Moments a second at which the bands are measured. */
export const MOMENTS_PER_SECOND = 100;

/** How wide a band counts, in Hz: half the way to each neighbour. */
export function widthOf(band: number): number {
  const here = CENTRES[band] as number;
  const below = CENTRES[band - 1] ?? here - 250;
  const above = CENTRES[band + 1] ?? here + 1000;
  return (above - below) / 2;
}

/** How much of a frequency belongs to a band, 0 to 1. */
export function share(band: number, frequency: number): number {
  const here = CENTRES[band] as number;
  const below = CENTRES[band - 1] ?? here - 250;
  const above = CENTRES[band + 1] ?? here + 1000;
  const part =
    frequency < here ? (frequency - below) / (here - below) : (above - frequency) / (above - here);
  return Math.max(0, part);
}
