// What lies in a film's data and belongs to no picture and no sound: cameras for cars leave where they
// drove between the samples, and a track that is gone leaves its own.
import type { Box } from "./boxes";

/** The bytes [start, end). */
export interface Stretch {
  start: number;
  end: number;
}

/** The stretches of the data boxes that hold none of what is kept; undefined where a kept one lies elsewhere. */
export function gapsBetween(kept: readonly Stretch[], data: readonly Box[]): Stretch[] | undefined {
  const inside = (one: Stretch) => data.some((box) => box.body <= one.start && one.end <= box.end);
  if (!kept.every(inside)) return undefined;
  const sorted = [...kept].sort((a, b) => a.start - b.start);
  return data.flatMap((box) => {
    const gaps: Stretch[] = [];
    let at = box.body;
    for (const { start, end } of sorted) {
      if (end <= box.body || start >= box.end) continue;
      if (start > at) gaps.push({ start: at, end: start });
      at = Math.max(at, end);
    }
    if (at < box.end) gaps.push({ start: at, end: box.end });
    return gaps;
  });
}
