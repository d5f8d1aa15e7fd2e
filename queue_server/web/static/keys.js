// One key for each action. Keys rest while somebody types, and a person may switch them off (WCAG 2.1.4).

import { refuse, underWay } from "./live.js";

const MEMORY = "antre.keys";
let queued = "";
const typing = (target) => target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]");

export function startKeys(find = findAnywhere) {
  const on = () => localStorage.getItem(MEMORY) !== "off";
  startSwitch(on);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return closeMenus();
    if (!on() || event.repeat || event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    const letter = event.key.toLowerCase();
    if (!known(letter)) return;
    event.preventDefault();
    if (underWay()) keep(letter);
    else act(find(letter));
  });
  document.addEventListener("settled", () => {
    const letter = queued;
    queued = "";
    if (letter) act(find(letter));
  });
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
}

const known = (letter) => /^[a-z0-9]$/.test(letter) && Boolean(document.querySelector(`[data-key="${letter}"], [data-rests="${letter}"]`));

// A key that comes while an action is under way waits for its answer; the same key twice would act on the next visitor.
function keep(letter) {
  if (queued || underWay().dataset.key === letter) refuse("busy");
  else queued = letter;
}

function act(target) {
  if (target) press(target);
  else refuse("closed");
}

const visible = (element) => element.offsetParent !== null && !element.disabled;

export function findAnywhere(letter, root = document, fits = () => true) {
  return [...root.querySelectorAll(`[data-key="${letter}"]`)].find((element) => visible(element) && fits(element)) ?? null;
}

function press(target) {
  if (target.matches("input")) { target.focus(); return; }
  const menu = target.matches("summary") ? target.parentElement : null;
  if (menu?.open) { menu.querySelector("form button")?.focus(); return; }
  target.click();
  menu?.querySelector("form button, form select")?.focus();
}

function closeMenus(except = null) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu === except) continue;
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside && !except) menu.querySelector("summary").focus();
  }
}

function startSwitch(on) {
  const button = document.getElementById("keys-switch");
  if (!button) return;
  const show = () => {
    button.setAttribute("aria-pressed", String(on()));
    button.querySelector("span").textContent = on() ? button.dataset.on : button.dataset.off;
    document.body.classList.toggle("keys-off", !on());
  };
  button.hidden = false;
  button.addEventListener("click", () => { localStorage.setItem(MEMORY, on() ? "off" : "on"); show(); });
  show();
}
