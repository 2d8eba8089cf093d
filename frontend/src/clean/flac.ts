// FLAC (RFC 9639, section 8): of the metadata blocks only the stream's own and its seek table stay.
import { ascii, joined, latin, readSlice, type Bytes } from "./bytes";
import { labelsIn } from "./labels";
import { broken, type Removed, type Stripped } from "./outcome";
import { withoutTags } from "./sound_tags";

const STREAM = 0;
const SEEK_TABLE = 3;
const MOST_BLOCKS = 1000;

/** Drop comments, pictures, applications' blocks and cue sheets. */
export async function stripFlac(tagged: Blob): Promise<Stripped> {
  const removed = new Set<Removed>();
  const { start, end: last } = await withoutTags(tagged, removed);
  return strip(tagged.slice(start, last), removed);
}

async function strip(file: Blob, removed: Set<Removed>): Promise<Stripped> {
  const kept: Bytes[] = [];
  let at = 4;
  for (let last = false, count = 0; !last; count++) {
    const head = await readSlice(file, at, at + 4);
    if (head.length < 4 || count > MOST_BLOCKS) broken();
    last = (head[0]! & 0x80) !== 0;
    const type = head[0]! & 0x7f;
    const end = at + 4 + head[1]! * 65536 + head[2]! * 256 + head[3]!;
    if (end > file.size) broken();
    const body = await readSlice(file, at + 4, end);
    if (type === STREAM || type === SEEK_TABLE) {
      head[0] = type;
      kept.push(joined([head, body]));
    } else if (latin(body, 0, 1) !== "\0") labelsIn(body).forEach((label) => removed.add(label));
    at = end;
  }
  const final = kept[kept.length - 1] ?? broken();
  final[0]! |= 0x80;
  return { file: new Blob([ascii("fLaC"), ...kept, file.slice(at)]), removed };
}
