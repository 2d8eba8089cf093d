// MP4, MOV, M4A, 3GP, HEIC, AVIF (ISO/IEC 14496-12 and 23008-12, Apple's QuickTime file format).
// Everything is blanked where it stands, at the same length, so no offset in the file changes and a
// film of any size is never read: only the tables are. What holds metadata becomes a `free` box of
// zeros; times become 0; tracks that are neither picture nor sound (places, sensors, the time of day)
// lose their samples and their entry.
import { boxesIn, boxesOf, type Box } from "./boxes";
import { ascii, latin, readSlice, viewOf, type Bytes } from "./bytes";
import { blankItems } from "./heif_items";
import { note } from "./labels";
import { broken, NotCleanedError, type Removed, type Stripped } from "./outcome";
import { patched, type Patch } from "./patches";
import { gapsBetween, type Stretch } from "./gaps";
import { knownStretches, sampleRanges } from "./samples";
import { standardProfile } from "./colour";

const MOST_TOLD = 20; // gaps that are looked into for what to tell
const LARGEST_TABLE = 96 << 20; // bytes; ten hours of film have about 20 MB of tables
const TOP = new Set("ftyp styp moov moof mdat mfra sidx ssix pdin meta".split(" "));
const INSIDE = new Set(
  "moov trak mdia minf stbl edts dinf mvex moof traf mfra iprp ipco".split(" "),
);
const METADATA = new Set("udta meta uuid free skip wide tref prft emsg udes cprt crtt mdft altt".split(" "));
const KNOWN: Readonly<Record<string, ReadonlySet<string>>> = {
  moov: new Set("mvhd trak mvex iods cmov".split(" ")),
  trak: new Set("tkhd edts mdia tapt load matt".split(" ")),
  mdia: new Set("mdhd hdlr minf elng".split(" ")),
  minf: new Set("vmhd smhd nmhd sthd hmhd hdlr dinf stbl".split(" ")),
  dinf: new Set(["dref"]),
  stbl: new Set(
    "stsd stts ctts cslg stsc stsz stz2 stco co64 stss stsh padb stdp sdtp sbgp sgpd subs saiz saio stps".split(" "),
  ),
  traf: new Set("tfhd trun tfdt sbgp sgpd subs saiz saio senc".split(" ")),
};
const SHOWN = new Set(["vide", "soun", "auxv", "pict"]);
// What may follow the fields of a picture's sample entry: how it is coded, its shape and its colours.
const OF_A_PICTURE = new Set(
  ("avcC hvcC lhvC dvcC dvvC dvwC hvcE vvcC vpcC av1C esds colr pasp clap fiel btrt gama mdcv clli SmDm CoLL " +
    "amve st3d vexu hfov sinf d263 auxi ccst").split(" "),
);
const PICTURE_FIELDS = 78; // bytes (ISO/IEC 14496-12, 12.1.3)

/** What one pass over a table collects. `at` is where the table stands in the file. */
interface Pass {
  table: Bytes;
  at: number;
  patches: Patch[];
  removed: Set<Removed>;
  fragmented: boolean;
  kept: Stretch[] | undefined; // of the tracks that stay; undefined where that is not known
}

/** Blank the metadata of an ISO media file; the result has the same length, or less by a trailer. */
export async function stripIsoMedia(file: Blob): Promise<Stripped> {
  const { boxes, end } = await boxesOf(file);
  const types = boxes.map((box) => box.type);
  if (!types.includes("moov") && !types.includes("meta")) broken();
  const removed = new Set<Removed>();
  const patches: Patch[] = [];
  const fragmented = types.includes("moof");
  let kept: Stretch[] | undefined;
  for (const box of boxes) {
    if (box.type === "mdat" || box.type === "ftyp") continue;
    if (!TOP.has(box.type)) {
      if (box.type !== "free" && box.type !== "wide" && box.type !== "skip")
        note(removed, await readSlice(file, box.start, Math.min(box.end, box.start + 65536)));
      patches.push(...freed(box, 0));
    } else {
      const pass = await tablePass(file, box, removed, fragmented);
      patches.push(...pass.patches);
      if (box.type === "moov") kept = pass.kept;
    }
  }
  // In fragments, and in a picture's file, the data hold what is told of elsewhere.
  if (kept && !fragmented && !types.includes("meta"))
    patches.push(...(await gapPatches(file, kept, boxes.filter((box) => box.type === "mdat"), removed)));
  if (end < file.size) note(removed, await readSlice(file, end, end + 65536));
  return { file: patched(file, patches, end), removed };
}

async function gapPatches(
  file: Blob,
  kept: readonly Stretch[],
  data: readonly Box[],
  removed: Set<Removed>,
): Promise<Patch[]> {
  const gaps = gapsBetween(kept, data) ?? [];
  for (const { start, end } of gaps.slice(0, MOST_TOLD)) {
    const content = await readSlice(file, start, Math.min(end, start + 65536));
    if (content.some((byte) => byte !== 0)) note(removed, content);
  }
  return gaps.map(({ start, end }) => ({ start, zeros: end - start }));
}

async function tablePass(
  file: Blob,
  box: Box,
  removed: Set<Removed>,
  fragmented: boolean,
): Promise<Pass> {
  if (box.end - box.start > LARGEST_TABLE) throw new NotCleanedError("too_large");
  const table = await readSlice(file, box.start, box.end);
  const pass: Pass = { table, at: box.start, patches: [], removed, fragmented, kept: [] };
  const whole = { ...box, start: 0, body: box.body - box.start, end: table.length };
  if (box.type !== "meta") walk(pass, whole);
  else if (handlerOf(table, whole.body + 4, whole.end) === "pict") {
    await blankItems(file, table, whole.body + 4, removed, pass.patches);
    for (const inner of boxesIn(table, whole.body + 4, whole.end)) visit(pass, inner);
  } else free(pass, whole);
  pass.patches.push({ start: box.start, bytes: table });
  return pass;
}

