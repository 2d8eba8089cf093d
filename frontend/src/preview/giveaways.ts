// The browser's twin of app/domain/giveaways.py, on the same table: what in a text may tell who
// wrote it. tests/vectors/giveaways.json holds both to the same answers.
import rules from "./rules.json";

/** A part of a sentence, and every reason to look at it: the kinds of app/domain/giveaways.py. */
export interface Giveaway {
  part: string;
  kinds: string[];
}

const patterns = Object.entries(rules.patterns).map(
  ([kind, source]) => [kind, new RegExp(source, "i")] as const,
);
const boundary = new RegExp(rules.boundaries);

/** The parts of a text that may tell who wrote it, in their order, each part once. */
export function giveaways(text: string): Giveaway[] {
  const found = new Map<string, Giveaway>();
  for (const piece of text.split(boundary)) {
    const part = piece.replace(/^[ \t\u3000]+|[ \t\u3000]+$/g, "");
    const kinds = kindsOf(part);
    // By code points, as Python counts.
    const shown = Array.from(part).slice(0, rules.longest_part).join("");
    if (kinds.length > 0 && !found.has(shown)) found.set(shown, { part: shown, kinds });
    if (found.size === rules.most_parts) break;
  }
  return [...found.values()];
}

/** Whether what was ticked under "How do you know?" is something that few people can say. */
export function isTellingSource(howKnown: readonly string[]): boolean {
  return rules.telling_sources.some((source) => howKnown.includes(source));
}

function kindsOf(part: string): string[] {
  const kinds = patterns.filter(([, pattern]) => pattern.test(part)).map(([kind]) => kind);
  // Each says "I" by itself: the stronger reason is enough.
  const stronger = rules.absorbs_first_person.some((kind) => kinds.includes(kind));
  return stronger ? kinds.filter((kind) => kind !== "first_person") : kinds;
}
