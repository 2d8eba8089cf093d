// Which kind a file is, by its first bytes; its name is not looked at.
import { latin } from "./bytes";
import { isPdf } from "./pdf";

/** The kinds that something is known about. */
export type Kind =
  | "jpeg" | "png" | "gif" | "webp" | "iso_media" | "pdf" | "office" | "old_office"
  | "mp3" | "wav" | "ogg" | "flac" | "webm" | "amr";

/** How many bytes `kindOf` wants to see. */
export const HEAD = 1024;

const SIGNATURES: readonly [Kind, RegExp][] = [
  ["jpeg", /^\xff\xd8\xff/],
  ["png", /^\x89PNG\r\n\x1a\n/],
  ["gif", /^GIF8[79]a/],
  ["webp", /^RIFF[^]{4}WEBP/],
  ["wav", /^(RIFF|RF64)[^]{4}WAVE/],
  ["office", /^PK\x03\x04/],
  ["old_office", /^\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1/],
  ["ogg", /^OggS/],
  ["flac", /^fLaC/],
  ["webm", /^\x1a\x45\xdf\xa3/],
  ["amr", /^#!AMR/],
  ["iso_media", /^[^]{4}(ftyp|moov|mdat|wide|free|skip|pnot)/],
  ["mp3", /^(ID3|\xff[\xe2-\xe7\xf2-\xf7\xfa-\xff])/],
];

/** Tell the kind from the first bytes of a file. */
export function kindOf(head: Uint8Array): Kind | undefined {
  const text = latin(head, 0, HEAD);
  return SIGNATURES.find(([, sign]) => sign.test(text))?.[0] ?? (isPdf(head) ? "pdf" : undefined);
}
