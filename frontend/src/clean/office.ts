// Documents that are zip files: told apart by their parts, cleaned part by part, packed anew.
import { packed, unpacked, type Parts } from "./archive";
import type { Bytes } from "./bytes";
import { xmlText } from "./xml";
import { stripOdf } from "./odf";
import { stripOfd } from "./ofd";
import { stripOoxml } from "./ooxml";
import { NotCleanedError, type Removed } from "./outcome";

// Rewritten as text above all else (XML, relations, VML), or harmless by nature: the name of the
// document's kind, and fonts, which were made by others than the document's author.
const NOT_NESTED = /(^mimetype|\.(xml|rels|vml|odttf|fntdata|ttf|otf))$/i;

type Nested = (bytes: Bytes, removed: Set<Removed>) => Promise<Bytes>;

/** Strip one document. `nested` cleans the pictures, films and documents inside it. */
export async function stripOffice(
  bytes: Bytes,
  nested: Nested,
): Promise<{ bytes: Bytes; removed: Set<Removed> }> {
  const parts = unpacked(bytes);
  const removed = new Set<Removed>();
  stripperFor(parts)(parts, removed);
  for (const [name, part] of parts)
    if (!NOT_NESTED.test(name)) parts.set(name, await nested(part, removed));
  return { bytes: packed(parts), removed };
}

function stripperFor(parts: Parts): (parts: Parts, removed: Set<Removed>) => void {
  if (parts.has("[Content_Types].xml")) return stripOoxml;
  if (parts.has("OFD.xml")) return stripOfd;
  const type = parts.get("mimetype");
  if (type && xmlText(type).startsWith("application/vnd.oasis.opendocument.")) return stripOdf;
  throw new NotCleanedError("unknown_kind");
}
