// Follows the server's events: a stream while there is one, questions at intervals when the stream is refused.
// Says "stale" when nothing was heard from the server for 10 s: a picture may only look current when it is.

import { signInAgain } from "./signed-out.js";

const STALE_MS = 10_000;
const ASK_MS = 4_000;

export class Feed {
  #source = null;
  #heardAt = performance.now();
  #state = "loading";
  #seq;

  // awake: this page goes on listening while it is hidden, since it must be able to ring.
  constructor({ stream, poll, seq, awake = false, onChange, onState }) {
    Object.assign(this, { stream, poll, awake, onChange, onState });
    this.#seq = seq;
    setInterval(() => this.#check(), 1_000);
    setInterval(() => this.#ask(), ASK_MS);
    document.addEventListener("visibilitychange", () => this.#visibility());
    this.#open();
  }

  get #asleep() {
    return document.hidden && !this.awake;
  }

  // An open tab owns a thread of the server; a hidden one gives it back.
  #visibility() {
    if (this.#asleep) this.#close();
    else { this.#open(); this.onChange(); }
  }

  #open() {
    if (this.#source || this.#asleep) return;
    const source = new EventSource(`${this.stream}?after=${this.#seq}`);
    this.#source = source;
    source.onopen = () => this.#heard("live");
    source.onerror = () => { if (source.readyState === EventSource.CLOSED) this.#close(); };
    for (const name of document.getElementById("live").dataset.events.split(" ")) {
      source.addEventListener(name, (event) => this.#take(Number(event.lastEventId)));
    }
  }

  #close() {
    this.#source?.close();
    this.#source = null;
  }

  #take(seq) {
    this.#heard("live");
    if (seq > this.#seq) this.#seq = seq;
    this.onChange();
  }

  // The stream's heartbeats are comments, which a browser hides: a small question tells whether the server lives.
  async #ask() {
    if (this.#asleep) return;
    try {
      const answer = await fetch(this.poll, { cache: "no-store", signal: AbortSignal.timeout(ASK_MS) });
      if (answer.status === 401) return signInAgain();
      if (!answer.ok) return;
      const { seq } = await answer.json();
      const streaming = this.#source?.readyState === EventSource.OPEN;
      this.#heard(streaming ? "live" : "polling");
      if (!streaming && seq > this.#seq) { this.#seq = seq; this.onChange(); }
      if (!this.#source && Math.random() < 0.1) this.#open();
    } catch { /* nothing heard: #check says so when it lasts */ }
  }

  #heard(state) {
    this.#heardAt = performance.now();
    this.#say(state);
  }

  #check() {
    if (!this.#asleep && performance.now() - this.#heardAt > STALE_MS) this.#say("stale");
  }

  #say(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.onState(state);
  }
}
