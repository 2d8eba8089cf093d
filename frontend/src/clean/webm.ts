// WebM and Matroska (RFC 9559, on EBML, RFC 8794): tags and attachments become Void elements of the
// same length; the date, the titles and the programs' names in the information on segment and tracks are blanked.
import { readSlice, type Bytes } from "./bytes";
import { note } from "./labels";
import { broken, NotCleanedError, type Removed, type Stripped } from "./outcome";
import { patched, type Patch } from "./patches";

const VOID = 0xec;
const CHECKSUM = 0xbf;
const HEADER = 0x1a45dfa3;
const SEGMENT = 0x18538067;
const INFO = 0x1549a966;
const CLUSTER = 0x1f43b675;
const TRACKS = 0x1654ae6b;
const TRACK = 0xae;
const TRACK_TYPE = 0x83;
const DOOMED = new Set([0x1254c367 /* Tags */, 0x1941a469 /* Attachments */, 0x1043a770 /* Chapters */]);
const TOP = new Set([
  INFO, CLUSTER, 0x114d9b74 /* SeekHead */, TRACKS, 0x1c53bb6b /* Cues */, ...DOOMED,
]);
const BLANKED: Readonly<Record<number, Removed>> = {
  0x4461: "time",
  0x7ba9: "other",
  0x4d80: "software",
  0x5741: "software",
  0x73a4: "other", // the segment's number, random
  0x7384: "other", // names of this file, the one before and the one behind
  0x3c83ab: "other",
  0x3e83bb: "other",
  0x536e: "other", // a track's name
  0x258688: "software",
};
const LARGEST_INFO = 1 << 20; // bytes
const MOST_ELEMENTS = 2_000_000;
const WINDOW = 1 << 20; // bytes read at once while looking for headers

interface Element {
  id: number;
  start: number;
  body: number;
  end: number;
  open: boolean;
}

/** Blank the metadata of a WebM file, at the same length. */
export async function stripWebm(file: Blob): Promise<Stripped> {
  const pass: Pass = { patches: [], removed: new Set() };
  const reader = new Reader(file);
  const first = await reader.element(0);
  const segment = first?.id === HEADER ? await reader.element(first.end) : undefined;
  if (segment?.id !== SEGMENT) broken();
  let at = segment.body;
  let clusters = 0;
  for (let count = 0; at < segment.end; count++) {
    const element = await reader.element(at);
    if (!element || count > MOST_ELEMENTS) break;
    await handle(file, element, pass);
    if (element.id === CLUSTER) clusters++;
    // A cluster written live does not say where it ends: its children are looked at one by one.
    at = element.open ? element.body : element.end;
  }
  if (clusters === 0) broken();
  return { file: patched(file, pass.patches, Math.min(at, file.size)), removed: pass.removed };
}

interface Pass {
  patches: Patch[];
  removed: Set<Removed>;
}

async function handle(file: Blob, element: Element, pass: Pass): Promise<void> {
  if (DOOMED.has(element.id)) {
    if (element.open) broken();
    note(pass.removed, await readSlice(file, element.body, Math.min(element.end, element.body + 65536)));
    pass.patches.push({ start: element.start, bytes: voidOf(element) });
    pass.patches.push({ start: element.body, zeros: element.end - element.body });
  } else if (element.id === VOID) {
    pass.patches.push({ start: element.body, zeros: element.end - element.body });
  } else if (element.id === INFO || element.id === TRACKS) {
    if (element.end - element.body > LARGEST_INFO) broken();
    const bytes = await readSlice(file, element.body, element.end);
    blankInfo(bytes, pass.removed);
    pass.patches.push({ start: element.body, bytes });
  }
}

// The header of a Void element that takes exactly the room of the old one: ID EC, and its length
// written with as many bytes as are left.
function voidOf(element: Element): Bytes {
  const width = element.body - element.start - 1;
  const bytes = new Uint8Array(width + 1);
  bytes[0] = VOID;
  let size = element.end - element.body;
  const used = Math.min(width, 8);
  // Wider than eight bytes there is no length; then the rest counts as content.
  size += width - used;
  for (let at = used; at >= 1; at--, size = Math.floor(size / 256)) bytes[at] = size % 256;
  bytes[1]! |= 0x80 >> (used - 1);
  return bytes;
}

function blankInfo(bytes: Bytes, removed: Set<Removed>): void {
  for (let at = 0; at < bytes.length; ) {
    const element = parse(bytes.subarray(at, at + 12), at, bytes.length) ?? broken();
    const label = BLANKED[element.id];
    if (element.id === CHECKSUM) bytes[element.start] = VOID; // it would no longer be right
    const content = bytes.subarray(element.body, element.end);
    if (element.id === TRACK) blankInfo(content, removed);
    // Subtitles and data beside the picture may be a drone's log.
    if (element.id === TRACK_TYPE && content[content.length - 1]! > 2) throw new NotCleanedError("unknown_kind");
    if (label && content.some((byte) => byte !== 0)) {
      if (label !== "other" || element.id !== 0x73a4) removed.add(label);
      content.fill(0);
    }
    at = element.end;
  }
}

class Reader {
  private window = new Uint8Array(0) as Bytes;
  private from = 0;
  constructor(private readonly file: Blob) {}

  async element(at: number): Promise<Element | undefined> {
    const inside = at >= this.from && at + 12 <= this.from + this.window.length;
    if (!inside && at < this.file.size) {
      this.window = await readSlice(this.file, at, Math.min(this.file.size, at + WINDOW));
      this.from = at;
    }
    return parse(this.window.subarray(at - this.from, at - this.from + 12), at, this.file.size);
  }
}

function parse(head: Bytes, start: number, end: number): Element | undefined {
  const idWidth = Math.clz32(head[0] ?? 0) - 23;
  const width = Math.clz32(head[idWidth] ?? 0) - 23;
  if (idWidth > 4 || width > 8 || head.length < idWidth + width) return undefined;
  const id = head.subarray(0, idWidth).reduce((sum, byte) => sum * 256 + byte, 0);
  const digits = head.slice(idWidth, idWidth + width);
  digits[0]! &= 0xff >> width;
  const body = start + idWidth + width;
  const unknown = digits.every((byte, at) => byte === (at === 0 ? 0xff >> width : 0xff));
  const size = digits.reduce((sum, byte) => sum * 256 + byte, 0);
  if (!unknown && body + size > end) return TOP.has(id) && id !== CLUSTER ? undefined : { id, start, body, end, open: false };
  return { id, start, body, end: unknown ? end : body + size, open: unknown };
}
