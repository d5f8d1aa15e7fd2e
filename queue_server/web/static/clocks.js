// Durations that go on counting, by the browser's steady clock and never by its date.

export function clockwise(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = String(whole % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

const seen = new WeakMap();

function tick() {
  const now = performance.now() / 1000;
  for (const element of document.querySelectorAll("[data-elapsed], [data-left]")) {
    if (!seen.has(element)) seen.set(element, now);
    const passed = now - seen.get(element);
    const { elapsed, left, over } = element.dataset;
    const text = elapsed !== undefined ? clockwise(Number(elapsed) + passed) : Number(left) > passed ? clockwise(Number(left) - passed) : over;
    if (element.textContent !== text) element.textContent = text;
  }
}

export function startClocks() {
  tick();
  setInterval(tick, 500);
}
