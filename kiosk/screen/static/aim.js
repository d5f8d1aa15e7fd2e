// The words that guide a visitor to the sensor. The sensor tells 15 times a second; each of its words stays long enough
// to be read, so that nothing on the page changes more often than twice a second.

const STAYS_MS = 500;

/** Shows aims one after the other; `show` is called with each that is to be seen. */
export class Aim {
  constructor(show) {
    this.show = show;
    this.shown = null;
    this.newest = null;
    this.at = 0;
    this.timer = 0;
  }

  take(name) {
    this.newest = name;
    if (name === this.shown || this.timer) return;
    const left = this.at + STAYS_MS - performance.now();
    if (left <= 0 || !this.shown || !name) this.turn();
    else this.timer = setTimeout(() => this.turn(), left);
  }

  turn() {
    this.timer = 0;
    if (this.newest === this.shown) return;
    this.shown = this.newest;
    this.at = performance.now();
    this.show(this.shown);
  }
}
