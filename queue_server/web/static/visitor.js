// The place in line, asked for now and then: oftener when the turn is near. Rings when called, for who has asked for it.

import { Chime } from "./chime.js";

const NEAR = 3;
const NEAR_MS = 8_000;
const FAR_MS = 20_000;
const MOST_MS = 60_000;
const RINGS_FOR_MS = 20_000;

const ring = document.getElementById("ring");
const lost = document.getElementById("lost");
const title = document.title;
const chime = new Chime(ring, showRing);
let failures = 0;
let timer = 0;
let called = isCalled();
let awake = null;

function isCalled() {
  return document.body.classList.contains("called");
}

function isOver() {
  return document.body.hasAttribute("data-over");
}

function pauseMs() {
  const ahead = document.querySelector(".ahead b");
  const wanted = ahead && Number(ahead.textContent) > NEAR ? FAR_MS : NEAR_MS;
  return Math.min(wanted * 2 ** failures, MOST_MS);
}

async function look() {
  clearTimeout(timer);
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) throw new Error(answer.status);
    take(new DOMParser().parseFromString(await answer.text(), "text/html"));
    failures = 0;
  } catch {
    failures += 1;
  }
  lost.hidden = failures === 0;
  showRing();
  if (!isOver()) timer = setTimeout(look, pauseMs());
}

function take(page) {
  document.body.className = page.body.className;
  document.body.toggleAttribute("data-over", page.body.hasAttribute("data-over"));
  for (const part of ["#place", "#more"]) {
    document.querySelector(part).replaceChildren(...page.querySelector(part).childNodes);
  }
  announce();
}

/** Rings when the visitor is called, and stops when the visitor has come, or has had time to hear it. */
function announce() {
  if (isCalled() && !called) {
    chime.ring("urgent");
    setTimeout(() => chime.ring(""), RINGS_FOR_MS);
  }
  if (!isCalled()) chime.ring("");
  called = isCalled();
  document.title = called ? `● ${title}` : title;
}

/** The screen stays lit while the phone is to ring: a locked phone runs no page. */
async function stayAwake() {
  if (!chime.on || awake || document.hidden) return;
  try {
    awake = await navigator.wakeLock?.request("screen") ?? null;
    awake?.addEventListener("release", () => { awake = null; });
  } catch { /* low battery, or not allowed: the page rings while it is open */ }
}

function showRing() {
  ring.hidden = isOver();
  ring.setAttribute("aria-pressed", String(chime.on));
  for (const state of ["on", "off"]) ring.querySelector(`.ring-${state}`).hidden = (state === "on") !== chime.on;
  if (chime.on) stayAwake();
  else awake?.release();
}

showRing();
if (!isOver()) timer = setTimeout(look, pauseMs());
document.addEventListener("visibilitychange", () => {
  if (document.hidden || isOver()) return;
  look();
  showRing();
});
