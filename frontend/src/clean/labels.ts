// What a stretch of metadata was about, told by the words in it, so that the reporter can be told.
// This only chooses words for the page: whether something is removed never depends on it.
import { latin } from "./bytes";
import type { Removed } from "./outcome";

const LOOK_AT = 65536; // bytes; the names of fields stand at the beginning
const SIGNS: readonly [Removed, RegExp][] = [
  ["place", /gps|location|\xa9xyz|latitude|longitude|loci|iptc4xmp.*city|photoshop:(city|country)/i],
  ["device", /tiff:ma?(k|d)e|tiff:model|serial|[.:]make|[.:]model|\xa9mak|\xa9mod|lens|android\.|camera/i],
  ["author", /dc:creator|author|artist|owner|last-?modified-?by|\xa9aut|\xa9art|\xa9nam|TPE1|by-?line|rights/i],
  ["time", /date|\xa9day|TDRC|TYER|timestamp|\d{4}[:-]\d\d[:-]\d\d/i],
  ["software", /software|creatortool|producer|encoder|encoded|\xa9too|\xa9swr|TSSE|lavf|application/i],
  ["thumbnail", /thumbnail|covr|APIC|JFXX|picture/i],
  ["comments", /comment|description|caption|subject|keyword|\xa9cmt|\xa9des|COMM/i],
];

/** Name what some removed metadata held; "other" where it does not show. */
export function labelsIn(bytes: Uint8Array): Removed[] {
  return labelsOf(latin(bytes, 0, LOOK_AT));
}

/** The same for text. */
export function labelsOf(text: string): Removed[] {
  const found = SIGNS.filter(([, sign]) => sign.test(text)).map(([label]) => label);
  return found.length > 0 ? found : ["other"];
}

/** Put the labels for some removed metadata into a set. */
export function note(removed: Set<Removed>, bytes: Uint8Array): void {
  for (const label of labelsIn(bytes)) removed.add(label);
}
