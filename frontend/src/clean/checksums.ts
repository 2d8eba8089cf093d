// The checksums that rewritten parts need.

function table(polynomial: number, reflected: boolean): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = reflected ? byte : byte << 24;
    for (let bit = 0; bit < 8; bit++)
      if (reflected) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
      else value = value & 0x80000000 ? (value << 1) ^ polynomial : value << 1;
    return value;
  });
}

const REFLECTED = table(0xedb88320, true);
const STRAIGHT = table(0x04c11db7, false);

/** PNG's CRC-32 (PNG, annex D), unsigned. */
export function crc32(bytes: Uint8Array): number {
  let value = -1;
  for (const byte of bytes) value = (value >>> 8) ^ REFLECTED[(value ^ byte) & 0xff]!;
  return ~value >>> 0;
}

/** Ogg's CRC-32 (RFC 3533, section 6), unsigned: no reflection, starts at 0. */
export function oggCrc32(bytes: Uint8Array): number {
  let value = 0;
  for (const byte of bytes) value = (value << 8) ^ STRAIGHT[((value >>> 24) ^ byte) & 0xff]!;
  return value >>> 0;
}
