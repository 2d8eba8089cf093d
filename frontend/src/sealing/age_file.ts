/** Seals and opens age files with age-encryption; adds nothing to it but where its parts go. */
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { Decrypter, Encrypter, Stanza } from "age-encryption";
// The package exports neither; a header for a file key that exists already needs both.
import { encodeHeader, encodeHeaderNoMAC } from "../../node_modules/age-encryption/dist/format.js";
import { HybridRecipient } from "../../node_modules/age-encryption/dist/recipients.js";

/** One age file with one stanza. */
export async function sealTo(recipient: string, plaintext: Uint8Array): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return encrypter.encrypt(plaintext);
}

/**
 * The whole plaintext, or nothing of it.
 *
 * @throws Error when it is for somebody else or was changed.
 */
export async function openWith(identity: string, file: Uint8Array): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypter.decrypt(file);
}

/** A complete header of one stanza, for a payload under this file key. */
export function headerFor(fileKey: Uint8Array, recipient: string): Uint8Array {
  const stanzas = new HybridRecipient(recipient).wrapFileKey(fileKey);
  const macKey = hkdf(sha256, fileKey, undefined, utf8ToBytes("header"), 32);
  return encodeHeader(stanzas, hmac(sha256, macKey, encodeHeaderNoMAC(stanzas)));
}

/**
 * The file key of a detached header.
 *
 * @throws Error when it is for somebody else or was changed.
 */
export async function fileKeyOf(header: Uint8Array, identity: string): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypter.decryptHeader(header);
}

/** One payload, and a header of one stanza for each recipient, in their order. */
export async function sealToAll(
  recipients: string[],
  plaintext: Uint8Array,
): Promise<{ headers: Uint8Array[]; payload: Uint8Array }> {
  const stream = new Blob([plaintext as Uint8Array<ArrayBuffer>]).stream();
  const { fileKey, payload } = await sealPayload(stream);
  const bytes = new Uint8Array(await new Response(payload as BodyInit).arrayBuffer());
  return { headers: recipients.map((recipient) => headerFor(fileKey, recipient)), payload: bytes };
}

/** A header and the payload that it opens: an age file. */
export function joinFile(header: Uint8Array, payload: Uint8Array): Uint8Array {
  const file = new Uint8Array(header.length + payload.length);
  file.set(header);
  file.set(payload, header.length);
  return file;
}

/** What follows an age header: nonce and chunks, sealed while it is read. */
export type SealedPayload = { fileKey: Uint8Array; payload: ReadableStream<Uint8Array> };

/** Seal a stream under a fresh file key. Who will be able to open it is decided later. */
export async function sealPayload(plaintext: ReadableStream<Uint8Array>): Promise<SealedPayload> {
  const placeholder = [new Stanza(["none"], new Uint8Array())];
  let fileKey: Uint8Array | undefined;
  const encrypter = new Encrypter();
  encrypter.addRecipient({
    wrapFileKey(key: Uint8Array) {
      fileKey = key;
      return placeholder;
    },
  });
  const file = await encrypter.encrypt(plaintext);
  const headerBytes = encodeHeader(placeholder, new Uint8Array(32)).length;
  return { fileKey: fileKey!, payload: file.pipeThrough(withoutStart(headerBytes)) };
}

function withoutStart(bytes: number): TransformStream<Uint8Array, Uint8Array> {
  let left = bytes;
  return new TransformStream({
    transform(chunk, controller) {
      const cut = Math.min(left, chunk.length);
      left -= cut;
      if (cut < chunk.length) controller.enqueue(chunk.subarray(cut));
    },
  });
}
