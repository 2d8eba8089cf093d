// The file that leaves the browser, byte by byte.
import assert from "node:assert/strict";
import { test } from "node:test";
import { wavFile } from "../src/voice/wav";

test("a WAV file is 44 bytes of header and the samples, and nothing else", async () => {
  const file = wavFile([Int16Array.of(1, -2), Int16Array.of(32767)], 16000, "sound-1.wav");
  const expected =
    "52494646" + "2a000000" + "57415645" + // RIFF, 42 bytes follow, WAVE
    "666d7420" + "10000000" + "0100" + "0100" + // fmt, 16 bytes, PCM, mono
    "803e0000" + "007d0000" + "0200" + "1000" + // 16,000 a second, 32,000 bytes, 2 each, 16 bit
    "64617461" + "06000000" + "0100" + "feff" + "ff7f"; // data, 6 bytes
  assert.equal(Buffer.from(await file.arrayBuffer()).toString("hex"), expected);
});

test("the file says no time and no place", () => {
  const file = wavFile([], 16000, "sound-1.wav");
  assert.deepEqual([file.name, file.type, file.lastModified], ["sound-1.wav", "audio/wav", 0]);
});
