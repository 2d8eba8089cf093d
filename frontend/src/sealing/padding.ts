/** Size buckets, as crypto/padding.py has them: how long something is must say little. */

const KIB = 1024;
const BUCKETS_BYTES = [4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB];
const SMALLEST_FILE_BYTES = 4 * KIB;

/** The text fits no bucket. */
export class TooLongError extends Error {}

/**
 * The JSON text, filled up with spaces to 4, 16, 64 or 256 KiB.
 *
 * @throws TooLongError
 */
export function padJson(body: Uint8Array): Uint8Array {
  const bucket = BUCKETS_BYTES.find((size) => body.length <= size);
  if (bucket === undefined) throw new TooLongError(`${body.length} bytes`);
  const padded = new Uint8Array(bucket).fill(" ".charCodeAt(0));
  padded.set(body);
  return padded;
}

/**
 * The length in bytes that a file is filled up to with zeros, for lengths below 2^53.
 *
 * Source: PADMÉ, PoPETs 2019(4), algorithm 1; numbers, not 32-bit operators, for files over 2 GiB.
 */
export function paddedLength(length: number): number {
  const least = Math.max(length, SMALLEST_FILE_BYTES);
  const exponent = bitLength(least) - 1;
  const step = 2 ** (exponent - bitLength(exponent));
  return Math.ceil(least / step) * step;
}

function bitLength(value: number): number {
  return value.toString(2).length;
}
