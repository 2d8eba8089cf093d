import assert from "node:assert/strict";
import { test } from "node:test";

import type { Outcome } from "../src/clean/load";
import { FileQueue } from "../src/upload/file_queue";
import { type Destination, forget } from "../src/upload/upload";

/** Under whose verifier the server was told to forget a file. */
const forgotten: FormDataEntryValue[] = [];
let verifier = "00";
/** What comes of the next askings; then all are heard. */
let answers: string[] = [];

/** A line on which nothing is answered but that a file was forgotten. */
class SilentLine {
  upload = {};
  status = 200;
  responseText = "{}";
  onload = () => undefined;
  onerror = () => undefined;
  onabort = () => undefined;
  onloadend = () => undefined;

  open(): void {}

  send(form: FormData): void {
    if (!form.has("cancel")) return;
    forgotten.push(form.get("verifier")!);
    (answers.shift() === "lost" ? this.onerror : this.onload)();
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

function destination(uploadId: string): Destination {
  return { url: "/", uploadId, verifier, token: () => "", renewToken: async () => undefined };
}

function queueWith(clean: (file: File) => Promise<Outcome>): FileQueue {
  return new FileQueue({ maxFileBytes: 1000, clean, destination, onChange: () => undefined });
}

test("another choice begins anew with each file, and the old run writes nothing any more", async () => {
  const cleaners: ((outcome: Outcome) => void)[] = [];
  const queue = queueWith(() => new Promise((resolve) => cleaners.push(resolve)));
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
  assert.equal(forgotten.length, 1);
  await until(() => cleaners.length === 2);
  cleaners[1]!({ file, name: file.name, removed: [], cleaned: false, reason: "unknown_kind" });
  await until(() => entry.stage === "held");
  queue.choose(false);
  assert.equal(entry.stage, "held", "the same choice changes nothing");
});

test("what was sent under one code is taken back under that code, also when there is a new one", async () => {
  forgotten.length = 0;
  const queue = queueWith(() => assert.fail("nothing is cleaned"));
  queue.add(new File(["words"], "a.txt"), true);
  await until(() => queue.files[0]!.sealed !== undefined);
  verifier = "11";
  queue.retryAll();
  await until(() => queue.files[0]!.sealed !== undefined);
  queue.remove(queue.files[0]!);
  assert.deepEqual(forgotten, ["00", "11"]);
});

test("where the second asking to forget a file is lost, it is asked again, until it is heard", async () => {
  for (const [hears, asked] of [
    ["heard, heard", 2],
    ["heard, lost, heard", 3],
    ["lost, lost, lost, lost", 4],
  ] as const) {
    forgotten.length = 0;
    answers = hears.split(", ");
    await forget(destination("ab"), [1, 1, 1]);
    assert.equal(forgotten.length, asked, hears);
  }
});
