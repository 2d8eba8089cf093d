// From the bands of a recording to its disguised file, without holding up the page.
import { drawDisguise } from "./disguise";
import { level } from "./level";
import { systemRandom } from "./random";
import { RATE, speak } from "./speak";
import { wavFile } from "./wav";

/** Milliseconds of work between two pauses in which the page can answer. */
const WORK_MS = 25;
/** How much of the work the levelling is, about. */
const LEVEL_PART = 0.2;

/** Let the page answer whenever `WORK_MS` of work have gone by. */
function breather(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < WORK_MS) return;
    await new Promise((resolve) => setTimeout(resolve));
    since = performance.now();
  };
}

/** Overwrite what was measured. */
export function forget(moments: Float32Array[]): void {
  for (const moment of moments) moment.fill(0);
  moments.length = 0;
}

/**
 * Disguise a recording, and forget what it was made from.
 *
 * @param moments the energies as measured; empty afterwards.
 * @param tell is given the part that is done, 0 to 1, now and then.
 */
export async function render(
  moments: Float32Array[],
  name: string,
  tell: (part: number) => void,
): Promise<File> {
  const breathe = breather();
  for (const part of level(moments)) {
    tell(LEVEL_PART * part);
    await breathe();
  }
  const random = systemRandom();
  const pieces: Int16Array[] = [];
  for (const { piece, part } of speak(moments, drawDisguise(random, moments.length), random)) {
    pieces.push(piece);
    if (pieces.length % 100 === 0) tell(LEVEL_PART + (1 - LEVEL_PART) * part);
    await breathe();
  }
  forget(moments);
  return wavFile(pieces, RATE, name);
}
