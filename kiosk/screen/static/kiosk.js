// The visitor's page: shows the kiosk's pictures as they come, and tells the kiosk what was touched.

import { Aim } from "./aim.js";
import { fitAll } from "./fit.js";
import { Keys, pinKeys, shortcuts } from "./keyboard.js";
import { notices, options, ticket, tiles } from "./panels.js";
import { codeIn } from "./scanner.js";
import { hear } from "./voice.js";
import { arrange, direction, language, make, ownName, setWords, speak } from "./words.js";

const FOCUS = { entering: "#code", staff_pin: "#pin", invited: "#ready", refused: ".action[data-do=reset]", away: ".action[data-do=reset]" };
// What changes often and leaves every text as it is: the letters keep their size.
const RESTLESS = { fraction: 0, countdown: 0, minute: 0, sound: 0, simulated: 0 };
const byId = (id) => document.getElementById(id);
const scanner = JSON.parse(document.documentElement.dataset.scanner);
const aim = new Aim(showAim);
let shown = {};
let keys;

async function send(act, path = "/act") {
  const body = JSON.stringify(act);
  await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body }).catch(() => lost(true));
}

function show(view) {
  const languageChanged = view.language !== language.first || !shown.phase;
  if (languageChanged) speak(view.language, view.languages);
  byId("office").textContent = view.office_name;
  document.title = view.office_name || "Antre";
  if (changed(view, "languages") || languageChanged) languageButtons(view);
  if (changed(view, "services", "phase", "booking", "priority", "back", "desk") || languageChanged) {
    keepFocus(() => tiles(byId("tiles"), byId("doors"), view, send));
  }
  if (changed(view, "options") || languageChanged) keepFocus(() => options(byId("options"), view.options, send));
  pinPanel(view);
  if (changed(view, "notices") || languageChanged) notices(byId("notices"), view.notices);
  if (view.ticket && (changed(view, "ticket") || languageChanged)) ticket(byId("ticket"), view.ticket);
  measuring(view);
  setWords(byId("refusal"), view.words);
  opening(view.opens);
  countdown(view.countdown);
  aids(view);
  if (changed(view, "phase")) enterPhase(view.phase);
  hear(view.sound);
  const resized = Object.keys(view).some((name) => !(name in RESTLESS) && changed(view, name)) || (view.countdown === null) !== (shown.countdown == null);
  shown = view;
  clock();
  if (resized) fitPage();
}

function fitPage() {
  if (shown.phase === "entering") keys.draw();
  fitAll(shown.contrast);
}

function changed(view, ...names) {
  return names.some((name) => JSON.stringify(view[name]) !== JSON.stringify(shown[name]));
}

// A tile that is drawn anew under the visitor's finger must not lose the focus.
function keepFocus(draw) {
  const digit = document.activeElement?.dataset?.digit;
  draw();
  if (digit) document.querySelector(`.tile[data-digit="${digit}"]`)?.focus();
}

function enterPhase(phase) {
  byId("main").dataset.phase = phase;
  for (const panel of document.querySelectorAll("[data-panel]")) panel.hidden = !panel.dataset.panel.split(" ").includes(phase);
  for (const part of document.querySelectorAll("[data-only]")) part.hidden = !part.dataset.only.split(" ").includes(phase);
  if (phase === "entering") {
    byId("code").value = "";
    keys.gather();
  }
  byId("pin").value = "";
  if (FOCUS[phase]) document.querySelector(FOCUS[phase])?.focus();
  else if (!document.activeElement?.closest(".tools")) document.activeElement?.blur?.();
}

// A PIN that was not taken is typed anew.
function pinPanel(view) {
  if (changed(view, "told")) byId("pin").value = "";
  setWords(byId("told"), view.told);
  byId("whose").textContent = view.who;
  pinChanged();
}

function measuring(view) {
  aim.take(view.aim);
  byId("ring").style.strokeDashoffset = String(100 - 100 * view.fraction);
  byId("again").hidden = !view.again;
  setWords(byId("booking"), view.booking_words);
}

function opening(words) {
  for (const place of document.querySelectorAll(".opens")) {
    place.hidden = Object.keys(words).length === 0;
    setWords(place, words);
  }
}

function showAim(name) {
  for (const words of document.querySelectorAll(".say [data-aim]")) words.hidden = words.dataset.aim !== name;
  byId("main").dataset.aim = name;
  if (shown.phase === "measuring") fitAll(shown.contrast);
}

// Large letters and voice: how this visitor reads the page.
function aids(view) {
  if (view.contrast) document.documentElement.dataset.theme = "contrast";
  else delete document.documentElement.dataset.theme;
  byId("contrast").setAttribute("aria-pressed", String(view.contrast));
  byId("listen").hidden = view.voice === "";
  byId("listen").setAttribute("aria-pressed", String(view.voice === "speaking"));
  for (const words of byId("listen").querySelectorAll("[data-voice]")) words.hidden = !words.dataset.voice.split(" ").includes(view.voice);
}

