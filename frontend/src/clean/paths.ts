// Paths on somebody's disk or an office's server: they name their user, and lead nowhere else. The same
// rule as app/cleaning/inside/paths.py.

const A_PATH =
  /^\s*(file:|[a-z]:[\\/]|\\\\|\/[a-z]\/[^/]+\/|\/(Users|home|root|var|private|tmp|mnt|media|Volumes|storage|sdcard|data)\/)/i;
const START = String.raw`(?:file:|[a-z]:[\\/]|\\\\|/(?:Users|home)/)`;
const QUOTE = `(?:"|&quot;)`;
const IN_AN_INSTRUCTION = new RegExp(
  `(${QUOTE})(\\s*${START}(?:(?!${QUOTE}).)*)|(^|\\s)(${START}[^"\\s&]*)`,
  "gi",
);

/** Whether a text is a path from its first character on. */
export function isPath(text: string): boolean {
  return A_PATH.test(text);
}

/** What follows the last separator of a path, absolute or not. */
export function lastStep(path: string): string {
  return path.split(/[\\/]|%5C/i).pop()!.trim();
}

/** An instruction of a document, as INCLUDEPICTURE and a path, with the bare name in it. */
export function withoutPaths(instruction: string): string {
  return instruction.replace(
    IN_AN_INSTRUCTION,
    (_, quote: string | undefined, quoted: string, before: string, bare: string) =>
      quote === undefined ? before + lastStep(bare) : quote + lastStep(quoted),
  );
}
