// The boxes of ISO media files (ISO/IEC 14496-12, section 4.2): where each begins and ends.
import { latin, readSlice, viewOf, type Bytes } from "./bytes";
import { broken } from "./outcome";

/** One box inside some bytes: [start, end) with its header, `body` where its content begins. */
export interface Box {
  type: string;
  start: number;
  body: number;
  end: number;
}

/** The boxes in [start, end). Fewer than eight bytes at the end are none (QuickTime writes four). */
export function boxesIn(bytes: Bytes, start: number, end: number): Box[] {
  const boxes: Box[] = [];
  for (let at = start; at + 8 <= end; ) {
    const box = headerOf(bytes.subarray(at, at + 16), at, end) ?? broken();
    boxes.push(box);
    at = box.end;
  }
  return boxes;
}

/** The boxes of a whole file, and where what is no box begins; only headers are read. */
export async function boxesOf(file: Blob): Promise<{ boxes: Box[]; end: number }> {
  const boxes: Box[] = [];
  let at = 0;
  while (at + 8 <= file.size) {
    const box = headerOf(await readSlice(file, at, at + 16), at, file.size);
    if (!box) break;
    boxes.push(box);
    at = box.end;
    if (boxes.length > MOST_BOXES) broken();
  }
  return { boxes, end: at };
}

const MOST_BOXES = 100_000; // at the top; a fragment a second makes three of them

function headerOf(head: Bytes, start: number, end: number): Box | undefined {
  const view = viewOf(head);
  const type = latin(head, 4, 4);
  let size = view.getUint32(0);
  let body = start + 8;
  if (size === 0) size = end - start;
  else if (size === 1) {
    if (head.length < 16) return undefined;
    size = view.getUint32(8) * 2 ** 32 + view.getUint32(12);
    body = start + 16;
  }
  if (!/^[\x20-\x7e\xa9]{4}$/.test(type) || size < body - start || start + size > end) return undefined;
  return { type, start, body, end: start + size };
}
