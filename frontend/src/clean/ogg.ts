// Ogg (RFC 3533) with Opus (RFC 7845), Vorbis or Speex: the second packet holds the comments. It keeps
// its length, so that no page moves: one long name of spaces for the encoder, and no comment.
import { joined, latin, little32, readSlice, viewOf, type Bytes } from "./bytes";
import { oggCrc32 } from "./checksums";
import { note } from "./labels";
import { broken, NotCleanedError, type Removed, type Stripped } from "./outcome";
import { patched, type Patch } from "./patches";

const MOST_PAGES = 2000; // a cover picture of 100 MB would take as many
const LARGEST_HEAD = 27 + 255; // bytes
const WINDOW = 1 << 20; // bytes read at once while looking for pages
const MAGIC = /^(OpusTags|\x03vorbis)/;

interface Page {
  start: number;
  bytes: Bytes;
  body: number;
  lacing: Bytes;
}

/** Blank the comments of an Ogg file. */
export async function stripOgg(file: Blob): Promise<Stripped> {
  const first = await pageAt(file, 0);
  if (!/^(OpusHead|\x01vorbis)/.test(latin(first.bytes, first.body, 8)))
    throw new NotCleanedError("unknown_kind");
  const pages: Page[] = [];
  const packet: Bytes[] = [];
  let at = first.bytes.length;
  for (let ended = false; !ended; ) {
    const page = await pageAt(file, at);
    if (pages.length > MOST_PAGES) broken();
    const stop = page.lacing.findIndex((size) => size < 255);
    ended = stop >= 0;
    const sizes = ended ? page.lacing.subarray(0, stop + 1) : page.lacing;
    packet.push(page.bytes.subarray(page.body, page.body + sizes.reduce((sum, one) => sum + one, 0)));
    pages.push(page);
    at += page.bytes.length;
  }
  const removed = new Set<Removed>();
  const end = await lastPage(file, at);
  const old = joined(packet);
  note(removed, old);
  spread(blank(old), packet);
  return { file: patched(file, pages.map(sealed), end), removed };
}

// Where the pages end. Another sound that begins on the way brings comments of its own.
async function lastPage(file: Blob, start: number): Promise<number> {
  let at = start;
  let window = new Uint8Array(0) as Bytes;
  let from = start;
  for (;;) {
    if (at + LARGEST_HEAD > from + window.length) {
      window = await readSlice(file, at, at + WINDOW);
      from = at;
    }
    const head = window.subarray(at - from, at - from + LARGEST_HEAD);
    if (latin(head, 0, 4) !== "OggS" || head.length < 28) return at;
    if (head[5]! & 2) throw new NotCleanedError("unknown_kind");
    const lacing = head.subarray(27, 27 + head[26]!);
    at += 27 + lacing.length + lacing.reduce((sum, one) => sum + one, 0);
    if (at >= file.size) return file.size;
  }
}

async function pageAt(file: Blob, start: number): Promise<Page> {
  const head = await readSlice(file, start, start + 27 + 255);
  if (latin(head, 0, 4) !== "OggS" || head.length < 28) broken();
  const lacing = head.slice(27, 27 + head[26]!);
  const body = 27 + lacing.length;
  const end = start + body + lacing.reduce((sum, one) => sum + one, 0);
  if (end > file.size) broken();
  return { start, bytes: await readSlice(file, start, end), body, lacing };
}

function blank(old: Bytes): Bytes {
  const magic = MAGIC.exec(latin(old, 0, 8))?.[0] ?? broken();
  const framed = magic.startsWith("\x03") ? 1 : 0;
  const vendor = old.length - magic.length - 8 - framed;
  if (vendor < 0) broken();
  const fresh = new Uint8Array(old.length).fill(0x20);
  fresh.set(old.subarray(0, magic.length));
  fresh.set(little32(vendor), magic.length);
  fresh.set(little32(0), old.length - framed - 4);
  if (framed) fresh[old.length - 1] = 1;
  return fresh;
}

function spread(fresh: Bytes, packet: readonly Bytes[]): void {
  let at = 0;
  for (const piece of packet) {
    piece.set(fresh.subarray(at, at + piece.length));
    at += piece.length;
  }
}

function sealed({ start, bytes }: Page): Patch {
  const view = viewOf(bytes);
  view.setUint32(22, 0, true);
  view.setUint32(22, oggCrc32(bytes), true);
  return { start, bytes };
}
