// Small changes to XML that machines wrote: attributes and whole elements, found by their local
// names, everything else left byte for byte as it is. Not a parser: what it does not recognise stays.
import { latin, type Bytes } from "./bytes";

const TAG = /<([A-Za-z_][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g;
const ATTRIBUTE = /\s+([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')/g;

/** Bytes of an XML part as text; UTF-16 by its mark, else UTF-8. */
export function xmlText(bytes: Bytes): string {
  const mark = latin(bytes, 0, 2);
  const coding = mark === "\xff\xfe" ? "utf-16le" : mark === "\xfe\xff" ? "utf-16be" : "utf-8";
  const text = new TextDecoder(coding).decode(bytes);
  return text.replace(/^(<\?xml[^>]*encoding=["'])utf-16[lb]?e?/i, "$1UTF-8");
}

/** A name without its prefix. */
export function local(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

/**
 * Change attributes. `change` gets the element's and the attribute's full names and the value as
 * written, and gives the new value, or undefined to drop the attribute.
 */
export function withAttributes(
  xml: string,
  change: (element: string, attribute: string, value: string) => string | undefined,
): string {
  return xml.replace(TAG, (tag: string, element: string, attributes: string, closed: string) => {
    if (attributes === "") return tag;
    const changed = attributes.replace(ATTRIBUTE, (whole: string, name: string, quoted: string) => {
      const old = quoted.slice(1, -1);
      const value = change(element, name, old);
      if (value === old) return whole;
      return value === undefined ? "" : ` ${name}=${quoted[0]}${value}${quoted[0]}`;
    });
    return changed === attributes ? tag : `<${element}${changed}${closed}>`;
  });
}

/**
 * Replace whole elements, their content included, by their local name (these do not nest in
 * themselves). `replace` gets the tag it opens with and what stands inside; undefined keeps it.
 */
export function withElements(
  xml: string,
  name: string,
  replace: (open: string, inside: string) => string | undefined,
): string {
  const opening = new RegExp(
    `<((?:[\\w.-]+:)?${name})(?=[\\s/>])((?:\\s+[\\w:.-]+\\s*=\\s*(?:"[^"]*"|'[^']*'))*)\\s*(/?)>`,
    "g",
  );
  let result = "";
  let done = 0;
  for (let found = opening.exec(xml); found; found = opening.exec(xml)) {
    let end = opening.lastIndex;
    let inside = "";
    if (found[3] === "") {
      const close = `</${found[1]}>`;
      const at = xml.indexOf(close, end);
      if (at < 0) break;
      inside = xml.slice(end, at);
      end = at + close.length;
    }
    const fresh = replace(found[0], inside) ?? xml.slice(found.index, end);
    result += xml.slice(done, found.index) + fresh;
    done = opening.lastIndex = end;
  }
  return result + xml.slice(done);
}

/** Drop whole elements by their local names. */
export function withoutElements(xml: string, names: readonly string[]): string {
  return names.reduce((text, name) => withElements(text, name, () => ""), xml);
}
