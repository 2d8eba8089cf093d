// PNG, third edition (W3C, 2025), with APNG: chunks are kept by an allow-list.
import { unzlibSync, zlibSync } from "fflate";

import { ascii, big32, joined, latin, part, viewOf, type Bytes } from "./bytes";
import { crc32 } from "./checksums";
import { standardProfile } from "./colour";
import { orientationOnly, readExif } from "./exif";
import { labelsIn, note } from "./labels";
import { broken, type Removed } from "./outcome";

const SIGNATURE = ascii("\x89PNG\r\n\x1a\n");
const KEPT = new Set(
  "IHDR PLTE IDAT tRNS gAMA cHRM sRGB sBIT bKGD hIST cICP mDCV cLLI acTL fcTL fdAT".split(" "),
);
const LARGEST_PROFILE = 4 << 20; // bytes, unpacked

/** Strip one PNG. Chunks that are kept stay as they are, checksum and all. */
export function stripPng(bytes: Bytes): { bytes: Bytes; removed: Set<Removed> } {
  const removed = new Set<Removed>();
  const kept: Bytes[] = [];
  const fresh: Bytes[] = [];
  const view = viewOf(bytes);
  let ended = false;
  let data = false;
  let at = SIGNATURE.length;
  while (!ended && at + 12 <= bytes.length) {
    const size = view.getUint32(at);
    const type = latin(bytes, at + 4, 4);
    const chunk = part(bytes, at, size + 12);
    const body = chunk.subarray(8, 8 + size);
    at += size + 12;
    ended = type === "IEND";
    data ||= type === "IDAT";
    if (KEPT.has(type)) kept.push(chunk);
    else if (ended) kept.push(written("IEND", new Uint8Array(0)));
    else if (type === "iCCP") fresh.push(...freshProfile(body, removed));
    else if (type === "eXIf") fresh.push(...freshExif(body, removed));
    else if (/^[A-Z]/.test(type)) broken(); // critical, and unknown: no reader could show it
    else about(type, body).forEach((label) => removed.add(label));
  }
  if (!data) broken();
  if (!ended) kept.push(written("IEND", new Uint8Array(0)));
  if (at < bytes.length) note(removed, bytes.subarray(at, at + 4096));
  // Right behind the header, where both may stand, and nobody is surprised by them.
  const [header = broken(), ...rest] = kept;
  return { bytes: joined([SIGNATURE, header, ...fresh, ...rest]), removed };
}

function about(type: string, body: Bytes): Removed[] {
  if (type === "tIME") return ["time"];
  if (!/^[tiz]{1,2}[TX]+t$/.test(type)) return ["other"];
  return [...labelsIn(body), "comments"];
}

function freshProfile(body: Bytes, removed: Set<Removed>): Bytes[] {
  removed.add("device");
  const name = body.indexOf(0);
  if (name < 0) return [];
  const packed = body.subarray(name + 2);
  try {
    const old = unzlibSync(packed, { out: new Uint8Array(LARGEST_PROFILE) });
    const fresh = standardProfile(old);
    return fresh ? [written("iCCP", joined([ascii("icc\0\0"), zlibSync(fresh)]))] : [];
  } catch {
    return [];
  }
}

function freshExif(body: Bytes, removed: Set<Removed>): Bytes[] {
  const { orientation, about } = readExif(body);
  if (body.length > 26) about.forEach((label) => removed.add(label));
  return orientation === 1 ? [] : [written("eXIf", orientationOnly(orientation))];
}

function written(type: string, body: Bytes): Bytes {
  const named = joined([ascii(type), body]);
  return joined([big32(body.length), named, big32(crc32(named))]);
}
