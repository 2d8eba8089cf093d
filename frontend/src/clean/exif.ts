// Exif (CIPA DC-008, on TIFF 6.0): read which way is up and what else is told; write only the former.
import { latin, viewOf, type Bytes } from "./bytes";
import type { Removed } from "./outcome";

const ORIENTATION = 0x0112;
const SUB_DIRECTORIES = new Set([0x8769, 0x8825, 0xa005]);
const ABOUT: Readonly<Record<number, Removed>> = {
  0x8825: "place",
  0x010f: "device",
  0x0110: "device",
  0xa430: "author",
  0xa431: "device",
  0xa433: "device",
  0xa434: "device",
  0xa435: "device",
  0x927c: "device",
  0x013b: "author",
  0x8298: "author",
  0x9c9d: "author",
  0x0132: "time",
  0x9003: "time",
  0x9004: "time",
  0x0131: "software",
  0x9286: "comments",
  0x9c9c: "comments",
  0x010e: "comments",
  0x0201: "thumbnail",
};

/** What an Exif block says. `orientation` is 1 (upright) to 8, as TIFF counts. */
export interface ExifFacts {
  orientation: number;
  about: Removed[];
}

/** Read a TIFF structure; what is damaged is passed over, since all of it goes anyway. */
export function readExif(tiff: Uint8Array): ExifFacts {
  const facts = { orientation: 1, about: new Set<Removed>() };
  const order = latin(tiff, 0, 2);
  if (order === "II" || order === "MM") {
    const view = viewOf(tiff);
    if (view.byteLength >= 8) walk(view, order === "II", facts);
  }
  if (facts.about.size === 0) facts.about.add("other");
  return { orientation: facts.orientation, about: [...facts.about] };
}

function walk(
  view: DataView,
  little: boolean,
  facts: { orientation: number; about: Set<Removed> },
): void {
  const waiting = [view.getUint32(4, little)];
  const seen = new Set<number>();
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (seen.has(at) || at + 2 > view.byteLength) continue;
    seen.add(at);
    const count = view.getUint16(at, little);
    for (let entry = at + 2; entry < at + 2 + count * 12; entry += 12) {
      if (entry + 12 > view.byteLength) break;
      const tag = view.getUint16(entry, little);
      const about = ABOUT[tag];
      if (about) facts.about.add(about);
      if (SUB_DIRECTORIES.has(tag)) waiting.push(view.getUint32(entry + 8, little));
      if (tag === ORIENTATION && seen.size === 1)
        facts.orientation = upright(view.getUint16(entry + 8, little));
    }
    const next = at + 2 + count * 12;
    if (next + 4 <= view.byteLength) waiting.unshift(view.getUint32(next, little));
  }
}

function upright(value: number): number {
  return value >= 1 && value <= 8 ? value : 1;
}

/** A TIFF structure that holds the orientation and nothing else. */
export function orientationOnly(orientation: number): Bytes {
  const tiff = new Uint8Array(26);
  const view = viewOf(tiff);
  tiff.set([0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1]);
  view.setUint16(10, ORIENTATION);
  view.setUint16(12, 3); // SHORT
  view.setUint32(14, 1);
  view.setUint16(18, orientation);
  return tiff;
}
