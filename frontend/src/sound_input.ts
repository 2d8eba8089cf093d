// Runs in the browser's audio thread. The samples of the microphone end here: what goes on to the page
// are the energies of 14 bands, a hundred times a second.
import { BandMeter } from "./voice/measure";

// TypeScript's DOM library does not describe the scope of audio worklets.
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

class BandMeterProcessor extends AudioWorkletProcessor {
  private readonly meter = new BandMeter(sampleRate);
  private open = true;

  constructor() {
    super();
    this.port.onmessage = () => {
      this.open = false;
      this.meter.forget();
    };
  }

  process(inputs: Float32Array[][]): boolean {
    const samples = inputs[0]?.[0];
    if (samples && this.open)
      for (const moment of this.meter.push(samples)) this.port.postMessage(moment, [moment.buffer]);
    return this.open;
  }
}

registerProcessor("band-meter", BandMeterProcessor);
