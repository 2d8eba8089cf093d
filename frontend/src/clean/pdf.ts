// PDF (ISO 32000-2), by @cantoo/pdf-lib's parser and writer: everything that the catalog reaches is
// written anew, so that what earlier savings of the same file left in it is gone, without the entries
// that say who, when and with what.
import {
  decodePDFRawStream, PDFArray, PDFDict, PDFHexString, PDFInvalidObject, PDFName, PDFParser, PDFRawStream, PDFRef, PDFStream,
  PDFStreamWriter, PDFString, type PDFContext, type PDFObject,
} from "@cantoo/pdf-lib";

import { ascii, big32, joined, latin, part, viewOf, type Bytes } from "./bytes";
import { note } from "./labels";
import { broken, NotCleanedError, type Removed } from "./outcome";
import { blankProfile } from "./pdf_profiles";

type Nested = (bytes: Bytes, removed: Set<Removed>) => Promise<Bytes>;

const WHO_AND_WHEN: readonly [string, Removed][] = [
  ["Metadata", "other"],
  ["PieceInfo", "software"],
  ["LastModified", "time"],
  ["CreationDate", "time"],
  ["ModDate", "time"],
  ["Thumb", "thumbnail"],
  ["SpiderInfo", "other"],
  ["OPI", "other"],
  ["CreatorInfo", "software"],
  ["OutputIntents", "software"],
  ["OpenAction", "other"],
  ["AA", "other"],
  ["JavaScript", "other"],
  ["JS", "other"],
  ["DSS", "author"], // the certificates of who signed
];
const NOTE_KEYS: readonly [string, Removed][] = [
  ["T", "author"],
  ["M", "time"],
  ["NM", "other"],
  ["Subj", "other"],
  ["RC", "other"],
];
const INFORMATION = ["Author", "Title", "Creator", "Producer"];
const FULL_NAMES: Readonly<Record<string, string>> = {
  AHx: "ASCIIHexDecode", A85: "ASCII85Decode", LZW: "LZWDecode", Fl: "FlateDecode", RL: "RunLengthDecode", DCT: "DCTDecode",
};
const JPEG = "DCTDecode";
const JPEG_2000 = "JPXDecode";
// A photograph between a page's own words. No program is known to put one there with its tags, so it is
// not searched for its end: such a file counts as not cleaned.
const INLINE_JPEG = /\bBI\b[^]{0,1000}?\/(DCTDecode|DCT)\b/;
const A_PATH =
  /^\s*(file:|[a-z]:[\\/]|\\\\|\/[a-z]\/[^/]+\/|\/(Users|home|root|var|private|tmp|mnt|media|Volumes|storage|sdcard|data)\/)/i;
const PAUSE = 200; // objects read or written between two breaths of the page

/** What one sweep goes by. `attached` are the streams that are files of their own. */
interface Pass {
  context: PDFContext;
  nested: Nested;
  removed: Set<Removed>;
  attached: Set<PDFObject>;
}

/** Write a PDF anew. `nested` cleans pictures and files inside it. */
export async function stripPdf(
  bytes: Bytes,
  nested: Nested,
): Promise<{ bytes: Bytes; removed: Set<Removed> }> {
  const removed = new Set<Removed>();
  const context = await parse(bytes);
  if (context.trailerInfo.Encrypt) throw new NotCleanedError("protected");
  const root = context.lookup(context.trailerInfo.Root);
  const pages = root instanceof PDFDict && root.lookup(PDFName.of("Pages"));
  if (!(pages instanceof PDFDict)) broken();
  tellInfo(context, removed);
  delete context.trailerInfo.Info;
  delete context.trailerInfo.ID;
  const reached = await sweep({ context, nested, removed, attached: new Set() });
  for (const [ref] of context.enumerateIndirectObjects())
    if (!reached.has(ref)) context.delete(ref);
  const written = await PDFStreamWriter.forContext(context, PAUSE).serializeToBuffer();
  return { bytes: written, removed };
}

async function parse(bytes: Bytes): Promise<PDFContext> {
  // Whether what is needed can be read is seen later; what nothing refers to may be damaged.
  return PDFParser.forBytesWithOptions(bytes, PAUSE, false, false).parseDocument();
}

function tellInfo(context: PDFContext, removed: Set<Removed>): void {
  const info = context.lookup(context.trailerInfo.Info);
  if (!(info instanceof PDFDict)) return;
  const keys = info.keys().map((key) => key.decodeText());
  if (keys.includes("Author")) removed.add("author");
  if (keys.some((key) => key.endsWith("Date"))) removed.add("time");
  if (keys.includes("Producer") || keys.includes("Creator")) removed.add("software");
  if (keys.some((key) => !/^(Author|Producer|Creator|.*Date)$/.test(key))) removed.add("other");
}

