// JPEG (ITU-T T.81, T.871 for JFIF): segments are kept by an allow-list, what is coded in between is
// copied bit by bit, and what follows the end of the picture (a motion photo's film, a second
// picture, a maker's trailer) is cut off.
import { ascii, joined, latin, part, viewOf, type Bytes } from "./bytes";
import { standardProfile } from "./colour";
import { orientationOnly, readExif } from "./exif";
import { note } from "./labels";
import { broken, type Removed } from "./outcome";

const START = 0xd8;
const END = 0xd9;
const SCAN = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
const COMMENT = 0xfe;
const PROFILE = "ICC_PROFILE\0";

interface State {
  kept: Bytes[];
  orientation: number;
  profile: Map<number, Bytes>;
  removed: Set<Removed>;
  frame: boolean;
}

/** Strip one JPEG. A picture that was cut short is closed where it ends. */
export function stripJpeg(bytes: Bytes): { bytes: Bytes; removed: Set<Removed> } {
  const state: State = {
    kept: [],
    orientation: 1,
    profile: new Map(),
    removed: new Set(),
    frame: false,
  };
  if (bytes[0] !== 0xff || bytes[1] !== START) broken();
  let at = 2;
  let scans = 0;
  while (at < bytes.length) {
    const marker = markerAt(bytes, at);
    if (marker.code === END) {
      if (marker.end < bytes.length) state.removed.add("other");
      break;
    }
    const end = marker.end + lengthAt(bytes, marker.end);
    if (marker.code !== SCAN) take(state, marker.code, part(bytes, marker.end + 2, end - marker.end - 2));
    at = end;
    if (marker.code === SCAN) {
      scans++;
      at = endOfScan(bytes, end);
      state.kept.push(Uint8Array.of(0xff, SCAN), part(bytes, marker.end, at - marker.end));
    }
  }
  if (scans === 0 || !state.frame) broken();
  const picture = [...heading(state), ...state.kept, Uint8Array.of(0xff, END)];
  return { bytes: joined(picture), removed: state.removed };
}

function markerAt(bytes: Bytes, at: number): { code: number; end: number } {
  if (bytes[at] !== 0xff) broken();
  let end = at + 1;
  while (bytes[end] === 0xff) end++;
  const code = bytes[end] ?? broken();
  if (code < 0xc0) broken();
  return { code, end: end + 1 };
}

function lengthAt(bytes: Bytes, at: number): number {
  if (at + 2 > bytes.length) broken();
  const length = viewOf(bytes).getUint16(at);
  return length >= 2 ? length : broken();
}

// In coded data FF is followed by 0 or by a restart marker; anything else ends it (T.81, B.1.1.5).
function endOfScan(bytes: Bytes, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next === undefined) return at;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  return bytes.length;
}

function take(state: State, code: number, body: Bytes): void {
  if (code === APP0) return takeJfif(state, body);
  if (code === APP1 && latin(body, 0, 4) === "Exif") return takeExif(state, body.subarray(6));
  if (code === APP2 && latin(body, 0, 12) === PROFILE) {
    state.profile.set(body[12] ?? 0, body.subarray(14));
    return;
  }
  // Adobe's segment says how colours are coded: version, flags, transform.
  if (code === APP14 && latin(body, 0, 5) === "Adobe" && body.length >= 12)
    return keep(state, code, body.subarray(0, 12));
  if ((code > APP0 && code <= 0xef) || code >= 0xf0) {
    note(state.removed, body);
    if (code === COMMENT) state.removed.add("comments");
    return;
  }
  if (code >= 0xc0 && code <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(code)) state.frame = true;
  keep(state, code, body);
}

function keep(state: State, code: number, body: Bytes): void {
  const length = body.length + 2;
  state.kept.push(Uint8Array.of(0xff, code, length >> 8, length & 0xff), body);
}

function takeJfif(state: State, body: Bytes): void {
  const jfif = latin(body, 0, 5) === "JFIF\0" && body.length >= 14;
  if (!jfif || body.length > 14) state.removed.add("thumbnail");
  if (!jfif || state.kept.length > 0) return;
  const plain = body.slice(0, 14);
  plain.set([0, 0], 12); // no thumbnail
  keep(state, APP0, plain);
}

function takeExif(state: State, tiff: Bytes): void {
  const { orientation, about } = readExif(tiff);
  if (state.orientation === 1) state.orientation = orientation;
  // What is put back here, and found again when a file is cleaned twice, is no news.
  if (tiff.length > 26) for (const label of about) state.removed.add(label);
}

function heading(state: State): Bytes[] {
  const front: State = { ...state, kept: [] };
  const first = state.kept[0]?.[1] === APP0 ? state.kept.splice(0, 2) : [];
  if (state.orientation !== 1)
    keep(front, APP1, joined([ascii("Exif\0\0"), orientationOnly(state.orientation)]));
  if (state.profile.size > 0) {
    const order = [...state.profile.keys()].sort((a, b) => a - b);
    const old = joined(order.map((number) => state.profile.get(number)!));
    const fresh = standardProfile(old);
    if (fresh) keep(front, APP2, joined([ascii(PROFILE), Uint8Array.of(1, 1), fresh]));
    if (fresh?.length !== old.length) state.removed.add("device");
  }
  return [Uint8Array.of(0xff, START), ...first, ...front.kept];
}
