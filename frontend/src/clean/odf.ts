// OpenDocument (OASIS ODF 1.3, part 2 packages and part 3 schema): odt, ods, odp.
import type { Parts } from "./archive";
import { labelsIn } from "./labels";
import { NotCleanedError, type Removed } from "./outcome";
import { numberedNames } from "./ooxml_words";
import { isPath, lastStep } from "./paths";
import { withAttributes, withElements, withoutElements, xmlText } from "./xml";

const DROPPED = /^(.*\/)?(Thumbnails\/|Configurations2\/|layout-cache$|meta\.xml$|manifest\.rdf$|VersionList\.xml$|(Basic|Dialogs|Scripts)\/)/;
const SETTINGS =
  /^(Printer(Name|Setup)|Rsid(Root)?|CurrentDatabase.*|EmbeddedDatabaseName|DatabaseSource.*|RedlineProtectionKey|ImagePreferredDPI|DocumentLanguage)$/;

/** Strip the parts of one document in place. */
export function stripOdf(parts: Parts, removed: Set<Removed>): void {
  refuseProtected(parts);
  for (const [name, bytes] of parts)
    if (DROPPED.test(name)) {
      if (name.endsWith("meta.xml")) labelsIn(bytes).forEach((label) => removed.add(label));
      if (name.includes("Thumbnails/")) removed.add("thumbnail");
      parts.delete(name);
    }
  const people = numberedNames();
  for (const [name, bytes] of parts) {
    if (!name.endsWith(".xml")) continue;
    const old = xmlText(bytes);
    const fresh = rewritten(name, old, parts, people, removed);
    if (fresh !== old) parts.set(name, new TextEncoder().encode(fresh));
  }
}

function refuseProtected(parts: Parts): void {
  const manifest = parts.get("META-INF/manifest.xml");
  const signed = parts.has("META-INF/documentsignatures.xml");
  if (signed || (manifest && xmlText(manifest).includes("encryption-data")))
    throw new NotCleanedError("protected");
}

function rewritten(
  name: string,
  xml: string,
  parts: Parts,
  people: (name: string) => string,
  removed: Set<Removed>,
): string {
  if (name === "META-INF/manifest.xml") return withoutEntries(xml, parts);
  if (name.endsWith("settings.xml"))
    return withElements(xml, "config-item", (open) =>
      SETTINGS.test(/name\s*=\s*["']([^"']*)/.exec(open)?.[1] ?? "") ? "" : undefined,
    );
  // Comments and tracked changes. A change must have a date, so it gets one that says nothing.
  let fresh = withElements(xml, "creator", (open, inside) => {
    removed.add("author");
    return inside === "" ? undefined : `${open}${people(inside)}</${nameOf(open)}>`;
  });
  fresh = withElements(fresh, "date", (open) => {
    if (nameOf(open) !== "dc:date") return undefined;
    removed.add("time");
    return `${open.replace(/\/?>$/, "")}>1970-01-01T00:00:00</dc:date>`;
  });
  fresh = withoutElements(fresh, ["creator-initials", "sender-initials", "date-string"]);
  return withAttributes(fresh, (_, attribute, value) => {
    if (/rsid$/.test(attribute)) return undefined;
    const outside = /(^|:)href$/.test(attribute) && value.startsWith("../");
    if (!outside && !isPath(value)) return value;
    removed.add("author");
    return lastStep(value);
  });
}

function nameOf(open: string): string {
  return /^<([\w:.-]+)/.exec(open)?.[1] ?? "";
}

function withoutEntries(xml: string, parts: Parts): string {
  return withElements(xml, "file-entry", (open) => {
    const path = /full-path\s*=\s*["']([^"']*)/.exec(open)?.[1] ?? "";
    return path.endsWith("/") && !DROPPED.test(path) ? undefined : parts.has(path) ? undefined : "";
  });
}
