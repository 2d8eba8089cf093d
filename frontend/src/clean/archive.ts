// Zip files (APPNOTE 6.3.10) as documents use them, by fflate: opened within limits, written anew, so
// that times, systems, user numbers and comments of the old archive are gone.
import { unzipSync, zipSync, type Zippable } from "fflate";

import { viewOf, type Bytes } from "./bytes";
import { broken, NotCleanedError } from "./outcome";

/** A document's parts, by name, in the order of the archive. */
export type Parts = Map<string, Bytes>;

const MOST_PARTS = 10_000;
const LARGEST = 256 << 20; // bytes, unpacked, all parts together
const EPOCH = new Date(1980, 0, 1); // the earliest that a zip file can say
const PACKED = /\.(jpe?g|png|gif|webp|mp[34]|m4[av]|mov|zip|docx|xlsx|pptx|od[tsp])$/i;

/** Open a zip file. Throws "protected" for one with a password, "too_large" for a bomb. */
export function unpacked(bytes: Bytes): Parts {
  refuseEncrypted(bytes);
  refuseBomb(bytes);
  const parts = unzipSync(bytes, { filter: ({ name }) => !name.endsWith("/") });
  return new Map(Object.entries(parts) as [string, Bytes][]);
}

// By the archive's own list, before anything is unpacked: fflate unpacks into no more than it says.
function refuseBomb(bytes: Bytes): void {
  let count = 0;
  let total = 0;
  unzipSync(bytes, {
    filter: ({ originalSize }) => {
      count++;
      total += originalSize;
      if (count > MOST_PARTS || total > LARGEST) throw new NotCleanedError("too_large");
      return false;
    },
  });
}

// The first local header's flags; documents encrypt all parts or none.
function refuseEncrypted(bytes: Bytes): void {
  if (bytes.length < 30) broken();
  if (viewOf(bytes).getUint16(6, true) & 1) throw new NotCleanedError("protected");
}

/** Write the parts as a zip file. A part called `mimetype` comes first and unpacked, as ODF asks. */
export function packed(parts: Parts): Bytes {
  const files: Zippable = {};
  const type = parts.get("mimetype");
  if (type) files["mimetype"] = [type, { level: 0, mtime: EPOCH }];
  for (const [name, bytes] of parts)
    if (name !== "mimetype") files[name] = [bytes, { level: PACKED.test(name) ? 0 : 6, mtime: EPOCH }];
  return zipSync(files) as Bytes;
}
