// The component on the page: start, stop, listen, attach. Its markup comes from templates/public/voice.html.
import { FILE_EVENT } from "../events";
import { word } from "../words";
import { MOMENTS_PER_SECOND } from "./bands";
import { type Microphone, openMicrophone, refusalOf, whyNot } from "./microphone";
import { forget, render } from "./render";

type State = "ready" | "asking" | "recording" | "working" | "done";
type Part = "tools" | "refusal" | "time" | "meter" | "listen" | "said";
type Act = "start" | "stop" | "attach" | "again" | "discard";

const SHOWN: Record<State, readonly (Act | Part)[]> = {
  ready: ["start"],
  asking: [],
  recording: ["stop", "discard", "time", "meter"],
  working: ["time"],
  done: ["listen", "attach", "again", "discard"],
};
const FOCUSED: Partial<Record<State, Act>> = { ready: "start", recording: "stop", done: "attach" };
const HIDEABLE: readonly (Act | Part)[] = [
  ...["start", "stop", "attach", "again", "discard"] as const,
  ...["time", "meter", "listen"] as const,
];
const SHORTEST_SECONDS = 1;
/** Mean square below which a recording holds nothing: 70 dB below the loudest. */
const SILENCE = 1e-7;

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}

function energyOf(moment: Float32Array): number {
  return moment.reduce((sum, energy) => sum + energy, 0);
}

/** `<sound-recorder data-input="address of sound_input.js" data-limit-seconds="600">` inside a form. */
export class SoundRecorder extends HTMLElement {
  private moments: Float32Array[] = [];
  private microphone: Microphone | undefined;
  private file: File | undefined;
  private made = 0;
  // Counts what was begun, so that an answer that comes after its end is known as late.
  private turn = 0;

  /** Show the tools, or say in a sentence why there are none. */
  connectedCallback(): void {
    this.hidden = false;
    const refusal = whyNot();
    this.piece("refusal").hidden = !refusal;
    this.piece("tools").hidden = Boolean(refusal);
    if (refusal) this.piece("refusal").textContent = word(`sound-${refusal}`);
    else this.listenToButtons();
  }

  /** The page went on without us: nothing stays open or remembered. */
  disconnectedCallback(): void {
    this.drop();
  }

  private listenToButtons(): void {
    const acts: Record<Act, () => void> = {
      start: () => void this.start(),
      stop: () => void this.stop(),
      attach: () => this.attach(),
      again: () => void this.start(),
      discard: () => this.discard(),
    };
    for (const [act, run] of Object.entries(acts)) this.piece(act as Act).onclick = run;
    this.show("ready", "", false);
  }

  private async start(): Promise<void> {
    this.drop();
    const turn = this.turn;
    this.show("asking", word("sound-asking"));
    try {
      const opened = await openMicrophone(
        this.dataset.input ?? "",
        (moment) => this.hear(moment),
        () => void this.stop(),
      );
      if (turn !== this.turn) return opened.close();
      this.microphone = opened;
      this.show("recording", word("sound-recording"));
    } catch (error) {
      if (turn === this.turn) this.show("ready", word(`sound-${refusalOf(error)}`));
    }
  }

  private hear(moment: Float32Array): void {
    this.moments.push(moment);
    if (this.moments.length % (MOMENTS_PER_SECOND / 10) > 0) return;
    const seconds = this.moments.length / MOMENTS_PER_SECOND;
    const limit = Number(this.dataset.limitSeconds);
    // From 60 dB below the loudest to the loudest.
    this.inside("meter").value = 1 + Math.log10(energyOf(moment) + 1e-9) / 6;
    this.piece("time").textContent = word("sound-time", { time: clock(seconds), limit: clock(limit) });
    if (seconds === limit - 60) this.say(word("sound-minute-left"));
    if (seconds >= limit) void this.stop(word("sound-limit"));
  }

  private async stop(before = ""): Promise<void> {
    if (!this.microphone) return;
    this.closeMicrophone();
    const seconds = this.moments.length / MOMENTS_PER_SECOND;
    const energy = this.moments.reduce((sum, moment) => sum + energyOf(moment), 0);
    if (seconds < SHORTEST_SECONDS) return this.giveUp("sound-too-short");
    if (energy / this.moments.length < SILENCE) return this.giveUp("sound-silent");
    const turn = this.turn;
    this.show("working", word("sound-working"));
    const tell = (part: number): void => {
      this.piece("time").textContent = word("sound-part", { part: `${Math.floor(100 * part)} %` });
    };
    tell(0);
    const file = await render(this.moments, `sound-${this.made + 1}.wav`, tell);
    if (turn !== this.turn) return;
    this.file = file;
    this.inside("audio").src = URL.createObjectURL(file);
    this.show("done", `${before} ${word("sound-done")}`.trim());
  }

  private giveUp(key: string): void {
    this.drop();
    this.show("ready", word(key));
  }

  private attach(): void {
    const form = this.closest("form");
    if (!form || !this.file) return;
    const file = this.file;
    this.made += 1;
    this.drop();
    this.show("ready", word("sound-attached", { name: file.name }));
    this.fillStory(form);
    form.dispatchEvent(new CustomEvent(FILE_EVENT, { detail: { file } }));
  }

  // The story is the one answer that is needed. Who said it aloud finds that written there, and can add to it.
  private fillStory(form: HTMLFormElement): void {
    const story = form.querySelector<HTMLTextAreaElement>(
      "textarea[name=narrative], textarea[name=message]",
    );
    if (!story || story.value.trim()) return;
    story.value = word("sound-story");
    story.dispatchEvent(new Event("input", { bubbles: true }));
  }

  private discard(): void {
    this.drop();
    this.show("ready", word("sound-discarded"));
  }

  private drop(): void {
    this.turn += 1;
    this.closeMicrophone();
    forget(this.moments);
    this.moments = [];
    this.file = undefined;
    const audio = this.inside("audio");
    if (audio.src) URL.revokeObjectURL(audio.src);
    audio.removeAttribute("src");
    audio.load();
  }

  private closeMicrophone(): void {
    this.microphone?.close();
    this.microphone = undefined;
  }

  private show(state: State, said: string, focus = true): void {
    for (const name of HIDEABLE) this.piece(name).hidden = !SHOWN[state].includes(name);
    this.say(said);
    const next = FOCUSED[state];
    if (focus && next) this.piece(next).focus();
  }

  private say(text: string): void {
    this.piece("said").textContent = text;
  }

  private piece(name: Act | Part): HTMLElement {
    return this.querySelector(`[data-part="${name}"]`) as HTMLElement;
  }

  private inside<T extends "audio" | "meter">(tag: T): HTMLElementTagNameMap[T] {
    return this.querySelector(tag) as HTMLElementTagNameMap[T];
  }
}
