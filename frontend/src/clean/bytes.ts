// Reading and joining bytes. A read beyond the end is a RangeError, which `clean` calls broken.
import { broken } from "./outcome";

/** Bytes that own their memory, as a Blob wants them. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** The bytes [start, end) of a Blob. */
export async function readSlice(blob: Blob, start: number, end: number): Promise<Bytes> {
  return new Uint8Array(await blob.slice(start, end).arrayBuffer());
}

/** A view for reading numbers out of bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Bytes as text, one character a byte; what lies beyond the end is missing. */
export function latin(bytes: Uint8Array, start: number, length: number): string {
  let text = "";
  const end = Math.min(bytes.length, start + length);
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at] ?? 0);
  return text;
}

/** Text of single-byte characters as bytes. */
export function ascii(text: string): Bytes {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** A part of some bytes that must be there whole. */
export function part(bytes: Bytes, start: number, length: number): Bytes {
  if (length < 0 || start < 0 || start + length > bytes.length) broken();
  return bytes.subarray(start, start + length);
}

/** Everything in a row. */
export function joined(parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of parts) {
    whole.set(one, at);
    at += one.length;
  }
  return whole;
}

/** A number of 32 bits, most significant byte first. */
export function big32(value: number): Bytes {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, value);
  return bytes;
}

/** A number of 32 bits, least significant byte first. */
export function little32(value: number): Bytes {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, value, true);
  return bytes;
}
