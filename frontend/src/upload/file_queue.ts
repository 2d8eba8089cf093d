/** The files of one form: cleaned, sealed and sent, a few at a time, while the reporter writes on. */
import { bytesToHex } from "@noble/hashes/utils.js";
import type { Outcome as Cleaned } from "../clean/load";
import { headerFor } from "../sealing/age_file";
import type { Attachment } from "../sealing/envelope";
import { sealFile } from "../sealing/sealed_file";
import { neutralName, ownName } from "./names";
import { Rate } from "./rate";
import { type Destination, forget, type Refusal, RefusedError, upload } from "./upload";

const AT_ONCE = 2;

/** How far a file is. */
export type Stage = "queued" | "cleaning" | "held" | "sending" | "waiting" | "done" | "failed";

/** One file and all that is known of it. */
export type QueuedFile = {
  readonly file: File;
  /** Nothing is to be taken out of it. */
  asIs: boolean;
  stage: Stage;
  sentBytes: number;
  wholeBytes: number;
  rate: Rate;
  /** Why it failed. */
  refusal?: Refusal | "unreadable";
  tryAgainAt?: string;
  cleaned?: Cleaned;
  /** `to` is where and as whom it was sent: the code of the form may be another by now. */
  sealed?: { itemId: string; fileKey: Uint8Array; sha256: string; to: Destination };
  abort: AbortController;
};

/** What the queue needs to know of its form. */
export type QueueOptions = {
  maxFileBytes: number;
  /** Take out of a file what points at its author; never throws. */
  clean: (file: File) => Promise<Cleaned>;
  /** Where a file with this id goes. */
  destination: (uploadId: string) => Destination;
  /** Something about a file changed. */
  onChange: () => void;
};

/** Sends files as they are added. */
export class FileQueue {
  readonly files: QueuedFile[] = [];
  #running = 0;
  #idle: (() => void)[] = [];

  constructor(private readonly options: QueueOptions) {}

  /** Take a file in; `asIs` when nothing is to be taken out of it. */
  add(file: File, asIs: boolean): void {
    this.files.push(fresh(file, asIs));
    this.#next();
  }

  /** Drop a file, here and at the server. */
  remove(entry: QueuedFile): void {
    this.files.splice(this.files.indexOf(entry), 1);
    this.#stop(entry);
    this.#next();
  }

  /** Send a file anew: under a new key, to a new place. */
  retry(entry: QueuedFile): void {
    this.#renew(entry, entry.asIs);
    this.#next();
  }

  /** Send a file as it is that could not be cleaned: the reporter decided so. */
  sendAsItIs(entry: QueuedFile): void {
    this.#renew(entry, true);
    this.#next();
  }

  /** Have all files cleaned, or all sent as they are: what went the other way begins anew. */
  choose(asIs: boolean): void {
    for (const entry of this.files.filter((file) => file.asIs !== asIs)) this.#renew(entry, asIs);
    this.#next();
  }

  /** Send all files anew, as where the access code had to be exchanged. */
  retryAll(): void {
    this.files.forEach((entry) => this.retry(entry));
  }

  /** Drop all files here, and leave what the server has: it belongs to the report now. */
  clear(): void {
    this.files.splice(0).forEach((entry) => {
      entry.sealed?.fileKey.fill(0);
    });
    this.options.onChange();
  }

  /** Whether nothing is on its way any more. */
  get isIdle(): boolean {
    return this.files.every(({ stage }) => stage === "done" || stage === "failed" || stage === "held");
  }

