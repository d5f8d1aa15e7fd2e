// The screening desk: rings until one person is on the way, louder when nobody comes, and says so for eyes and ears.

import { Chime } from "./chime.js";
import { findAnywhere, startKeys } from "./keys.js";
import { refresh, startLive } from "./live.js";

const root = document.getElementById("live");
const turn = document.getElementById("sound-switch");
const said = document.getElementById("said");
const drawn = new WeakMap();
const known = new Set();
const chime = new Chime(turn, showSound);
let chosen = "";

const cards = () => [...root.querySelectorAll("[data-case]")];
const passed = (element) => performance.now() / 1000 - drawn.get(element);
const late = (card) => passed(card) >= Number(card.dataset.escalates);

function watch() {
  const waiting = cards().filter((card) => "escalates" in card.dataset);
  const overdue = waiting.some(late);
  chime.ring(overdue ? "urgent" : waiting.length ? "calm" : "");
  root.dataset.ringing = overdue ? "urgent" : waiting.length ? "calm" : "";
  const alarm = document.getElementById("alarm");
  if (!alarm) return;
  if (overdue && !known.has("alarm")) { known.add("alarm"); say(alarm.textContent); }
  alarm.hidden = !overdue;
}

function listen() {
  const now = performance.now() / 1000;
  const open = cards();
  for (const element of root.querySelectorAll("[data-case], [data-left]")) drawn.set(element, now);
  document.title = (open.length ? `(${open.length}) ` : "") + root.dataset.title;
  if (!open.some((card) => "escalates" in card.dataset)) known.delete("alarm");
  const fresh = open.filter((card) => !known.has(card.dataset.case));
  for (const card of fresh) known.add(card.dataset.case);
  if (fresh.length) say(fresh.map((card) => card.dataset.say).join(". "));
  mark();
  watch();
}

// Told to whoever does not see the page.
function say(words) {
  said.textContent = words.trim().replace(/\s+/g, " ");
}

// Keys act on the case that was chosen, else on the oldest one; its card shows them.
function current() {
  const open = cards();
  return open.find((card) => card.dataset.case === chosen) ?? open[0] ?? null;
}

function mark() {
  const here = current();
  for (const card of cards()) card.classList.toggle("current", card === here);
}

function find(letter) {
  const here = current();
  return (here && findAnywhere(letter, here)) ?? findAnywhere(letter, document, (element) => !element.closest("[data-case]"));
}

function showSound() {
  turn.setAttribute("aria-pressed", String(chime.on));
  const words = turn.querySelector("span");
  words.textContent = chime.on ? words.dataset.on : chime.wanted ? words.dataset.soon : words.dataset.off;
}

// A countdown that is over changes what may be done: the page asks anew, without waiting for the feed.
function expire() {
  watch();
  for (const element of root.querySelectorAll("[data-left]")) {
    if (drawn.has(element) && passed(element) > Number(element.dataset.left) + 1) {
      drawn.delete(element);
      refresh(listen);
    }
  }
}

root.addEventListener("focusin", (event) => {
  const card = event.target.closest("[data-case]");
  if (card) { chosen = card.dataset.case; mark(); }
});
turn.hidden = false;
showSound();
setInterval(expire, 1_000);
startKeys(find);
startLive(listen);
