// The voice message on the forms of reporters.
import { SoundRecorder } from "./voice/recorder";

customElements.define("sound-recorder", SoundRecorder);
