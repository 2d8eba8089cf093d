/** Makes and finds elements. */

/** A new element with attributes and what stands in it; text is always text, never markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/**
 * The element that a page must have.
 *
 * @throws Error when it has none: whoever built the page has to look.
 */
export function found<Kind extends Element>(place: ParentNode, selector: string): Kind {
  const hit = place.querySelector<Kind>(selector);
  if (!hit) throw new Error(`the page has no ${selector}`);
  return hit;
}
