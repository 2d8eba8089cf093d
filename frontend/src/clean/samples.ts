// Where a track's samples lie in the file (ISO/IEC 14496-12, sections 8.7.2 to 8.7.5).
import { boxesIn, type Box } from "./boxes";
import { viewOf, type Bytes } from "./bytes";
import { broken } from "./outcome";
import type { Stretch } from "./gaps";
import type { Zeros } from "./patches";

/**
 * Where a track's samples lie, for certain; undefined where all are said to have one length, which
 * QuickTime's sound does in units of its own, or the lengths are packed.
 */
export function knownStretches(table: Bytes, track: Box): Stretch[] | undefined {
  const within = descend(table, track, ["mdia", "minf", "stbl"]);
  const sizes = within && boxesIn(table, within.body, within.end).find((one) => one.type === "stsz");
  if (!sizes || viewOf(table).getUint32(sizes.body + 4) !== 0) return undefined;
  return sampleRanges(table, track).map(({ start, zeros }) => ({ start, end: start + zeros }));
}

/** Zeros over every chunk of a track, so that its samples are gone. */
export function sampleRanges(table: Bytes, track: Box): Zeros[] {
  const within = descend(table, track, ["mdia", "minf", "stbl"]);
  if (!within) return [];
  const boxes = boxesIn(table, within.body, within.end);
  const of = (type: string) => {
    const box = boxes.find((one) => one.type === type);
    return box && viewOf(table.subarray(box.body, box.end));
  };
  const sizes = of("stsz");
  const runs = of("stsc");
  const wide = of("co64");
  const offsets = wide ?? of("stco");
  if (!sizes || !runs || !offsets) return [];
  const chunks = offsets.getUint32(4);
  if (chunks * (wide ? 8 : 4) > offsets.byteLength) broken();
  return ranges(chunks, (chunk) => offsetAt(offsets, chunk, wide !== undefined), runs, sizes);
}

function descend(table: Bytes, from: Box, path: readonly string[]): Box | undefined {
  let box: Box | undefined = from;
  for (const type of path)
    box = box && boxesIn(table, box.body, box.end).find((one) => one.type === type);
  return box;
}

function offsetAt(offsets: DataView, chunk: number, wide: boolean): number {
  if (!wide) return offsets.getUint32(8 + chunk * 4);
  return offsets.getUint32(8 + chunk * 8) * 2 ** 32 + offsets.getUint32(12 + chunk * 8);
}

function ranges(
  chunks: number,
  offset: (chunk: number) => number,
  runs: DataView,
  sizes: DataView,
): Zeros[] {
  const patches: Zeros[] = [];
  const count = runs.getUint32(4);
  let run = 0;
  let sample = 0;
  for (let chunk = 0; chunk < chunks; chunk++) {
    // A run holds from its first chunk (counted from 1) until the next run's.
    while (run + 1 < count && chunk + 1 >= runs.getUint32(8 + (run + 1) * 12)) run++;
    const samples = count > 0 ? runs.getUint32(12 + run * 12) : 0;
    const length = bytesOf(sizes, sample, samples);
    sample += samples;
    if (length > 0) patches.push({ start: offset(chunk), zeros: length });
  }
  return patches;
}

function bytesOf(sizes: DataView, first: number, samples: number): number {
  const same = sizes.getUint32(4);
  if (same > 0) return same * samples;
  let length = 0;
  for (let at = first; at < first + samples && 16 + at * 4 <= sizes.byteLength; at++)
    length += sizes.getUint32(12 + at * 4);
  return length;
}
