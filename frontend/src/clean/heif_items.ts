// The items of a HEIF or AVIF picture (ISO/IEC 14496-12, 8.11): Exif and XMP are items of their own,
// and are overwritten where they lie. Which way is up stands elsewhere (`irot`, `imir`), by the
// standard, so nothing of Exif is needed.
import { boxesIn, type Box } from "./boxes";
import { ascii, latin, readSlice, viewOf, type Bytes } from "./bytes";
import { readExif } from "./exif";
import { note } from "./labels";
import { broken, NotCleanedError, type Removed } from "./outcome";
import type { Patch } from "./patches";

const PICTURES = new Set("hvc1 av01 avc1 grid iovl iden jpeg tmap unci vvc1 lhv1 evc1".split(" "));
const LARGEST_ITEM = 16 << 20; // bytes of metadata

interface Extent {
  inside: boolean;
  start: number;
  length: number;
}

/** Overwrite every item that is not a picture; `start` is where the meta box's boxes begin. */
export async function blankItems(
  file: Blob,
  table: Bytes,
  start: number,
  removed: Set<Removed>,
  patches: Patch[],
): Promise<void> {
  const boxes = boxesIn(table, start, table.length);
  const info = boxes.find((box) => box.type === "iinf");
  const places = boxes.find((box) => box.type === "iloc");
  if (!info || !places) return;
  const doomed = metadataItems(table, info);
  const data = boxes.find((box) => box.type === "idat");
  for (const [item, extents] of extentsOf(table, places)) {
    const type = doomed.get(item);
    if (type === undefined) continue;
    for (const { inside, start: from, length } of extents)
      if (inside) blankInside(table, data ?? broken(), from, length, removed);
      else {
        if (length > LARGEST_ITEM) throw new NotCleanedError("too_large");
        tell(type, await readSlice(file, from, from + length), removed);
        if (type === "mime") patches.push({ start: from, bytes: emptyXmp(length) });
        else patches.push({ start: from, zeros: length });
      }
  }
}

function isEmptyXmp(content: Bytes): boolean {
  const blank = emptyXmp(content.length);
  return content.every((byte, at) => byte === blank[at]);
}

// An XMP packet without a word in it (ISO 16684-1), with the spaces that the standard allows.
function emptyXmp(length: number): Bytes {
  const packet = ascii('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>');
  const bytes = new Uint8Array(length).fill(0x20);
  if (packet.length <= length) bytes.set(packet);
  return bytes;
}

function blankInside(
  table: Bytes,
  data: Box,
  from: number,
  length: number,
  removed: Set<Removed>,
): void {
  const content = table.subarray(data.body + from, Math.min(data.end, data.body + from + length));
  note(removed, content);
  content.fill(0);
}

function tell(type: string, content: Bytes, removed: Set<Removed>): void {
  if (content.every((byte) => byte === 0) || isEmptyXmp(content)) return;
  if (type !== "Exif" || content.length < 8) return note(removed, content);
  const tiff = content.subarray(4 + viewOf(content).getUint32(0));
  for (const label of readExif(tiff).about) removed.add(label);
}

// Names of items are free text; they become spaces, so that what follows stays where it is.
function metadataItems(table: Bytes, info: Box): Map<number, string> {
  const items = new Map<number, string>();
  const first = info.body + (table[info.body] === 0 ? 6 : 8);
  const view = viewOf(table);
  for (const entry of boxesIn(table, first, info.end)) {
    const version = table[entry.body] ?? 0;
    if (entry.type !== "infe" || version < 2) continue;
    const wide = version >= 3 ? 4 : 2;
    const item = wide === 4 ? view.getUint32(entry.body + 4) : view.getUint16(entry.body + 4);
    const type = latin(table, entry.body + 6 + wide, 4);
    if (!PICTURES.has(type)) items.set(item, type);
    for (let at = entry.body + 10 + wide; at < entry.end && table[at] !== 0; at++) table[at] = 0x20;
  }
  return items;
}

function extentsOf(table: Bytes, places: Box): Map<number, Extent[]> {
  const found = new Map<number, Extent[]>();
  const view = viewOf(table);
  const version = table[places.body] ?? 0;
  let at = places.body + 4;
  const take = (size: number): number => {
    at += size;
    if (at > places.end) broken();
    if (size === 0) return 0;
    if (size === 2) return view.getUint16(at - 2);
    if (size === 4) return view.getUint32(at - 4);
    return size === 8 ? view.getUint32(at - 8) * 2 ** 32 + view.getUint32(at - 4) : broken();
  };
  const sizes = take(2);
  const [offset, length, base, index] = [12, 8, 4, 0].map((shift) => (sizes >> shift) & 15) as [
    number, number, number, number,
  ];
  const count = take(version < 2 ? 2 : 4);
  for (let number = 0; number < count; number++) {
    const item = take(version < 2 ? 2 : 4);
    const method = version > 0 ? take(2) & 15 : 0;
    take(2); // data reference
    const from = take(base);
    const extents: Extent[] = [];
    for (let left = take(2); left > 0; left--) {
      if (version > 0) take(index);
      const start = from + take(offset);
      extents.push({ inside: method === 1, start, length: take(length) });
    }
    if (method < 2) found.set(item, extents);
  }
  return found;
}
