// The chime that goes before a call: two soft tones, made here, so that there is no sound file to lose.

const TONES = [
  { hertz: 659.26, start: 0 },
  { hertz: 523.25, start: 0.45 },
];
const RING_SECONDS = 1.1;
const LOUDNESS = 0.35;

let context = null;
let blocked = false;

export function soundBlocked() {
  return blocked;
}

export async function chime() {
  context ??= new AudioContext();
  // Without the browser's autoplay permission resume() stays pending: look at the state, do not wait for it.
  void context.resume();
  await new Promise((done) => setTimeout(done, 50));
  blocked = context.state !== "running";
  if (!blocked) TONES.forEach(ring);
}

function ring({ hertz, start }) {
  const begin = context.currentTime + start;
  const tone = new OscillatorNode(context, { type: "sine", frequency: hertz });
  const loudness = new GainNode(context, { gain: 0 });
  loudness.gain.setValueAtTime(0, begin);
  loudness.gain.linearRampToValueAtTime(LOUDNESS, begin + 0.02);
  loudness.gain.exponentialRampToValueAtTime(0.001, begin + RING_SECONDS);
  tone.connect(loudness).connect(context.destination);
  tone.start(begin);
  tone.stop(begin + RING_SECONDS);
}
