// ICC profiles (ICC.1:2022) are replaced, not kept: a screen's or a scanner's profile carries its
// name, serial number, user and date, and its measured primaries are a fingerprint by themselves.
// What is needed is the colour space, and nearly all pictures use one of three: sRGB, which is what
// a picture without a profile means, and Display P3 and Adobe RGB, for which a fresh profile with the
// published numbers is written. A picture in any other space is then shown as sRGB.
import { ascii, big32, joined, latin, viewOf, type Bytes } from "./bytes";

type Primaries = readonly [number, number, number];
interface Space {
  name: string;
  red: Primaries;
  green: Primaries;
  blue: Primaries;
  curve: readonly number[];
}

// XYZ under D50, and the curve's parameters: Apple's Display P3 (sRGB's curve), Adobe RGB (1998).
const SPACES: readonly Space[] = [
  {
    name: "P3",
    red: [0.51512, 0.2412, -0.00105],
    green: [0.29198, 0.69225, 0.04189],
    blue: [0.1571, 0.06657, 0.78407],
    curve: [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045],
  },
  {
    name: "Adobe RGB",
    red: [0.60974, 0.31111, 0.01947],
    green: [0.20528, 0.62567, 0.06087],
    blue: [0.14919, 0.06322, 0.74457],
    curve: [2.19921875],
  },
];
const NEAR = 0.005; // profiles of the same space differ by rounding; measured screens by more

/** A fresh profile for the same colour space, or undefined where it is sRGB or not a known one. */
export function standardProfile(profile: Uint8Array): Bytes | undefined {
  const red = primary(profile, "rXYZ");
  const green = primary(profile, "gXYZ");
  const space = SPACES.find((one) => near(one.red, red) && near(one.green, green));
  return space && write(space);
}

function near(known: Primaries, found: Primaries | undefined): boolean {
  return found !== undefined && known.every((value, at) => Math.abs(value - found[at]!) < NEAR);
}

function primary(profile: Uint8Array, wanted: string): Primaries | undefined {
  if (profile.length < 132) return undefined;
  const view = viewOf(profile);
  const count = Math.min(view.getUint32(128), 100);
  for (let at = 132; at < 132 + count * 12 && at + 12 <= profile.length; at += 12) {
    const offset = view.getUint32(at + 4);
    if (latin(profile, at, 4) === wanted && offset + 20 <= profile.length)
      return [8, 12, 16].map((skip) => view.getInt32(offset + skip) / 65536) as unknown as Primaries;
  }
  return undefined;
}

function fixed(value: number): Bytes {
  return big32(Math.round(value * 65536));
}

function xyz(values: readonly number[]): Bytes {
  return joined([ascii("XYZ \0\0\0\0"), ...values.map(fixed)]);
}

function text(value: string): Bytes {
  const spelled = joined([...value].map((letter) => Uint8Array.of(0, letter.charCodeAt(0))));
  const head = [ascii("mluc\0\0\0\0"), big32(1), big32(12), ascii("enUS")];
  return joined([...head, big32(spelled.length), big32(28), spelled, new Uint8Array(spelled.length % 4)]);
}

function curveOf(values: readonly number[]): Bytes {
  const kind = values.length === 1 ? 0 : 3;
  return joined([ascii("para\0\0\0\0"), Uint8Array.of(0, kind, 0, 0), ...values.map(fixed)]);
}

function write(space: Space): Bytes {
  const curve = curveOf(space.curve);
  const white = [0.9642, 1, 0.8249];
  const fields: [string, Bytes][] = [
    ["desc", text(space.name)],
    ["cprt", text("CC0")],
    ["wtpt", xyz(white)],
    ["rXYZ", xyz(space.red)],
    ["gXYZ", xyz(space.green)],
    ["bXYZ", xyz(space.blue)],
    ["rTRC", curve],
    ["gTRC", curve],
    ["bTRC", curve],
  ];
  const table: Bytes[] = [big32(fields.length)];
  let offset = 132 + fields.length * 12;
  for (const [name, { length }] of fields) {
    table.push(ascii(name), big32(offset), big32(length));
    offset += length;
  }
  return joined([head(offset, white), ...table, ...fields.map(([, bytes]) => bytes)]);
}

function head(size: number, white: readonly number[]): Bytes {
  const bytes = new Uint8Array(128);
  bytes.set(big32(size), 0);
  bytes.set([4, 0x20, 0, 0], 8);
  bytes.set(ascii("mntrRGB XYZ "), 12);
  bytes.set(ascii("acsp"), 36);
  white.forEach((value, at) => bytes.set(fixed(value), 68 + at * 4));
  return bytes;
}