// Depth first over everything the catalog reaches, without recursion: files nest as they like.
async function sweep(pass: Pass): Promise<Set<PDFRef>> {
  const { context, removed } = pass;
  const reached = new Set<PDFRef>();
  const waiting: PDFObject[] = [context.trailerInfo.Root!];
  for (let object = waiting.pop(); object; object = waiting.pop()) {
    if (object instanceof PDFRef) {
      if (reached.has(object)) continue;
      reached.add(object);
      const target = context.lookup(object);
      if (target) waiting.push(await cleanedStream(pass, object, target));
    } else if (object instanceof PDFArray) {
      if (object.size() === 2 && object.get(0) === PDFName.of("ICCBased"))
        blankProfile(object.get(1), context, removed);
      for (const [at, item] of object.asArray().entries()) object.set(at, withoutPath(pass, item));
      for (const item of object.asArray()) waiting.push(item);
    } else if (object instanceof PDFDict) {
      stripEntries(pass, object);
      for (const [key, value] of object.entries()) object.set(key, withoutPath(pass, value));
      waiting.push(...object.values());
    } else if (object instanceof PDFStream) waiting.push(object.dict);
    else if (object instanceof PDFInvalidObject) broken(); // it would be copied as it is
  }
  return reached;
}

// A path on a disk or an office's server, often with a person's name: the bare name stays.
function withoutPath({ context, removed }: Pass, value: PDFObject): PDFObject {
  const text = context.lookup(value);
  if (!(text instanceof PDFString || text instanceof PDFHexString)) return value;
  const words = text.decodeText();
  if (!A_PATH.test(words)) return value;
  removed.add("author");
  return PDFHexString.fromText(words.split(/[\\/]|%5C/i).pop()!);
}

function stripEntries({ attached, removed }: Pass, dict: PDFDict): void {
  refuseSigned(dict);
  // A second form in the form, in a language of its own, with its own authors.
  if (dict.has(PDFName.of("XFA"))) throw new NotCleanedError("unknown_kind");
  for (const [key, label] of WHO_AND_WHEN) drop(dict, key, label, removed);
  const kind = nameIn(dict, "Subtype");
  // An annotation: /T is who wrote it, but in a form's field it is the field's name.
  const isNote = dict.has(PDFName.of("Rect")) && kind !== "";
  if (isNote && kind !== "Widget" && !dict.has(PDFName.of("FT")))
    for (const [key, label] of NOTE_KEYS) drop(dict, key, label, removed);
  else if (isNote) for (const key of ["M", "NM"]) drop(dict, key, "time", removed);
  const type = nameIn(dict, "Type");
  if (type === "EmbeddedFile") drop(dict, "Params", "time", removed);
  if (type === "Page") drop(dict, "ID", "other", removed);
  dropPeople(dict, removed);
  for (const file of inside(dict, "EF")?.values() ?? []) attached.add(file);
}

// Who made a layer; of what file and author a drawing is that pdfTeX set into a page; what is said about
// an article that runs over pages; where the links of the pages begin.
function dropPeople(dict: PDFDict, removed: Set<Removed>): void {
  const usage = inside(dict, "Usage");
  if (usage) drop(usage, "User", "author", removed);
  const layers = inside(dict, "OCProperties");
  const orders = [layers?.lookup(PDFName.of("D")), ...(arrayIn(layers, "Configs") ?? [])];
  for (const order of orders) {
    const found = dict.context.lookup(order);
    if (found instanceof PDFDict) drop(found, "Creator", "author", removed);
  }
  if (inside(dict, "URI")) drop(dict, "URI", "other", removed);
  const about = inside(dict, "I");
  if (about && INFORMATION.some((key) => about.has(PDFName.of(key)))) drop(dict, "I", "author", removed);
  for (const key of dict.keys().map((one) => one.decodeText()))
    if (key.startsWith("PTEX.")) drop(dict, key, "author", removed);
}

function inside(dict: PDFDict, key: string): PDFDict | undefined {
  const value = dict.lookup(PDFName.of(key));
  return value instanceof PDFDict ? value : undefined;
}

function arrayIn(dict: PDFDict | undefined, key: string): PDFObject[] | undefined {
  const value = dict?.lookup(PDFName.of(key));
  return value instanceof PDFArray ? value.asArray() : undefined;
}

function refuseSigned(dict: PDFDict): void {
  const signature = nameIn(dict, "Type") === "Sig" || dict.has(PDFName.of("ByteRange"));
  if (signature && dict.has(PDFName.of("Contents"))) throw new NotCleanedError("protected");
}

function nameIn(dict: PDFDict, key: string): string {
  const value = dict.get(PDFName.of(key));
  return value instanceof PDFName ? value.decodeText() : "";
}

function drop(dict: PDFDict, key: string, label: Removed, removed: Set<Removed>): void {
  const value = dict.get(PDFName.of(key));
  if (!value) return;
  const stream = dict.context.lookup(value);
  if (stream instanceof PDFRawStream) note(removed, stream.getContents());
  else removed.add(label);
  dict.delete(PDFName.of(key));
}

