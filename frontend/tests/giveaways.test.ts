// The browser's rules and the server's agree, case by case.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type Giveaway, giveaways, isTellingSource } from "../src/preview/giveaways";

interface Case {
  text: string;
  found: Giveaway[];
}

// The tests are run from frontend/, bundled elsewhere.
const cases = JSON.parse(readFileSync("../tests/vectors/giveaways.json", "utf8")) as Case[];

for (const { text, found } of cases)
  test(`the same is found in: ${text.slice(0, 30)}`, () => {
    assert.deepEqual(giveaways(text), found);
  });

test("seen or documented is told by few", () => {
  assert.equal(isTellingSource(["was_told", "saw"]), true);
  assert.equal(isTellingSource(["was_told"]), false);
});
