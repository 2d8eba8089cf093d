// Writes the CCTV test vectors of age, one file a vector, into the folder that is named.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as vectors from "cctv-age";

const [folder] = process.argv.slice(2);
await Promise.all(
  Object.entries(vectors).map(([name, data]) => writeFile(join(folder, name), data)),
);
