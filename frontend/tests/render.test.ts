// A whole recording, as the page has it done.
import assert from "node:assert/strict";
import { test } from "node:test";
import { render } from "../src/voice/render";
import { bandsOf, say } from "./speech";

test("a recording becomes a file, and what it was made from is overwritten", async () => {
  const moments = bandsOf(say("cmn"));
  const held = [...moments];
  const told: number[] = [];
  const file = await render(moments, "sound-1.wav", (part) => told.push(part));
  assert.equal(moments.length, 0);
  assert.ok(held.every((moment) => moment.every((energy) => energy === 0)));
  assert.ok(Math.abs((file.size - 44) / 32000 - 14.3) < 1.7);
  assert.deepEqual(told, [...told].sort((a, b) => a - b));
  assert.ok((told.at(-1) ?? 0) > 0.9);
});

test("a recording that is dropped meanwhile ends the work", async () => {
  const moments = bandsOf(say("cmn"));
  const done = render(moments, "sound-1.wav", () => {
    moments.length = 0;
  });
  assert.equal((await done).size, 44);
});
