// Gives the cleaner files that are cut short, changed in places, or both, and says what went wrong.
//
//   node clean_damaged.mjs cleaning.js rounds file...
//
// Standard output is a JSON list of complaints: it threw, took longer than ten seconds, or made a file
// much larger than it was given. The damage comes from a fixed seed.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { runInThisContext } from "node:vm";

const [script, rounds, ...paths] = process.argv.slice(2);
globalThis.window = globalThis;
runInThisContext(readFileSync(script, "utf8"));

let state = 20261125;
// xorshift32, so that a complaint can be seen again.
function below(limit) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % Math.max(1, limit);
}

function damaged(whole) {
  const bytes = Uint8Array.from(below(2) ? whole : whole.subarray(0, below(whole.length)));
  // Most of what matters stands at the beginning and at the end.
  for (let times = below(8); times > 0 && bytes.length > 0; times--) {
    const near = below(Math.min(2048, bytes.length));
    const at = [near, bytes.length - 1 - near, below(bytes.length)][below(3)];
    bytes[at] = [0, 0xff, 0x7f, 0x80, below(256)][below(5)];
  }
  return bytes;
}

const complaints = [];
for (const path of paths) {
  const whole = new Uint8Array(readFileSync(path));
  for (let round = 0; round < Number(rounds); round++) {
    const bytes = damaged(whole);
    const begun = performance.now();
    try {
      const { file, cleaned, reason } = await window.qfClean(new File([bytes], basename(path)));
      if (file.size > bytes.length * 2 + 65536) complaints.push(`${path} ${round}: grew to ${file.size}`);
      if (!cleaned && (!reason || file.size !== bytes.length)) complaints.push(`${path} ${round}: ${reason}`);
    } catch (error) {
      complaints.push(`${path} ${round}: ${error.stack}`);
    }
    if (performance.now() - begun > 10000) complaints.push(`${path} ${round}: slow`);
  }
}
process.stdout.write(JSON.stringify(complaints));
