// Bundles each tests/*.test.ts with what it imports, in memory, and runs it by node's own runner.
import { readdirSync, rmSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { alias } from "./alias.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const wanted = process.argv[2] ?? "";
const names = readdirSync(here("tests")).filter(
  (name) => name.endsWith(".test.ts") && name.includes(wanted),
);
const outdir = here("node_modules/.tests");
rmSync(outdir, { recursive: true, force: true });
buildSync({
  entryPoints: names.map((name) => here(`tests/${name}`)),
  outdir,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  alias,
});
if (names.length === 0) process.exit(0);
const files = names.map((name) => `${outdir}/${name.replace(".ts", ".mjs")}`);
const { status } = spawnSync(process.execPath, ["--test", ...files], { stdio: "inherit" });
process.exit(status ?? 1);
