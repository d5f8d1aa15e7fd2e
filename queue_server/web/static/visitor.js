// The place in line, looked at now and then: oftener when the turn is near. A look is a few bytes; the page itself is
// fetched only when it reads differently. Rings when called, and when called again, for who has asked for it.

import { Chime } from "./chime.js";

const NEAR = 3;
const NEAR_MS = 8_000;
const FAR_MS = 20_000;
const MOST_MS = 60_000;
const SPREAD = 0.2; // so that phones which lost the server together do not come back together
const AGAIN_MS = 1_500; // a look may be a second behind: who has just woken the phone gets a second one
const OLD_MS = 60_000;
const RINGS_FOR_MS = 20_000;

const ring = document.getElementById("ring");
const lost = document.getElementById("lost");
const place = document.getElementById("place");
const title = document.title;
const chime = new Chime(ring, showRing);
let failures = 0;
let timer = 0;
let lookedAt = performance.now();
let rangFor = document.body.dataset.turn;
let silence = 0;
let awake = null;

function isCalled() {
  return document.body.classList.contains("called");
}

function isOver() {
  return document.body.hasAttribute("data-over");
}

function pauseMs() {
  const ahead = document.querySelector("[data-ahead]");
  const wanted = ahead && Number(ahead.textContent) > NEAR ? FAR_MS : NEAR_MS;
  return Math.min(wanted * 2 ** failures, MOST_MS) * (1 + SPREAD * (2 * Math.random() - 1));
}

/** Looks, now and from time to time; a page that nobody sees and that is not to ring rests until it is seen. */
async function look() {
  clearTimeout(timer);
  try {
    const answer = await fetch(`${location.pathname}/look`, { cache: "no-cache" });
    if (answer.status === 404) return location.reload(); // the day is over: the page says so
    if (!answer.ok) throw new Error(answer.status);
    await take(await answer.json(), answer.headers.get("Date"));
    failures = 0;
    lookedAt = performance.now();
  } catch {
    failures += 1;
  }
  lost.hidden = failures === 0;
  place.toggleAttribute("data-old", false);
  showRing();
  plan(pauseMs());
}

function plan(afterMs) {
  clearTimeout(timer);
  if (!isOver() && (!document.hidden || chime.on)) timer = setTimeout(look, afterMs);
}

async function take(told, date) {
  if (told.turn !== document.body.dataset.turn) await fetchPage();
  fill("ahead", told.ahead);
  fill("low", told.low);
  fill("high", told.high);
  fill("at", clock(date));
}

function fill(name, value) {
  const element = document.querySelector(`[data-${name}]`);
  if (element && value !== undefined && element.textContent !== String(value)) element.textContent = value;
}

/** Returns the server's time in the office's zone, for a phone's own clock may be wrong or travelling. */
function clock(date) {
  const timeZone = document.body.dataset.zone;
  return date ? new Date(date).toLocaleTimeString("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" }) : undefined;
}

async function fetchPage() {
  const answer = await fetch(location.href, { cache: "no-store" });
  if (!answer.ok) throw new Error(answer.status);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.body.className = page.body.className;
  document.body.dataset.turn = page.body.dataset.turn;
  document.body.toggleAttribute("data-over", page.body.hasAttribute("data-over"));
  for (const part of ["#place", "#more"]) {
    document.querySelector(part).replaceChildren(...page.querySelector(part).childNodes);
  }
  announce();
}

/** Rings at each call, and stops when the visitor has come, or has had time to hear it. */
function announce() {
  const { turn } = document.body.dataset;
  if (isCalled() && turn !== rangFor) {
    chime.ring("urgent");
    clearTimeout(silence);
    silence = setTimeout(() => chime.ring(""), RINGS_FOR_MS);
  }
  if (!isCalled()) chime.ring("");
  rangFor = turn;
  document.title = isCalled() ? `● ${title}` : title;
}

/** The screen stays lit while the phone is to ring: a locked phone runs no page. */
async function stayAwake() {
  if (!chime.on || awake || document.hidden || isOver()) return;
  try {
    awake = await navigator.wakeLock?.request("screen") ?? null;
    awake?.addEventListener("release", () => { awake = null; });
  } catch { /* low battery, or not allowed: the page rings while it is open */ }
}

function showRing() {
  ring.hidden = isOver();
  ring.setAttribute("aria-pressed", String(chime.on));
  for (const state of ["on", "off"]) ring.querySelector(`.ring-${state}`).hidden = (state === "on") !== chime.on;
  if (chime.on && !isOver()) stayAwake();
  else awake?.release();
}

/** What stands on a screen that was dark for long is not passed off as news: it is dimmed until it is. */
async function wake() {
  if (document.hidden || isOver()) return;
  place.toggleAttribute("data-old", performance.now() - lookedAt > OLD_MS);
  showRing();
  await look();
  plan(AGAIN_MS);
}

showRing();
plan(pauseMs());
document.addEventListener("visibilitychange", wake);
addEventListener("pageshow", (event) => { if (event.persisted) wake(); });
addEventListener("online", wake);
