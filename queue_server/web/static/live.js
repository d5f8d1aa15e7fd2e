// A page with one fragment that the server renders: fetched again when the feed says so, posted to without a reload.

import { Feed } from "./feed.js";
import { startClocks } from "./clocks.js";
import { say } from "./notes.js";
import { signInAgain } from "./signed-out.js";

const AGAIN_AFTER_MS = [500, 1_000, 2_000, 4_000, 8_000];
const root = document.getElementById("live");
let latest = 0;
let busy = false;
let again = false;
let acting = null;

// One action at a time. What is pressed meanwhile waits its turn (keys.js) or is refused in words, never swallowed.
export const underWay = () => acting;

export function refuse(reason) {
  say("wait", root.dataset[reason]);
}

export function startLive(onDraw = () => {}) {
  const connection = document.getElementById("connection");
  const words = document.getElementById("connection-words");
  startClocks();
  new Feed({
    stream: root.dataset.stream,
    poll: root.dataset.poll,
    seq: Number(root.querySelector("[data-seq]").dataset.seq),
    awake: "awake" in root.dataset,
    onChange: () => refresh(onDraw),
    onState: (state) => { connection.dataset.state = state; words.textContent = connection.dataset[state]; },
  });
  root.addEventListener("submit", (event) => submit(event, onDraw));
  setInterval(() => refresh(onDraw), 30_000);
  onDraw();
  if (root.dataset.look) refresh(onDraw);
}

// Asks for the picture. To look at values is to act, and is kept: only a page that somebody can see does so.
function picture() {
  const headers = { "X-Fragment": "1" };
  if (!root.dataset.look || document.hidden) return fetch(root.dataset.fragment, { headers, cache: "no-store" });
  const body = new URLSearchParams({ csrf_token: root.querySelector("[data-token]").dataset.token });
  return fetch(root.dataset.look, { method: "POST", body, headers });
}

export async function refresh(onDraw) {
  if (busy || acting) { again = true; return; } // an action's answer brings its own picture
  busy = true;
  const turn = ++latest;
  try {
    const answer = await picture();
    if (answer.status === 401) signInAgain();
    else if (answer.status === 400) location.reload(); // the token of its forms is over
    else if (answer.ok && turn === latest) draw(await answer.text(), keep(), onDraw);
  } catch { /* the feed tells the connection's state */ }
  busy = false;
  if (again) { again = false; refresh(onDraw); }
}

async function submit(event, onDraw) {
  const form = event.target;
  if (!form.matches("[data-live]")) return;
  event.preventDefault();
  const button = event.submitter;
  if (acting) return refuse("busy");
  acting = button ?? form;
  button?.setAttribute("aria-busy", "true");
  const turn = ++latest;
  try {
    const { answer, html } = await deliver(button?.getAttribute("formaction") ?? form.action, new URLSearchParams(new FormData(form, button)));
    if (answer.headers.get("Content-Type")?.includes("json")) say("refused", sentence(html));
    else if (turn === latest) draw(html, answer.ok && !button?.matches("[data-keeps]") ? keep(form) : keep(), onDraw);
    else { tell(parse(html)); again = true; }
  } catch {
    say("refused", root.dataset.lost);
    again = true;
  }
  button?.removeAttribute("aria-busy");
  acting = null;
  document.dispatchEvent(new Event("settled"));
  if (again && !busy && !acting) { again = false; refresh(onDraw); }
}

// A form with a nonce happens once however often it arrives: what found no answer is sent again, with the same nonce.
async function deliver(address, body) {
  const waits = body.has("nonce") ? AGAIN_AFTER_MS : [];
  for (const wait of waits) {
    try { return await post(address, body); } catch { say("wait", root.dataset.again); }
    await new Promise((resolve) => { setTimeout(resolve, wait); });
  }
  return post(address, body);
}

async function post(address, body) {
  const answer = await fetch(address, { method: "POST", body, headers: { "X-Fragment": "1" }, signal: AbortSignal.timeout(15_000) });
  if (answer.status === 502 || answer.status === 504) throw new Error("a proxy answered, not the server");
  return { answer, html: await answer.text() };
}

const parse = (html) => new DOMParser().parseFromString(html, "text/html");

function sentence(json) {
  const { words } = JSON.parse(json).error;
  return words[document.documentElement.lang] ?? words.en;
}

function tell(page) {
  for (const note of page.querySelectorAll("[data-feedback]")) {
    say(note.dataset.feedback, note.textContent.trim());
    note.remove();
  }
}

function draw(html, kept, onDraw) {
  const page = parse(html);
  tell(page);
  root.replaceChildren(...page.body.childNodes);
  restore(kept);
  onDraw();
}

// What a person has in hand survives a new picture: what is typed, what is open, where the focus is.
function keep(done = null) {
  const typed = [...root.querySelectorAll("input[id]:not([type=hidden]), select[id]")]
    .filter((field) => !done || field.form !== done)
    .filter((field) => (field.type === "checkbox" ? field.checked !== field.defaultChecked : field.value !== (field.defaultValue ?? field.options?.[0]?.value)))
    .map((field) => [field.id, field.type === "checkbox" ? field.checked : field.value]);
  const open = [...root.querySelectorAll("details[open][id]")].filter((menu) => !done || !menu.contains(done)).map((menu) => menu.id);
  const scrolls = [...root.querySelectorAll("[aria-labelledby].rows")].map((list) => [list.getAttribute("aria-labelledby"), list.scrollTop]);
  const active = document.activeElement;
  const menu = active?.closest?.("details[id]");
  const focus = root.contains(active) ? active.id || (menu && open.includes(menu.id) ? `${menu.id} ${position(menu, active)}` : menu?.id) : "";
  return { typed, open, scrolls, focus, selection: active?.selectionStart ?? null };
}

const focusable = (menu) => [...menu.querySelectorAll("summary, button, input, select")];
const position = (menu, element) => focusable(menu).indexOf(element);

function restore({ typed, open, scrolls, focus, selection }) {
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  for (const [id, value] of typed) {
    const field = document.getElementById(id);
    if (!field) continue;
    if (typeof value === "boolean") field.checked = value;
    else field.value = value;
  }
  for (const [id, top] of scrolls) {
    const list = [...root.querySelectorAll(".rows")].find((rows) => rows.getAttribute("aria-labelledby") === id);
    if (list) list.scrollTop = top;
  }
  if (!focus) return;
  const [id, place] = focus.split(" ");
  const home = document.getElementById(id);
  const target = place ? focusable(home ?? document.body)[Number(place)] : home?.matches("details") ? home.querySelector("summary") : home;
  if (target && !target.disabled) {
    target.focus({ preventScroll: true });
    if (selection !== null && target.setSelectionRange) target.setSelectionRange(selection, selection);
  } else document.getElementById("main").focus({ preventScroll: true });
}
