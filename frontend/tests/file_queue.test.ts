import assert from "node:assert/strict";
import { test } from "node:test";

import type { Outcome } from "../src/clean/load";
import { FileQueue } from "../src/upload/file_queue";

let forgotten = 0;

/** A line on which nothing is answered but that a file was forgotten. */
class SilentLine {
  upload = {};
  status = 200;
  responseText = "{}";
  onload = () => undefined;
  onabort = () => undefined;
  onloadend = () => undefined;

  open(): void {}

  send(form: FormData): void {
    if (!form.has("cancel")) return;
    forgotten += 1;
    this.onload();
    this.onloadend();
  }

  abort(): void {
    this.onabort();
    this.onloadend();
  }
}
Object.assign(globalThis, { XMLHttpRequest: SilentLine, window: globalThis });

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

test("another choice begins anew with each file, and the old run writes nothing any more", async () => {
  const cleaners: ((outcome: Outcome) => void)[] = [];
  const queue = new FileQueue({
    maxFileBytes: 1000,
    clean: () => new Promise((resolve) => cleaners.push(resolve)),
    destination: (uploadId) => ({
      url: "/",
      uploadId,
      verifier: "00",
      token: () => "",
      renewToken: async () => undefined,
    }),
    onChange: () => undefined,
  });
  const file = new File(["words"], "a.txt");
  queue.add(file, false);
  await until(() => cleaners.length === 1);
  const entry = queue.files[0]!;
  queue.choose(true);
  await until(() => entry.stage === "sending");
  cleaners[0]!({ file, name: file.name, removed: [], cleaned: false, reason: "unknown_kind" });
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(entry.stage, "sending");
  assert.equal(entry.cleaned?.reason, undefined);

  queue.choose(false);
  assert.equal(forgotten, 1);
  await until(() => cleaners.length === 2);
  cleaners[1]!({ file, name: file.name, removed: [], cleaned: false, reason: "unknown_kind" });
  await until(() => entry.stage === "held");
  queue.choose(false);
  assert.equal(entry.stage, "held", "the same choice changes nothing");
});
