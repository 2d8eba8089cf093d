/** A file of the reporter's, read in small parts, padded with zeros and sealed as one payload. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { type SealedPayload, sealPayload } from "./age_file";
import { paddedLength } from "./padding";

const PART_BYTES = 512 * 1024;
const NONCE_BYTES = 16;
const CHUNK_BYTES = 64 * 1024;
const TAG_BYTES = 16;

/** A file that is sealed while its payload is read; not more than a part is held. */
export type SealedFile = SealedPayload & {
  /** The SHA-256 of the file without padding, in hexadecimal; known once the payload was read. */
  digest: () => string;
  /** How long the payload will be, in bytes. */
  payloadBytes: number;
};

/** Begin to seal a file under a fresh file key. */
export async function sealFile(file: Blob): Promise<SealedFile> {
  const hash = sha256.create();
  let digest: string | undefined;
  const plaintext = paddedParts(file, (part) => hash.update(part));
  const sealed = await sealPayload(plaintext);
  return {
    ...sealed,
    digest: () => (digest ??= bytesToHex(hash.digest())),
    payloadBytes: payloadBytes(file.size),
  };
}

/** The length in bytes of the payload of a file of `length` bytes. */
export function payloadBytes(length: number): number {
  const padded = paddedLength(length);
  return NONCE_BYTES + padded + Math.ceil(padded / CHUNK_BYTES) * TAG_BYTES;
}

// Not blob.stream(), which hands out what it likes: a part is read only when one is wanted.
function paddedParts(file: Blob, onPart: (part: Uint8Array) => void): ReadableStream<Uint8Array> {
  const whole = paddedLength(file.size);
  let at = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const part =
          at < file.size
            ? new Uint8Array(await file.slice(at, at + PART_BYTES).arrayBuffer())
            : new Uint8Array(Math.min(PART_BYTES, whole - at));
        if (part.length === 0) throw new Error("the file ended early");
        if (at < file.size) onPart(part);
        at += part.length;
        controller.enqueue(part);
        if (at >= whole) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}
