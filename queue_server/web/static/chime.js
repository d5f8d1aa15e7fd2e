// Tones made by WebAudio, and a phone's vibration. A browser lets sound begin only after somebody has touched the page:
// who wanted it before gets it back with the first touch.

const MEMORY = "antre.sound";
// Each tone: pitch in hertz, seconds after the first. No pattern has more than three tones in a second.
export const PATTERNS = {
  calm: { everyMs: 4_000, volume: 0.35, tones: [[659.25, 0], [880, 0.34]], shakeMs: [200] },
  urgent: { everyMs: 2_000, volume: 0.8, tones: [[880, 0], [1174.66, 0.34], [880, 0.68]], shakeMs: [300, 150, 300] },
};

export class Chime {
  #context = null;
  #timer = 0;
  #pattern = "";

  // button: switches the sound, and is no other touch; onChange: called when sound is on or off.
  constructor(button, onChange) {
    this.onChange = onChange;
    button.addEventListener("click", () => this.#toggle());
    for (const touch of ["pointerdown", "keydown"]) {
      document.addEventListener(touch, (event) => { if (!button.contains(event.target)) this.#wake(); });
    }
    this.#wake();
  }

  get wanted() {
    return localStorage.getItem(MEMORY) === "on";
  }

  get on() {
    return this.wanted && this.#context?.state === "running";
  }

  async #toggle() {
    localStorage.setItem(MEMORY, this.on ? "off" : "on");
    await this.#wake();
    this.onChange();
    if (this.on) this.#play();
  }

  // Ring "calm" or "urgent" until told otherwise; an empty name is silence.
  ring(pattern) {
    if (pattern === this.#pattern) return;
    clearInterval(this.#timer);
    this.#pattern = pattern;
    if (!pattern) return;
    this.#play();
    this.#timer = setInterval(() => this.#play(), PATTERNS[pattern].everyMs);
  }

  async #wake() {
    if (!this.wanted || this.on) return;
    this.#context ??= new AudioContext();
    this.#context.onstatechange = () => this.onChange();
    await this.#context.resume();
  }

  #play() {
    const { volume, tones, shakeMs } = PATTERNS[this.#pattern || "calm"];
    if (this.#pattern && navigator.userActivation?.hasBeenActive) navigator.vibrate?.(shakeMs);
    if (!this.on) return;
    const start = this.#context.currentTime;
    for (const [pitch, delay] of tones) this.#tone(pitch, start + delay, volume);
  }

  #tone(pitch, at, loudest) {
    const tone = new OscillatorNode(this.#context, { type: "sine", frequency: pitch });
    const volume = new GainNode(this.#context, { gain: 0 });
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(loudest, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.7);
    tone.connect(volume).connect(this.#context.destination);
    tone.start(at);
    tone.stop(at + 0.75);
  }
}