function walk(pass: Pass, parent: Box): void {
  const known = KNOWN[parent.type];
  for (const box of boxesIn(pass.table, parent.body, parent.end))
    if (known && !known.has(box.type)) free(pass, box);
    else visit(pass, box);
}

function visit(pass: Pass, box: Box): void {
  const { table } = pass;
  if (box.type === "cmov") broken(); // a packed table, as QuickTime 4 wrote: cannot be read here
  if (METADATA.has(box.type)) return free(pass, box);
  if (box.type === "trak" && !SHOWN.has(kindOf(table, box))) return dropTrack(pass, box);
  if (box.type === "trak") keep(pass, box);
  if (INSIDE.has(box.type)) return walk(pass, box);
  if (["mvhd", "tkhd", "mdhd"].includes(box.type)) return zeroTimes(pass, box);
  if (box.type === "hdlr") table.fill(0, Math.min(box.end, box.body + 12), box.end);
  if (box.type === "stsd") blankEncoders(pass, box);
  if (box.type === "colr") replaceProfile(pass, box);
  if (box.type === "dref") blankAliases(pass, box);
}

// Where a reference film's parts lie on somebody's disk (QuickTime).
function blankAliases(pass: Pass, box: Box): void {
  for (const entry of boxesIn(pass.table, box.body + 8, box.end))
    if (entry.type === "alis" || entry.type === "rsrc") pass.table.fill(0, Math.min(entry.body + 4, entry.end), entry.end);
}

function keep(pass: Pass, track: Box): void {
  const stretches = knownStretches(pass.table, track);
  pass.kept = stretches && pass.kept?.concat(stretches);
}

// A track's handler stands in trak/mdia/hdlr.
function kindOf(table: Bytes, track: Box): string {
  const media = boxesIn(table, track.body, track.end).find((box) => box.type === "mdia");
  return media ? handlerOf(table, media.body, media.end) : "";
}

function handlerOf(table: Bytes, start: number, end: number): string {
  const handler = boxesIn(table, start, end).find((box) => box.type === "hdlr");
  return handler ? latin(table, handler.body + 8, 4) : "";
}

function free(pass: Pass, box: Box): void {
  const content = pass.table.subarray(box.body, box.end);
  if (content.some((byte) => byte !== 0) && !["free", "skip", "wide", "tref"].includes(box.type))
    note(pass.removed, content);
  content.fill(0);
  pass.table.set(ascii("free"), box.start + 4);
}

function dropTrack(pass: Pass, box: Box): void {
  // The samples of a fragmented file are described elsewhere; no camera writes such metadata tracks.
  if (pass.fragmented) throw new NotCleanedError("unknown_kind");
  pass.removed.add(kindOf(pass.table, box) === "tmcd" ? "time" : "place");
  pass.patches.push(...sampleRanges(pass.table, box));
  free(pass, box);
}

// Version 0 has times of 32 bits, version 1 of 64 (14496-12, 8.2.2, 8.3.2, 8.4.2).
function zeroTimes(pass: Pass, box: Box): void {
  const times = pass.table.subarray(box.body + 4, box.body + 4 + (pass.table[box.body] ? 16 : 8));
  if (times.some((byte) => byte !== 0)) pass.removed.add("time");
  times.fill(0);
}

// The sample entry of a picture names who made the encoder (QuickTime) and which one it was.
function blankEncoders(pass: Pass, box: Box): void {
  for (const entry of boxesIn(pass.table, box.body + 8, box.end)) {
    const start = entry.body + 8;
    pass.table.fill(0, Math.min(start + 4, entry.end), Math.min(start + 8, entry.end));
    // Photographs in a row, each with what its camera wrote into it.
    if (/^(jpeg|mjp)/.test(entry.type)) throw new NotCleanedError("unknown_kind");
    if (!/^(avc|hvc|hev|dvh|av01|vp0|mp4v|s263|ap[c4]|encv)/.test(entry.type)) continue;
    const name = pass.table.subarray(entry.body + 42, Math.min(entry.body + 74, entry.end));
    if (name.some((byte) => byte !== 0)) pass.removed.add("software");
    name.fill(0);
    for (const more of boxesIn(pass.table, Math.min(entry.body + PICTURE_FIELDS, entry.end), entry.end))
      if (OF_A_PICTURE.has(more.type)) visit(pass, more);
      else free(pass, more);
  }
}

// A property keeps its place in the list, since pictures refer to it by number.
function replaceProfile(pass: Pass, box: Box): void {
  const kind = latin(pass.table, box.body, 4);
  if (kind !== "prof" && kind !== "rICC") return;
  const old = pass.table.subarray(box.body + 4, box.end);
  const fresh = standardProfile(old);
  pass.removed.add("device");
  if (!fresh || fresh.length > old.length) return free(pass, box);
  viewOf(fresh).setUint32(0, old.length); // padded with zeros to the old length
  old.fill(0);
  old.set(fresh);
}

/** A box at its place in the file, turned into a `free` one of the same length. */
export function freed(box: Box, at: number): Patch[] {
  return [
    { start: at + box.start + 4, bytes: ascii("free") },
    { start: at + box.body, zeros: box.end - box.body },
  ];
}
