// Plain text: what is in it is what one reads. The same rule as app/cleaning/inside/text.py.

// What is more than it shows: markup (HTML, SVG, RTF, JSON, PostScript), what begins with named fields
// (mail, visiting cards, calendars), and files packed into letters.
const MORE_THAN_TEXT = /^\s*(<|\{|%!|From |[A-Za-z-]+:(?!\/\/))|;base64,|(^|\n)begin [0-7]{3} /;
// Characters that nobody sees, or as a space: they can mark the copy that one person was given.
const UNSEEN = new RegExp(
  "[\\p{Cc}\\p{Cf}\\p{Co}\\u034f\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200a\\u202f" +
    "\\u205f\\u2800\\u3164\\ufe00-\\ufe0e\\uffa0\\u{e0000}-\\u{e0fff}]",
  "u",
);
const LINES = /[\t\n\r]/g;

/** Whether bytes are UTF-8 text with nothing hidden in it. */
export function isPlainText(bytes: Uint8Array): boolean {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text !== "" && !MORE_THAN_TEXT.test(text) && !UNSEEN.test(text.replace(LINES, ""));
  } catch {
    return false;
  }
}
