// PDF (ISO 32000-2), by @cantoo/pdf-lib's parser and writer: everything that the catalog reaches is
// written anew, so that what earlier savings of the same file left in it is gone, without the entries
// that say who, when and with what.
import {
  PDFArray, PDFDict, PDFName, PDFParser, PDFRawStream, PDFRef, PDFStream, PDFStreamWriter,
  type PDFContext, type PDFObject,
} from "@cantoo/pdf-lib";

import { latin, type Bytes } from "./bytes";
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
  ["Collection", "other"],
];
const NOTE_KEYS: readonly [string, Removed][] = [
  ["T", "author"],
  ["M", "time"],
  ["NM", "other"],
  ["Subj", "other"],
];
const NOT_YIELDING = Number.MAX_SAFE_INTEGER; // objects between two pauses of parser and writer
const PAUSE = 200; // objects: the page stays alive while a long file is read

/** Write a PDF anew. `nested` cleans pictures and files inside it. */
export async function stripPdf(
  bytes: Bytes,
  nested: Nested,
): Promise<{ bytes: Bytes; removed: Set<Removed> }> {
  const removed = new Set<Removed>();
  const context = await parse(bytes);
  if (context.trailerInfo.Encrypt) throw new NotCleanedError("protected");
  const root = context.lookup(context.trailerInfo.Root);
  if (!(root instanceof PDFDict) || !root.has(PDFName.of("Pages"))) broken();
  tellInfo(context, removed);
  delete context.trailerInfo.Info;
  delete context.trailerInfo.ID;
  const reached = await sweep(context, nested, removed);
  for (const [ref] of context.enumerateIndirectObjects())
    if (!reached.has(ref)) context.delete(ref);
  const written = await PDFStreamWriter.forContext(context, PAUSE).serializeToBuffer();
  return { bytes: written, removed };
}

async function parse(bytes: Bytes): Promise<PDFContext> {
  // Whether something can be read is seen below; the parser's warnings are for developers.
  const parser = PDFParser.forBytesWithOptions(bytes, Math.min(PAUSE, NOT_YIELDING), false, false);
  return parser.parseDocument();
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
async function sweep(
  context: PDFContext,
  nested: Nested,
  removed: Set<Removed>,
): Promise<Set<PDFRef>> {
  const reached = new Set<PDFRef>();
  const waiting: PDFObject[] = [context.trailerInfo.Root!];
  for (let object = waiting.pop(); object; object = waiting.pop()) {
    if (object instanceof PDFRef) {
      if (reached.has(object)) continue;
      reached.add(object);
      const target = context.lookup(object);
      if (target) waiting.push(await cleanedStream(context, object, target, nested, removed));
    } else if (object instanceof PDFArray) {
      waiting.push(...profileOf(object, context, removed), ...object.asArray());
    } else if (object instanceof PDFDict) {
      stripEntries(object, removed);
      waiting.push(...object.values());
    } else if (object instanceof PDFStream) waiting.push(object.dict);
  }
  return reached;
}

function profileOf(array: PDFArray, context: PDFContext, removed: Set<Removed>): PDFObject[] {
  if (array.size() === 2 && array.get(0) === PDFName.of("ICCBased"))
    blankProfile(array.get(1), context, removed);
  return [];
}

function stripEntries(dict: PDFDict, removed: Set<Removed>): void {
  refuseSigned(dict);
  for (const [key, label] of WHO_AND_WHEN) drop(dict, key, label, removed);
  const kind = nameIn(dict, "Subtype");
  // An annotation: /T is who wrote it, but in a form's field it is the field's name.
  const isNote = dict.has(PDFName.of("Rect")) && kind !== "";
  if (isNote && kind !== "Widget" && !dict.has(PDFName.of("FT")))
    for (const [key, label] of NOTE_KEYS) drop(dict, key, label, removed);
  else if (isNote) drop(dict, "M", "time", removed);
  if (nameIn(dict, "Type") === "EmbeddedFile") drop(dict, "Params", "time", removed);
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

// A photograph in a PDF is a whole JPEG, with what the camera wrote into it; so is an attached file.
async function cleanedStream(
  context: PDFContext,
  ref: PDFRef,
  target: PDFObject,
  nested: Nested,
  removed: Set<Removed>,
): Promise<PDFObject> {
  if (!(target instanceof PDFRawStream)) return target;
  const filter = filterOf(target.dict);
  if (filter !== "DCTDecode" && filter !== "JPXDecode" && !isPlainFile(target.dict)) return target;
  const old = target.getContents() as Bytes;
  const fresh = await nested(old, removed);
  if (fresh === old) return target;
  const replaced = PDFRawStream.of(target.dict, fresh);
  context.assign(ref, replaced);
  return replaced;
}

function filterOf(dict: PDFDict): string {
  const filter = dict.lookup(PDFName.of("Filter"));
  if (filter instanceof PDFName) return filter.decodeText();
  const only = filter instanceof PDFArray && filter.size() === 1 ? filter.get(0) : undefined;
  return only instanceof PDFName ? only.decodeText() : "";
}

function isPlainFile(dict: PDFDict): boolean {
  return nameIn(dict, "Type") === "EmbeddedFile" && !dict.has(PDFName.of("Filter"));
}

/** Whether bytes begin as a PDF does; some writers put a few bytes in front. */
export function isPdf(head: Uint8Array): boolean {
  return latin(head, 0, 1024).includes("%PDF-");
}
