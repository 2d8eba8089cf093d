// Office Open XML (ECMA-376, ISO/IEC 29500; Microsoft's extensions in [MS-DOCX], [MS-XLSX], [MS-PPTX]):
// docx, xlsx, pptx, as Word, WPS and LibreOffice write them.
import type { Parts } from "./archive";
import { note } from "./labels";
import { NotCleanedError, type Removed } from "./outcome";
import { cleanAttributes, DROPPED_ELEMENTS, numberedNames } from "./ooxml_words";
import { lastStep, withoutPaths } from "./paths";
import { withAttributes, withElements, withoutElements, xmlText } from "./xml";

// Properties, previews, labels, lists of people, data for forms, printers, logs of shared workbooks.
const DROPPED = [
  /^docProps\//i,
  /^docMetadata\//i,
  /^customXml\//i,
  /(^|\/)printerSettings\//i,
  /^xl\/revisions\//i,
  /^word\/people\.xml$/i,
  /^ppt\/changesInfos\//i,
  /^ppt\/revisionInfo\.xml$/i,
  /(^|\/)commentsExtensible\.xml$/i,
  /^\[trash\]\//i,
];
// Relations whose elements are gone.
const UNSEEN = /\/(attachedTemplate|mailMerge\w+|recipientData|headerSource)["']/;
const SAFE_TARGET = /^(https?|mailto|tel|ftp|#|news):?/i;

/** Strip the parts of one document in place. */
export function stripOoxml(parts: Parts, removed: Set<Removed>): void {
  if ([...parts.keys()].some((name) => name.startsWith("_xmlsignatures/")))
    throw new NotCleanedError("protected");
  for (const [name, bytes] of parts)
    if (DROPPED.some((pattern) => pattern.test(name))) {
      note(removed, bytes);
      if (/thumbnail/i.test(name)) removed.add("thumbnail");
      parts.delete(name);
    }
  const people = numberedNames();
  for (const [name, bytes] of parts) {
    if (!/\.(xml|rels|vml)$/i.test(name)) continue;
    const old = xmlText(bytes);
    const fresh = rewritten(name, old, parts, people, removed);
    if (fresh !== old) parts.set(name, new TextEncoder().encode(fresh));
  }
}

function rewritten(
  name: string,
  xml: string,
  parts: Parts,
  people: (name: string) => string,
  removed: Set<Removed>,
): string {
  if (name === "[Content_Types].xml") return withoutOverrides(xml, parts);
  if (name.endsWith(".rels")) return withoutRelations(name, xml, removed);
  let fresh = withoutElements(xml, DROPPED_ELEMENTS);
  fresh = withAttributes(fresh, (element, attribute, value) =>
    cleanAttributes(element, attribute, value, people, removed),
  );
  // A field says where its picture or table lies.
  fresh = withElements(fresh, "instrText", (open, inside) => {
    const bare = withoutPaths(inside);
    return bare === inside ? undefined : `${open}${bare}</${tagOf(open)}>`;
  });
  return /comments[^/]*\.xml$/i.test(name) && name.startsWith("xl/") ? withNumberedPeople(fresh, people, removed) : fresh;
}

// Names of a workbook's commenters are text: <author>...</author>; and Excel begins a remark with one.
function withNumberedPeople(xml: string, people: (name: string) => string, removed: Set<Removed>): string {
  const names: string[] = [];
  const numbered = withElements(xml, "author", (open, inside) => {
    removed.add("author");
    if (inside !== "") names.push(inside);
    return `${open}${people(inside)}</${tagOf(open)}>`;
  });
  return withElements(numbered, "t", (open, inside) => {
    const name = names.find((one) => inside.startsWith(one) && /^\s*[:：]/.test(inside.slice(one.length)));
    return name === undefined ? undefined : `${open}${people(name)}${inside.slice(name.length)}</${tagOf(open)}>`;
  });
}

function tagOf(open: string): string {
  return /^<([\w:.-]+)/.exec(open)?.[1] ?? "";
}

function withoutOverrides(xml: string, parts: Parts): string {
  return withElements(xml, "Override", (open) => {
    const part = /PartName\s*=\s*["']\/?([^"']*)/.exec(open)?.[1] ?? "";
    return parts.has(decodeURI(part)) ? undefined : "";
  });
}

function withoutRelations(name: string, xml: string, removed: Set<Removed>): string {
  return withElements(xml, "Relationship", (open) => {
    const target = /\sTarget\s*=\s*["']([^"']*)/.exec(open)?.[1] ?? "";
    if (!/TargetMode\s*=\s*["']External/.test(open)) {
      return DROPPED.some((pattern) => pattern.test(resolved(name, target))) ? "" : undefined;
    }
    if (/\/hyperlink["']/.test(open) && SAFE_TARGET.test(target)) return undefined;
    // A path on a disk or an office's server, often with a person's name; a picture or a table from
    // elsewhere tells who opens it.
    removed.add("author");
    if (UNSEEN.test(open)) return "";
    const short = lastStep(target) || "about:blank";
    return open.replace(/(\sTarget\s*=\s*["'])[^"']*/, (_, start: string) => start + short);
  });
}

// A target is relative to the folder of the part that the .rels file belongs to (ECMA-376-2, 9.3).
function resolved(rels: string, target: string): string {
  if (target.startsWith("/")) return target.slice(1);
  const path = rels.split("/").slice(0, -2);
  for (const step of target.split("/"))
    if (step === "..") path.pop();
    else if (step !== ".") path.push(step);
  return path.join("/");
}
