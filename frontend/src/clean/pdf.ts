// PDF (ISO 32000-2), by @cantoo/pdf-lib's parser and writer: everything that the catalog reaches is
// written anew, so that what earlier savings of the same file left in it is gone, without the entries
// that say who, when and with what.
import {
  decodePDFRawStream, PDFArray, PDFDict, PDFInvalidObject, PDFName, PDFParser, PDFRawStream, PDFRef, PDFStream, PDFStreamWriter,
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
];
const NOTE_KEYS: readonly [string, Removed][] = [
  ["T", "author"],
  ["M", "time"],
  ["NM", "other"],
  ["Subj", "other"],
];
const PAUSE = 200; // objects read or written between two breaths of the page

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
  const reached = await sweep(context, nested, removed);
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
      if (object.size() === 2 && object.get(0) === PDFName.of("ICCBased"))
        blankProfile(object.get(1), context, removed);
      for (const item of object.asArray()) waiting.push(item);
    } else if (object instanceof PDFDict) {
      stripEntries(object, removed);
      waiting.push(...object.values());
    } else if (object instanceof PDFStream) waiting.push(object.dict);
    else if (object instanceof PDFInvalidObject) broken(); // it would be copied as it is
  }
  return reached;
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

// A photograph in a PDF is a whole JPEG, with what the camera wrote into it; an attachment is a file.
async function cleanedStream(
  context: PDFContext,
  ref: PDFRef,
  target: PDFObject,
  nested: Nested,
  removed: Set<Removed>,
): Promise<PDFObject> {
  if (!(target instanceof PDFRawStream)) return target;
  const { dict } = target;
  const coding = filtersOf(dict);
  const last = coding[coding.length - 1];
  const attached = nameIn(dict, "Type") === "EmbeddedFile";
  if (last !== "DCTDecode" && !attached) return target;
  // What lies under other filters is unpacked for good.
  const old = coding.length > (attached ? 0 : 1) ? unfiltered(target, !attached) : target.getContents();
  const replaced = PDFRawStream.of(dict, await nested(old as Bytes, removed));
  context.assign(ref, replaced);
  return replaced;
}

function unfiltered(stream: PDFRawStream, photograph: boolean): Uint8Array {
  const { dict } = stream;
  const filter = dict.lookup(PDFName.of("Filter"));
  if (photograph && filter instanceof PDFArray) filter.remove(filter.size() - 1);
  const bytes = decodePDFRawStream(stream).decode();
  for (const key of ["Filter", "DecodeParms"]) dict.delete(PDFName.of(key));
  if (photograph) dict.set(PDFName.of("Filter"), PDFName.of("DCTDecode"));
  return bytes;
}

function filtersOf(dict: PDFDict): string[] {
  const filter = dict.lookup(PDFName.of("Filter"));
  const names = filter instanceof PDFArray ? filter.asArray() : [filter];
  return names.flatMap((name) => (name instanceof PDFName ? [name.decodeText()] : []));
}

/** Whether bytes begin as a PDF does; some writers put a few bytes in front. */
export function isPdf(head: Uint8Array): boolean {
  return latin(head, 0, 1024).includes("%PDF-");
}
