// The keys on the screen for a booking's code, and the kiosk's real keys.

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

/** Number keys choose tiles, Escape goes back. */
export function shortcuts(send) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") send({ do: "reset" });
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.altKey || event.metaKey) return;
    const tile = document.querySelector(`[data-panel]:not([hidden]) .tile[data-digit="${CSS.escape(event.key)}"]`);
    if (tile && !event.repeat) tile.click();
  });
}
