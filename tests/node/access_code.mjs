// The access code once more, from the README of tests/vectors alone. Only plain JavaScript and
// the libraries that age-encryption brings along: no WebCrypto, nothing that a browser lacks.
// Standard input: {"vectors": access_code.json, "lists": {english, chinese_simplified,
// chinese_traditional}}. Standard output: the same vectors, worked out anew from the codes and texts.
import { buffer } from "node:stream/consumers";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { bech32 } from "@scure/base";
import { identityToRecipient } from "age-encryption";

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const WORDS = 12;
const BITS = 11n;
const CHECKSUM_BITS = 4n;
const NUMBER_BESIDE = /QF-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}/gi;
const IDEOGRAPH = "\\u{3400}-\\u{4dbf}\\u{4e00}-\\u{9fff}\\u{f900}-\\u{faff}\\u{20000}-\\u{3ffff}";
const TOKEN = new RegExp(`[${IDEOGRAPH}]|(?:(?![${IDEOGRAPH}])\\p{L})+`, "gu");

const { vectors, lists } = JSON.parse((await buffer(process.stdin)).toString());
const indexes = indexTokens();

const hex = (text) => bytesToHex(sha256(utf8ToBytes(text)));
const toNumber = (bytes) => BigInt(`0x${bytesToHex(bytes)}`);
const checksum = (value) => BigInt(sha256(value)[0]) >> (8n - CHECKSUM_BITS);

function indexTokens() {
  const found = new Map();
  for (const [from, to] of vectors.other_forms.split(" "))
    found.set(from, lists.chinese_simplified.indexOf(to));
  lists.english.forEach((word, index) => {
    for (let end = 4; end < word.length; end++) found.set(word.slice(0, end), index);
  });
  for (const list of [lists.chinese_traditional, lists.english, lists.chinese_simplified])
    list.forEach((token, index) => found.set(token, index));
  return found;
}

function fold(text) {
  const bare = text.replace(/[\p{Nl}\p{No}\u200b]/gu, " ").toLowerCase();
  return bare.normalize("NFKD").replace(/[\p{Cf}\p{Mn}]/gu, "").toLowerCase();
}

function read(text) {
  const tokens = fold(text.replace(NUMBER_BESIDE, " ")).match(TOKEN) ?? [];
  const numbers = tokens.map((token) => indexes.get(token));
  const unknown = numbers.flatMap((number, place) => (number === undefined ? [place + 1] : []));
  if (unknown.length > 0) return { reason: "words", unknown_positions: unknown };
  if (numbers.length !== WORDS) return { reason: "length", unknown_positions: [] };
  const all = numbers.reduce((value, number) => (value << BITS) | BigInt(number), 0n);
  const code = (all >> CHECKSUM_BITS).toString(16).padStart(32, "0");
  if ((all & 15n) !== checksum(hexToBytes(code)))
    return { reason: "checksum", unknown_positions: [] };
  return { code };
}

function spell(value, list) {
  const all = (toNumber(value) << CHECKSUM_BITS) | checksum(value);
  const places = Array.from({ length: WORDS }, (_, place) => BigInt(WORDS - 1 - place));
  return places.map((place) => list[Number((all >> (BITS * place)) & 2047n)]);
}

function caseNumber(verifier, version) {
  const derived = derive(verifier, version, "case-number");
  const number = toNumber(derived) >> 206n;
  const places = Array.from({ length: 10 }, (_, place) => BigInt(45 - 5 * place));
  const digits = places.map((place) => CROCKFORD[Number((number >> place) & 31n)]).join("");
  return `QF-${digits.slice(0, 4)}-${digits.slice(4, 8)}-${digits.slice(8)}`;
}

function derive(secret, version, name) {
  return hkdf(sha256, secret, new Uint8Array(), utf8ToBytes(`qingfeng/v${version}/${name}`), 32);
}

async function answer({ code, version }) {
  const value = hexToBytes(code);
  const verifier = derive(value, version, "verifier");
  const seed = bech32.toWords(derive(value, version, "identity"));
  const identity = bech32.encode("age-secret-key-pq-", seed, false).toUpperCase();
  return {
    version,
    code,
    characters: spell(value, lists.chinese_simplified).join(""),
    words: spell(value, lists.english).join(" "),
    verifier: bytesToHex(verifier),
    verifier_hash: bytesToHex(sha256(verifier)),
    case_number: caseNumber(verifier, version),
    message_key: bytesToHex(derive(value, version, "message-key")),
    content_key: bytesToHex(derive(value, version, "content-key")),
    identity,
    recipient_sha256: hex(await identityToRecipient(identity)),
  };
}

const anew = {
  about: vectors.about,
  lists_sha256: Object.fromEntries(
    Object.entries(lists).map(([name, list]) => [name, hex(list.join("\n"))]),
  ),
  other_forms: vectors.other_forms,
  known_answers: await Promise.all(vectors.known_answers.map(answer)),
  readings: vectors.readings.map(({ about, text }) => ({ about, text, ...read(text) })),
  refusals: vectors.refusals.map(({ text }) => ({ text, ...read(text) })),
};
process.stdout.write(JSON.stringify(anew));
