// MP3: tags stand before and after the sound (ID3v2.4, ID3v1, APEv2, Lyrics3v2) and are cut off; the
// first frame, which says what encoded it (Xing and LAME), loses that name.
import { ascii, latin, readSlice, viewOf, type Bytes } from "./bytes";
import { note } from "./labels";
import { broken, type Removed, type Stripped } from "./outcome";
import { patched, type Patch } from "./patches";

const LOOK_AT = 4096; // bytes
const MOST_TAGS = 8;

/** Cut the tags off an MP3 (or a bare AAC stream with one in front). */
export async function stripMp3(file: Blob): Promise<Stripped> {
  const removed = new Set<Removed>();
  let start = 0;
  let end = file.size;
  for (let tags = 0; tags < MOST_TAGS; tags++) {
    const front = await leading(file, start, removed);
    const back = await trailing(file, start, end, removed);
    start += front;
    end -= back;
    if (front + back === 0) break;
  }
  const head = await readSlice(file, start, Math.min(end, start + LOOK_AT));
  // Zeros may stand between the tag and the sound.
  if (!head.some((byte, at) => byte === 0xff && (head[at + 1] ?? 0) >= 0xe0)) broken();
  const patches = encoderPatches(head);
  if (patches.length > 0) removed.add("software");
  return { file: patched(file.slice(start, end), patches, end - start), removed };
}

async function leading(file: Blob, start: number, removed: Set<Removed>): Promise<number> {
  const head = await readSlice(file, start, start + 65536);
  if (latin(head, 0, 3) !== "ID3" || head.length < 10) return 0;
  note(removed, head);
  const size = [6, 7, 8, 9].reduce((sum, at) => sum * 128 + (head[at]! & 127), 0);
  const length = 10 + size + (head[5]! & 0x10 ? 10 : 0);
  return start + length < file.size ? length : broken();
}

async function trailing(
  file: Blob,
  start: number,
  end: number,
  removed: Set<Removed>,
): Promise<number> {
  const from = Math.max(start, end - LOOK_AT);
  const tail = await readSlice(file, from, end);
  const length = tagAtEnd(tail);
  if (length > 0) note(removed, tail.subarray(Math.max(0, tail.length - length)));
  return length <= end - start ? length : broken();
}

function tagAtEnd(tail: Bytes): number {
  const last = tail.length;
  if (latin(tail, last - 128, 3) === "TAG" && last >= 128) return 128;
  if (last >= 32 && latin(tail, last - 32, 8) === "APETAGEX") {
    const view = viewOf(tail);
    const header = view.getUint32(last - 12, true) & 0x80000000 ? 32 : 0;
    return view.getUint32(last - 20, true) + header;
  }
  if (last >= 15 && latin(tail, last - 9, 9) === "LYRICS200")
    return Number(latin(tail, last - 15, 6)) + 15 || 0;
  return 0;
}

// "Xing" or "Info", flags, then what the flags announce, then nine characters of the encoder's name.
function encoderPatches(head: Bytes): Patch[] {
  const text = latin(head, 0, 512);
  const at = Math.max(text.indexOf("Xing"), text.indexOf("Info"));
  if (at < 0 || at + 8 > head.length) return [];
  const flags = viewOf(head).getUint32(at + 4);
  const sizes = [4, 4, 100, 4].map((size, bit) => (flags & (1 << bit) ? size : 0));
  const name = at + 8 + sizes.reduce((sum, size) => sum + size, 0);
  // Players cut the silence at both ends by what follows, if the name begins with one that they know.
  const old = latin(head, name, 9);
  if (!/^(LAME|Lav[cf]|GOGO)/.test(old) || old === "LAME\0\0\0\0\0") return [];
  return [{ start: name, bytes: ascii("LAME\0\0\0\0\0") }];
}
