// Cleans files by the very script that browsers get.
//
//   node clean_files.mjs cleaning.js folder file...
//
// Each cleaned file is written to the folder under its own name; standard output is a JSON object
// from file names to what the cleaner said, with the milliseconds it took and, after the last file,
// the memory of the process at its highest, in bytes.
import { createWriteStream, openAsBlob, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { runInThisContext } from "node:vm";

const [script, folder, ...paths] = process.argv.slice(2);
globalThis.window = globalThis;
runInThisContext(readFileSync(script, "utf8"));

const said = {};
for (const path of paths) {
  const name = basename(path);
  const file = await openAsBlob(path);
  file.name = name;
  const begun = performance.now();
  const { file: cleaned, ...rest } = await window.qfClean(file);
  said[name] = { ...rest, milliseconds: Math.round(performance.now() - begun), size: cleaned.size };
  await pipeline(Readable.fromWeb(cleaned.stream()), createWriteStream(join(folder, name)));
}
process.stdout.write(
  JSON.stringify({ files: said, memory: process.resourceUsage().maxRSS * 1024 }),
);
