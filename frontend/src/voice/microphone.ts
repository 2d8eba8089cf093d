// The microphone, opened for one recording and closed after it.

/** Why there is no recording; each has a sentence of its own in the page's words. */
export type Refusal = "insecure" | "unsupported" | "denied" | "none" | "busy" | "failed";

/** A microphone that is open. */
export interface Microphone {
  /** Close it: the browser's sign goes out, and what the audio thread still holds is overwritten. */
  close(): void;
}

const REFUSALS: Record<string, Refusal> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** What keeps this page from recording at all, known before anybody is asked. */
export function whyNot(): Refusal | undefined {
  if (!window.isSecureContext) return "insecure";
  // Tor Browser is built without WebRTC, and has no getUserMedia.
  const able = "getUserMedia" in (navigator.mediaDevices ?? {}) && "AudioWorkletNode" in window;
  return able ? undefined : "unsupported";
}

/** Which sentence fits an error of `openMicrophone`. */
export function refusalOf(error: unknown): Refusal {
  return REFUSALS[error instanceof DOMException ? error.name : ""] ?? "failed";
}

/**
 * Ask for the microphone and measure what it hears.
 *
 * @param input the address of the script for the audio thread.
 * @param hear is given the energies of the bands, `MOMENTS_PER_SECOND` times a second.
 * @param end is called if the microphone is taken away.
 * @throws DOMException as getUserMedia does.
 */
export async function openMicrophone(
  input: string,
  hear: (moment: Float32Array) => void,
  end: () => void,
): Promise<Microphone> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
  // From here on the microphone is on: whatever fails turns it off.
  let context: AudioContext | undefined;
  let node: AudioWorkletNode | undefined;
  const close = (): void => {
    for (const track of stream.getTracks()) track.stop();
    if (node) {
      node.port.onmessage = null;
      node.port.postMessage("end");
    }
    void context?.close();
  };
  try {
    context = new AudioContext();
    await context.audioWorklet.addModule(input);
    node = new AudioWorkletNode(context, "band-meter", {
      channelCount: 1,
      channelCountMode: "explicit",
    });
    node.port.onmessage = ({ data }: MessageEvent<Float32Array>) => hear(data);
    for (const track of stream.getTracks()) track.onended = end;
    // Nothing is heard: the node's output stays silent. Unconnected, some browsers would not run it.
    context.createMediaStreamSource(stream).connect(node).connect(context.destination);
    await context.resume();
  } catch (error) {
    close();
    throw error;
  }
  return { close };
}