function countdown(seconds) {
  const box = byId("countdown");
  const opens = box.hidden && seconds !== null;
  box.hidden = seconds === null;
  byId("seconds").textContent = seconds ?? "";
  byId("main").inert = document.querySelector(".foot").inert = !box.hidden;
  if (opens) byId("stay").focus();
}

// The language that stands on the page needs no button.
function languageButtons(view) {
  const buttons = view.languages.filter((code) => code !== view.language).map((code) => {
    const button = make("button", "tool box");
    button.append(make("span", "words", ownName(code)));
    button.type = "button";
    button.lang = code;
    button.dir = direction(code);
    button.addEventListener("click", () => send({ do: "language", language: code }));
    return button;
  });
  const had = byId("languages").contains(document.activeElement);
  byId("languages").replaceChildren(...buttons);
  if (had) buttons[0]?.focus();
}

function clock() {
  if (!shown.minute) return;
  const options = { timeZone: shown.timezone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const day = { timeZone: shown.timezone, weekday: "long", day: "numeric", month: "long" };
  const now = new Date(shown.minute); // the server's: this machine's own may be wrong
  const time = new Intl.DateTimeFormat(language.first, options).format(now);
  byId("clock").textContent = `${time} · ${new Intl.DateTimeFormat(language.first, day).format(now)}`;
}

function lost(away) {
  byId("lost").hidden = !away;
}

// The office's own colour and logo; another version has another address.
function look({ version, logo }) {
  byId("look").href = `/look.css?v=${version}`;
  byId("logo").hidden = !logo;
  if (logo) byId("logo").src = `/logo.png?v=${version}`;
}

function listen() {
  const source = new EventSource("/events");
  source.addEventListener("look", (event) => look(JSON.parse(event.data)));
  source.addEventListener("message", (event) => show(JSON.parse(event.data)));
  source.addEventListener("open", () => lost(false));
  source.addEventListener("error", () => {
    lost(true);
    // after a refusal the browser does not try again by itself
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  });
}

function enterCode() {
  const typed = byId("code").value.trim();
  const code = codeIn(typed, scanner).code ?? typed; // a scanner types its prefix into the field as well
  if (/^[A-Za-z0-9-]{4,40}$/.test(code)) send({ do: "booking", code });
  else byId("code").focus();
}

function enterPin() {
  const pin = byId("pin").value;
  if (/^[0-9]{6,12}$/.test(pin)) send({ do: "pin", pin });
  else byId("pin").focus();
}

function pinChanged() {
  if (byId("main").dataset.phase === "staff_pin") byId("enter").setAttribute("aria-disabled", String(byId("pin").value.length < 6));
}

function pinTyped() {
  pinChanged();
  send({ do: "touch" });
}

function rubPinOut() {
  byId("pin").value = byId("pin").value.slice(0, -1);
  pinTyped();
}

function codeChanged() {
  byId("enter").setAttribute("aria-disabled", String(byId("code").value.trim().length < 4));
  send({ do: "touch" });
}

function demo() {
  for (const button of document.querySelectorAll("[data-demo]")) {
    button.addEventListener("click", () => send(JSON.parse(button.dataset.demo), "/demo"));
  }
  byId("last-ticket")?.addEventListener("click", () => {
    const place = byId("demo-ticket");
    place.hidden = !place.hidden;
    if (!place.hidden) place.querySelector("img").src = `/demo/ticket.png?at=${Date.now()}`;
  });
}

function start() {
  const millimetres = Number(document.documentElement.dataset.screenWidthMm);
  const measure = () => document.documentElement.style.setProperty("--mm", `${window.innerWidth / millimetres}px`);
  measure();
  window.addEventListener("resize", () => { measure(); fitPage(); });
  arrange(document);
  keys = new Keys(byId("keys"), byId("code"), codeChanged);
  pinKeys(byId("pin-keys"), byId("pin"), pinTyped);
  const atPin = () => shown.phase === "staff_pin";
  byId("rubout").addEventListener("click", () => (atPin() ? rubPinOut() : keys.rubOut()));
  shortcuts(send, scanner);
  byId("code").addEventListener("input", codeChanged);
  byId("code").addEventListener("keydown", (event) => event.key === "Enter" && enterCode());
  byId("pin").addEventListener("input", pinTyped);
  byId("pin").addEventListener("keydown", (event) => event.key === "Enter" && enterPin());
  byId("enter").addEventListener("click", () => (atPin() ? enterPin : enterCode)());
  for (const button of document.querySelectorAll("[data-do]")) button.addEventListener("click", () => send({ do: button.dataset.do }));
  demo();
  listen();
}

start();
