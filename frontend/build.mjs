// Builds what browsers get: frontend/styles -> app/static/css, frontend/src -> app/static/js.
// The output is committed, so that nobody needs node to run the product; `make frontend-check`
// builds it anew and compares. A script is each .ts directly below src/; a folder below it belongs
// to the scripts that import it. A style sheet is each .scss below styles/ that has no leading _.
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { compile } from "sass";

import { alias } from "./alias.mjs";
import { pdfParts } from "./pdf_parts.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const output = process.argv[2] ?? here("../app/static");

const named = (folder, ending) =>
  (existsSync(here(folder)) ? readdirSync(here(folder)) : []).filter(
    (name) => name.endsWith(ending) && !name.startsWith("_"),
  );

for (const name of named("styles", ".scss")) {
  const { css } = compile(here(`styles/${name}`), {
    style: "compressed",
    // The second for the Ministry of Justice's sheet, which names node_modules itself.
    loadPaths: [here("node_modules"), here(".")],
    quietDeps: true,
  });
  // No picture of theirs comes along: those rules are for markup that no page of ours has.
  const own = css.replace(/background-image:url\([^)]*\);?/g, "");
  writeFileSync(`${output}/css/${name.replace(".scss", ".css")}`, own);
}

// What every script may import stands beside the entries, but is none.
const parts = ["events.ts", "words.ts"];
const scripts = named("src", ".ts").filter((name) => !parts.includes(name));
if (scripts.length > 0)
  await build({
    entryPoints: scripts.map((name) => here(`src/${name}`)),
    outdir: `${output}/js`,
    bundle: true,
    minify: true,
    format: "iife",
    // Phones of 2020, and Tor Browser. (Safari 14.0 destructures wrongly.)
    target: ["es2020", "firefox115", "chrome87", "safari14.1"],
    alias,
    charset: "utf8",
    legalComments: "none",
    plugins: [pdfParts],
  });
