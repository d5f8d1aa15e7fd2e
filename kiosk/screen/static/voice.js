// Plays what the kiosk has made to be heard, where no sound card does; silent as soon as the kiosk names no sound.

const player = new Audio();
let playing = "";

export function hear(name) {
  if (name === playing) return;
  playing = name;
  player.pause();
  if (!name) return;
  player.src = `/sounds/${name}.wav`;
  player.play().catch(() => {}); // the next sound cut it off, or the browser is not set up to play; the page says the same
}
