// WebP (RFC 9649): RIFF chunks by an allow-list, inside an animation's frames too.
import { ascii, joined, latin, little32, part, viewOf, type Bytes } from "./bytes";
import { standardProfile } from "./colour";
import { orientationOnly, readExif } from "./exif";
import { note } from "./labels";
import { broken, type Removed } from "./outcome";

const KEPT = new Set(["VP8 ", "VP8L", "ALPH", "ANIM"]);
const HAS_PROFILE = 0x20;
const HAS_EXIF = 0x08;
const HAS_XMP = 0x04;

/** Strip one WebP; the flags of its extended header say what is left. */
export function stripWebp(bytes: Bytes): { bytes: Bytes; removed: Set<Removed> } {
  const removed = new Set<Removed>();
  const size = viewOf(bytes).getUint32(4, true) + 8;
  if (bytes.length > size + 1) removed.add("other");
  const kept: Bytes[] = [];
  let header: Bytes | undefined;
  let profile: Bytes | undefined;
  let exif: Bytes | undefined;
  for (const [type, body] of chunks(part(bytes, 12, Math.min(size, bytes.length) - 12))) {
    if (type === "VP8X") header = body.slice();
    else if (type === "ANMF") kept.push(frame(body));
    else if (KEPT.has(type)) kept.push(written(type, body));
    else if (type === "ICCP") {
      profile = standardProfile(body);
      if (profile?.length !== body.length) removed.add("device");
    } else if (type === "EXIF") exif = freshExif(body, removed);
    else note(removed, body);
  }
  if (kept.length === 0) broken();
  if (header) {
    header[0] = (header[0]! & ~(HAS_PROFILE | HAS_EXIF | HAS_XMP)) | (profile ? HAS_PROFILE : 0);
    if (exif) header[0] |= HAS_EXIF;
    kept.unshift(written("VP8X", header), ...(profile ? [written("ICCP", profile)] : []));
    if (exif) kept.push(written("EXIF", exif));
  }
  const body = joined([ascii("WEBP"), ...kept]);
  return { bytes: joined([ascii("RIFF"), little32(body.length), body]), removed };
}

function* chunks(bytes: Bytes): Generator<[string, Bytes]> {
  const view = viewOf(bytes);
  for (let at = 0; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at + 4, true);
    yield [latin(bytes, at, 4), part(bytes, at + 8, size)];
    at += 8 + size + (size & 1);
  }
}

function frame(body: Bytes): Bytes {
  const kept = [part(body, 0, 16)];
  for (const [type, inner] of chunks(body.subarray(16)))
    if (KEPT.has(type)) kept.push(written(type, inner));
  return written("ANMF", joined(kept));
}

function freshExif(body: Bytes, removed: Set<Removed>): Bytes | undefined {
  const tiff = latin(body, 0, 4) === "Exif" ? body.subarray(6) : body;
  const { orientation, about } = readExif(tiff);
  if (tiff.length > 26) about.forEach((label) => removed.add(label));
  return orientation === 1 ? undefined : orientationOnly(orientation);
}

function written(type: string, body: Bytes): Bytes {
  return joined([ascii(type), little32(body.length), body, new Uint8Array(body.length & 1)]);
}
