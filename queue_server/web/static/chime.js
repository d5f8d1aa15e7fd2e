// Two soft tones every four seconds, made by WebAudio; a browser lets sound begin after a touch only.

const EVERY_MS = 4_000;
const TONES = [[659.25, 0], [880, 0.22]];

export class Chime {
  #context = null;
  #timer = 0;
  on = false;

  async toggle() {
    this.#context ??= new AudioContext();
    await this.#context.resume();
    this.on = !this.on;
    if (this.on) this.#play();
    else this.ring(false);
  }

  ring(wanted) {
    if (wanted && this.on && !this.#timer) {
      this.#play();
      this.#timer = setInterval(() => this.#play(), EVERY_MS);
    } else if (!(wanted && this.on) && this.#timer) {
      clearInterval(this.#timer);
      this.#timer = 0;
    }
  }

  #play() {
    const start = this.#context.currentTime;
    for (const [pitch, delay] of TONES) this.#tone(pitch, start + delay);
  }

  #tone(pitch, at) {
    const tone = new OscillatorNode(this.#context, { type: "sine", frequency: pitch });
    const volume = new GainNode(this.#context, { gain: 0 });
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.35, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.7);
    tone.connect(volume).connect(this.#context.destination);
    tone.start(at);
    tone.stop(at + 0.75);
  }
}
