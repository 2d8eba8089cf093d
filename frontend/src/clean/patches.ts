// A file of any size with a few stretches changed: a Blob made of slices of the old one, so that the
// browser never has it in memory.
import type { Bytes } from "./bytes";

/** That many zero bytes at `start`. */
export type Zeros = { start: number; zeros: number };

/** What stands at `start` instead. */
export type Patch = { start: number; bytes: Bytes } | Zeros;

const NOTHING = new Blob([new Uint8Array(1 << 20)]);

/** The file with the patches in it, up to `end`. Where two overlap, the first one given wins. */
export function patched(file: Blob, patches: readonly Patch[], end: number): Blob {
  const parts: BlobPart[] = [];
  let at = 0;
  for (const patch of [...patches].sort((a, b) => a.start - b.start)) {
    const length = "bytes" in patch ? patch.bytes.length : patch.zeros;
    const skip = Math.max(0, at - patch.start);
    if (skip >= length || patch.start >= end) continue;
    const stop = Math.min(end, patch.start + length);
    if (patch.start > at) parts.push(file.slice(at, patch.start));
    at = Math.max(at, patch.start);
    if ("bytes" in patch) parts.push(patch.bytes.slice(skip, stop - patch.start));
    else parts.push(...zeros(stop - at));
    at = stop;
  }
  if (at < end) parts.push(file.slice(at, end));
  return new Blob(parts);
}

function* zeros(count: number): Generator<Blob> {
  for (let left = count; left > 0; left -= NOTHING.size)
    yield left >= NOTHING.size ? NOTHING : NOTHING.slice(0, left);
}
