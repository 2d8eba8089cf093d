/**
 * The access code: the one secret that a reporter keeps, and all that follows from it. The same as
 * crypto/access_code.py; both are held to tests/vectors/access_code.json.
 */
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { bech32 } from "@scure/base";
import { identityToRecipient } from "age-encryption";
import { readIndexes } from "./bip39";
import { CHINESE, ENGLISH } from "./word_lists";

/** 128 secret bits; `fill(0)` when they are not needed any more. */
export type AccessCode = Uint8Array;

/** How many parts a code is written in. */
export const CODE_PARTS = 12;

const CODE_BYTES = 16;
const PART_BITS = 11n;
const CHECKSUM_BITS = 4n;
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
// Case number and code are copied together, so they come back together too.
const NUMBER_BESIDE = /QF-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}/giu;

/** A text is not an access code; says why without a word of it. */
export class AccessCodeError extends Error {
  constructor(
    /** Some words are in no list; there are not 12; or a slip among words of the list. */
    readonly reason: "words" | "length" | "checksum",
    /** Which words are in no list, counted from 1. */
    readonly unknownPositions: number[] = [],
  ) {
    super(`not an access code: ${reason}`);
  }
}

/** A code from the browser's random numbers. */
export function newAccessCode(): AccessCode {
  return crypto.getRandomValues(new Uint8Array(CODE_BYTES));
}

/**
 * Read what a person typed, as forgiving as the server.
 *
 * @throws AccessCodeError
 */
export function parseAccessCode(text: string): AccessCode {
  const indexes = readIndexes(text.replace(NUMBER_BESIDE, " "));
  const unknown = indexes.flatMap((index, place) => (index === null ? [place + 1] : []));
  if (unknown.length > 0) throw new AccessCodeError("words", unknown);
  if (indexes.length !== CODE_PARTS) throw new AccessCodeError("length");
  const all = indexes.reduce<bigint>((value, index) => (value << PART_BITS) | BigInt(index!), 0n);
  const code = toBytes(all >> CHECKSUM_BITS);
  if ((all & 15n) !== checksum(code)) throw new AccessCodeError("checksum");
  return code;
}

/** The 12 parts, as Chinese characters or as English words. */
export function spell(code: AccessCode, language: "zh" | "en"): string[] {
  const list = language === "zh" ? CHINESE : ENGLISH;
  const all = (toNumber(code) << CHECKSUM_BITS) | checksum(code);
  return Array.from({ length: CODE_PARTS }, (_, place) => {
    const shift = PART_BITS * BigInt(CODE_PARTS - 1 - place);
    return list[Number((all >> shift) & 2047n)]!;
  });
}

/** Whether what was typed is the code at these places (from 1), as forgiving as `parseAccessCode`. */
export function isTypedBack(code: AccessCode, places: number[], typed: string): boolean {
  const words = spell(code, "en");
  const wanted = places.map((place) => words[place - 1] ?? "");
  const read = readIndexes(typed);
  const meant = readIndexes(wanted.join(" "));
  const same = read.length === meant.length && read.every((index, at) => index === meant[at]);
  // Two words without a space between them are no word of the list, and meant well.
  return same || typed.toLowerCase() === wanted.join("");
}

/** The 64 hexadecimal digits by which the server knows the case. */
export function verifierOf(code: AccessCode): string {
  return bytesToHex(derive(code, "verifier"));
}

/** The key that authenticates the messages of the case, both ways. */
export function messageKeyOf(code: AccessCode): Uint8Array {
  return derive(code, "message-key");
}

/** The key of the HMAC that tells a form sent twice from a changed one. */
export function contentKeyOf(code: AccessCode): Uint8Array {
  return derive(code, "content-key");
}

/** The reporter's own age identity: it opens the replies. */
export function identityOf(code: AccessCode): string {
  const seed = bech32.toWords(derive(code, "identity"));
  return bech32.encode("age-secret-key-pq-", seed, false).toUpperCase();
}

/** The public half of the reporter's identity. */
export function recipientOf(code: AccessCode): Promise<string> {
  return identityToRecipient(identityOf(code));
}

/** The case number that belongs to a code, `QF-XXXX-XXXX-XX`. */
export function caseNumberOf(code: AccessCode): string {
  const number = toNumber(derive(derive(code, "verifier"), "case-number")) >> 206n;
  const digits = Array.from({ length: 10 }, (_, place) => {
    return CROCKFORD[Number((number >> BigInt(45 - 5 * place)) & 31n)];
  }).join("");
  return `QF-${digits.slice(0, 4)}-${digits.slice(4, 8)}-${digits.slice(8)}`;
}

function derive(secret: Uint8Array, name: string): Uint8Array {
  return hkdf(sha256, secret, new Uint8Array(), utf8ToBytes(`qingfeng/v1/${name}`), 32);
}

function checksum(code: AccessCode): bigint {
  return BigInt(sha256(code)[0]!) >> (8n - CHECKSUM_BITS);
}

function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x${bytesToHex(bytes)}`);
}

function toBytes(number: bigint): Uint8Array {
  const hex = number.toString(16).padStart(CODE_BYTES * 2, "0");
  return Uint8Array.from({ length: CODE_BYTES }, (_, at) =>
    Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16),
  );
}
