// WAV (RIFF; RF64 by EBU Tech 3306): the chunks that sound needs are kept, by slices.
import { ascii, joined, latin, little32, readSlice, viewOf, type Bytes } from "./bytes";
import { note } from "./labels";
import { broken, type Removed, type Stripped } from "./outcome";

const KEPT = new Set(["fmt ", "fact", "data", "ds64"]);
const WHOLE = 0xffffffff; // RF64: the true size stands in ds64; recorders cut off: to the end
const MOST_CHUNKS = 1000;

/** Keep only the chunks of a WAV that are needed to hear it. */
export async function stripWav(file: Blob): Promise<Stripped> {
  const removed = new Set<Removed>();
  const parts: BlobPart[] = [];
  let size = 4;
  let sound = false;
  const form = latin(await readSlice(file, 0, 4), 0, 4);
  for (let at = 12, count = 0; at + 8 <= file.size; count++) {
    if (count > MOST_CHUNKS) broken();
    const head = await readSlice(file, at, at + 8);
    const type = latin(head, 0, 4);
    const length = lengthOf(head, file.size - at - 8);
    const end = at + 8 + length + (length & 1);
    if (KEPT.has(type)) {
      parts.push(file.slice(at, Math.min(end, file.size)));
      size += Math.min(end, file.size) - at;
      sound ||= type === "data";
    } else if (type !== "JUNK" && type !== "PAD ") {
      note(removed, joined([ascii(type), await readSlice(file, at + 8, Math.min(end, at + 65536))]));
    }
    at = end;
  }
  if (!sound) broken();
  const whole = form === "RF64" ? WHOLE : size;
  return { file: new Blob([ascii(form), little32(whole), ascii("WAVE"), ...parts]), removed };
}

function lengthOf(head: Bytes, left: number): number {
  const length = viewOf(head).getUint32(4, true);
  return length === WHOLE || length > left ? left : length;
}
