/**
 * JSON as Python's json.dumps(sort_keys=True, separators=(",", ":"), ensure_ascii=False) writes it,
 * byte for byte: HMACs are computed over it on both sides.
 */

/** What an envelope may hold. Numbers are whole. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/**
 * The value as text.
 *
 * @throws TypeError for a number that is not whole, or what JSON has no word for.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === "string") return JSON.stringify(wellFormed(value));
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return wholeNumber(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object") throw new TypeError("not JSON");
  const keys = Object.keys(value).sort(byCodePoint);
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key]!)}`).join(",")}}`;
}

/** The text with U+FFFD for each half of a pair that stands alone: UTF-8 has no bytes for one. */
export function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udfff]/gu, "\ufffd");
}

function wholeNumber(value: number): string {
  if (!Number.isSafeInteger(value)) throw new TypeError("not a whole number");
  return String(value === 0 ? 0 : value);
}

function byCodePoint(left: string, right: string): number {
  const [a, b] = [Array.from(left), Array.from(right)];
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const difference = a[at]!.codePointAt(0)! - b[at]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
