// The keys on the screen for a booking's code, and the kiosk's real keys.

import { REST, settle, take } from "./scanner.js";
import { arrange, make } from "./words.js";

const ROWS = ["1234567890", "QWERTYUIOP", "ASDFGHJKL-", "ZXCVBNM"];

/** Build the keys; they write into the field. */
export function keys(root, field, changed) {
  for (const row of ROWS) {
    for (const letter of row) root.append(key(letter, () => write(field, field.value + letter, changed)));
  }
  const rubout = make("button", "key wide");
  rubout.type = "button";
  rubout.append(document.getElementById("label-delete").content.cloneNode(true));
  rubout.classList.add("words");
  rubout.addEventListener("click", () => write(field, field.value.slice(0, -1), changed));
  root.append(rubout);
  arrange(root);
}

function key(letter, press) {
  const element = make("button", "key", letter);
  element.type = "button";
  element.addEventListener("click", press);
  return element;
}

function write(field, text, changed) {
  field.value = text.slice(0, field.maxLength);
  changed();
}

/** Number keys choose tiles, Escape goes back, a scanner's keys are a booking's code and choose nothing. */
export function shortcuts(send, rules) {
  let held = REST;
  let timer = 0;
  const act = ({ key, code }) => {
    if (code && ["idle", "entering"].includes(document.getElementById("main").dataset.phase)) send({ do: "booking", code });
    if (key) document.querySelector(`[data-panel]:not([hidden]) .tile[data-digit="${CSS.escape(key)}"]`)?.click();
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") send({ do: "reset" });
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    // the end of a burst must not press the button that has the focus
    if (event.key === rules.suffix && held.text) event.preventDefault();
    const taken = take(held, event.key, event.timeStamp, rules);
    held = taken.held;
    act(taken.given);
    clearTimeout(timer);
    if (held.text) timer = setTimeout(() => { act(settle(held, rules)); held = REST; }, rules.max_gap_ms + 5);
  });
}
