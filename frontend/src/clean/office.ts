// Documents that are zip files: told apart by their parts, cleaned part by part, packed anew.
import { packed, unpacked, type Parts } from "./archive";
import type { Bytes } from "./bytes";
import { xmlText } from "./xml";
import { stripOdf } from "./odf";
import { stripOfd } from "./ofd";
import { stripOoxml } from "./ooxml";
import { NotCleanedError, type Removed } from "./outcome";

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
    if (!/\.(xml|rels)$/i.test(name)) parts.set(name, await nested(part, removed));
  return { bytes: packed(parts), removed };
}

function stripperFor(parts: Parts): (parts: Parts, removed: Set<Removed>) => void {
  if (parts.has("[Content_Types].xml")) return stripOoxml;
  if (parts.has("OFD.xml")) return stripOfd;
  const type = parts.get("mimetype");
  if (type && xmlText(type).startsWith("application/vnd.oasis.opendocument.")) return stripOdf;
  throw new NotCleanedError("unknown_kind");
}