  /** Wait until nothing is on its way any more. */
  async idle(): Promise<void> {
    while (!this.isIdle) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** The files as the envelope names them. */
  attachments(keepNames: boolean): Attachment[] {
    return this.files.map((entry, at) => ({
      item_id: entry.sealed!.itemId,
      name: (keepNames ? ownName : neutralName)(entry.cleaned!.name, at + 1),
      media_type: entry.cleaned!.file.type,
      length_bytes: entry.cleaned!.file.size,
      sha256: entry.sealed!.sha256,
    }));
  }

  /** The ids of the files, each with a header for this recipient. */
  headers(recipient: string): { item_id: string; header: Uint8Array }[] {
    return this.files.map(({ sealed }) => ({
      item_id: sealed!.itemId,
      header: headerFor(sealed!.fileKey, recipient),
    }));
  }

  /** Begin anew with an entry. */
  #renew(entry: QueuedFile, asIs: boolean): void {
    this.#stop(entry);
    for (const key of ["refusal", "tryAgainAt", "cleaned", "sealed"] as const) delete entry[key];
    Object.assign(entry, fresh(entry.file, asIs));
  }

  /** What the server has of it takes one of the places that a report has for files. */
  #stop(entry: QueuedFile): void {
    entry.abort.abort();
    if (entry.sealed) void forget(entry.sealed.to);
  }

  #next(): void {
    const entry = this.files.find(({ stage }) => stage === "queued");
    if (entry && this.#running < AT_ONCE) {
      this.#running += 1;
      void this.#run(entry).finally(() => {
        this.#running -= 1;
        this.#next();
      });
      this.#next();
    }
    this.#changed();
  }

  async #run(entry: QueuedFile): Promise<void> {
    // Renewed meanwhile, the entry belongs to another run: this one must not write to it any more.
    const { abort: { signal }, asIs } = entry;
    try {
      if (entry.file.size > this.options.maxFileBytes) throw new RefusedError("too_large");
      entry.stage = asIs ? "sending" : "cleaning";
      this.#changed();
      const cleaned = asIs ? untouched(entry.file) : await this.options.clean(entry.file);
      if (signal.aborted) return;
      entry.cleaned = cleaned;
      if (!asIs && !cleaned.cleaned) {
        // What could not be cleaned goes out by the reporter's decision only.
        entry.stage = "held";
        return;
      }
      const sha256 = await this.#send(entry, cleaned.file, signal);
      if (signal.aborted) return;
      entry.sealed!.sha256 = sha256;
      entry.stage = "done";
    } catch (error) {
      if (signal.aborted) return;
      entry.stage = "failed";
      entry.refusal = error instanceof RefusedError ? error.reason : "unreadable";
      if (error instanceof RefusedError) entry.tryAgainAt = error.tryAgainAt;
    }
  }

  /** Seal and send; gives the hash of what was sealed. */
  async #send(entry: QueuedFile, file: Blob, signal: AbortSignal): Promise<string> {
    const itemId = bytesToHex(crypto.getRandomValues(new Uint8Array(16)));
    const sealed = await sealFile(file);
    if (signal.aborted) throw new DOMException("cancelled", "AbortError");
    const to = this.options.destination(itemId);
    entry.sealed = { itemId, fileKey: sealed.fileKey, sha256: "", to };
    entry.wholeBytes = sealed.payloadBytes;
    entry.stage = "sending";
    const watcher = {
      onSent: (sentBytes: number) => {
        if (signal.aborted) return;
        entry.sentBytes = sentBytes;
        entry.rate.note(sentBytes);
        this.#changed();
      },
      onWaiting: (waiting: boolean) => {
        if (signal.aborted) return;
        entry.stage = waiting ? "waiting" : "sending";
        this.#changed();
      },
    };
    await upload(sealed.payload, to, watcher, signal);
    return sealed.digest();
  }

  #changed(): void {
    this.options.onChange();
    if (this.isIdle) this.#idle.splice(0).forEach((resolve) => resolve());
  }
}

function fresh(file: File, asIs: boolean): QueuedFile {
  return {
    file,
    asIs,
    stage: "queued",
    sentBytes: 0,
    wholeBytes: file.size,
    rate: new Rate(),
    abort: new AbortController(),
  };
}

function untouched(file: File): Cleaned {
  return { file, name: file.name, removed: [], cleaned: false };
}
