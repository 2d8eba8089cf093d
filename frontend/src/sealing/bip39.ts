/** Reads what people type from the word lists, as forgiving as crypto/bip39.py. */
import { CHINESE, ENGLISH, OTHER_FORMS, TRADITIONAL_FORMS } from "./word_lists";

// Longer than anything that a person copies from a receipt; more is not looked at.
const MAX_TEXT_CHARACTERS = 1000;
// The first four letters tell every word of the English list apart.
const SHORT_LETTERS = 4;
// An ideograph is a character by itself, a run of other letters a word; the rest only separates.
const IDEOGRAPH = "\\u{3400}-\\u{4dbf}\\u{4e00}-\\u{9fff}\\u{f900}-\\u{faff}\\u{20000}-\\u{3ffff}";
const TOKEN = new RegExp(`[${IDEOGRAPH}]|(?:(?![${IDEOGRAPH}])\\p{L})+`, "gu");

let known: Map<string, number> | undefined;

/** The number of each word or character in a text; null for what is in no list. */
export function readIndexes(text: string): (number | null)[] {
  known ??= indexTokens();
  const start = Array.from(text).slice(0, MAX_TEXT_CHARACTERS).join("");
  return (fold(start).match(TOKEN) ?? []).map((token) => known!.get(token) ?? null);
}

function indexTokens(): Map<string, number> {
  // Later entries win, so that no convenience can shadow what was printed.
  const found = new Map<string, number>();
  const places = new Map(CHINESE.map((character, index) => [character, index]));
  for (const [other, own] of OTHER_FORMS) found.set(other!, places.get(own!)!);
  ENGLISH.forEach((word, index) => {
    for (let end = SHORT_LETTERS; end < word.length; end++) found.set(word.slice(0, end), index);
  });
  for (const [other, own] of TRADITIONAL_FORMS) found.set(other!, places.get(own!)!);
  for (const list of [ENGLISH, CHINESE]) list.forEach((token, index) => found.set(token, index));
  return found;
}

function fold(text: string): string {
  // Numbers that a folding would turn into letters ("Ⅳ", "㈠"), and a space that no eye sees.
  const bare = text.replace(/[\p{Nl}\p{No}\u200b]/gu, " ").toLowerCase();
  // NFKD takes full width, compatibility forms and accents apart, so that the marks can go.
  return bare.normalize("NFKD").replace(/[\p{Cf}\p{Mn}]/gu, "").toLowerCase();
}
