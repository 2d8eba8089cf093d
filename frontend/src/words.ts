/**
 * The words that scripts show. They stand in the page, translated, so that no bundle holds any:
 * `<template id="words">` with `<p data-word="key">text with {placeholders}</p>`.
 */

const known = new Map<string, string>();

/** Remember the page's words; again after the page was exchanged for another. */
export function rememberWords(page: ParentNode = document): void {
  for (const holder of page.querySelectorAll<HTMLTemplateElement>("template[id$='words']")) {
    for (const text of holder.content.querySelectorAll<HTMLElement>("[data-word]"))
      known.set(text.dataset.word ?? "", text.textContent ?? "");
  }
}

/** Whether the page has a word for this. */
export function hasWord(key: string): boolean {
  if (!known.has(key)) rememberWords();
  return known.has(key);
}

/**
 * The text of a key, with its {placeholders} filled in.
 *
 * @throws Error when the page has no such word.
 */
export function word(key: string, values: Record<string, string | number> = {}): string {
  const text = hasWord(key) ? known.get(key) : undefined;
  if (text === undefined) throw new Error(`the page has no word ${key}`);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
