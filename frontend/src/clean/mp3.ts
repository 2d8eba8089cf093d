// MP3 (and a bare AAC stream with a tag in front): the tags go, and whatever else stands between or behind
// the frames; the first frame, which says what encoded it (Xing and LAME), loses that name.
import { ascii, latin, readSlice, viewOf, type Bytes } from "./bytes";
import { stripFlac } from "./flac";
import { note } from "./labels";
import { broken, type Removed, type Stripped } from "./outcome";
import { patched, type Patch } from "./patches";
import { withoutTags } from "./sound_tags";

const LOOK_AT = 4096; // bytes
const WINDOW = 1 << 20; // bytes read at once while looking for frames

/** Keep only the frames of an MP3. */
export async function stripMp3(file: Blob): Promise<Stripped> {
  const removed = new Set<Removed>();
  const { start, end } = await withoutTags(file, removed);
  const sound = file.slice(start, end);
  if (latin(await readSlice(sound, 0, 4), 0, 4) === "fLaC") {
    const { file: bare, removed: more } = await stripFlac(sound);
    return { file: bare, removed: new Set([...removed, ...more]) };
  }
  const frames = new Blob(await runsOf(sound, removed));
  const patches = encoderPatches(await readSlice(frames, 0, LOOK_AT));
  if (patches.length > 0) removed.add("software");
  return { file: patched(frames, patches, frames.size), removed };
}

// The stretches of frames that follow each other without a gap.
async function runsOf(sound: Blob, removed: Set<Removed>): Promise<Blob[]> {
  const runs: Blob[] = [];
  const headers = new Headers(sound);
  let begun = -1;
  let at = 0;
  while (at < sound.size) {
    const end = at + (await headers.frame(at));
    // Two in a row are no accident; a tag may hold what looks like one.
    const follows = end > at && end <= sound.size && (begun >= 0 || (await headers.frame(end)) > 0);
    if (follows && begun < 0) begun = at;
    if (!follows && begun >= 0) {
      runs.push(sound.slice(begun, at));
      begun = -1;
    }
    const next = follows ? end : await headers.next(at + 1);
    if (!follows) await tell(sound.slice(at, next), removed);
    at = next;
  }
  if (begun >= 0) runs.push(sound.slice(begun, at));
  if (runs.length === 0) broken();
  return runs;
}

// What is no frame is a tag, or the zeros that some leave behind one.
async function tell(gap: Blob, removed: Set<Removed>): Promise<void> {
  const content = await readSlice(gap, 0, LOOK_AT);
  if (content.some((byte) => byte !== 0)) note(removed, content);
}

class Headers {
  private window = new Uint8Array(0) as Bytes;
  private from = 0;
  constructor(private readonly sound: Blob) {}

  /** How long the frame is that begins here; 0 where none does. */
  async frame(at: number): Promise<number> {
    await this.read(at, 6);
    return frameBytes(this.window.subarray(at - this.from, at - this.from + 6));
  }

  /** The next byte that may begin a frame, or the end. */
  async next(at: number): Promise<number> {
    for (let from = at; from < this.sound.size; from = this.from + this.window.length) {
      await this.read(from, 1);
      const found = this.window.indexOf(0xff, from - this.from);
      if (found >= 0) return this.from + found;
    }
    return this.sound.size;
  }

  private async read(at: number, length: number): Promise<void> {
    if (at >= this.from && at + length <= this.from + this.window.length) return;
    this.window = await readSlice(this.sound, at, at + WINDOW);
    this.from = at;
  }
}

const RATES = [44100, 48000, 32000];
const KILOBITS: Readonly<Record<string, readonly number[]>> = {
  "1-1": [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  "1-2": [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  "1-3": [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  "2-1": [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  "2-2": [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};

// ISO/IEC 11172-3, 2.4.2.3, and 13818-3; ADTS by 13818-7, 6.2.
function frameBytes(head: Bytes): number {
  if (head.length < 4 || head[0] !== 0xff || head[1]! < 0xe0) return 0;
  const version = (head[1]! >> 3) & 3;
  const layer = 4 - ((head[1]! >> 1) & 3);
  if (layer === 4)
    return head[1]! >= 0xf0 && head.length >= 6 ? ((head[3]! & 3) << 11) | (head[4]! << 3) | (head[5]! >> 5) : 0;
  const bits = head[2]! >> 4;
  const rate = (head[2]! >> 2) & 3;
  if (version === 1 || bits === 0 || bits === 15 || rate === 3) return 0;
  const hertz = RATES[rate]! >> (version === 3 ? 0 : version === 2 ? 1 : 2);
  const kilobits = KILOBITS[version === 3 ? `1-${layer}` : `2-${Math.min(layer, 2)}`]![bits - 1]!;
  const padding = (head[2]! >> 1) & 1;
  if (layer === 1) return (Math.floor((12000 * kilobits) / hertz) + padding) * 4;
  return Math.floor(((layer === 3 && version !== 3 ? 72000 : 144000) * kilobits) / hertz) + padding;
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
