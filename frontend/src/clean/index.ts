// Removes from a file what points at whoever made it, in the reporter's own browser, before it is
// sealed. Kinds are told by content. Pictures and sound are never coded anew: what is seen and heard
// stays bit by bit. Nothing here draws on a canvas, which Tor Browser answers with noise.
import { readSlice, type Bytes } from "./bytes";
import { stripFlac } from "./flac";
import { stripGif } from "./gif";
import { stripIsoMedia } from "./iso_media";
import { stripJpeg } from "./jpeg";
import { HEAD, kindOf, type Kind } from "./kinds";
import { stripMp3 } from "./mp3";
import { stripOffice } from "./office";
import { stripOgg } from "./ogg";
import { NotCleanedError, type Cleaned, type Removed, type Stripped } from "./outcome";
import { stripPdf } from "./pdf";
import { stripPng } from "./png";
import { isPlainText } from "./text";
import { stripWav } from "./wav";
import { stripWebm } from "./webm";
import { stripWebp } from "./webp";

export type { Cleaned, Reason, Removed } from "./outcome";

type InMemory = (bytes: Bytes, depth: number) => Promise<{ bytes: Bytes; removed: Set<Removed> }>;

const LARGEST = 64 << 20; // bytes of a file that is worked on in memory
const DEEPEST = 3; // a picture in a workbook in a document

const IN_MEMORY: Partial<Record<Kind, InMemory>> = {
  jpeg: async (bytes) => stripJpeg(bytes),
  png: async (bytes) => stripPng(bytes),
  gif: async (bytes) => stripGif(bytes),
  webp: async (bytes) => stripWebp(bytes),
  pdf: (bytes, depth) => stripPdf(bytes, nestedAt(depth)),
  office: (bytes, depth) => stripOffice(bytes, nestedAt(depth)),
};
const BY_SLICES: Partial<Record<Kind, (file: Blob) => Promise<Stripped>>> = {
  iso_media: stripIsoMedia,
  mp3: stripMp3,
  wav: stripWav,
  ogg: stripOgg,
  flac: stripFlac,
  webm: stripWebm,
  // AMR (RFC 4867, 5) has no place for metadata.
  amr: async (file) => ({ file, removed: new Set() }),
};

/** Clean one file. Never throws: what cannot be cleaned comes back as it was, with the reason. */
export async function clean(file: File): Promise<Cleaned> {
  const { name } = file;
  try {
    const stripped = await strip(file, 0);
    const blob = stripped.file.slice(0, stripped.file.size, file.type);
    return { file: blob, name, removed: [...stripped.removed].sort(), cleaned: true };
  } catch (error) {
    const reason = error instanceof NotCleanedError ? error.reason : "broken";
    return { file, name, removed: [], cleaned: false, reason };
  }
}

async function strip(file: Blob, depth: number): Promise<Stripped> {
  const kind = kindOf(await readSlice(file, 0, HEAD));
  const inMemory = kind && IN_MEMORY[kind];
  if (inMemory) {
    if (file.size > LARGEST) throw new NotCleanedError("too_large");
    const { bytes, removed } = await inMemory(await readSlice(file, 0, file.size), depth);
    return { file: new Blob([bytes]), removed };
  }
  const bySlices = kind && BY_SLICES[kind];
  if (bySlices) return bySlices(file);
  if (kind === undefined && file.size <= LARGEST && isPlainText(await readSlice(file, 0, file.size)))
    return { file, removed: new Set() };
  throw new NotCleanedError(kind === "old_office" ? await oldOffice(file) : "unknown_kind");
}

// Word's, Excel's and PowerPoint's files with a password are an old container around the new one
// ([MS-OFFCRYPTO], 1.3.2); the container's directory names the stream in UTF-16.
async function oldOffice(file: Blob): Promise<"protected" | "unknown_kind"> {
  const text = new TextDecoder("utf-16le").decode(await readSlice(file, 0, LARGEST));
  return text.includes("EncryptedPackage") ? "protected" : "unknown_kind";
}

// Inside a document, what is of no known kind (an OLE object, a macro, a drawing in EMF) may name its
// author: the whole document then counts as not cleaned, since the reporter would be told that it is.
// An mp3 is told by too few bytes to trust that inside a document it is one.
function nestedAt(depth: number): (bytes: Bytes, removed: Set<Removed>) => Promise<Bytes> {
  return async (bytes, removed) => {
    const kind = kindOf(bytes.subarray(0, HEAD));
    if (kind === undefined || kind === "mp3" || kind === "old_office")
      throw new NotCleanedError("unknown_kind");
    if (depth >= DEEPEST) throw new NotCleanedError("too_large");
    const stripped = await strip(new Blob([bytes]), depth + 1);
    stripped.removed.forEach((label) => removed.add(label));
    return readSlice(stripped.file, 0, stripped.file.size);
  };
}
