// Colour profiles inside a PDF stay, since its pages are painted with them, but lose their words:
// a profile made by macOS is often the screen's own, with its name, and says when it was made.
import {
  decodePDFRawStream, PDFName, PDFRawStream, PDFRef, type PDFContext, type PDFObject,
} from "@cantoo/pdf-lib";

import { latin, viewOf } from "./bytes";
import type { Removed } from "./outcome";

const WORDS = /^(desc|cprt|dmnd|dmdd|dscm|vcgt|ndin|mmod|meta|targ|vued|view|calt|clrt|tech|psid|pseq)$/;
// Of the header: preferred software, date, platform, maker, model, creator, and the digest.
const NAMING: readonly [number, number][] = [[4, 8], [24, 36], [40, 44], [48, 56], [80, 100]];

/** Blank the naming parts of the profile that `object` refers to, at the same length. */
export function blankProfile(object: PDFObject | undefined, context: PDFContext, removed: Set<Removed>): void {
  const stream = context.lookup(object);
  if (!(object instanceof PDFRef) || !(stream instanceof PDFRawStream)) return;
  const profile = decodePDFRawStream(stream).decode().slice();
  if (profile.length < 132 || latin(profile, 36, 4) !== "acsp") return;
  for (const [start, end] of NAMING) profile.fill(0, start, end);
  const view = viewOf(profile);
  const count = Math.min(view.getUint32(128), 100);
  for (let at = 132; at < 132 + count * 12 && at + 12 <= profile.length; at += 12) {
    if (!WORDS.test(latin(profile, at, 4))) continue;
    const offset = view.getUint32(at + 4) + 8; // the type's name and its reserved bytes stay
    profile.fill(0, offset, Math.max(offset, offset - 8 + view.getUint32(at + 8)));
  }
  removed.add("device");
  const { dict } = stream;
  for (const key of ["Filter", "DecodeParms", "Length"]) dict.delete(PDFName.of(key));
  context.assign(object, context.flateStream(profile, Object.fromEntries(
    dict.entries().map(([key, value]) => [key.decodeText(), value]))));
}
