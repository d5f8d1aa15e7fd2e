// The keys on the screen for a booking's code, and the kiosk's real keys.

import { REST, settle, take } from "./scanner.js";
import { arrange, make } from "./words.js";

const LETTERS = "1234567890ABCDEFGHIJKLMNOPQRSTUVWXYZ-";
const DIGITS = [..."1234567890"];
const KEY_MM = 20;
const GAP_MM = 2;

/**
 * The keys; they write into the field. Where a key of 20 mm for each letter has no room, a key holds several, and one
 * touch spreads them out.
 */
export class Keys {
  constructor(root, field, changed) {
    this.root = root;
    this.field = field;
    this.changed = changed;
    this.gather();
  }

  /** Lay the keys out anew at the next drawing: what a visitor left spread out is not the next one's. */
  gather() {
    this.layout = "";
  }

  /** Lay the keys out for the room that there is now; where it is as it was, what is spread out stays. */
  draw() {
    const millimetre = Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--mm"));
    const along = (length) => Math.floor((length / millimetre + GAP_MM) / (KEY_MM + GAP_MM));
    const columns = Math.max(1, along(this.root.clientWidth));
    const cells = columns * Math.max(1, along(this.root.clientHeight));
    const layout = `${columns} of ${cells}`;
    if (layout === this.layout) return;
    this.layout = layout;
    this.root.style.setProperty("--columns", String(Math.min(columns, LETTERS.length)));
    if (cells >= LETTERS.length) this.fill([...LETTERS].map((letter) => this.letter(letter)));
    else this.groups(Math.ceil(LETTERS.length / cells));
  }

  rubOut() {
    this.write(this.field.value.slice(0, -1));
  }

  groups(size) {
    const starts = [...Array(Math.ceil(LETTERS.length / size)).keys()].map((nth) => nth * size);
    this.fill(starts.map((start) => this.group(LETTERS.slice(start, start + size), size)));
  }

  group(letters, size) {
    if (letters.length === 1) return this.letter(letters);
    return key([...letters].join(" "), () => {
      const back = key("", () => this.groups(size));
      back.classList.add("words");
      back.append(document.getElementById("label-groups").content.cloneNode(true));
      this.fill([...[...letters].map((letter) => this.letter(letter, () => this.groups(size))), back]);
      this.changed();
    });
  }

  letter(letter, then = () => {}) {
    return key(letter, () => { this.write(this.field.value + letter); then(); });
  }

  fill(keys) {
    const had = this.root.contains(document.activeElement);
    this.root.replaceChildren(...keys);
    arrange(this.root);
    if (had) keys[0].focus();
  }

  write(text) {
    this.field.value = text.slice(0, this.field.maxLength);
    this.changed();
  }
}

function key(text, press) {
  const element = make("button", "key box", text);
  element.type = "button";
  element.addEventListener("click", press);
  return element;
}

/** Ten keys for a PIN, which always have room; they write into the field. */
export function pinKeys(root, field, changed) {
  const press = (digit) => { field.value = (field.value + digit).slice(0, field.maxLength); changed(); };
  root.replaceChildren(...DIGITS.map((digit) => key(digit, () => press(digit))));
}

const TOOLS = { "+": "contrast", "*": "listen" };

/** Number keys choose tiles, + and * are the visitor's aids, Escape goes back; a scanner's keys choose nothing. */
export function shortcuts(send, rules) {
  let held = REST;
  let timer = 0;
  const act = ({ key, code }) => {
    if (code && ["idle", "full", "entering"].includes(document.getElementById("main").dataset.phase)) send({ do: "booking", code });
    if (TOOLS[key]) send({ do: TOOLS[key] });
    else if (key) tile(key)?.click();
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") send({ do: "reset" });
    if (event.target instanceof HTMLInputElement && event.key in TOOLS) event.preventDefault(); // no code has them
    else if (event.target instanceof HTMLInputElement) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    // the end of a burst must not press the button that has the focus
    if (event.key === rules.suffix && held.text) event.preventDefault();
    const taken = take(held, event.key, event.timeStamp, rules);
    held = taken.held;
    act(taken.given);
    clearTimeout(timer);
    if (held.text) timer = setTimeout(() => { act(settle(held, rules)); held = REST; }, rules.max_gap_ms + 5);
  });
}

function tile(digit) {
  return [...document.querySelectorAll(`.tile[data-digit="${CSS.escape(digit)}"]`)].find((one) => one.checkVisibility());
}