// A photograph in a PDF is a whole JPEG, with what the camera wrote into it; an attachment is a file.
async function cleanedStream(pass: Pass, ref: PDFRef, target: PDFObject): Promise<PDFObject> {
  if (!(target instanceof PDFRawStream)) return target;
  const { dict } = target;
  const coding = filtersOf(dict);
  const last = coding[coding.length - 1];
  const attached = nameIn(dict, "Type") === "EmbeddedFile" || pass.attached.has(ref);
  if (attached) drop(dict, "Params", "time", pass.removed);
  const photograph = !attached && (last === JPEG || last === JPEG_2000);
  if (!photograph && !attached) {
    refuseHidden(target, coding);
    return target;
  }
  // What lies under other filters is unpacked for good.
  const packed = coding.length > (attached ? 0 : 1);
  const old = (packed ? unfiltered(target, photograph ? last : undefined) : target.getContents()) as Bytes;
  const fresh = photograph && last === JPEG_2000 ? barePicture(old) : await pass.nested(old, pass.removed);
  const replaced = PDFRawStream.of(dict, fresh);
  pass.context.assign(ref, replaced);
  return replaced;
}

// Photographs that lie where nobody looks for them: in the words of a page, or under another filter.
function refuseHidden(stream: PDFRawStream, coding: readonly string[]): void {
  if (coding.includes(JPEG) || coding.includes(JPEG_2000)) throw new NotCleanedError("unknown_kind");
  const { dict } = stream;
  const kind = nameIn(dict, "Subtype");
  if ((kind !== "" && kind !== "Form") || dict.has(PDFName.of("Length1"))) return;
  if (INLINE_JPEG.test(new TextDecoder("latin1").decode(decoded(stream)))) throw new NotCleanedError("unknown_kind");
}

function decoded(stream: PDFRawStream): Uint8Array {
  try {
    return decodePDFRawStream(stream).decode();
  } catch {
    return stream.getContents(); // of no filter that is known: no page shows it
  }
}

function unfiltered(stream: PDFRawStream, last: string | undefined): Uint8Array {
  const { dict } = stream;
  const filter = dict.lookup(PDFName.of("Filter"));
  if (last !== undefined && filter instanceof PDFArray) filter.remove(filter.size() - 1);
  const bytes = decodePDFRawStream(stream).decode();
  for (const key of ["Filter", "DecodeParms"]) dict.delete(PDFName.of(key));
  if (last !== undefined) dict.set(PDFName.of("Filter"), PDFName.of(last));
  return bytes;
}

// The names of the filters; short ones, which readers take too, are written out.
function filtersOf(dict: PDFDict): string[] {
  const filter = dict.lookup(PDFName.of("Filter"));
  const given = filter instanceof PDFArray ? filter.asArray() : [filter];
  const names = given.flatMap((name) => (name instanceof PDFName ? [name.decodeText()] : []));
  const full = names.map((name) => FULL_NAMES[name] ?? name);
  if (full.some((name, at) => name !== names[at])) dict.set(PDFName.of("Filter"), dict.context.obj(full));
  return full;
}

const KEPT_BOXES = new Set(["jP  ", "ftyp", "jp2h", "jp2c"]);
const OWN_PROFILE = /colr[\x02\x03]/; // it names a device, as a rule
const COMMENT = 0xff64;
const FIRST_TILE = 0xff90;

// JPEG 2000 (ISO/IEC 15444-1, annex I), as scans stand in a PDF: the boxes that make the picture stay.
function barePicture(bytes: Bytes): Bytes {
  if (isCodeStream(bytes)) return withoutComments(bytes);
  const kept: Bytes[] = [];
  let pictures = 0;
  const view = viewOf(bytes);
  for (let at = 0; at + 8 <= bytes.length; ) {
    const name = latin(bytes, at + 4, 4);
    const long = view.getUint32(at) === 1;
    const size = long ? view.getUint32(at + 8) * 2 ** 32 + view.getUint32(at + 12) : view.getUint32(at) || bytes.length - at;
    const head = long ? 16 : 8;
    const body = part(bytes, at + head, size - head);
    if (name === "jp2h" && OWN_PROFILE.test(latin(body, 0, body.length))) throw new NotCleanedError("unknown_kind");
    const bare = name === "jp2c" ? withoutComments(body) : body;
    if (name === "jp2c") pictures++;
    if (KEPT_BOXES.has(name)) kept.push(big32(bare.length + 8), ascii(name), bare);
    at += size;
  }
  return pictures > 0 ? joined(kept) : broken();
}

function isCodeStream(bytes: Bytes): boolean {
  return latin(bytes, 0, 4) === "\xff\x4f\xff\x51";
}

// The main header (A.2) without its comments.
function withoutComments(stream: Bytes): Bytes {
  if (!isCodeStream(stream)) broken();
  const view = viewOf(stream);
  const kept = [part(stream, 0, 2)];
  let at = 2;
  while (view.getUint16(at) !== FIRST_TILE) {
    const segment = part(stream, at, 2 + view.getUint16(at + 2));
    if (segment.length < 4 || segment[0] !== 0xff) broken();
    if (view.getUint16(at) !== COMMENT) kept.push(segment);
    at += segment.length;
  }
  return joined([...kept, stream.subarray(at)]);
}

/** Whether bytes begin as a PDF does; some writers put a few bytes in front. */
export function isPdf(head: Uint8Array): boolean {
  return latin(head, 0, 1024).includes("%PDF-");
}
