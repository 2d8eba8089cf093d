import assert from "node:assert/strict";
import { mock, test } from "node:test";

import type { Outcome } from "../src/clean/load";
import { FileQueue } from "../src/upload/file_queue";
import { type Destination, forget } from "../src/upload/upload";

/** Under whose verifier the server was told to forget a file. */
const forgotten: FormDataEntryValue[] = [];
let verifier = "00";
let isDown = false;

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
    (isDown ? this.onerror : this.onload)();
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

test("where the second asking to forget a file is lost, it is asked again", async () => {
  forgotten.length = 0;
  mock.timers.enable({ apis: ["setTimeout"] });
  const passes = async (seconds: number) => {
    // Whatever waits for an answer goes on first.
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    mock.timers.tick(seconds * 1000);
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  const ended = forget(destination("ab"));
  isDown = true;
  await passes(5);
  isDown = false;
  assert.equal(forgotten.length, 2);
  await passes(30);
  await ended;
  await passes(1000);
  assert.equal(forgotten.length, 3);
  mock.timers.reset();
});
