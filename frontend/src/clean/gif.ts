// GIF89a: comments, plain text and applications' blocks go; the one that makes it loop stays.
import { joined, latin, part, type Bytes } from "./bytes";
import { labelsIn } from "./labels";
import { broken, type Removed } from "./outcome";

const LOOPS = new Set(["NETSCAPE2.0", "ANIMEXTS1.0"]);

/** Strip one GIF; what follows its end is cut off. */
export function stripGif(bytes: Bytes): { bytes: Bytes; removed: Set<Removed> } {
  const removed = new Set<Removed>();
  let at = 13 + colours(bytes[10] ?? broken());
  const kept = [part(bytes, 0, at)];
  let pictures = 0;
  while (at < bytes.length && bytes[at] !== 0x3b) {
    const start = at;
    if (bytes[at] === 0x2c) {
      at = endOfBlocks(bytes, at + 11 + colours(bytes[at + 9] ?? broken()));
      pictures++;
    } else if (bytes[at] === 0x21) {
      const kind = bytes[at + 1];
      at = endOfBlocks(bytes, at + 2);
      if (kind !== 0xf9 && !(kind === 0xff && LOOPS.has(latin(bytes, start + 3, 11)))) {
        labelsIn(bytes.subarray(start, at)).forEach((label) => removed.add(label));
        if (kind === 0xfe) removed.add("comments");
        continue;
      }
    } else broken();
    kept.push(part(bytes, start, at - start));
  }
  if (pictures === 0) broken();
  if (at + 1 < bytes.length) removed.add("other");
  return { bytes: joined([...kept, Uint8Array.of(0x3b)]), removed };
}

function colours(flags: number): number {
  return flags & 0x80 ? 3 << ((flags & 7) + 1) : 0;
}

function endOfBlocks(bytes: Bytes, start: number): number {
  let at = start;
  while (at < bytes.length && bytes[at] !== 0) at += bytes[at]! + 1;
  return at < bytes.length ? at + 1 : broken();
}
