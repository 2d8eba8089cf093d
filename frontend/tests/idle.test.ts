// The countdown in words.
import assert from "node:assert/strict";
import { test } from "node:test";
import { IDLE, minutesLeft } from "../src/quiet/idle";

test("what is left is told in minutes and seconds", () => {
  assert.equal(minutesLeft(120_000), "2:00");
  assert.equal(minutesLeft(64_001), "1:05");
  assert.equal(minutesLeft(900), "0:01");
  assert.equal(minutesLeft(-5), "0:00");
});

test("it warns before it clears, with time to read", () => {
  assert.ok(IDLE.warnMs >= 60_000 && IDLE.warnMs < IDLE.clearMs);
});
