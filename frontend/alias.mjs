// post-quantum asks for older copies of what age-encryption brings as well: one of each is enough,
// in what is built and in what is tested.
import { fileURLToPath } from "node:url";

/** The libraries of which there shall be one copy. */
export const alias = Object.fromEntries(
  ["@noble/curves", "@noble/hashes"].map((name) => [
    name,
    fileURLToPath(new URL(`node_modules/${name}`, import.meta.url)),
  ]),
);
