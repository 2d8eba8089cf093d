// Tags before and behind sound: ID3v2, ID3v1 and its extension, APEv2, Lyrics3.
import { latin, readSlice, viewOf, type Bytes } from "./bytes";
import { note } from "./labels";
import { broken, type Removed } from "./outcome";

const LOOK_AT = 8192; // bytes; Lyrics3 of version 1 has at most 5,100
const MOST_TAGS = 8;

/** Where the sound between all its tags begins and ends. */
export async function withoutTags(file: Blob, removed: Set<Removed>): Promise<{ start: number; end: number }> {
  let start = 0;
  let end = file.size;
  for (let tags = 0; tags < MOST_TAGS; tags++) {
    const front = await leading(file, start, removed);
    const back = await trailing(file, start, end, removed);
    start += front;
    end -= back;
    if (front + back === 0) break;
  }
  return { start, end };
}

async function leading(file: Blob, start: number, removed: Set<Removed>): Promise<number> {
  const head = await readSlice(file, start, start + 65536);
  if (latin(head, 0, 3) !== "ID3" || head.length < 10) return 0;
  note(removed, head);
  const length = 10 + sizeAt(head, 6) + (head[5]! & 0x10 ? 10 : 0);
  return start + length < file.size ? length : broken();
}

function sizeAt(bytes: Bytes, at: number): number {
  return [0, 1, 2, 3].reduce((sum, place) => sum * 128 + (bytes[at + place]! & 127), 0);
}

async function trailing(file: Blob, start: number, end: number, removed: Set<Removed>): Promise<number> {
  const from = Math.max(start, end - LOOK_AT);
  const tail = await readSlice(file, from, end);
  const length = tagAtEnd(tail);
  if (length > 0) note(removed, tail.subarray(Math.max(0, tail.length - length)));
  return length <= end - start ? length : broken();
}

function tagAtEnd(tail: Bytes): number {
  const last = tail.length;
  if (last >= 128 && latin(tail, last - 128, 3) === "TAG") return 128;
  if (last >= 227 && latin(tail, last - 227, 4) === "TAG+") return 227;
  if (last >= 10 && latin(tail, last - 10, 3) === "3DI") return sizeAt(tail, last - 4) + 20;
  if (last >= 32 && latin(tail, last - 32, 8) === "APETAGEX") {
    const view = viewOf(tail);
    const header = view.getUint32(last - 12, true) & 0x80000000 ? 32 : 0;
    return view.getUint32(last - 20, true) + header;
  }
  if (last >= 15 && latin(tail, last - 9, 9) === "LYRICS200")
    return Number(latin(tail, last - 15, 6)) + 15 || 0;
  const lyrics = latin(tail, last - 9, 9) === "LYRICSEND" ? latin(tail, 0, last).lastIndexOf("LYRICSBEGIN") : -1;
  return lyrics < 0 ? 0 : last - lyrics;
}
