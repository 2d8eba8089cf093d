// Bundles tests/peer.ts in memory and runs it: the Python tests talk to it line by line.
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { alias } from "./alias.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const outfile = here(`node_modules/.tests-peer-${process.pid}.mjs`);
buildSync({
  entryPoints: [here("tests/peer.ts")],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  alias,
});
process.on("exit", () => rmSync(outfile, { force: true }));
await import(outfile);
